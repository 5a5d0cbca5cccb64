"""A verdict: the words for one series, and what they rest on. Pages may import it."""

from schemas.declared import ALL, Declared, Shape
from schemas.words import (
    Answer,
    Because,
    Certainty,
    GapWord,
    LeanWord,
    LevelWord,
    OutlookWord,
    TrendWord,
)

KNOWN_ABOUT = "those known about"


class Verdict(Declared):
    """Where one series is, which way it is going, and whether its criterion is met.

    Every number is in the indicator's unit (percent: 0 to 100, changes in points) and None where
    there is none. Periods are in words.

    level: beside the country, over the newest `level_years`; `level_strong` beyond 99.8 in 100
    councils, and not only 95; `level_low` and `level_high` are those limits of 95 in 100.
    trend, certainty, direction (1 up, -1 down, 0 neither): from `first` to `last`, the baseline
    year's figure and the newest year's; `low` to `high` is its stated range.
    lean, chance: only where the trend is not clear yet; the chance of the likelier side.
    with_wobble: that range allows for a council's ordinary ups and downs, and not only for chance.
    z, inflation, matters, steady_low, steady_high, periods: what the rule went by (trend.py).
    answer: where the strategy has ended and the indicator answers a criterion: the figure of its
    final year beside `goal`; never of invented figures. since: the newest year's figure, where it
    came after the final year. outlook: the same while it runs, with its 80 % interval and chance.
    country_first, country_last: the country's figure at the start and now.
    sentence: to read aloud. why: three sentences or so. because: what kept the usual word from
    being used. made_from: a hash of all that it was made from.
    """

    strategy: str
    indicator: str
    area: str
    area_name: str
    breakdown: str = ALL
    category: str = ALL
    level: LevelWord
    level_strong: bool = False
    level_figure: float | None = None
    level_reference: float | None = None
    level_low: float | None = None
    level_high: float | None = None
    level_years: int | None = None
    trend: TrendWord
    certainty: Certainty | None = None
    direction: int = 0
    lean: LeanWord | None = None
    chance: float | None = None
    first: float | None = None
    last: float | None = None
    first_period: str = ""
    last_period: str = ""
    change: float | None = None
    low: float | None = None
    high: float | None = None
    z: float | None = None
    inflation: float | None = None
    with_wobble: bool = False
    matters: float | None = None
    steady_low: float | None = None
    steady_high: float | None = None
    periods: int = 0
    country_first: float | None = None
    country_last: float | None = None
    because: Because | None = None
    note: str = ""
    answer: Answer | None = None
    goal: float | None = None
    final: float | None = None
    final_period: str = ""
    since: float | None = None
    since_period: str = ""
    outlook: OutlookWord | None = None
    outlook_figure: float | None = None
    outlook_low: float | None = None
    outlook_high: float | None = None
    outlook_chance: float | None = None
    process_centre: float | None = None
    process_low: float | None = None
    process_high: float | None = None
    process_trial: bool = False
    illustrative: bool = False
    sentence: str = ""
    why: tuple[str, ...] = ()
    made_from: str = ""

    @property
    def is_of_those_known(self) -> bool:
        """Whether changes are judged on those known about, as the note says."""
        return KNOWN_ABOUT in self.note


class CriterionAnswer(Declared):
    """The answer to one success criterion: a word, one careful sentence, and a line (`why`) for
    each measure that it rests on. `kind` says whether the word is an Answer, an OutlookWord or a
    GapWord, as schemas.words.KINDS names it. `illustrative` is of an edition made when invented
    figures could still answer."""

    strategy: str
    criterion: str
    shape: Shape
    kind: str
    answer: str
    sentence: str
    why: tuple[str, ...] = ()
    illustrative: bool = False

    @property
    def word(self) -> Answer | OutlookWord | GapWord:
        """The word itself. Raises ValueError for one that is not of its kind."""
        kinds = {"answer": Answer, "outlook": OutlookWord, "gap": GapWord}
        return kinds[self.kind](self.answer)  # type: ignore[return-value]


class Rank(Declared):
    """'8th of 11': our place among some councils in one period, with no claim that it is more than
    chance. 1 is best, or highest where neither is better.

    `among` is the id of a neighbour list, or 'all'. `median` is that of the others; `listed` how
    many councils there are, `of` how many have a value, ours among them.
    """

    indicator: str
    among: str
    period: str
    place: int
    of: int
    tied: bool
    median: float
    listed: int
