"""What benchmarks/verdicts.py finds: tables to print, claims to hold, and rates to quote.

With --write they go to view_model/error_rates.json, which About reads, and to docs/verdicts.md,
whose own words are in verdicts_template.md. tests/pages/test_about_method.py asks whether both
still belong to the rules as they stand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import numpy.typing as npt

from schemas.load import load_schemas

PROJECT = Path(__file__).resolve().parent.parent
RATES = PROJECT / "view_model" / "error_rates.json"
DOCUMENT = PROJECT / "docs" / "verdicts.md"
TEMPLATE = Path(__file__).with_name("verdicts_template.md")

VERDICTS = (
    *("series", "slopes", "shrinkage", "trend", "lean", "level", "forecast", "differences"),
    *("rates", "xmr", "target_met", "plausibility", "batches"),
)
RULES = (
    *(f"metrics/verdicts/{name}.py" for name in VERDICTS),
    *("metrics/criteria/gap.py", "schemas/wobble.toml"),
    *(f"benchmarks/{name}.py" for name in ("worlds", "rivals")),
)
"""The files that the rates follow from: the rules, what they are set beside, and the worlds. What
each measure behaves like is in their mark too."""

Flags = npt.NDArray[np.bool_]
Rates = dict[str, Any]  # a number, or one for each rule, size or measure


@dataclass(frozen=True)
class Table:
    """Figures in rows; the first column says what they are of."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        return "\n".join([self.title, *("  ".join(line) for line in self._aligned())])

    @property
    def markdown(self) -> str:
        """The table as docs/verdicts.md has it."""
        heads, *rows = ("| " + " | ".join(line) + " |" for line in self._aligned())
        rule = "|---|" + "---:|" * (len(self.heads) - 1)
        return "\n".join([f"**{self.title}**", "", heads, rule, *rows])

    def _aligned(self) -> list[list[str]]:
        lines = [self.heads, *self.rows]
        first, *others = (max(map(len, column)) for column in zip(*lines, strict=True))
        return [
            [what.ljust(first), *(c.rjust(w) for c, w in zip(cells, others, strict=True))]
            for what, *cells in lines
        ]


@dataclass(frozen=True)
class Claim:
    """What is asked of the rules, and what came out, in percent."""

    what: str
    low: float
    value: float
    high: float

    @property
    def holds(self) -> bool:
        return self.low <= self.value <= self.high

    @property
    def asked(self) -> str:
        """'at most 2.5'."""
        if self.high == 100:
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}" if self.low else f"at most {self.high:g}"

    def __str__(self) -> str:
        held = "PASS" if self.holds else "FAIL"
        return f"{held}  {self.value:6.2f} %  {self.asked:14}  {self.what}"


@dataclass(frozen=True)
class Found:
    """What one section of the benchmark finds. `rates` are for error_rates.json, in percent."""

    tables: tuple[Table, ...]
    claims: tuple[Claim, ...] = ()
    rates: Rates = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n".join(map(str, self.tables))

    @property
    def markdown(self) -> str:
        """All of its tables, as docs/verdicts.md has them."""
        return "\n\n".join(table.markdown for table in self.tables)


def percent(flags: Flags) -> float:
    """Of all that are marked; 0 of none."""
    return float(np.mean(flags)) * 100 if len(flags) else 0.0


def write(found: Mapping[str, Found], seed: int) -> None:
    """Write error_rates.json, and docs/verdicts.md: each section stands where the template names
    it."""
    rates: dict[str, object] = {"fingerprint": fingerprint(), "seed": seed}
    for section in found.values():
        rates |= {name: _rounded(rate) for name, rate in section.rates.items()}
    RATES.write_text(_json(rates), encoding="utf-8", newline="\n")
    claims = [claim for section in found.values() for claim in section.claims]
    places = {name: section.markdown for name, section in found.items()}
    known = {name: f"{rate:.1f}" for name, rate in rates.items() if isinstance(rate, float)}
    known |= {"claims": _claimed(claims).markdown, "seed": seed, "fingerprint": fingerprint()}
    document = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(places | known)
    DOCUMENT.write_text(document, encoding="utf-8", newline="\n")


def fingerprint() -> str:
    """Of the files that the rates follow from: another one when any of them has changed."""
    every = sha256()
    for name in RULES:
        every.update(f"{name}\n{(PROJECT / name).read_text(encoding='utf-8')}".encode())
    for indicator in load_schemas().in_order():
        every.update(f"{indicator.id} behaves like {indicator.wobble_like}\n".encode())
    return every.hexdigest()[:16]


def _json(rates: dict[str, object]) -> str:
    return json.dumps(rates, indent=2, sort_keys=True) + "\n"


def _rounded(rate: float | dict[str, float]) -> float | dict[str, float]:
    if isinstance(rate, dict):
        return {name: round(value, 2) for name, value in rate.items()}
    return round(rate, 2)


def _claimed(claims: list[Claim]) -> Table:
    rows = ((c.what, c.asked, f"{c.value:.2f}", "yes" if c.holds else "no") for c in claims)
    return Table("In %", ("What is asked", "Limit", "Found", "Holds"), tuple(rows))
