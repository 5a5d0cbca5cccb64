"""The words beside one indicator: the same on a page, a slide and paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from metrics.sentences import counts, in_period, number
from metrics.verdicts.verdict import CriterionAnswer, Verdict
from schemas.declared import Indicator, Schemas, Tint, VocabularyEntry, Wobble
from schemas.words import Certainty, LeanWord, LevelWord, TrendWord
from view_model.edition_view import IndicatorView

BETTER = {
    "higher": "A higher figure",
    "lower": "A lower figure",
    "neither": "Neither: higher and lower are not good or bad in themselves",
}
OFTEN = {"annual": "Once a year", "quarterly": "Every quarter"}
INVENTED = (
    "These figures are invented, to show how it would look. The council's own will replace them."
)
EXAMPLE = "Invented figures"
ASK, PRAISE = "Worth a question tonight", "Worth celebrating"
NOT_YET = "There are no figures yet."
UNSEEN = "Every figure in these years is hidden or missing."
AS_PRINTED = "The small counts here are as their publisher has already made them public."


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a verdict with its mark; `after` is less than a verdict, and looks like less."""

    label: str
    shape: str
    tint: Tint
    after: str = ""

    @property
    def plain(self) -> str:
        """'◇ Not clear yet, leaning worse'."""
        after = f", {self.after}" if self.after else ""
        return f"{self.shape} {self.label}{after}".strip()


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of one cell of a table, and in quieter type under it, what matters less."""

    words: str
    under: str = ""


def words(measure: IndicatorView) -> tuple[Word, ...]:
    """The level and the trend; of invented figures, that they are; nothing in an edition that has
    no verdicts."""
    verdict, schemas = measure.verdict, measure.edition.schemas
    if verdict is None:
        return ()
    if measure.illustrative:
        return (Word(EXAMPLE, "", "quiet"),)
    going = _word(schemas.entry(verdict.trend), "; ".join(_after(verdict, schemas)))
    if (verdict.level, verdict.trend) == (LevelWord.CHECK_RECORDING, TrendWord.CHECK_RECORDING):
        return (going,)
    return (_word(schemas.entry(verdict.level)), going)


def answer(criterion: CriterionAnswer, schemas: Schemas) -> Word:
    """The answer to a success criterion."""
    return _word(schemas.entry(criterion.word))


def counted(measure: IndicatorView) -> str:
    """'262 of 513 in the year to March 2025; at the start 199 of 365.', or that how many is not
    published."""
    latest, start, indicator = measure.latest, measure.baseline, measure.indicator
    if latest is None:
        return ""
    shown = counts(latest) if indicator.counts_children else ""
    now = f"{shown} {in_period(latest.period.words, 'in')}".strip()
    if indicator.counts_children and indicator.per and not shown:
        now += ", how many children is not published"
    is_later = indicator.counts_children and not measure.is_as_at_the_start
    then = counts(start) if start and is_later else ""
    at_the_start = f"; at the start {then}" if then else ""
    return f"{now[0].upper()}{now[1:]}{at_the_start}."


def definition(indicator: Indicator) -> dict[str, str]:
    """What it counts, out of whom, what it is officially called, and where it comes from."""
    facts = {
        "Out of whom, or what": indicator.denominator or "",
        "What is counted": indicator.numerator,
        "Its official name": indicator.statutory_name,
        "What is better": BETTER[indicator.better],
        "How often": OFTEN[indicator.frequency],
        "Return": f"{indicator.return_}, {indicator.publisher}",
    }
    return {name: fact for name, fact in facts.items() if fact}


def beware(measure: IndicatorView) -> list[str]:
    """What to read it with, a sentence or two each."""
    indicator = measure.indicator
    notes = [
        INVENTED if measure.illustrative else "",
        indicator.note_on(measure.strategy.baseline),
        *measure.beware,
        AS_PRINTED if measure.shows_small_counts else "",
    ]
    return [note for note in notes if note]


def _word(entry: VocabularyEntry, after: str = "") -> Word:
    return Word(entry.label, entry.shape, entry.tint, after)


def _after(verdict: Verdict, schemas: Schemas) -> Iterator[str]:
    """What is less than the trend word and stands after it: an early sign, a lean."""
    if verdict.certainty is Certainty.EARLY_SIGN:
        yield schemas.entry(Certainty.EARLY_SIGN).label
    if verdict.lean not in (None, LeanWord.NONE):
        yield schemas.entry(LeanWord(verdict.lean)).label


def usual_swing(
    wobble: Wobble, indicator: Indicator, level: float | None, children: float | None = None
) -> str:
    """By how much a figure of that level is usually off by itself, in words: '2 points'; of one
    without counts, where so many children are looked after. '' where nobody can say. Two thirds of
    years are within it."""
    yearly = wobble.of_a_year(children)
    if yearly is not None:
        unit = "points" if indicator.unit == "percent" else indicator.measures or indicator.unit
        return f"{number(yearly, 1)} {unit}"
    if wobble.year_to_year is not None or level is None or indicator.per is None:
        return ""
    if indicator.unit != "percent":
        return f"{number(wobble.wobble**0.5 * level, 1)} {indicator.unit}"
    swing = 100 * (wobble.wobble * level / 100 * (1 - level / 100)) ** 0.5
    return f"{number(swing, 0 if swing >= 2 else 1)} point{'' if round(swing, 1) == 1 else 's'}"


def learnt_from(schemas: Schemas, indicator: Indicator) -> str:
    """What an indicator's ups and downs were learnt from."""
    source, wobble = schemas.wobble_from(indicator), schemas.wobble_of(indicator)
    like = schemas.indicators.get(source)
    if like is None or wobble.years is None:
        kind = "checks and returns" if source == "process" else "how young people live"
        return f"like other measures of {kind}, as it is known of too few councils"
    first, last = wobble.years
    whose = "" if like == indicator else f"“{like.short}” in "
    return f"learnt from {whose}{wobble.councils} councils, {first} to {last}"
