"""Learn how much each measure goes up and down by itself: schemas/wobble.toml.

    python -m tools.wobble

Run by hand, when the department has published another year; running it again on the same day
writes the same bytes. It needs the department's own files (tools/histories.py).

The method of moments: of each council's figures so many years apart, the squared difference less
what chance makes of it, over twice the variance between children. The country's own movement is
taken off first. See docs/verdicts.md, "A council's ordinary wobble".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

import numpy as np
import numpy.typing as npt

from metrics.verdicts.shrinkage import IN_A_YEAR
from schemas.declared import Indicator, Kind, Schemas, Wobble, Wobbles
from schemas.load import FOLDER, load_schemas
from tools.histories import History, history, measures, years_of

Floats = npt.NDArray[np.float64]
TABLE: Final = FOLDER / "wobble.toml"
SOURCE: Final = (
    "Department for Education, Children looked after in England including adoptions, Outcomes for "
    "children in need, and Children's social work workforce, the files of the 2022 to 2025 releases"
)
LEAST: Final = 0.0005
LEAST_RECOUNTED: Final = 0.001
"""Where the same children are in successive years, chance is less than it looks."""
USUAL: Final = 0.02  # of weights: twice the wobble that makes the larger councils no surer
APART: Final = 3
LEAST_CHANGE: Final = 0.02
FREEDOM: Final = 8.0
ROUNDS: Final = 40
LEAST_SHARE: Final = 0.001
WITHOUT_COUNTS: Final = {"year_to_year", "by_size", "over_three"}
SIZED_BY: Final = "children_looked_after_rate"
"""The measure whose numerator is how many children a council looks after."""
USUAL_SIZE: Final = 400
FEWEST: Final = 100  # councils with counts; of fewer, the ones that are hidden are the low ones


@dataclass(frozen=True)
class Moment:
    """What is left of differences when chance is taken off: its `error` is a standard error, in
    which a council counts once however many years it has."""

    rho: float
    error: float
    councils: int


def beyond_chance(
    numerator: Floats, denominator: Floats, apart: int = 1, *, per_population: bool = False
) -> Moment:
    """The wobble of councils' figures so many years apart, as a share of the variance between
    children; of events in a population, of the square of the rate.

    Counts of shape (councils, years); a denominator of 0 where there is no figure.
    """
    x0, x1 = numerator[:, :-apart], numerator[:, apart:]
    n0, n1 = denominator[:, :-apart], denominator[:, apart:]
    both = (n0 > 0) & (n1 > 0)
    x0, x1, n0, n1 = (np.where(both, c, usual) for c, usual in ((x0, 0), (x1, 0), (n0, 1), (n1, 1)))
    rate = (x0 + x1 + 0.5) / (n0 + n1 + (0 if per_population else 1))
    spread = rate if per_population else np.sqrt(rate * (1 - rate))
    chance = (1 / n0 + 1 / n1) / (rate if per_population else 1.0)
    weight = both / (chance + USUAL)
    moved = x1 / n1 - x0 / n0
    country = (weight * moved).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    left = weight * (np.square((moved - country) / spread) - chance)
    rho = left.sum() / (2 * weight.sum())
    by_council = (left - 2 * weight * rho).sum(axis=1)
    error = np.sqrt(np.square(by_council).sum()) / (2 * weight.sum())
    return Moment(float(rho), float(error), int(both.any(axis=1).sum()))


def counts(of: History) -> tuple[Floats, Floats]:
    """Every council's numerators and denominators, shape (councils, years), 0 where there is none;
    a year that nobody published has its place."""
    years = years_of(of)
    each = [[figures.get(year) for year in years] for figures in of.councils.values()]
    return (
        np.array([[f.numerator if f else 0.0 for f in row] for row in each]),
        np.array([[f.denominator if f else 0.0 for f in row] for row in each]),
    )


@dataclass(frozen=True)
class Apart:
    """Figures of councils so many years apart, of each pair: half the squared difference, with the
    middle council's taken off, and how many children the council looks after. `country`: the
    middle councils' own movement, of each pair of years."""

    halved: Floats
    children: Floats
    country: Floats


