"""The words of a verdict on a page: a mark, a word and a tint, none of them alone."""

from metrics.verdicts.verdict import CriterionAnswer
from pages.parts.html import text
from schemas.declared import Schemas, VocabularyEntry
from schemas.words import Certainty, LeanWord, LevelWord, TrendWord
from view_model.edition_view import IndicatorView

METHOD = "how-we-decide"  # on About; a browser's forms own the name 'method'


def chip(said: VocabularyEntry, more: str = "", strong: bool = False) -> str:
    """A word with its mark; what it means stands in its tip. `more` follows the word."""
    label = f"{said.label} · {more}" if more else said.label
    kind = f"tint-{said.tint}{' strong' if strong else ''}"
    return marked(label, said.shape, kind, f' title="{text(said.meaning)}"')


def marked(label: str, shape: str, kind: str, also: str = "") -> str:
    """Words with their mark. `kind` is for pages/style.css; `also` are attributes, as HTML."""
    return (
        f'<span class="chip {kind}"{also}><span class="shape" aria-hidden="true">{text(shape)}'
        f"</span> {text(label)}</span>"
    )


def two_words(reported: IndicatorView) -> str:
    """Where we are, and which way it is going; '' in an edition that has no verdicts."""
    verdict, schemas = reported.verdict, reported.edition.schemas
    if verdict is None:
        return ""
    level, trend = schemas.entry(verdict.level), schemas.entry(verdict.trend)
    if (verdict.level, verdict.trend) == (LevelWord.CHECK_RECORDING, TrendWord.CHECK_RECORDING):
        where = ""
    elif verdict.level is LevelWord.NOT_COMPARED:
        where = f'<span class="lean" title="{text(level.meaning)}">{text(level.label)}</span>'
    else:
        where = chip(level, strong=verdict.level_strong)
    early = verdict.certainty is Certainty.EARLY_SIGN
    sign = schemas.entry(Certainty.EARLY_SIGN).label if early else ""
    going = f'<span class="going">{chip(trend, sign)} {_lean(reported, schemas)}</span>'
    return f'<span class="words">{where} {going}</span>'


def _lean(reported: IndicatorView, schemas: Schemas) -> str:
    """Less than a verdict, so less than a chip."""
    verdict = reported.verdict
    if verdict is None or verdict.lean in (None, LeanWord.NONE):
        return ""
    said = schemas.entry(LeanWord(verdict.lean))
    return f'<span class="lean" title="{text(said.meaning)}">{text(said.label)}</span>'


def answer_chip(answer: CriterionAnswer, schemas: Schemas) -> str:
    """The answer to a success criterion."""
    return chip(schemas.entry(answer.word))
