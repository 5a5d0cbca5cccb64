"""Which measures are worth a question tonight, and which are worth celebrating: a few of each, by a
rule that anybody can follow, and why. Pure; pages may import it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from metrics.verdicts.verdict import Rank, Verdict
from schemas.declared import Indicator, Schemas
from schemas.notes import PanelCard
from schemas.words import Because, Certainty, LeanWord, LevelWord, TrendWord

MOST = 3
"""Cards of a kind, unless the Panel has pinned more."""


class Reason(StrEnum):
    """Why a measure has a card, the strongest of its kind first."""

    PINNED = "the Panel asked to see it"
    CHECK = "a success criterion rests on it, and someone should check how it is recorded"
    WORSENING = "it is worsening"
    WORSE = "it is worse than {country}"
    LAST = "no council most like ours is further from what we want"
    IMPROVING = "it is improving"
    BETTER = "it is better than {country}"
    FIRST = "no council most like ours is nearer to what we want"


QUESTIONS = {
    Reason.PINNED: "What do we know about it, and what shall we do next?",
    Reason.CHECK: "Who has checked how this is recorded, and when shall we hear?",
    Reason.WORSENING: "What is behind it, and what will be different in a year?",
    Reason.WORSE: "What do councils nearer to {country} do that we do not?",
    Reason.LAST: "What do the councils most like ours do that we do not?",
}
UNCLEAR = "What do people who work with them see that these figures do not show yet?"
KNOWN = "How much of it is that we now know about more of them, or fewer?"
_BAD = {TrendWord.WORSENING, TrendWord.CHECK_RECORDING}
_GOING: Mapping[str, int] = {
    TrendWord.IMPROVING: 2,
    LeanWord.BETTER: 1,
    LeanWord.WORSE: -1,
    TrendWord.WORSENING: -2,
}


@dataclass(frozen=True, slots=True)
class Card:
    """A measure that stands out. `question` is one to ask of it; '' on a celebration."""

    indicator: str
    reason: Reason
    why: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """What is worth a question tonight, and what is worth celebrating, the first to be read first.
    No two are about one change."""

    questions: tuple[Card, ...]
    celebrations: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What an edition says of one measure, and what the Panel has asked for."""

    indicator: Indicator
    verdict: Verdict
    rank: Rank | None
    wish: PanelCard | None

    def key(self, reason: Reason, good: bool) -> tuple[int | float, ...]:
        """The order among cards: the reason, then what goes the same way, what is confirmed, what
        differs most from the country, and what is furthest from the middle of councils like ours.
        """
        verdict, rank, sign = self.verdict, self.rank, 1 if good else -1
        going = _GOING.get(verdict.trend) or _GOING.get(verdict.lean or "", 0)
        unlike = LevelWord.BETTER if good else LevelWord.WORSE
        return (
            [*Reason].index(reason),
            -sign * going,
            verdict.certainty is Certainty.EARLY_SIGN,
            -(1 + verdict.level_strong) * (verdict.level is unlike),
            sign * (rank.place / rank.of if rank else 0.5),
        )


def choose_cards(
    verdicts: Mapping[str, Verdict],
    ranks: Mapping[str, Rank],
    wishes: Iterable[PanelCard],
    schemas: Schemas,
) -> Cards:
    """The cards of an edition. `verdicts` are those on everyone's figure, `ranks` our places among
    the councils most like ours, by indicator; `wishes` are what the Panel has pinned or muted.

    Questions are chosen first, so that what is one is no celebration. Invented figures, and
    measures without a figure, have no card.
    """
    of = {note.indicator: note for note in wishes if not note.illustrative}
    standings = [
        _Standing(i, verdict, ranks.get(i.id), of.get(i.id))
        for i in schemas.in_order()
        if (verdict := verdicts.get(i.id)) and not verdict.illustrative and verdict.last is not None
    ]
    questions = _chosen(standings, False, (), schemas)
    celebrations = _chosen(standings, True, questions, schemas)
    country = schemas.council.country.name
    return Cards(
        tuple(_card(s, r, country, _question(s, r)) for s, r in questions),
        tuple(_card(s, r, country) for s, r in celebrations),
    )


_Chosen = Sequence[tuple[_Standing, Reason]]


def _chosen(
    standings: Iterable[_Standing], good: bool, before: _Chosen, schemas: Schemas
) -> _Chosen:
    """The first few of a kind, and whatever is pinned."""
    found = [(s, r) for s in standings if (r := next(_reasons(s, good), None))]
    chosen: list[tuple[_Standing, Reason]] = []
    for standing, reason in sorted(found, key=lambda pair: pair[0].key(pair[1], good)):
        taken = {other.indicator.id for other, _ in (*before, *chosen)}
        pinned = reason is Reason.PINNED
        if pinned or (len(chosen) < MOST and not taken & _one_change(standing.indicator, schemas)):
            chosen.append((standing, reason))
    return chosen


def _reasons(standing: _Standing, good: bool) -> Iterator[Reason]:
    """Every reason for a card of a kind, the strongest first; none where the Panel wants none."""
    verdict, rank, wish = standing.verdict, standing.rank, standing.wish
    trend, level = verdict.trend, verdict.level
    if wish and wish.card != "by the rule":
        if wish.card == ("celebration" if good else "question"):
            yield Reason.PINNED
        return
    if good and trend not in _BAD:
        yield from _where(
            (trend is TrendWord.IMPROVING, Reason.IMPROVING),
            (level is LevelWord.BETTER, Reason.BETTER),
            (rank is not None and rank.place == 1 and not rank.tied, Reason.FIRST),
        )
    elif not good:
        check = trend is TrendWord.CHECK_RECORDING
        yield from _where(
            (check and standing.indicator.criterion is not None, Reason.CHECK),
            (trend is TrendWord.WORSENING, Reason.WORSENING),
            (level is LevelWord.WORSE, Reason.WORSE),
            (rank is not None and rank.place == rank.of, Reason.LAST),
        )


def _where(*cases: tuple[bool, Reason]) -> Iterator[Reason]:
    return (reason for is_so, reason in cases if is_so)


def _one_change(indicator: Indicator, schemas: Schemas) -> set[str]:
    """It, and the measures that it is read with, or that are read with it."""
    with_it = {i.id for i in schemas.indicators.values() if indicator.id in i.read_with}
    return {indicator.id, *indicator.read_with, *with_it}


def question_about(indicator: Indicator, verdict: Verdict | None, reason: Reason | None) -> str:
    """One to ask of a measure: its own, or one made from the reason that it stands out for."""
    known = reason is Reason.CHECK and verdict and verdict.because is Because.COVERAGE
    made = QUESTIONS[reason] if reason else UNCLEAR
    return indicator.question_to_ask or (KNOWN if known else made)


def _question(standing: _Standing, reason: Reason) -> str:
    """The Panel's own, or the measure's."""
    pinned = standing.wish.question if standing.wish else ""
    return pinned or question_about(standing.indicator, standing.verdict, reason)


def _card(standing: _Standing, reason: Reason, country: str, question: str = "") -> Card:
    why, question = (words.replace("{country}", country) for words in (reason.value, question))
    return Card(standing.indicator.id, reason, why, question)
