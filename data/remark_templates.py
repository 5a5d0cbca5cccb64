"""What an officer starts from for commentary, actions arising and commitments: a CSV with the ids,
and what stands now, filled in. Officers only."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from data.handed_back import inert
from data.store import Store
from data.templates import as_csv, known_indicators, latest_or_last_over
from schemas.declared import Schemas
from schemas.periods import Period
from schemas.remarks import COLUMNS, Action, Kind, Progress, commitments

Rows = Iterator[Sequence[str]]
KINDS = {
    Kind.COMMENTARY: "Commentary: what to know beside a figure",
    Kind.ACTION: "Actions arising: what the Panel asked for",
    Kind.COMMITMENT: "Commitments: how far each has come",
}


def remark_template(
    kind: Kind,
    store: Store | None,
    schemas: Schemas,
    indicators: Sequence[str] = (),
    latest: Mapping[str, Period] | None = None,
    today: date | None = None,
) -> bytes:
    """A CSV to fill in, as data.templates writes one.

    Of commentary, a row for each of the indicators, in its latest period; of actions, each that is
    not done; of commitments, every one of the newest strategy, as it stands. Raises Refused with
    every name that is no indicator.
    """
    day = f"{today or date.today():%d/%m/%Y}"
    held = [one.remark for one in store.remarks()] if store else []
    rows = {
        Kind.COMMENTARY: lambda: _commentary(schemas, indicators, latest or {}, day),
        Kind.ACTION: lambda: _actions([r for r in held if isinstance(r, Action)]),
        Kind.COMMITMENT: lambda: _commitments(
            schemas, [r for r in held if isinstance(r, Progress)], day
        ),
    }[kind]()
    return as_csv([list(COLUMNS[kind]), *([inert(cell) for cell in row] for row in rows)])


def _commentary(
    schemas: Schemas, names: Sequence[str], latest: Mapping[str, Period], day: str
) -> Rows:
    for indicator in known_indicators(names, schemas):
        period = latest_or_last_over(indicator, latest)
        yield indicator.id, period.label, "", "", day


def _actions(held: Sequence[Action]) -> Rows:
    for a in held:
        if a.status != "done":
            due = f"{a.by_when:%d/%m/%Y}" if a.by_when else ""
            asked = f"{a.asked:%d/%m/%Y}"
            yield a.reference, a.about, a.action, asked, a.who, due, a.status, "", a.outcome


def _commitments(schemas: Schemas, held: Sequence[Progress], day: str) -> Rows:
    strategy = schemas.strategies[0]
    of = {r.commitment: r for r in held if r.strategy == strategy.id}
    for name, words in commitments(strategy).items():
        said = of.get(name)
        if said is None:
            yield name, words, "", "not known", "", day
        else:
            when = f"{said.dated:%d/%m/%Y}"
            yield name, words, said.partner, said.status, said.progress, when
