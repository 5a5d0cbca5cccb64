"""What is declared in TOML: the strategy, the council and the indicators, as frozen models.

Anyone may import these. They hold facts and no figures.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from schemas.periods import Period, PeriodKind
from schemas.words import KIND_OF

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)]
CountName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*\.(numerator|denominator)$")
]
OnsCode = Annotated[str, StringConstraints(pattern=r"^[EKNSW][0-9]{8}$")]
Unit = Literal[
    "percent", "per 10,000", "per 100,000", "count", "score", "days", "£", "ratio", "yes or no"
]
Better = Literal["higher", "lower", "neither"]
Shape = Literal["more", "fewer", "parity", "gap"]
Tint = Literal["good", "bad", "care", "neutral", "quiet"]
Role = Literal["council", "neighbour", "region", "country", "elsewhere"]
Kind = Literal["outcome", "process"]
BreakdownRole = Literal["place", "person", "home"]

PER = {"percent": 100, "per 10,000": 10_000, "per 100,000": 100_000, "ratio": 1}
MEANS = ("score", "days", "£")
"""Units of what is an average over so many, its denominator."""
ALL = "all"
_OUR_TEXTS = (
    *("title", "short", "question", "question_to_ask", "cohort", "outcome", "numerator"),
    *("denominator", "caution", "baseline_note"),
)
"""Of an indicator, the texts that are ours alone."""
IN_YEAR = "_in_year"
SHORT = 48  # letters of a name in lists
LOCAL = (
    "Local and provisional: the council's own position at the end of a quarter, which the "
    "department has not checked. It is compared with the same quarter a year ago, and not with the "
    "year's published figure."
)


class Declared(BaseModel):
    """Frozen, and every key is one that we know.

    Editions keep what was declared when they were made. So that every one of them can be opened
    again, a field that is added here later has a default, and none is taken away.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Break(Declared):
    """From the first day of a period on, something is counted in another way: what it means, whom
    it is of, or the system that counts it. `from` is a period, as an extract writes it; `why` the
    end of a sentence. Raises ValueError for what is no period."""

    since: Words = Field(alias="from")
    why: Words

    @model_validator(mode="after")
    def _is_from_a_period(self) -> Self:
        self.start  # noqa: B018  (what is no period is refused here)
        return self

    @property
    def start(self) -> date:
        """The first day that is counted in the new way."""
        return Period.parse(self.since, PeriodKind).start

    @property
    def month(self) -> str:
        """'April 2024'."""
        return f"{self.start:%B %Y}"

    @property
    def sentence(self) -> str:
        """'Counted differently from April 2024: …, so we do not compare across it.'"""
        why = self.why.rstrip(". ")
        return f"Counted differently from {self.month}: {why}, so we do not compare across it."


