"""The audit of a finished edition: what an intruder can work out from what it shows, and from what
the editions before it show.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from data.editions.edition import Edition
from data.editions.folder import edition_names, open_edition
from data.publish.notes import notes_not_shown
from metrics.changes.notes import about
from metrics.disclosure.audit import Block, Contradiction, FeasibleRange, Target
from metrics.disclosure.protect import cells_of, keys_of, shown_means
from metrics.disclosure.relations import Cell, Key, Relation, Term, blocks
from metrics.disclosure.rule import tells_of_few
from schemas.declared import ALL, Schemas
from schemas.periods import TOGETHER, Period, PeriodKind
from schemas.problems import Problem, Refused
from schemas.states import State

_WORKED_OUT = (
    "this hidden figure could be worked out from others that are shown, so nothing is published. "
    "Publish fewer of its categories ([disclosure] in council.toml), or take the extract "
    "out again."
)
_SAYS_A_NUMBER = (
    "a number in this note is on no page, so nothing is published. Leave it out of the note."
)

_OLD = Cell(None, None, "", str(State.SUPPRESSED), published=False)


@dataclass(frozen=True)
class AuditResult:
    """What an intruder can make of an edition. Counts are of our own figures, and not of those that
    a department has published.

    `recoverable`: hidden counts that can be worked out, or nearly. `already_disclosed`: how many
    could be whatever this edition hides, because of what others publish or an earlier edition
    shows. `together`: how many figures of years together are shown, because the newest is hidden.
    `sentences`: the notes that say a small number of children, or one or a percent that no page
    shows. `fits`: for every hidden count, what fits; empty unless it was asked for.
    """

    figures: int
    hidden: int
    totals: int
    hidden_totals: int
    together: int
    blocks: int
    recoverable: tuple[Target, ...]
    already_disclosed: int
    sentences: tuple[str, ...] = ()
    fits: Mapping[Target, FeasibleRange] = field(default_factory=dict, repr=False)


def audit(
    edition: Edition,
    folder: Path | None = None,
    *,
    only: frozenset[Key] | None = None,
    exactly: bool = False,
    report: Callable[[float], None] = lambda done: None,
) -> AuditResult:
    """Attack an edition with nothing but what is in it, and in the earlier ones in `folder`.

    `only`: the blocks that hold one of these cells. `exactly`: give the least and the greatest
    number that fit for every hidden count, and not only whether it is safe.
    """
    rows, known = edition.cells(), edition.audit_table("beyond_help")
    excused = set(zip(keys_of(known), known["what"], strict=True))
    cells, related = _cells(edition, rows, folder), _relations(edition)
    small = edition.schemas.council.disclosure.hide_up_to
    groups = [g for g in blocks(cells, related) if only is None or not only.isdisjoint(g[0])]
    fits: dict[Target, FeasibleRange] = {}
    unsafe: list[Target] = []
    for n, (keys, relations) in enumerate(groups):
        report(n / len(groups))
        block = Block({key: cells[key] for key in keys}, relations, small)
        targets, ranges = _attacked(block, exactly)
        unsafe += targets
        fits |= ranges
    unsafe += _told_by_means(edition, rows, folder)
    is_together = rows["period_kind"] == TOGETHER
    ours = rows[~rows["published"].astype(bool) & ~is_together]
    hidden = ours["state"] == str(State.SUPPRESSED)
    total = ours["breakdown"] == ALL
    return AuditResult(
        figures=len(ours),
        hidden=int(hidden.sum()),
        totals=int(total.sum()),
        hidden_totals=int((hidden & total).sum()),
        together=int((is_together & (rows["state"] == str(State.SHOWN))).sum()),
        blocks=len(groups),
        recoverable=tuple(target for target in unsafe if target.count not in excused),
        already_disclosed=len(excused),
        sentences=tuple(about(note, edition.schemas) for note in notes_not_shown(edition)),
        fits=fits,
    )


def _attacked(block: Block, exactly: bool) -> tuple[list[Target], dict[Target, FeasibleRange]]:
    try:
        return list(block.unsafe(())), block.feasible_ranges(()) if exactly else {}
    except Contradiction:  # its figures cannot all be right, so nothing follows from them
        return _attacked(Block(block.cells, [], block.hide_up_to), exactly)


def _told_by_means(edition: Edition, rows: pd.DataFrame, folder: Path | None) -> Iterator[Target]:
    """The means that say, beside another edition's, what a few children come to."""
    cells, few = cells_of(rows), edition.schemas.council.disclosure.hide_up_to
    if means := shown_means(cells):
        for name in edition_names(folder):
            then = _looked(name, folder) if name != edition.name else {}
            for key in means & shown_means(then):
                if tells_of_few(cells[key], then[key], few):
                    yield Target(key, "sum", always=True)


