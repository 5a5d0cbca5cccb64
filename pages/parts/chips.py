"""The words of a verdict on a page: a mark, a word and a tint, none of them alone."""

from markupsafe import Markup

from metrics.sentences import uncapped
from metrics.verdicts.verdict import CriterionAnswer
from pages.parts.html import heard, link_to
from schemas.declared import Schemas, VocabularyEntry
from schemas.words import Certainty, LeanWord, LevelWord, TrendWord
from view_model.edition_view import IndicatorView
from view_model.wording import EXAMPLE

WHY = "why"  # on a measure's page
WAY = "Which way"
OUTLINED = "An outline round a word: further from {country} than 998 in 1,000 councils would be."


def chip(entry: VocabularyEntry, more: str = "", strong: bool = False) -> Markup:
    """A word with its mark. `more` follows the word."""
    label = f"{entry.label} · {more}" if more else entry.label
    return marked(label, entry.shape, f"tint-{entry.tint}{' strong' if strong else ''}")


def marked(label: str, shape: str, kind: str) -> Markup:
    """Words with their mark. `kind` is for pages/style.css."""
    return Markup(
        '<span class="chip {}"><span class="shape" aria-hidden="true">{}</span> {}</span>'
    ).format(kind, shape, label)


def two_words(measure: IndicatorView, *, leads: bool = False, card: bool = False) -> Markup:
    """Where we are, and which way it is going; '' in an edition that has no verdicts. `leads`: as a
    link to why we say so, where each is explained. A `card` has the country's figure with the first
    and of what is not known of the second plain words. Of invented figures no word is said.
    """
    said = _two_words(measure, card)
    if not said or not leads:
        return Markup('<span class="words">{}</span>').format(said) if said else said
    return Markup('<a class="words" {}>{}</a>').format(link_to(measure.indicator, WHY), said)


def _two_words(measure: IndicatorView, card: bool) -> Markup:
    verdict, schemas = measure.verdict, measure.edition.schemas
    if verdict is None:
        return Markup()
    if measure.illustrative:
        return _plain(EXAMPLE)
    level, trend = schemas.entry(verdict.level), schemas.entry(verdict.trend)
    if (verdict.level, verdict.trend) == (LevelWord.CHECK_RECORDING, TrendWord.CHECK_RECORDING):
        where = Markup()
    elif verdict.level is LevelWord.NOT_COMPARED:
        where = _plain(level.label)
    else:
        theirs = measure.country_now.partition(" per ")[0] if card else ""
        where = chip(level, theirs, strong=verdict.level_strong)
    early = verdict.certainty is Certainty.EARLY_SIGN
    sign = schemas.entry(Certainty.EARLY_SIGN).label if early else ""
    leans = verdict.lean if verdict.lean is not LeanWord.NONE else None
    going = Markup("{} {}").format(
        chip(trend, sign), _plain(schemas.entry(leans).label) if leans else ""
    )
    if card and trend.tint == "quiet":
        going = _plain(f"{WAY}: {uncapped(trend.label)}")
    return Markup('{} {}<span class="going">{}</span>').format(
        *(where, heard(";") if where else "", going)
    )


def _plain(words: str) -> Markup:
    """Less than a verdict, so less than a chip."""
    return Markup('<span class="lean">{}</span>').format(words)


def answer_chip(answer: CriterionAnswer, schemas: Schemas) -> Markup:
    """The answer to a success criterion."""
    return chip(schemas.entry(answer.word))
