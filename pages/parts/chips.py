"""The words of a verdict on a page: a mark, a word and a tint, none of them alone."""

from markupsafe import Markup

from metrics.verdicts.verdict import CriterionAnswer
from pages.parts.html import heard
from schemas.declared import Schemas, VocabularyEntry
from schemas.words import Certainty, LeanWord, LevelWord, TrendWord
from view_model.edition_view import IndicatorView
from view_model.wording import EXAMPLE


def chip(entry: VocabularyEntry, more: str = "", strong: bool = False) -> Markup:
    """A word with its mark; what it means stands in its tip. `more` follows the word."""
    label = f"{entry.label} · {more}" if more else entry.label
    tip = Markup(' title="{}"').format(entry.meaning)
    return marked(label, entry.shape, f"tint-{entry.tint}{' strong' if strong else ''}", tip)


def marked(label: str, shape: str, kind: str, also: Markup | None = None) -> Markup:
    """Words with their mark. `kind` is for pages/style.css; `also` are attributes, as HTML."""
    return Markup(
        '<span class="chip {}"{}><span class="shape" aria-hidden="true">{}</span> {}</span>'
    ).format(kind, also or "", shape, label)


def two_words(measure: IndicatorView, beside: str = "") -> Markup:
    """Where we are, and which way it is going; '' in an edition that has no verdicts. `beside`
    follows the first, as the country's figure may. Of invented figures no word is said.
    """
    verdict, schemas = measure.verdict, measure.edition.schemas
    if verdict is None:
        return Markup()
    if measure.illustrative:
        return Markup('<span class="words"><span class="lean">{}</span></span>').format(EXAMPLE)
    level = schemas.entry(verdict.level)
    if (verdict.level, verdict.trend) == (LevelWord.CHECK_RECORDING, TrendWord.CHECK_RECORDING):
        where = Markup()
    elif verdict.level is LevelWord.NOT_COMPARED:
        where = _plain(level)
    else:
        where = chip(level, beside, strong=verdict.level_strong)
    early = verdict.certainty is Certainty.EARLY_SIGN
    sign = schemas.entry(Certainty.EARLY_SIGN).label if early else ""
    leans = verdict.lean if verdict.lean is not LeanWord.NONE else None
    return Markup('<span class="words">{} {}<span class="going">{} {}</span></span>').format(
        where,
        heard(";") if where else "",
        chip(schemas.entry(verdict.trend), sign),
        _plain(schemas.entry(leans)) if leans else "",
    )


def _plain(entry: VocabularyEntry) -> Markup:
    """Less than a verdict, so less than a chip."""
    return Markup('<span class="lean" title="{}">{}</span>').format(entry.meaning, entry.label)


def answer_chip(answer: CriterionAnswer, schemas: Schemas) -> Markup:
    """The answer to a success criterion."""
    return chip(schemas.entry(answer.word))
