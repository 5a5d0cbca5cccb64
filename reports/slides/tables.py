"""Lists that a slide shows as a table: answers, what to ask, actions, what was promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from charts.model.words import opened
from metrics.cards import Card
from metrics.sentences import day
from reports.slides.font import wrap
from schemas.notes import Action
from view_model.edition_view import EditionView, IndicatorView
from view_model.note_tables import (
    ACTION_HEADS,
    ARISING,
    COMMITMENT_HEADS,
    action_cells,
    actions_summary,
    commitment_cells,
    commitments_summary,
)
from view_model.notes import Commitment, asked_line, mark, status_of
from view_model.promises import Promise, promises_in_a_line
from view_model.scope import Scope, actions_within, commitments_within
from view_model.wording import ASK, PRAISE, CellText, Word, counted, words

SIZES = (20, 18, 16)  # points: the largest in which all rows fit
MARGIN = 14.4, 9.0  # points that a cell keeps free beside and around its words, together
LEADING = 1.2


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row. `group` is named above the first of those that share it; `note` goes to the notes of
    the slide that the row is on."""

    cells: tuple[CellText | Word, ...]
    group: str = ""
    note: str = ""

    def tall(self, widths: Sequence[float], size: float) -> float:
        """How tall its longest cell is in columns of these widths. Points."""
        tall = (
            _tall(cell, wide, size, n == 0)
            for n, (cell, wide) in enumerate(zip(self.cells, widths, strict=True))
        )
        return max(tall) + MARGIN[1]

    def cut(self, widths: Sequence[float], size: float, room: float) -> "TableRow":
        """The same row, so short that it has room: what is cut ends in '…', and the notes have it
        whole."""
        room -= group_tall(size)
        if self.tall(widths, size) <= room:
            return self
        lines = int((room - MARGIN[1]) / size / LEADING)
        cells = (
            _cut(cell, wide, size, lines) for cell, wide in zip(self.cells, widths, strict=True)
        )
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that takes as many slides as it needs. `summary` is a sentence above it; `widths` are
    parts of the whole; `behind` is for the notes of the first slide."""

    title: str
    rows: tuple[TableRow, ...]
    widths: tuple[float, ...]
    heads: tuple[str, ...] = ()
    summary: str = ""
    behind: tuple[str, ...] = ()


def group_tall(size: float) -> float:
    """How tall the row is that names a group. Points."""
    return size * LEADING + MARGIN[1]


def talls(rows: Sequence[TableRow], widths: Sequence[float], size: float) -> list[float]:
    """How tall each row is, with the row above it that names its group where it is new. Points."""
    groups = ["", *(row.group for row in rows)]
    return [
        row.tall(widths, size) + (group_tall(size) if row.group != before else 0)
        for before, row in zip(groups, rows, strict=False)
    ]


def that_fit(talls: Sequence[float], room: float) -> int:
    """How many of the first things that are so tall fit into the room: one at least."""
    below = list(accumulate(talls))
    return max(sum(end <= room for end in below), min(1, len(below)))


def answers(view: EditionView, promises: Sequence[Promise]) -> Listing:
    """Each promise with its answer and its newest figure; the finding is how many are met."""
    rows = tuple(
        TableRow(
            (CellText(p.criterion.name), p.word, CellText(p.finding)),
            note=f"… {p.criterion.title}.",
        )
        for p in promises
    )
    title = promises_in_a_line(view) or view.strategy.criteria_heading
    source = (view.strategy.title, f"Source: {view.strategy.source}.")
    return Listing(title.removesuffix("."), rows, (0.25, 0.23, 0.52), behind=source)


def questions(view: EditionView, measures: Sequence[IndicatorView]) -> Listing:
    """What is worth a question tonight, with the question."""
    cards = _cards(view, view.cards.questions, measures)
    rows = tuple(_card(m, CellText(card.question)) for m, card in cards)
    return Listing(ASK, rows, (0.5, 0.5), ("What stands out", "To ask"))


def celebrations(view: EditionView, measures: Sequence[IndicatorView]) -> Listing:
    """What is worth celebrating, and why."""
    country = view.council.country.name
    rows = tuple(
        _card(
            m, CellText(opened(f"{card.why}."), m.country_now and f"{country} has {m.country_now}.")
        )
        for m, card in _cards(view, view.cards.celebrations, measures)
    )
    return Listing(PRAISE, rows, (0.5, 0.5), ("What stands out", "Why"))


def not_sent(view: EditionView, promise: Promise) -> Listing:
    """The measures of a promise without real figures, and who can send them."""
    every = map(view.of, view.edition.schemas.of_criterion(promise.criterion))
    rows = tuple(
        TableRow(
            (CellText(m.indicator.short), CellText(m.indicator.publisher, m.indicator.return_))
        )
        for m in every
        if not m.is_real
    )
    return Listing("", rows, (0.5, 0.5), ("Not sent yet", "Who can send it"))


def _cards(
    view: EditionView, cards: Sequence[Card], measures: Sequence[IndicatorView]
) -> Iterator[tuple[IndicatorView, Card]]:
    of = {m.indicator.id: m for m in measures}
    return ((of[card.indicator], card) for card in cards if card.indicator in of)


def _card(measure: IndicatorView, beside: CellText) -> TableRow:
    going = "; ".join(word.plain for word in words(measure))
    note = f"{measure.sentence} {going}. {beside.words} {beside.under}".strip()
    return TableRow((CellText(measure.headline, counted(measure)), beside), note=note)


def actions(view: EditionView, scope: Scope) -> Listing | None:
    """What the Panel asked for; None where there is nothing."""
    actions = actions_within(view, scope)
    if not actions:
        return None
    rows = tuple(TableRow(action_cells(view, a), note=_action_in_full(view, a)) for a in actions)
    summary = actions_summary(view, actions)
    return Listing(ARISING, rows, (0.37, 0.18, 0.13, 0.32), ACTION_HEADS, summary)


def commitments(view: EditionView, scope: Scope) -> Listing | None:
    """What was promised, by ambition, of which somebody has reported; None where nobody has."""
    every = commitments_within(view, scope)
    rows = tuple(
        TableRow(commitment_cells(c), c.ambition.name, _commitment_in_full(c))
        for c in every
        if c.is_reported
    )
    if not rows:
        return None
    silent = [f"{c.ambition.name}: … {c.words}." for c in every if not c.is_reported]
    behind = ("On these, nobody has reported yet:", *silent) if silent else ()
    widths = (0.32, 0.16, 0.11, 0.41)
    summary = commitments_summary(every)
    return Listing("What we promised", rows, widths, COMMITMENT_HEADS, summary, behind)


def _cut(cell: CellText | Word, width: float, size: float, lines: int) -> CellText | Word:
    if isinstance(cell, Word) or _tall(cell, width, size, bold=True) <= lines * size * LEADING:
        return cell
    under = wrap(cell.under, size, width - MARGIN[0])
    words = wrap(cell.words, size, width - MARGIN[0], bold=True)
    kept = words[: lines - min(len(under), lines // 2)]
    if kept != words:
        kept[-1] = f"{kept[-1].rpartition(' ')[0]} …"
    rest = under[: lines - len(kept)]
    if rest != under and rest:
        rest[-1] = f"{rest[-1].rpartition(' ')[0]} …"
    return CellText(" ".join(kept), " ".join(rest))


def _tall(cell: CellText | Word, width: float, size: float, bold: bool) -> float:
    texts = (
        [(cell.plain, True)]
        if isinstance(cell, Word)
        else [(cell.words, bold), (cell.under, False)]
    )
    lines = sum(len(wrap(words, size, width - MARGIN[0], bold=strong)) for words, strong in texts)
    return lines * size * LEADING


def _action_in_full(view: EditionView, action: Action) -> str:
    asked = f"{action.reference}{mark(action)}: {action.action} {asked_line(action)}."
    return f"{asked} {status_of(view, action)}. {action.outcome}".strip()


def _commitment_in_full(commitment: Commitment) -> str:
    note = commitment.progress
    when = f", {day(note.dated)}{mark(note)}" if note else ""
    who = f"{commitment.partner}. {commitment.status}{when}. {note.progress if note else ''}"
    return f"{commitment.ambition.name}: … {commitment.words}. {who.strip()}"