def report_lines(result: AuditResult, edition: Edition) -> Iterator[str]:
    """What the audit found, a line each. It names cells, and gives no count of one."""
    rule = edition.schemas.council.disclosure
    yield f"Edition {edition.name}: counts from 1 to {rule.hide_up_to} are hidden."
    yield f"Our own figures: {_share(result.hidden, result.figures)} hidden."
    yield f"Totals among them: {_share(result.hidden_totals, result.totals)} hidden."
    yield f"Shown of years together, because the newest is hidden: {result.together:,}."
    small = [f for f in result.fits.values() if f.least <= rule.hide_up_to]
    ends = [f.greatest - f.least + 1 for f in small if f.greatest is not None]
    if result.fits:
        fewest = f"{min(ends):,} or more" if ends else "any number of"
        yield f"Hidden counts tried: {len(result.fits):,}, in {result.blocks:,} blocks."
        yield f"Of each count that may be small, {fewest} whole numbers fit all that is shown."
    before = "Could be worked out before, from what others or earlier editions show"
    yield f"{before}: {result.already_disclosed:,}."
    yield f"Notes with a number that no page shows: {len(result.sentences):,}."
    yield from (f"  {note}" for note in result.sentences)
    yield f"Recoverable: {len(result.recoverable):,}."
    for key in dict.fromkeys(target.key for target in result.recoverable):
        yield f"  {cell_name(key, edition.schemas)}"


def _share(some: int, every: int) -> str:
    return f"{some:,} of {every:,} ({some / every if every else 0:.1%})"


def require_no_disclosure(result: AuditResult, schemas: Schemas) -> None:
    """Raises Refused, naming each cell, when anything hidden can be worked out."""
    keys = dict.fromkeys(target.key for target in result.recoverable)
    problems = [Problem(cell_name(key, schemas), _WORKED_OUT) for key in keys]
    if problems := [*problems, *(Problem(note, _SAYS_A_NUMBER) for note in result.sentences)]:
        raise Refused(problems)


def cell_name(key: Key, schemas: Schemas) -> str:
    """A cell in an officer's words: 'Teeth checked by a dentist, Out of county, April 2024 ...'."""
    indicator = schemas.indicators.get(key.indicator)
    kinds = [kind for kind in PeriodKind if kind == key.period_kind]
    periods = [Period(kind, key.period_start, key.period_end).words for kind in kinds]
    parts = (
        indicator.short if indicator else key.indicator,
        "" if key.category == ALL else key.category,
        *(periods or [f"{key.period_start} to {key.period_end}"]),
        f"as edition {key.edition} has it" if key.edition else "",
    )
    return ", ".join(part for part in parts if part)


def _cells(edition: Edition, rows: pd.DataFrame, folder: Path | None) -> dict[Key, Cell]:
    """What is hidden of ours and what it is related to, and what earlier editions show of those."""
    named, now = set(keys_of(edition.audit_table("relation"))), cells_of(rows)
    ours = {k: c for k, c in now.items() if not c.published and c.state == State.SUPPRESSED}
    shown = edition.audit_table("earlier_figure")
    earlier = {k.edition for k in named if k.edition} | set(shown["shown_in"])
    then = {name: _looked(name, folder) for name in earlier}
    old = {
        k: replace(_OLD, unit=then[k.edition][k._replace(edition="")].unit)
        for k in named
        if k.edition and k._replace(edition="") in then[k.edition]
    }
    marked = set(keys_of(edition.audit_table("marked")))
    hidden = {k: replace(c, marked=k in marked) for k, c in (ours | old).items()}
    return {k: c for k, c in now.items() if k in named} | hidden | _earlier(shown, then)


def _looked(name: str, folder: Path | None) -> dict[Key, Cell]:
    """The cells of an earlier edition; none where it is not there any more."""
    with suppress(Refused):
        return cells_of(open_edition(name, folder).cells())
    return {}


def _earlier(rows: pd.DataFrame, then: Mapping[str, Mapping[Key, Cell]]) -> dict[Key, Cell]:
    """The figures that earlier editions show, of those editions that are there."""
    of = zip(keys_of(rows), rows["shown_in"], strict=True)
    cells = {key: then[name].get(key._replace(edition="")) for key, name in of}
    return {key: cell for key, cell in cells.items() if cell is not None}


def _relations(edition: Edition) -> list[Relation]:
    rows = edition.audit_table("relation")
    terms: dict[int, list[Term]] = defaultdict(list)
    kinds = dict(zip(rows["number"], rows["kind"], strict=True))
    counts = zip(rows["number"], rows["times"], keys_of(rows), rows["part"], strict=True)
    for number, times, key, part in counts:
        terms[number].append(Term(int(times), key, part))
    return [Relation(kinds[number], tuple(mine)) for number, mine in terms.items()]