class Indicator(Declared):
    """One thing that is counted every period. `id` is the name of its file.

    A figure is `numerator` out of `denominator`, times `per`, in `unit`, with so many `decimals`.
    Of a "ratio" it is one beside the other, and 1 or 0 of what is "yes or no".

    `in_the_year`: the council tells its own position during the year, a quarter at a time, as a
    measure of its own (`within_the_year`), of which `in_year_of` is this one.
    `also_by`: other kinds of period that it is counted by too, as "month": shown beside its own and
    a year before, and never given a word of their own.
    `by`: the breakdowns of schemas/breakdowns.toml that it can be seen by; `breakdowns` are all of
    them that have categories here, after those of its own.
    `care_leavers`: it tells how care leavers do, or what is done for them; the Local Offer update
    is of these.
    `context`: it helps to read the others, and stands folded under those of its ambition.
    `waits`: nobody has sent it yet. Officers can, and pages tell of it from its first figure on, or
    once a strategy names it.
    `snapshot`: the same children are counted again every period; `recounted`: how large a share of
    them, a quarter later (0.8 is four in five), where the case system says so. `counts_children`:
    false where what is counted are not people, each once (half-days), so that no interval fits.
    `breaks`: from when on it is counted in another way; nothing is compared across one.
    `caution`: what must be said beside the figure wherever it stands; `beware`: on its own page.
    `baseline_note`: what was odd about the start, of strategies with the baseline
    `baseline_note_of` (without one, of any).
    `question_to_ask`: what a Panel would ask of it, when it stands out (metrics.cards).
    `also_called`: what a person would type to find it ("doctor", "moving home").

    For verdicts (metrics.verdicts.judge), all optional. `matters`: the smallest change that
    matters, in the indicator's unit (percent: points). `target`: what the criterion aims at, in
    that unit; without one, better than at the start. `coverage`: the indicator of how many are
    known about; when it jumps, a change here may be nothing else. `not_known`: the indicator of how
    many of this one's denominator nothing is known about; changes are judged on the others.
    `spread`: of a score, the standard deviation among the children. `population`: where only a rate
    is published, how many it is out of.
    `wobble_like`: the kind of measure that it is, an 'outcome', how young people live, or a
    'process', what services do and write down; or, where wobble.toml has nothing of its own, the
    measure whose ups and downs it is like.

    For what can be at all: `lowest` and `highest`, the ends of a score's scale; `began`, the first
    period that it was counted for.
    """

    id: Id
    title: Words
    short: Annotated[str, StringConstraints(max_length=SHORT)]
    question: Words
    question_to_ask: str = ""
    also_called: tuple[Words, ...] = ()
    ambition: Id
    criterion: Id | None = None
    order: int = 50
    care_leavers: bool = False
    context: bool = False
    waits: bool = False
    also_by: tuple[PeriodKind, ...] = ()
    in_the_year: bool = False
    in_year_of: Id | None = None
    cohort: Words
    outcome: Words
    statutory_name: Words
    numerator: Words
    denominator: Words | None = None
    unit: Unit
    measures: str = ""
    decimals: int = Field(default=0, ge=0, le=2)
    better: Better
    frequency: Literal["quarterly", "annual"]
    period: PeriodKind
    snapshot: bool = False
    counts_children: bool = True
    breakdowns: dict[str, tuple[str, ...]] = {}
    by: tuple[Words, ...] = ()
    comparators: tuple[Literal["country", "region", "neighbours"], ...] = ()
    read_with: tuple[Id, ...] = ()
    return_: Words = Field(alias="return")
    publisher: Words
    caution: str = ""
    beware: tuple[Words, ...] = ()
    baseline_note: str = ""
    baseline_note_of: str = ""
    matters: float | None = Field(default=None, gt=0)
    target: float | None = None
    breaks: tuple[Break, ...] = ()
    coverage: Id | None = None
    not_known: Id | None = None
    spread: float | None = Field(default=None, gt=0)
    population: int | None = Field(default=None, gt=0)
    wobble_like: Id = "outcome"
    recounted: float | None = Field(default=None, gt=0, lt=1)
    lowest: float | None = None
    highest: float | None = None
    began: str = ""

    @model_validator(mode="after")
    def _recounts_only_a_snapshot(self) -> Self:
        if self.recounted is not None and not (self.snapshot and self.period is PeriodKind.QUARTER):
            raise ValueError("'recounted' is for quarters in which the same children are counted")
        return self

    @model_validator(mode="after")
    def _has_a_position_in_its_year(self) -> Self:
        if self.in_the_year and self.frequency != "annual":
            raise ValueError("'in_the_year' is for a yearly measure")
        return self

    @model_validator(mode="after")
    def _has_a_rule_for_its_unit(self) -> Self:
        if self.unit in ("ratio", "yes or no") and self.counts_children:
            raise ValueError(f"'counts_children' must be false of a unit of '{self.unit}'")
        return self

    @model_validator(mode="after")
    def _adds_up_to_quarters(self) -> Self:
        adds_up = self.period is PeriodKind.QUARTER and not self.snapshot
        too = {PeriodKind.MONTH, PeriodKind.ROLLING_YEAR}
        if self.also_by and not (adds_up and {*self.also_by} <= too):
            raise ValueError(
                "'also_by' can name 'month' and 'rolling year', where each child is counted in one "
                "quarter"
            )
        return self

    @model_validator(mode="after")
    def _began_in_a_period(self) -> Self:
        self.first_period  # noqa: B018  (what is no period is refused here)
        return self

    @property
    def first_period(self) -> Period | None:
        """The first period that it was counted for, where somebody has said."""
        return Period.parse(self.began, {self.period}) if self.began else None

    @property
    def is_local(self) -> bool:
        """Whether only the council has its figures, and no department."""
        return self.return_ == "Local extract" or bool(self.in_year_of)

    @property
    def share_recounted(self) -> float:
        """The share of the children who are counted again a quarter later: all of a snapshot, where
        nobody has said how many."""
        return float(self.snapshot) if self.recounted is None else self.recounted

    def note_on(self, baseline: str) -> str:
        """What was odd about a strategy's baseline, where somebody has said it of that year."""
        return self.baseline_note if self.baseline_note_of in ("", baseline) else ""

    @property
    def in_a_sentence(self) -> str:
        """Its short name for a sentence, which may have a colon of its own."""
        return self.short.replace(":", ",")

    @property
    def per(self) -> int | None:
        """How many a proportion is out of: 100, 10,000, 100,000, or 1 of a ratio; None where there
        is none."""
        return PER.get(self.unit)

    @property
    def period_kinds(self) -> frozenset[PeriodKind]:
        """The periods an extract may give: its own, years where its own are quarters, and what it
        is counted by too."""
        years = {PeriodKind.FINANCIAL_YEAR} if self.period is PeriodKind.QUARTER else set()
        return frozenset({self.period, *years, *self.also_by})

    def counted_by(self, kind: PeriodKind) -> "Indicator":
        """The same by a kind of period that it is counted by too."""
        beside = dict.fromkeys(("also_by", "comparators"), ())
        return self.model_copy(update={**beside, "breakdowns": {}, "period": kind})

    @property
    def within_the_year(self) -> "Indicator":
        """The council's own position at the end of each quarter of this yearly measure: local,
        provisional, and never in one line with the year's figure."""
        day = "on the last day of the quarter, as the council's own system has it"
        return self.model_copy(
            update={
                **dict.fromkeys(("criterion", "coverage", "not_known", "target")),
                **dict.fromkeys(("question_to_ask", "began", "caution", "baseline_note"), ""),
                **dict.fromkeys(("comparators", "breaks", "also_called", "by"), ()),
                "id": f"{self.id}{IN_YEAR}",
                "title": f"{self.title}: so far in the year",
                "short": f"So far: {self.short}"[:SHORT],
                "in_the_year": False,
                "in_year_of": self.id,
                "statutory_name": f"Local position in the year: {self.statutory_name}",
                "numerator": f"{self.numerator}, {day}",
                "denominator": f"{self.denominator}, {day}",
                "breakdowns": {},
                "frequency": "quarterly",
                "period": PeriodKind.QUARTER,
                "snapshot": True,
                "read_with": (self.id,),
                "beware": (LOCAL,),
                "return_": "The council's own system",
                "publisher": "The council",
                "wobble_like": self.id,
            }
        )

    def in_words_of(self, words: "OwnWords") -> "Indicator":
        """The same with the place's own words in every text of ours; what it is officially called,
        and by whom, stays."""
        ours = ((name, getattr(self, name)) for name in _OUR_TEXTS)
        texts = {name: words.own(text) for name, text in ours if text}
        return self.model_copy(
            update={**texts, "beware": tuple(words.own(said) for said in self.beware)}
        )

    def newest_break(self, periods: Iterable[Period]) -> Break | None:
        """The last break that any of these periods is wholly after."""
        newest = max((p.start for p in periods), default=date.min)
        past = [b for b in self.breaks if b.start <= newest]
        return max(past, key=lambda b: b.start, default=None)

    def stretch(self, period: Period) -> int:
        """Which stretch between breaks a period is of: only those of one number are alike. Odd ones
        have a break inside."""
        return sum((b.start <= period.start) + (b.start <= period.end) for b in self.breaks)


