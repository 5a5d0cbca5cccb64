"""What is found in one file: collected as it is checked, then said in order, twenty of a kind.

Officers only. A message never holds what a cell holds, unless quoting has let it through.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from schemas.problems import Problem

MOST_OF_A_KIND = 20
KEPT_OF_A_KIND = 2000  # for the file that goes back to the officer


def letter(at: int) -> str:
    """The letter of a column as Excel shows it, from 0: A, B … Z, AA."""
    front, last = divmod(at, 26)
    return (letter(front - 1) if front else "") + chr(65 + last)


class Findings:
    """The problems of one file. `columns`: the place of each column, once the headings are read."""

    def __init__(self, name: str):
        self.name = name
        self.columns: dict[str, int] = {}
        self.receipt: list[str] = []
        self._found: dict[tuple[str, str], list[Problem]] = {}
        self._times: Counter[tuple[str, str]] = Counter()

    def say(
        self,
        kind: str,
        message: str,
        row: int | None = None,
        column: str = "",
        severity: str = "error",
    ) -> None:
        """One thing to put right (or, a 'warning', to look at), of a kind that is counted."""
        self._times[kind, severity] += 1
        found = self._found.setdefault((kind, severity), [])
        if len(found) < KEPT_OF_A_KIND:
            found.append(self._problem(message, row, column, severity))

    def more(self, kind: str, times: int, severity: str = "error") -> None:
        """So many more of a kind, that were counted and not looked at one by one."""
        if times > 0:
            self._times[kind, severity] += times

    def column(self, name: str) -> str:
        """A column as Excel shows it and as it is called: 'F numerator'."""
        return f"{letter(self.columns[name])} {name}" if name in self.columns else name

    def keep_only(self, kind: str) -> None:
        """Forget whatever else was found."""
        self._found = {key: found for key, found in self._found.items() if key[0] == kind}
        self._times = Counter({key: n for key, n in self._times.items() if key[0] == kind})

    @property
    def kinds(self) -> set[str]:
        """The kinds of problem that have been said."""
        return {kind for kind, _ in self._times}

    @property
    def refused(self) -> bool:
        return any(severity == "error" for _, severity in self._times)

    def every(self) -> tuple[Problem, ...]:
        """Every problem that was kept, in the order of the rows."""
        return self._sorted(p for found in self._found.values() for p in found)

    def problems(self) -> tuple[Problem, ...]:
        """The first twenty of each kind in the order of the rows, then how many more there are."""
        first = (p for found in self._found.values() for p in self._sorted(found)[:MOST_OF_A_KIND])
        return (*self._sorted(first), *self._rest())

    def _rest(self) -> Iterator[Problem]:
        for severity in ("error", "warning"):
            times = [n for (_, of), n in self._times.items() if of == severity]
            if more := sum(n - MOST_OF_A_KIND for n in times if n > MOST_OF_A_KIND):
                yield Problem(self.name, f"and {more:,} more like these.", severity)

    def _problem(self, message: str, row: int | None, column: str, severity: str) -> Problem:
        shown = self.column(column)
        row_said = f"row {row}" if row else ""
        place = ", ".join(part for part in (self.name, row_said, shown) if part)
        return Problem(place, message, severity, row, shown)

    def _sorted(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        order = {letter(at): at for at in range(100)}
        return tuple(
            sorted(problems, key=lambda p: (p.row or 0, order.get(p.column.split(" ")[0], -1)))
        )
