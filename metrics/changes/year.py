"""A measure's newest figure beside that of a year before, and whether chance could be all of it.

Pure, and made of measurements that anyone may see. Pages may import it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.baseline import comparable
from metrics.measurement import Measurement
from schemas.declared import Indicator, Wobble

SURE = 1.96  # standard errors, beyond which 1 in 20 would be by chance alone
FEWEST = 5  # children on either side, for a difference of two shares to be judged


@dataclass(frozen=True, slots=True)
class YearChange:
    """Two figures a year apart, both shown. `errors`: how many standard errors of chance and of
    ordinary ups and downs they are apart; None where nobody can say."""

    before: Measurement
    now: Measurement
    errors: float | None

    @property
    def difference(self) -> float:
        """By how much it is higher, in the indicator's unit; less than nought where it is lower."""
        return (self.now.value or 0) - (self.before.value or 0)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether chance and ordinary ups and downs would seldom do it."""
        return abs(self.errors or 0) >= SURE


def year_change(
    indicator: Indicator,
    ours: Sequence[Measurement],
    wobble: Wobble,
    children: float | None = None,
    not_known: Sequence[Measurement] = (),
) -> YearChange | None:
    """The newest figure that is shown and that of a year before; None without both, and across a
    break. `children`: how many the council looks after. `not_known`: the measurements of how many
    nothing is known about, where the indicator names such: it is judged on the others."""
    shown = {m.period: m for m in comparable(indicator, ours) if m.value is not None}
    now = shown[max(shown)] if shown else None
    before = next((m for m in shown.values() if now and _is_a_year_before(m, now)), None)
    if now is None or before is None:
        return None
    return YearChange(before, now, _errors(indicator, (before, now), wobble, children, not_known))


def _is_a_year_before(m: Measurement, now: Measurement) -> bool:
    then, end = m.period.end, now.period.end
    same_length = m.period.kind is now.period.kind
    return same_length and (then.year + 1, then.month) == (end.year, end.month)


def _errors(
    indicator: Indicator,
    figures: tuple[Measurement, Measurement],
    wobble: Wobble,
    children: float | None,
    not_known: Sequence[Measurement],
) -> float | None:
    usual = wobble.of_a_year(children)
    if usual:
        return ((figures[1].value or 0) - (figures[0].value or 0)) / (2**0.5 * usual)
    sizes = [_known(m, not_known) if indicator.not_known else m.denominator for m in figures]
    counts = [m.numerator for m in figures]
    if indicator.per is None or not indicator.counts_children:
        return None
    (x0, x1), (n0, n1) = counts, sizes
    if x0 is None or x1 is None or not n0 or not n1:
        return None
    share = (x0 + x1) / (n0 + n1)
    left = 1 - share if indicator.unit == "percent" else share
    if min(share, left) * min(n0, n1) < FEWEST:
        return None
    spread, level = (
        (share * left, share * left) if indicator.unit == "percent" else (share, share**2)
    )
    variance = spread * (1 / n0 + 1 / n1) + 2 * wobble.wobble * level
    return (x1 / n1 - x0 / n0) / float(variance**0.5)


def _known(m: Measurement, not_known: Sequence[Measurement]) -> int | None:
    """How many of a figure's denominator anything is known about."""
    same = (u.numerator for u in not_known if u.is_total and u.period == m.period)
    unknown = next(same, None)
    return None if unknown is None or m.denominator is None else m.denominator - unknown