def apart(figures: Floats, children: Floats, years: int = 1) -> Apart:
    """Of figures of shape (councils, years), NaN where there is none, and so many children each."""
    moved = figures[:, years:] - figures[:, :-years]
    moved = moved[:, np.isfinite(moved).any(axis=0)]
    country = np.nanmedian(moved, axis=0)
    there, sizes = np.isfinite(moved), np.broadcast_to(children[:, None], moved.shape)
    return Apart(np.square(moved - country)[there] / 2, sizes[there], country)


def without_counts(figures: Floats, children: Floats) -> Wobble:
    """How much figures without counts go up and down by themselves, in their own unit. Of a year's
    figure the variance is one number for all councils, and another over the children that a council
    looks after, by least squares of weight 1 / variance squared; both as wide as 19 in 20 of the
    differences need, because that is how often a word may not be chance."""
    from scipy.optimize import nnls

    one, three = apart(figures, children), apart(figures, children, APART)
    each, share = np.array([1.0, 1 / one.children.mean()]), np.ones(2)
    terms = np.stack([np.ones_like(one.children), 1 / one.children], axis=1) / each
    for _ in range(ROUNDS):
        weight = 1 / (terms @ share)
        share, _left = nnls(terms * weight[:, None], one.halved * weight)
        share = np.maximum(share, LEAST_SHARE * share.sum())

    def usual(children: Floats) -> Floats:
        return np.asarray(share[0] / each[0] + share[1] / each[1] / children)

    beyond = float(np.quantile(np.sqrt(one.halved / usual(one.children)), 0.95)) / 1.96
    once, thrice = (np.average(p.halved, weights=1 / usual(p.children)) for p in (one, three))
    own = 2 * max(thrice - once, 0.0) / (1 - IN_A_YEAR)
    change = float(own + APART * np.square(one.country).mean())
    alone, sized = (beyond * part**0.5 for part in (share / each).tolist())
    return Wobble(
        year_to_year=round(alone, 3), by_size=round(sized, 2), over_three=round(change**0.5, 3)
    )


def values(of: History, sizes: History) -> tuple[Floats, Floats]:
    """Every council's figures, shape (councils, years), NaN where there is none, and how many
    children each looks after in a usual year; without the councils of which that is not known."""
    seen = {code: [f.numerator for f in years.values()] for code, years in sizes.councils.items()}
    children = {code: float(np.mean(many)) for code, many in seen.items() if any(many)}
    every = [(years, children[code]) for code, years in of.councils.items() if code in children]
    rows = [[y[n].value if n in y else np.nan for n in years_of(of)] for y, _ in every]
    return np.array(rows), np.array([many for _, many in every])


def pulled(found: Mapping[str, tuple[float, float]]) -> tuple[float, dict[str, float]]:
    """The mean of several findings, and each of them pulled towards it: (value, standard error) by
    name. Empirical Bayes: they are spread as much as they differ beyond their errors."""
    value, error = np.array(list(found.values())).T
    between = max(float(value.var(ddof=1) - np.square(error).mean()), 1e-12)
    sure = 1 / (between + np.square(error))
    mean = float((sure * value).sum() / sure.sum())
    own = between * sure
    towards = own * value + (1 - own) * mean
    return mean, dict(zip(found, towards.tolist(), strict=True))


def careful(rho: float, error: float) -> float:
    """A little more than was found, for it is only an estimate: as the normal's 1.96 grows to a t
    with as many degrees of freedom as the estimate is worth (of a variance, twice the square of it
    over its error)."""
    from scipy.special import stdtrit

    freedom = max(2 * (rho / error) ** 2, FREEDOM)
    return rho * (float(stdtrit(freedom, 0.975)) / 1.96) ** 2


