"""Whether the words hold in real councils, from what every council in England has published.

Simulated councils are tamer than real ones. Words, leans and forecasts are made from four years of
a council's figures, as a strategy of three years would have them, and looked up in the fifth: of
every measure with counts, in every five years that there are. And words are made of the same four
years with the country's movement taken off and in another order, the second, the fourth, the first
and the third, or the other way about: no straight change is left in that, so that each word is
false. It reads the Department for
Education's own files, which are not part of the project (tools/histories.py); without them the
figures that were found before are kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

import numpy as np
from findings import RATES, Claim, Found, Rates, Table, percent

from metrics.verdicts.forecast import forecasts
from metrics.verdicts.lean import leans
from metrics.verdicts.series import Flags, Floats, Series, proportions, ratio
from metrics.verdicts.trend import enough_children, trends
from schemas.declared import Indicator, Schemas
from schemas.load import load_schemas
from schemas.words import TrendWord
from tools.histories import PUBLISHED, History, history, measures, years_of
from tools.wobble import counts, has_counts, kind_of, learn

YEARS = 4
ORDER = [1, 3, 0, 2]
FEWEST = 50  # series
LEARNT_UNTIL = 2021
BANDS = {"75 to 85 %": (0.75, 0.85), "85 to 95 %": (0.85, 0.95), "95 % and more": (0.95, 1.01)}
HELD = {"75 to 85 %": (75.0, 85.0), "95 % and more": (90.0, 100.0)}
REVERSED = {"outcome": 2.5, "process": 4.0}
INSIDE = (74.0, 88.0)
CHANGED = [TrendWord.IMPROVING, TrendWord.WORSENING]


@dataclass(frozen=True)
class Lookup:
    """Of one measure, what was said of series of four years and what the fifth showed: whether its
    figure was inside the 80 % interval; who was called improving, for whom that was confirmed, and
    who was no better than at the start; who was called either with the years in no order; the
    chance of each lean, and whether the figure was on that side of the start. Arrays of shape
    (series,)."""

    kind: str
    inside: Flags
    improving: Flags
    confirmed: Flags
    worsening: Flags
    reversed_: Flags
    false: Flags
    unclear: Flags
    chance: Floats
    right: Flags

    @property
    def row(self) -> tuple[str, ...]:
        """As the table has it, in percent."""
        said, turned = self.improving, self.reversed_[self.improving]
        return (
            f"{len(self.inside):,}",
            f"{percent(self.inside):.0f}",
            f"{percent(said | self.worsening):.0f}",
            f"{turned.sum()} of {said.sum()}",
            f"{percent(self.false) / 2:.1f}",
        )


def real_councils() -> Found:
    """How often intervals, words and leans held, for each measure that enough councils have counts
    of, and for all of them together."""
    if not PUBLISHED.exists():
        print(f"The department's files are not in {PUBLISHED}: what they showed before is kept.")
        return Found((), rates=kept("_councils"))
    schemas = load_schemas()
    seen = dict(_every(schemas, {}))
    rates = _rates(seen)
    return Found(_tables(seen, rates, schemas), _claims(seen, rates), _councils(rates, ""))


def years_unseen() -> Found:
    """The same with what was learnt from the years to 2021, looked up in the years after."""
    if not PUBLISHED.exists():
        return Found((), rates=kept("_unseen"))
    schemas = load_schemas()
    last = {n: max(LEARNT_UNTIL, years_of(h)[0] + YEARS - 1) for n, h in _histories().items()}
    then = learn({n: h.until(last[n]) for n, h in _histories().items()}, schemas)
    seen = dict(_every(schemas.model_copy(update={"wobbles": then}), last))
    rates = _rates(seen)
    return Found(_tables(seen, rates, schemas), rates=_councils(rates, "_unseen"))


def _tables(found: Mapping[str, Lookup], rates: Rates, schemas: Schemas) -> tuple[Table, Table]:
    names = {name: schemas.indicators[name].short for name in found}
    heads = ("Measure", "series", "inside the 80 %", "have a word", "improving, then reversed")
    heads += ("false words each way",)
    rows = [(names[name], *found[name].row) for name in sorted(found, key=lambda n: names[n])]
    rows += [
        (f"all {kind} measures", *_joined([s for s in found.values() if s.kind == kind]).row)
        for kind in REVERSED
    ]
    each = Table("Said of four years, looked up in the fifth, in %", heads, tuple(rows))
    leaning = Table(
        "Leans in the same councils",
        ("Chance said", "right, in %", "of"),
        tuple(
            (band, f"{share:.1f}", f"{sum(_in(band, s).sum() for s in found.values()):,}")
            for band, share in rates["lean_right"].items()
        ),
    )
    return each, leaning


def _joined(found: Sequence[Lookup]) -> Lookup:
    """Several measures of one kind as if they were one."""
    names = [field.name for field in fields(Lookup) if field.name != "kind"]
    columns = {name: np.concatenate([getattr(s, name) for s in found]) for name in names}
    return Lookup(found[0].kind, **columns)


def _councils(rates: Rates, unseen: str) -> Rates:
    return {f"{name}_councils{unseen}": rate for name, rate in rates.items()}


def _claims(found: Mapping[str, Lookup], rates: Rates) -> tuple[Claim, ...]:
    """Of intervals, what the number of series can show: of 62, a right one would have fewer than
    74 % inside in one measure of ten. So each measure's share has a 95 % range of its own."""
    ranges = [100 * _binomial(seen.inside) for seen in found.values()]
    least, most = min(high for _, high in ranges), max(low for low, _ in ranges)
    return (
        Claim("real councils: the 80 % interval may hold, the lowest", INSIDE[0], least, 100),
        Claim("real councils: the 80 % interval may hold, the highest", 0, most, INSIDE[1]),
        Claim(
            "real councils: false words each way, the worst measure", 0, rates["false_most"], 2.5
        ),
        *(
            Claim(f"real councils: a lean of {band} is right", low, right, high)
            for band, (low, high) in HELD.items()
            for right in [rates["lean_right"][band]]
        ),
        *(
            Claim(f"real councils: improving, then reversed, of {kind} measures", 0, share, most)
            for kind, most in REVERSED.items()
            for share in [rates["reversed"][kind]]
        ),
    )


