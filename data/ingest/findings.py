"""The problems of one file: collected as it is checked, then listed in order, twenty of a kind.

Officers only. A message never holds what a cell holds, unless quoting has let it through.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from schemas.problems import Problem

MOST_OF_A_KIND = 20
KEPT_OF_A_KIND = 2000  # for the file that goes back to the officer
DbRow = tuple[Any, ...]  # as a database gives it


def letter(at: int) -> str:
    """The letter of a column as Excel shows it, from 0: A, B … Z, AA."""
    front, last = divmod(at, 26)
    return (letter(front - 1) if front else "") + chr(65 + last)


class Findings:
    """The problems of the file `name`, and its `receipt`: what was put right quietly.

    A layout sets `columns`, the place of each column from 0, and those of `extra` ones, which are
    left out, when it has read the headings; and `row_numbers` and `places`, where its rows are not
    those of the file (`RowSource`): then the file has none of its columns, and only that of a cell
    whose place is known is shown.
    """

    def __init__(self, name: str):
        self.name = name
        self.columns: dict[str, int] = {}
        self.extra: tuple[int, ...] = ()
        self.receipt: list[str] = []
        self.row_numbers: Sequence[int] = ()
        self.places: Mapping[tuple[int, str], tuple[int, str]] = {}
        self.faulty: set[int] = set()
        """The rows, as the layout numbers them, that an error was reported of."""
        self._kept: dict[tuple[str, str], list[Problem]] = {}
        self._times: Counter[tuple[str, str]] = Counter()

    def report(
        self,
        kind: str,
        message: str,
        row: int | None = None,
        column: str = "",
        severity: str = "error",
    ) -> None:
        """Add one thing to put right (or, a 'warning', to look at), of a kind that is counted.

        `column` is the name of a column, or the letter of one that has no name of ours.
        """
        self._times[kind, severity] += 1
        if row and severity == "error":
            self.faulty.add(row)
        kept = self._kept.setdefault((kind, severity), [])
        if len(kept) < KEPT_OF_A_KIND:
            usual = row and self.row_of(row), "" if self.row_numbers else self.column(column)
            row, shown = self.places.get((row or 0, column), usual)
            place = ", ".join(filter(None, (self.name, f"row {row}" if row else "", shown)))
            kept.append(Problem(place, message, severity, row, shown))

    def first_rows(
        self,
        db: duckdb.DuckDBPyConnection,
        kind: str,
        query: str,
        given: Mapping[str, object] | None = None,
        severity: str = "error",
    ) -> list[DbRow]:
        """The first rows of a query, by its column `line`: for each, a problem of this kind is to
        be reported. The others are counted as such here, and not looked at one by one."""
        limited = f"SELECT *, count(*) OVER () FROM ({query}) ORDER BY line LIMIT {KEPT_OF_A_KIND}"
        rows = db.execute(limited, given or {}).fetchall()
        if rows:
            self._times[kind, severity] += rows[0][-1] - len(rows)
        return [row[:-1] for row in rows]

    def receive_unseen(self, column: str, rows: Sequence[int]) -> None:
        """Say in the receipt in which rows of a column something that cannot be seen was left
        out."""
        first = [f"row {self.row_of(row)}" for row in sorted(rows)[:MOST_OF_A_KIND]]
        more = f" and {len(rows) - len(first):,} more" if len(rows) > len(first) else ""
        what = "Line breaks, or letters that cannot be seen, were left out"
        self.receipt.append(f"{what}: {self.column(column)}, {', '.join(first)}{more}.")

    def row_of(self, line: int) -> int:
        """The row of the file that a row, as the layout numbers it from 1, came from."""
        return self.row_numbers[line - 1] if self.row_numbers else line

    def column(self, name: str) -> str:
        """A column as Excel shows it and as it is called: 'F numerator'."""
        return f"{letter(self.columns[name])} {name}" if name in self.columns else name

    def keep_only(self, kind: str) -> None:
        """Drop the problems of every other kind."""
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] == kind}
        self._times = Counter({key: n for key, n in self._times.items() if key[0] == kind})

    def has(self, kind: str) -> bool:
        """Whether a problem of a kind has been reported."""
        return any(of == kind for of, _ in self._times)

    @property
    def refused(self) -> bool:
        """Whether anything must be put right."""
        return any(severity == "error" for _, severity in self._times)

    def every(self) -> tuple[Problem, ...]:
        """Every problem that was kept, in the order of the rows."""
        return self._sorted(p for kept in self._kept.values() for p in kept)

    def problems(self) -> tuple[Problem, ...]:
        """The first twenty of each kind in the order of the rows, then how many more there are."""
        first = (p for kept in self._kept.values() for p in self._sorted(kept)[:MOST_OF_A_KIND])
        listed = list(self._sorted(first))
        for severity in ("error", "warning"):
            times = [n - MOST_OF_A_KIND for (_, of), n in self._times.items() if of == severity]
            if more := sum(n for n in times if n > 0):
                listed.append(Problem(self.name, f"and {more:,} more like these.", severity))
        return tuple(listed)

    def _sorted(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        order = {letter(at): at for at in range(100)}
        return tuple(
            sorted(problems, key=lambda p: (p.row or 0, order.get(p.column.split(" ")[0], -1)))
        )


def first_row(result: duckdb.DuckDBPyConnection) -> tuple[Any, ...] | None:
    """The first row of a result, or None. The rest is fetched too: DuckDB 2 keeps a connection
    for a result that nobody has read to its end."""
    rows = result.fetchall()
    return rows[0] if rows else None
