"""Which figures of ours are new, corrected or no longer shown between two editions.

Pure, and made of measurements that anyone may see. What was shown once and is hidden now is named
and never repeated.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.measurement import Measurement
from schemas.periods import Period
from schemas.states import State

_Cell = tuple[Period, str, str]


@dataclass(frozen=True, slots=True)
class ChangedFigures:
    """Of one indicator: measurements that are new, `corrected` (before, now), `withheld` (hidden
    now) and periods that are gone. Oldest first; everyone's figure before those of a breakdown."""

    new: tuple[Measurement, ...]
    corrected: tuple[tuple[Measurement, Measurement], ...]
    withheld: tuple[Measurement, ...]
    gone: tuple[Period, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.corrected or self.withheld or self.gone)


def changed_figures(before: Iterable[Measurement], after: Iterable[Measurement]) -> ChangedFigures:
    """Compare the council's measurements of one indicator in two editions. Other areas' are left
    out, and invented figures: a real one in the place of an invented one is new, and corrects
    nothing. A figure is corrected when its numbers differ."""
    was, now = _ours(before), _ours(after)
    cells = sorted(now, key=lambda cell: (cell[1] != "all", cell[0], cell[2]))
    both = [(was[cell], now[cell]) for cell in cells if cell in was]
    return ChangedFigures(
        new=tuple(now[c] for c in cells if _shown(now[c]) and (c not in was or not _shown(was[c]))),
        corrected=tuple(
            (old, m)
            for old, m in both
            if _shown(old) and _shown(m) and _numbers(old) != _numbers(m)
        ),
        withheld=tuple(m for old, m in both if _shown(old) and not _shown(m)),
        gone=tuple(dict.fromkeys(c[0] for c in sorted(was) if c not in now and _shown(was[c]))),
    )


def _ours(measurements: Iterable[Measurement]) -> dict[_Cell, Measurement]:
    ours = (m for m in measurements if m.role == "council" and not m.illustrative)
    return {(m.period, m.breakdown, m.category): m for m in ours}


def _shown(m: Measurement) -> bool:
    return m.state is State.SHOWN


def _numbers(m: Measurement) -> tuple[int | None, int | None, float | None]:
    return m.numerator, m.denominator, m.value