class Ambition(Declared):
    """One of the strategy's ambitions, word for word, with its commitments.

    Its indicators are those that name it; a strategy whose ambitions are cut another way lists
    them in `indicators` instead. `short`: its name in the menu, where the whole one is too long.
    An older strategy may have outcomes alone, and no commitments.
    """

    id: Id
    title: Words
    name: Words
    short: str = ""
    commitments: tuple[Words, ...] = ()
    indicators: tuple[Id, ...] = ()


class GapGroups(Declared):
    """The two categories of a breakdown that a 'gap' criterion compares."""

    breakdown: Words
    near: Words
    far: Words


class ParityPair(Declared):
    """Our children's indicator, and the one of all children, that a 'parity' criterion compares."""

    ours: Id
    everyone: Id


class Criterion(Declared):
    """One of the strategy's success criteria, word for word.

    `headline` is the indicators that the overview names first, in order.
    """

    id: Id
    title: Words
    name: Words
    shape: Shape
    headline: tuple[Id, ...] = ()
    gap: GapGroups | None = None
    parity: ParityPair | None = None

    @model_validator(mode="after")
    def _shape_says_what_it_compares(self) -> Self:
        for shape in ("gap", "parity"):
            if (self.shape == shape) != (getattr(self, shape) is not None):
                raise ValueError(f"a criterion has a [{shape}] table when its shape is '{shape}'")
        return self


class LookingBack(Declared):
    """What a strategy says of the one before it, in our words: something `achieved`, or of which
    there was more to do; and the `indicators` that show whether it can be seen in the figures."""

    name: Words
    says: Words
    achieved: bool = True
    indicators: tuple[Id, ...] = ()


