"""What a process picture says: what to read it with, and its text alternative."""

from collections.abc import Iterator, Sequence

from charts.model.build import INVENTED
from charts.model.words import NAMED, figure
from charts.xmr.model import Process, Quarter
from schemas.problems import join_words

NO_WORD = "The word on the page never comes from this picture."
FOR_WHOM = f"{NO_WORD} It is here for those who know an XmR chart."
TRIAL = "trial limits: fewer than 13 quarters"
LINES = (
    "The solid line is the average. The dashed lines are limits: as long as nothing changes, "
    "nearly every quarter falls between them."
)


def process_notes(process: Process) -> tuple[str, ...]:
    """What to read the picture with, a plain sentence or two each."""
    return tuple(_notes(process))


def process_alt(process: Process) -> str:
    """The picture in a few sentences, for someone who cannot see it."""
    opening = "Invented figures – " if process.illustrative else ""
    return " ".join([f"{opening}{process.title.rstrip('.')}.", *_sentences(process), NO_WORD])


def _notes(process: Process) -> Iterator[str]:
    if _shown(process):
        yield LINES
        yield _outside(process, "A ring marks a quarter outside the limits: ")
    if _shown(process) and process.is_cut:
        above = " or above 100 %" if process.unit == "percent" else ""
        yield f"No limit is drawn below {_figure(process, 0)}{above}."
    if _shown(process) and process.trial:
        yield f"These are {TRIAL}, so the lines may still move."
    if len(_shown(process)) < len(process.quarters):
        yield "A hollow mark is a quarter without a figure."
    if process.illustrative:
        yield INVENTED
    yield FOR_WHOM


def _sentences(process: Process) -> Iterator[str]:
    shown = _shown(process)
    if not shown:
        yield "No figure can be shown."
        return
    ends = dict.fromkeys((shown[0], shown[-1]))
    yield f"{'; '.join(f'{_words(process, q)} in {q.period}' for q in ends)}."
    levels = ", ".join(f"{name.lower()} {_figure(process, v)}" for name, v in process.levels)
    yield f"{levels[:1].upper()}{levels[1:]}."
    yield _outside(process, "Outside the limits: ")
    quarters = len(process.quarters)
    if len(shown) < quarters:
        yield f"No figure in {quarters - len(shown)} of {quarters} quarters."
    if process.trial:
        yield f"{TRIAL.capitalize()}."


def _outside(process: Process, opening: str) -> str:
    """Which quarters are outside the limits; how many, where they are many."""
    outside = process.outside
    if not outside:
        return "No quarter is outside the limits."
    if len(outside) > NAMED:
        return f"{opening}{len(outside)} of {len(_shown(process))} quarters."
    return f"{opening}{join_words([f'{q.period} ({_words(process, q)})' for q in outside], 'and')}."


def _shown(process: Process) -> Sequence[Quarter]:
    return [q for q in process.quarters if q.value is not None]


def _words(process: Process, quarter: Quarter) -> str:
    return "" if quarter.value is None else _figure(process, quarter.value)


def _figure(process: Process, value: float) -> str:
    per = f" {process.unit}" if process.unit.startswith("per 1") else ""
    return figure(value, process.unit, process.decimals) + per
