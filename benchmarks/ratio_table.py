"""What was measured, as ratios: the product's median over the floor's, with the raw medians."""

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Key = tuple[str, str]  # (who, what), e.g. ("overview", "warm load")
Samples = Mapping[Key, Sequence[float]]
Summary = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Target:
    """At most `limit`: of the ratio, or of the product's own figure."""

    limit: float
    of: Literal["ratio", "product"] = "ratio"

    def __str__(self) -> str:
        return f"<= {self.limit:g}" + ("" if self.of == "ratio" else " abs.")


@dataclass(frozen=True)
class Row:
    """One line of the table; None is what could not be measured."""

    name: str
    unit: str
    floor: float | None
    product: float | None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        if self.floor is None or self.product is None or not self.floor:
            return None
        return self.product / self.floor

    @property
    def verdict(self) -> str:
        """pass, FAIL, "not measured", or nothing where there is no target."""
        if self.target is None:
            return ""
        value = self.ratio if self.target.of == "ratio" else self.product
        if value is None:
            return "not measured"
        return "pass" if value <= self.target.limit else "FAIL"


def row(
    samples: Samples,
    name: str,
    unit: str,
    keys: tuple[Key, Key],
    target: Target | None = None,
    summary: Summary = statistics.median,
) -> Row:
    """The row that compares two keys' samples: the floor's, then the product's."""
    floor, product = (summary(samples[key]) if samples.get(key) else None for key in keys)
    return Row(name, unit, floor, product, target)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile, interpolated; of one value, itself."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=20, method="inclusive")[18]


def written(rows: Iterable[Row]) -> str:
    """The table as text, columns aligned."""
    lines = [("", "unit", "floor", "product", "ratio", "target", "")]
    lines += [
        (
            r.name,
            r.unit,
            _number(r.floor),
            _number(r.product),
            "–" if r.ratio is None else f"{r.ratio:.2f}",
            str(r.target or ""),
            r.verdict,
        )
        for r in rows
    ]
    widths = [max(len(line[n]) for line in lines) for n in range(7)]
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right."""
    cells = [
        cell.rjust(width) if n in (2, 3, 4) else cell.ljust(width)
        for n, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