def learn(found: Mapping[str, History], schemas: Schemas) -> Wobbles:
    """What the histories of measures say, by indicator. One of which most councils' counts are
    hidden is left out: it has its kind's."""
    kinds: dict[Kind, Wobble] = {}
    learnt: dict[str, Wobble] = {}
    for kind in get_args(Kind):
        of = {n: h for n, h in found.items() if kind_of(schemas.indicators[n], schemas) == kind}
        counted = {
            n: _moments(h, schemas.indicators[n])
            for n, h in of.items()
            if has_counts(h, schemas.indicators[n])
        }
        known = {n: both for n, both in counted.items() if both[0].councils >= FEWEST}
        wobble, wobbles = pulled({n: (one.rho, one.error) for n, (one, _) in known.items()})
        change, changes = pulled({n: _change(*both) for n, both in known.items()})
        kinds[kind] = _wobble(wobble, change)
        for name, (one, _) in known.items():
            least = LEAST_RECOUNTED if schemas.indicators[name].snapshot else LEAST
            own = _wobble(careful(max(wobbles[name], least), one.error), changes[name])
            learnt[name] = _dated(own, of[name], one.councils)
        for name in set(of) - set(counted):
            figures, children = values(of[name], found[SIZED_BY])
            said = without_counts(figures, children).model_dump(include=WITHOUT_COUNTS)
            own = kinds[kind].model_copy(update=said)
            learnt[name] = _dated(own, of[name], len(figures))
    return Wobbles(
        made=date.today(), source=SOURCE, sized_by=SIZED_BY, kinds=kinds, measures=learnt
    )


def kind_of(indicator: Indicator, schemas: Schemas) -> str:
    """The kind of measure that an indicator is: its own, or that of what it behaves like."""
    like = schemas.indicators.get(indicator.wobble_like)
    return indicator.wobble_like if like is None else kind_of(like, schemas)


def has_counts(of: History, indicator: Indicator) -> bool:
    """Whether it has counts of children, each one once."""
    any_ = any(f.denominator for figures in of.councils.values() for f in figures.values())
    return indicator.counts_children and any_


def _moments(of: History, indicator: Indicator) -> tuple[Moment, Moment]:
    """One year apart, and three."""
    rate = indicator.unit != "percent"
    one, three = (beyond_chance(*counts(of), n, per_population=rate) for n in (1, APART))
    return one, three


def _change(one: Moment, three: Moment) -> tuple[float, float]:
    """The variance of true changes over three years, and its error, as a share of four times the
    variance between children: what three years are apart more than one, and what came about in
    that one (metrics.verdicts.shrinkage)."""
    whole = 2 * (1 - IN_A_YEAR)
    return (three.rho - one.rho) / whole, float(np.hypot(one.error, three.error)) / whole


def _wobble(rho: float, change: float) -> Wobble:
    return Wobble(
        wobble=round(max(rho, LEAST), 5), change=round(max(change, LEAST_CHANGE**2) ** 0.5, 3)
    )


def _dated(own: Wobble, of: History, councils: int) -> Wobble:
    years = years_of(of)
    return own.model_copy(update={"councils": councils, "years": (years[0], years[-1])})


def table(learnt: Wobbles) -> str:
    """wobble.toml."""
    lines = [
        "# How much each measure goes up and down by itself, from all councils' published figures.",
        "# tools/wobble.py writes this table; schemas/declared.py (Wobble) says what is in it.",
        f"made = {learnt.made}",
        f"source = {json.dumps(learnt.source)}",
        f"sized_by = {json.dumps(learnt.sized_by)}",
    ]
    named = {f"kinds.{kind}": wobble for kind, wobble in learnt.kinds.items()}
    named |= {f"measures.{name}": learnt.measures[name] for name in sorted(learnt.measures)}
    for name, wobble in named.items():
        facts = wobble.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        kept = {"wobble": wobble.wobble, "change": wobble.change} | facts
        lines += ["", f"[{name}]", *(f"{key} = {json.dumps(fact)}" for key, fact in kept.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table, and say what was found and which measures have nothing of their own."""
    schemas = load_schemas()
    found = {name: history(m) for name, m in measures().items() if name in schemas.indicators}
    learnt = learn(found, schemas)
    TABLE.write_bytes(table(learnt).encode())
    for indicator in schemas.in_order():
        own = learnt.measures.get(indicator.id)
        if own is None:
            print(f"{indicator.id:32} behaves like {indicator.wobble_like}")
        elif own.year_to_year is not None:
            usual = own.of_a_year(USUAL_SIZE) or 0.0
            print(
                f"{indicator.id:32} {usual:.2f} {indicator.unit} from year to year where "
                f"{USUAL_SIZE} are looked after, true change over three years {own.over_three:g}"
            )
        else:
            one, three = _moments(found[indicator.id], indicator)
            print(
                f"{indicator.id:32} {one.rho:.4f} (error {one.error:.4f}), three years apart "
                f"{three.rho:.4f}; kept {own.wobble:g}, change {own.change:g}"
            )


if __name__ == "__main__":
    main()