def _binomial(flags: Flags) -> Floats:
    """The 95 % range of a share, exact (Clopper and Pearson 1934, Biometrika 26, 404-413)."""
    from scipy.stats import binomtest

    return np.array(binomtest(int(flags.sum()), len(flags)).proportion_ci(0.95))


def kept(ending: str) -> Rates:
    """The rates of the last measurement whose names end so."""
    rates: Rates = json.loads(RATES.read_text(encoding="utf-8"))
    return {name: rate for name, rate in rates.items() if name.endswith(ending)}


def _rates(found: Mapping[str, Lookup]) -> Rates:
    every = _joined([*found.values()])
    kinds = {kind: _joined([s for s in found.values() if s.kind == kind]) for kind in REVERSED}
    inside = {name: percent(s.inside) for name, s in found.items()}
    false = {name: percent(s.false) / 2 for name, s in found.items()}
    return {
        "forecast_covers": inside,
        "forecast_covers_all": percent(every.inside),
        "forecast_covers_least": min(inside.values()),
        "forecast_covers_most": max(inside.values()),
        "false": false,
        "false_most": max(false.values()),
        "reversed_confirmed": percent(every.reversed_[every.improving & every.confirmed]),
        "lean_right": {band: percent(every.right[_in(band, every)]) for band in BANDS},
        "reversed": {kind: percent(s.reversed_[s.improving]) for kind, s in kinds.items()},
    }


def _in(band: str, seen: Lookup) -> Flags:
    low, high = BANDS[band]
    return np.asarray(seen.unclear & (low <= seen.chance) & (seen.chance < high))


@cache
def _histories() -> dict[str, History]:
    names = load_schemas().indicators
    return {name: history(measure) for name, measure in measures().items() if name in names}


def _every(schemas: Schemas, last: Mapping[str, int]) -> Iterator[tuple[str, Lookup]]:
    """Of every measure, its series of five years that end after its `last`."""
    for name, of in _histories().items():
        indicator = schemas.indicators[name]
        if indicator.unit != "percent" or indicator.better == "neither":
            continue
        x, n = counts(of)
        first = max(last.get(name, 0) + 1 - YEARS - years_of(of)[0], 0)
        if has_counts(of, indicator) and n.shape[1] > YEARS + first:
            seen = _seen(indicator, indicator.better, schemas, x[:, first:], n[:, first:])
            if len(seen.inside) >= FEWEST:
                yield name, seen


def _seen(
    indicator: Indicator,
    better: Literal["higher", "lower"],
    schemas: Schemas,
    x: Floats,
    n: Floats,
) -> Lookup:
    spans = [slice(first, first + YEARS + 1) for first in range(n.shape[1] - YEARS)]
    country = np.repeat(ratio(x.sum(axis=0), n.sum(axis=0))[None], len(n), axis=0)
    x, n, country = (np.concatenate([c[:, span] for span in spans]) for c in (x, n, country))
    whole = (n > 0).all(axis=1)
    x, n, country = x[whole], n[whole], country[whole]
    away = country - country[:, :YEARS].mean(axis=1, keepdims=True)
    beside = np.clip(x - n * away, 0, n)

    def four(x: Floats, years: list[int]) -> Series:
        wobble = schemas.wobble_of(indicator)
        return proportions(x[:, years], n[:, years], quarterly=False, wobble=wobble)

    known, in_no_order = four(x, [*range(YEARS)]), four(beside, ORDER)
    enough = enough_children(known)
    figures = x / n
    start, final = figures[:, 0], figures[:, -1]
    forecast, lean, trend = (
        forecasts(known, YEARS, better),
        leans(known, better),
        trends(known, better),
    )
    ahead = np.sign(final - start) * (1 if better == "higher" else -1)
    columns = {
        "inside": (forecast.low <= final) & (final <= forecast.high),
        "improving": trend.word == TrendWord.IMPROVING,
        "confirmed": trend.confirmed,
        "worsening": trend.word == TrendWord.WORSENING,
        "reversed_": ahead <= 0,
        "false": np.isin(trends(in_no_order, better).word, CHANGED),
        "unclear": trend.word == TrendWord.NOT_CLEAR,
        "chance": lean.chance,
        "right": (lean.chance_higher > 0.5) == (final > start),
    }
    return Lookup(kind_of(indicator, schemas), **{k: v[enough] for k, v in columns.items()})
