"""The words of a verdict on a page: a mark, a word and a tint, none of them alone."""

from markupsafe import Markup

from metrics.verdicts.verdict import CriterionAnswer
from schemas.declared import Schemas, VocabularyEntry
from schemas.words import Certainty, LeanWord, LevelWord, TrendWord
from view_model.edition_view import IndicatorView

METHOD = "how-we-decide"  # on About; a browser's forms own the name 'method'


def chip(said: VocabularyEntry, more: str = "", strong: bool = False) -> Markup:
    """A word with its mark; what it means stands in its tip. `more` follows the word."""
    label = f"{said.label} · {more}" if more else said.label
    kind = f"tint-{said.tint}{' strong' if strong else ''}"
    return marked(label, said.shape, kind, Markup(' title="{}"').format(said.meaning))


def marked(label: str, shape: str, kind: str, also: str = "") -> Markup:
    """Words with their mark. `kind` is for pages/style.css; `also` are attributes, as HTML."""
    return Markup(
        '<span class="chip {}"{}><span class="shape" aria-hidden="true">{}</span> {}</span>'
    ).format(kind, also, shape, label)


def two_words(reported: IndicatorView) -> Markup:
    """Where we are, and which way it is going; '' in an edition that has no verdicts."""
    verdict, schemas = reported.verdict, reported.edition.schemas
    if verdict is None:
        return Markup()
    level, trend = schemas.entry(verdict.level), schemas.entry(verdict.trend)
    if (verdict.level, verdict.trend) == (LevelWord.CHECK_RECORDING, TrendWord.CHECK_RECORDING):
        where = ""
    elif verdict.level is LevelWord.NOT_COMPARED:
        where = Markup('<span class="lean" title="{}">{}</span>').format(level.meaning, level.label)
    else:
        where = chip(level, strong=verdict.level_strong)
    early = verdict.certainty is Certainty.EARLY_SIGN
    sign = schemas.entry(Certainty.EARLY_SIGN).label if early else ""
    going = Markup('<span class="going">{} {}</span>').format(
        chip(trend, sign), _lean(reported, schemas)
    )
    return Markup('<span class="words">{} {}</span>').format(where, going)


def _lean(reported: IndicatorView, schemas: Schemas) -> Markup:
    """Less than a verdict, so less than a chip."""
    verdict = reported.verdict
    if verdict is None or verdict.lean in (None, LeanWord.NONE):
        return Markup()
    said = schemas.entry(LeanWord(verdict.lean))
    return Markup('<span class="lean" title="{}">{}</span>').format(said.meaning, said.label)


def answer_chip(answer: CriterionAnswer, schemas: Schemas) -> Markup:
    """The answer to a success criterion."""
    return chip(schemas.entry(answer.word))