class Priority(Declared):
    """What the children in care council asked of the partnership while a strategy ran, in its own
    words: set on a day, and of one ambition or of all."""

    dated: date
    words: Words
    ambition: Id | None = None


class Strategy(Declared):
    """A council's strategy: what it promised, when, and how it will know.

    `draft`: nothing is judged by it yet. One that another has followed is read at its end: see
    `Schemas.is_past`. Older ones may have no criteria, no approval and no commitments.
    `matters_most` and `unwanted`: what young people said they want, and what they do not.
    """

    id: Id
    title: Words
    name: Words
    source: Words
    draft: bool = False
    approved: date | None = None
    starts: date
    ends: date
    baseline: str
    final: str
    criteria_heading: str = ""
    ambitions_heading: Words
    vision: tuple[Words, ...] = ()
    pledge: tuple[Words, ...] = ()
    matters_most: tuple[Words, ...] = ()
    unwanted: tuple[Words, ...] = ()
    ambitions: tuple[Ambition, ...]
    criteria: tuple[Criterion, ...] = ()
    looking_back: tuple[LookingBack, ...] = ()
    priorities: tuple[Priority, ...] = ()

    @model_validator(mode="after")
    def _years_are_years(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("the strategy ends before it starts")
        self.baseline_year, self.final_year  # noqa: B018  (a bad year is refused here)
        return self

    @model_validator(mode="after")
    def _criteria_have_a_heading(self) -> Self:
        if self.criteria and not self.criteria_heading:
            raise ValueError(
                "'criteria_heading' is missing: the words that the criteria stand under"
            )
        return self

    def __hash__(self) -> int:
        """By its id, which is quick: an edition's views are kept by strategy."""
        return hash(self.id)

    @property
    def years(self) -> str:
        """'2022-2025': what its commitments' ids begin with (schemas.notes.commitments)."""
        return f"{self.starts.year}-{self.ends.year}"

    @property
    def baseline_year(self) -> Period:
        """The financial year that the strategy is measured from."""
        return Period.parse(self.baseline, {PeriodKind.FINANCIAL_YEAR})

    @property
    def final_year(self) -> Period:
        """The financial year by which the criteria should be met."""
        return Period.parse(self.final, {PeriodKind.FINANCIAL_YEAR})

    def criterion_of(self, indicator: Indicator) -> Criterion | None:
        """The criterion that an indicator answers: one that names it, or else the one it names."""
        named = (c for c in self.criteria if indicator.id in c.headline)
        return next(named, next((c for c in self.criteria if c.id == indicator.criterion), None))

    def holds(self, period: Period) -> bool:
        """Whether a period is of its years, or before them: at least half over when it ended."""
        return period.is_half_over(self.final_year.end)


class Area(Declared):
    """A place that figures may be about."""

    code: OnsCode
    name: Words


class NeighbourList(Declared):
    """The councils most like ours, nearest first, by a dated version of a model."""

    id: Id
    name: Words
    dated: Words
    source: Words
    areas: tuple[Area, ...]


class CouncilList(Declared):
    """Every council in the country, and the publication that names them."""

    source: Words
    councils: tuple[Area, ...]


class NeighbourModel(Declared):
    """A dated version of the department's model of which councils are alike."""

    id: Id
    name: Words
    dated: Words
    source: Words


class CouncilPlace(Declared):
    """A council by its ONS code: the department's number for it, its region, and its neighbours by
    each model, nearest first."""

    code: OnsCode
    number: Words
    region: OnsCode
    neighbours: dict[Id, tuple[OnsCode, ...]]


class CouncilPlaces(Declared):
    """What is known of every council: schemas/places.toml. `past`: councils that are no more, and
    that a model still names."""

    models: tuple[NeighbourModel, ...]
    regions: tuple[Area, ...]
    past: tuple[Area, ...]
    councils: tuple[CouncilPlace, ...]


class Breakdown(Declared):
    """A way of dividing children that several measures name (schemas/breakdowns.toml). `role`: what
    it says of them, the "place" that they come from, the "person" that they are, or the "home" that
    they live in now. A place's categories are the council's own districts."""

    role: BreakdownRole
    categories: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _is_divided(self) -> Self:
        if self.role != "place" and len(self.categories) < 2:
            raise ValueError("it needs two categories or more, as only a place has the council's")
        return self


class Breakdowns(Declared):
    """Every way of dividing children that measures may name, by its name."""

    breakdowns: dict[Words, Breakdown]


class Districts(Declared):
    """The parts of the council's area that its figures are seen by, and who says that they are."""

    source: Words
    areas: tuple[Area, ...] = Field(min_length=2)

    @property
    def names(self) -> tuple[str, ...]:
        """What an extract calls them."""
        return tuple(area.name for area in self.areas)


class Disclosure(Declared):
    """The council's rule for small numbers, and what it publishes of its own extracts.

    Counts from 1 to `hide_up_to` are hidden. `breakdowns_by`: whether breakdowns are published for
    years or for quarters too. `breakdowns_each`: how many of the breakdowns that were sent of an
    indicator, in the order they are declared; `breakdowns` names others for some indicators.
    `always_show`: indicators whose totals may not be hidden to protect another figure.
    `percent_alone`: those of which a percent may go in without its counts; it is published as a
    whole number, and no word rests on it. `round_exports_to`: what our own counts are rounded to in
    `python -m data export`, 0 for not at all.
    """

    hide_up_to: int = Field(ge=1, le=20)
    owner: Words
    breakdowns_by: Literal["year", "quarter"] = "year"
    breakdowns_each: int = Field(default=1, ge=0)
    breakdowns: dict[Id, tuple[Words, ...]] = {}
    always_show: tuple[Id, ...] = ()
    percent_alone: tuple[Id, ...] = ()
    round_exports_to: Literal[0, 5, 10] = 0

    def publishes(self, indicator: Indicator, sent: Collection[str]) -> tuple[str, ...]:
        """Of the breakdowns that were sent of its own figures, those that the council publishes."""
        usual = tuple(b for b in indicator.breakdowns if b in sent)[: self.breakdowns_each]
        return self.breakdowns.get(indicator.id, usual)


class Same(Declared):
    """Counts of the same children, in several indicators: 'dental_checks.denominator'."""

    counts: tuple[CountName, ...] = Field(min_length=2)


class Whole(Declared):
    """Indicators whose numerators make up the denominator that they share."""

    name: Id
    parts: tuple[Id, ...] = Field(min_length=2)


class Within(Declared):
    """An indicator whose numerator is a part of another's."""

    part: Id
    whole: Id


class Relations(Declared):
    """What adds up across indicators, so that one's hidden count is not another's to give away."""

    same: tuple[Same, ...] = ()
    wholes: tuple[Whole, ...] = ()
    within: tuple[Within, ...] = ()

    @property
    def indicators(self) -> frozenset[str]:
        """Every indicator that is named."""
        same = (count.partition(".")[0] for group in self.same for count in group.counts)
        parts = (name for group in self.wholes for name in group.parts)
        within = (name for pair in self.within for name in (pair.part, pair.whole))
        return frozenset((*same, *parts, *within))

    def without(self, gone: frozenset[str]) -> "Relations":
        """Those between the others."""
        left = (
            tuple(count for count in group.counts if count.partition(".")[0] not in gone)
            for group in self.same
        )
        return Relations(
            same=tuple(Same(counts=counts) for counts in left if counts[1:]),
            wholes=tuple(whole for whole in self.wholes if not gone & {*whole.parts}),
            within=tuple(pair for pair in self.within if not gone & {pair.part, pair.whole}),
        )


class Accessibility(Declared):
    """Whom to tell when something cannot be used, and when the statement was last gone through.
    '' until the council has filled it in; the page says so."""

    email: str = ""
    phone: str = ""
    answer_within_days: int = Field(default=10, ge=1, le=90)
    prepared: date | None = None


class Public(Declared):
    """What a public copy of the pages holds beside what departments have published: `notes`, what
    officers, partners and the Panel say; `drafts`, strategies that nothing is judged by yet;
    `local`, the council's own figures; `provisional`, those that may still change or are of a year
    that is not over; `illustrative`, invented ones. Nothing of it unless the council says so."""

    notes: bool = False
    drafts: bool = False
    local: bool = False
    provisional: bool = False
    illustrative: bool = False


_Text = TypeVar("_Text", bound=str)  # HTML stays HTML
_USUAL = re.compile(
    r"(?<![\"#/=._-])\b(?:(?P<children_in_care_council>the children in care council)"
    r"|(?P<before>looked after (?P<whom>children|young people))|(?P<looked_after>looked[ -]after)"
    r"|(?P<panel>panel)|(?P<promise>promise)(?P<promises>s?)"
    r"|(?P<commitment>commitment)(?P<commitments>s?))\b(?![\"_-])",
    re.IGNORECASE,
)
"""The usual words of OwnWords in a text of ours, but not in an address or an id inside of it."""


class OwnWords(Declared):
    """What a place calls things, where our own sentences have the usual word ([vocabulary] in
    council.toml). What is quoted, of the strategy, of people or of a publication, stays as it is.

    `looked_after`: what stands after "children": "in our care". `panel`: what stands after "the".
    `children_in_care_council`: what the children call it, to whom the six-monthly report goes.
    `promise`: a success criterion, and `commitment` what begins with "We will", each of one.
    """

    looked_after: Words = "looked after"
    panel: Words = "Panel"
    children_in_care_council: Words = "the children in care council"
    promise: Words = "promise"
    commitment: Words = "commitment"

    def own(self, text: _Text) -> _Text:
        """A text of ours with the place's words in it."""
        return type(text)(_USUAL.sub(self._own, text)) if self != _USUAL_WORDS else text

    def _own(self, match: re.Match[str]) -> str:
        name, usual = match.lastgroup or "", match[0]
        if match["before"] and self.looked_after != "looked after":
            said = f"{match['whom'].lower()} {self.looked_after}"
        elif match["before"] or (name == "panel" and not usual[0].isupper()):
            return usual
        elif name in ("promises", "commitments"):
            said = f"{getattr(self, name[:-1])}{match[name]}"
        else:
            said = str(getattr(self, name))
        return f"{said[0].upper()}{said[1:]}" if usual[0].isupper() else said


_USUAL_WORDS = OwnWords()


class OfferItem(Declared):
    """One thing that a council's Local Offer gives care leavers: `partner` who gives it, `since`
    when, both '' where the `source` does not say. `measure`: the indicator of how many use it;
    `says`: what the source itself says of that."""

    title: Words
    partner: str = ""
    since: str = ""
    measure: Id | None = None
    says: str = ""
    source: Words


class Council(Declared):
    """The council whose children these are, and what its figures are set beside.

    `councils`: every council in the country, from councils.toml, for "where do we stand?".
    `also_called`: what else its own officers call it in a file, its old number among them.
    `due_after_days`: how long after a period its own figures are due. `districts`: what its area is
    divided into; without any, no measure is seen by a place.
    `without`: the measures of everybody's that this council does not show. `public`: what it tells
    everybody in a copy of the pages.
    `address`: the one that people open the dashboard by, for what is posted. `meetings`: the days
    on which the panel meets.
    `vocabulary`: what it calls the children, the Panel and what was promised.
    `offer`: its Local Offer for care leavers; nothing where nobody has written it down.
    """

    name: Words
    authority: Words
    code: OnsCode
    address: str = Field(default="", pattern="^(https?://[^ ]+)?$")
    meetings: tuple[date, ...] = ()
    also_called: tuple[Words, ...] = ()
    due_after_days: int = Field(default=14, ge=0)
    without: tuple[Id, ...] = ()
    vocabulary: OwnWords = OwnWords()
    region: Area
    country: Area
    districts: Districts | None = None
    show_illustrative: bool
    disclosure: Disclosure
    accessibility: Accessibility = Accessibility()
    public: Public = Public()
    offer: tuple[OfferItem, ...] = ()
    neighbour_lists: tuple[NeighbourList, ...]
    councils: tuple[Area, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _said_before_there_was_a_vocabulary(cls, fields: Any) -> Any:
        if not (isinstance(fields, dict) and "children_in_care_council" in fields):
            return fields
        called, rest = fields["children_in_care_council"], {**fields}
        del rest["children_in_care_council"]
        own = rest.get("vocabulary", {})
        return {**rest, "vocabulary": {"children_in_care_council": called, **own}}

    @property
    def area(self) -> Area:
        """The council as an area."""
        return Area(code=self.code, name=self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the council's own that a file may have."""
        return (self.name, self.authority, self.code, *self.also_called)

    @property
    def roles(self) -> dict[str, Role]:
        """The role of each ONS code that an extract may hold: of several, the nearest to us."""
        elsewhere = {a.code: "elsewhere" for a in self.councils}
        neighbours = {a.code: "neighbour" for listed in self.neighbour_lists for a in listed.areas}
        fixed: dict[str, Role] = {
            self.region.code: "region",
            self.country.code: "country",
            self.code: "council",
        }
        return {**elsewhere, **neighbours, **fixed}  # type: ignore[dict-item]

    @property
    def areas(self) -> dict[str, Area]:
        """Every area that an extract may hold, by ONS code."""
        named = [a for listed in self.neighbour_lists for a in listed.areas]
        return {a.code: a for a in [*self.councils, *named, self.region, self.country, self.area]}


class VocabularyEntry(Declared):
    """The wording of one word of a verdict (schemas/words.toml): its label and mark, what it means,
    and what it says beside a figure. `shape` and `tint` are of the words that are shown in a chip.
    `says_without_range` is for figures whose range nobody can work out, `says_one_sided` for a
    range that leaves out no change at all, `says_alike` for two figures that look the same when
    they are rounded."""

    label: Words
    shape: Annotated[str, StringConstraints(max_length=1)] = ""
    tint: Tint = "quiet"
    meaning: Words
    says: str = ""
    says_without_range: str = ""
    says_one_sided: str = ""
    says_alike: str = ""


class Vocabulary(Declared):
    """Every word of a verdict (schemas/words.py), by its kind and then as it is stored."""

    trend: dict[str, VocabularyEntry] = {}
    certainty: dict[str, VocabularyEntry] = {}
    lean: dict[str, VocabularyEntry] = {}
    level: dict[str, VocabularyEntry] = {}
    outlook: dict[str, VocabularyEntry] = {}
    answer: dict[str, VocabularyEntry] = {}
    gap: dict[str, VocabularyEntry] = {}
    because: dict[str, VocabularyEntry] = {}


class Wobble(Declared):
    """How much a council's figure of a measure goes up and down by itself from year to year, as
    all councils' published figures show it.

    `wobble`: the variance of a year's figure beyond chance, as a share of the variance between
    children; of events in a population, of the square of the rate. It is what a test of no change
    allows for, and careful. Of the others, which a forecast and a lean go by, the best estimate:
    `passing`, what of that does not last; less than nought where the same children are in
    successive years and make them more alike than chance would. `change`: the standard deviation of
    true changes over three years, the country's included, as a share of twice the standard
    deviation between children (0.08 is 8 points at 50 %); of a rate, of twice the rate. All are
    pulled towards those of the measure's kind, the more so the less sure they are.

    Where there are no counts, in the measure's own unit: `year_to_year` is the standard deviation
    of a year's figure in councils of any size, `by_size` what chance adds, over the root of how
    many children a council looks after, and `over_three` that of true changes over three years.
    `years`: the first and the last.
    """

    wobble: float = Field(gt=0)
    passing: float
    change: float = Field(gt=0)
    year_to_year: float | None = Field(default=None, ge=0)
    by_size: float | None = Field(default=None, gt=0)
    over_three: float | None = Field(default=None, gt=0)
    councils: int = 0
    years: tuple[int, int] | None = None

    def of_a_year(self, children: float | None) -> float | None:
        """Where there are no counts, the standard deviation of a year's figure in a council that
        looks after so many children; None where nobody can say."""
        if self.year_to_year is None or self.by_size is None or not children:
            return None
        return float((self.year_to_year**2 + self.by_size**2 / children) ** 0.5)


ONE_FOR_ALL = Wobble(wobble=0.003, passing=0.001, change=0.08)
"""What editions were judged by that were made before each measure had its own."""


class Wobbles(Declared):
    """What tools/wobble.py has learnt, when and from what (schemas/wobble.toml): of each measure
    that all councils have published, and of each kind of measure. `sized_by`: the indicator whose
    numerator is how many children a council looks after."""

    made: date | None = None
    source: str = ""
    sized_by: Id | None = None
    kinds: dict[Kind, Wobble] = {}
    measures: dict[Id, Wobble] = {}


class FrameworkHeading(Declared):
    """A part of a framework: the indicators that stand under it, and `without`, what it asks
    for that no measure here shows. `within`: the larger part that it belongs to. Of a body, also
    `also_called`, as notes name it, and the ids of the `commitments` that it leads on."""

    title: Words
    within: str = ""
    says: str = ""
    indicators: tuple[Id, ...] = ()
    without: tuple[Words, ...] = ()
    also_called: tuple[Words, ...] = ()
    commitments: tuple[Words, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """All that it is called, in small letters."""
        return frozenset(name.lower() for name in (self.title, *self.also_called))

    def leaving_out(self, gone: frozenset[str]) -> Self:
        """The same as if nobody had declared these indicators."""
        return self.model_copy(
            update={"indicators": tuple(i for i in self.indicators if i not in gone)}
        )


class Framework(Declared):
    """Another way than a strategy's of setting out the same measures (schemas/frameworks/): by the
    headings of a framework, of an inspection or, where `bodies`, by who answers for them. `names`
    are those of its measures in lists: of one that nobody has sent a figure of, nothing else is
    known to an edition."""

    id: Id
    name: Words
    short: Words
    order: int
    source: Words
    bodies: bool = False
    headings: dict[Id, FrameworkHeading]
    names: dict[Id, Words] = {}

    def without(self, gone: frozenset[str]) -> Self:
        """The same as if nobody had declared these indicators."""
        headings = {name: heading.leaving_out(gone) for name, heading in self.headings.items()}
        return self.model_copy(update={"headings": headings})


class Schemas(Declared):
    """Everything that is declared, checked together."""

    council: Council
    strategies: tuple[Strategy, ...]
    indicators: dict[str, Indicator]
    breakdowns: dict[str, Breakdown] = {}
    words: Vocabulary = Vocabulary()
    relations: Relations = Relations()
    wobbles: Wobbles = Wobbles()
    frameworks: tuple[Framework, ...] = ()

    @property
    def bodies(self) -> dict[Id, FrameworkHeading]:
        """Who answers for measures and commitments here."""
        return {name: h for f in self.frameworks if f.bodies for name, h in f.headings.items()}

    def without(self, gone: frozenset[str]) -> Self:
        """The same as if nobody had declared these indicators."""
        shown = {
            name: i.model_copy(
                update={
                    "read_with": tuple(n for n in i.read_with if n not in gone),
                    "coverage": None if i.coverage in gone else i.coverage,
                    "not_known": None if i.not_known in gone else i.not_known,
                }
            )
            for name, i in self.indicators.items()
            if name not in gone
        }
        relations = self.relations.without(gone)
        frameworks = tuple(f.without(gone) for f in self.frameworks)
        return self.model_copy(
            update={"indicators": shown, "relations": relations, "frameworks": frameworks}
        )

    def is_past(self, strategy: Strategy) -> bool:
        """Whether another has followed it: then it is read, and judged, at its end. The last one
        goes on being read until the next is no draft any more."""
        return any(s.starts > strategy.starts and not s.draft for s in self.strategies)

    def before(self, strategy: Strategy) -> Strategy | None:
        """The strategy before it; None before the first."""
        earlier = [s for s in self.strategies if s.starts < strategy.starts and not s.draft]
        return max(earlier, key=lambda s: s.starts, default=None)

    def wobble_of(self, indicator: Indicator) -> Wobble:
        """How much an indicator's figures go up and down by themselves: its own wobble, or that of
        what it behaves like."""
        learnt: dict[str, Wobble] = self.wobbles.measures | dict(self.wobbles.kinds.items())
        return learnt.get(self.wobble_from(indicator), ONE_FOR_ALL)

    def wobble_from(self, indicator: Indicator) -> str:
        """The measure, or the kind, that an indicator's wobble was learnt from."""
        own = indicator.id in self.wobbles.measures
        return indicator.id if own else indicator.wobble_like

    def as_published(self, arrived: Collection[str]) -> "Schemas":
        """Without measures that wait for a first figure; one that has a figure waits no more."""
        told = [i for i in self.indicators.values() if not i.waits or i.id in arrived]
        no_more = {i.id: i.model_copy(update={"waits": False}) if i.waits else i for i in told}
        return self.model_copy(update={"indicators": no_more})

    def entry(self, word: StrEnum) -> VocabularyEntry:
        """The wording of a word of schemas.words, with the country's name in its place.

        Raises KeyError for a word that the edition's vocabulary does not have.
        """
        declared: VocabularyEntry = getattr(self.words, KIND_OF[type(word)])[word]
        country = self.council.country.name
        label = declared.label.replace("{country}", country)
        meaning = declared.meaning.replace("{country}", country)
        return declared.model_copy(update={"label": label, "meaning": meaning})

    def of_ambition(self, ambition: Ambition) -> list[Indicator]:
        """The indicators of one ambition, in the order they are shown."""
        if ambition.indicators:
            return [self.indicators[name] for name in ambition.indicators]
        return [i for i in self.in_order() if i.ambition == ambition.id]

    def of_criterion(self, criterion: Criterion) -> list[Indicator]:
        """The indicators that answer one success criterion, its headline ones first."""
        rank = {name: n for n, name in enumerate(criterion.headline)}
        named = [i for i in self.in_order() if i.criterion == criterion.id or i.id in rank]
        return sorted(named, key=lambda i: rank.get(i.id, len(rank)))

    def in_order(self, *, everything: bool = False) -> list[Indicator]:
        """The indicators in the order they are shown: each that has a place of its own, or also
        those of a position in the year, which stand with the year's, and those that wait."""
        named = self.indicators.values()
        listed = (i for i in named if everything or not (i.in_year_of or i.waits))
        return sorted(listed, key=lambda i: (i.order, i.id))
