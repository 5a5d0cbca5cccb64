"""Learn how much each measure goes up and down by itself: schemas/wobble.toml.

    python -m tools.wobble

Run by hand, when the department has published another year; running it again on the same day
writes the same bytes. It needs the department's own files (tools/histories.py).

Two things are learnt, each from councils' figures so many years apart with the country's own
movement taken off. What a test of no change must allow for, by the method of moments: the squared
difference less what chance makes of it, over twice the variance between children. And what a
forecast should expect: the wobble with which four in five differences are where an interval of 80 %
has them, for a few councils swing far more than a normal curve knows. See docs/verdicts.md, "A
council's ordinary wobble".
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, get_args

import numpy as np
import numpy.typing as npt

from metrics.verdicts.series import ratio
from metrics.verdicts.shrinkage import COVERAGE, IN_A_YEAR, WHILE
from metrics.verdicts.trend import FEWEST_CHILDREN, FEWEST_EITHER_WAY
from schemas.declared import Indicator, Kind, Schemas, Wobble, Wobbles
from schemas.load import FOLDER, load_schemas
from tools.histories import History, history, measures, years_of

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
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
LEAST_MOVE: Final = 0.01
FREEDOM: Final = 8.0
ROUNDS: Final = 40
LEAST_SHARE: Final = 0.001
SIZED_BY: Final = "children_looked_after_rate"
"""The measure whose numerator is how many children a council looks after."""
USUAL_SIZE: Final = 400
FEWEST: Final = 100  # councils with counts; of fewer, the ones that are hidden are the low ones
FEWEST_JUDGED: Final = 20
GROUPS: Final = 10
BESIDE: Final = 0.005  # what chance makes among 200 children


@dataclass(frozen=True)
class Found:
    """A finding and its standard error, in which a council counts once however many years it has;
    without end where nothing was found."""

    value: float
    error: float


@dataclass(frozen=True)
class Pairs:
    """Councils' figures so many years apart, shape (councils, pairs of years).

    moved: the difference, with the country's taken off. chance, spread: its variance from chance,
    and the variance between children, each from the pair alone. weight: from the children alone,
    so that it does not go with how far a figure moved; 0 where a figure is missing. usual_chance,
    swing: the same as `chance` and `spread`, but of all of a council's years, as a forecast has
    them. judged: which have as many children as a word needs. country: by how much all together
    moved, as a share of the standard deviation between children, shape (pairs of years,).
    """

    moved: Floats
    chance: Floats
    spread: Floats
    weight: Floats
    usual_chance: Floats
    swing: Floats
    judged: Flags
    country: Floats

    @property
    def councils(self) -> int:
        """How many have any."""
        return int((self.weight > 0).any(axis=1).sum())


def pairs(
    numerator: Floats, denominator: Floats, apart: int, *, per_population: bool = False
) -> Pairs:
    """Of counts of shape (councils, years), a denominator of 0 where there is no figure."""
    x0, x1 = numerator[:, :-apart], numerator[:, apart:]
    n0, n1 = denominator[:, :-apart], denominator[:, apart:]
    both = (n0 > 0) & (n1 > 0)
    x0, x1, n0, n1 = (np.where(both, c, usual) for c, usual in ((x0, 0), (x1, 0), (n0, 1), (n1, 1)))
    of_a_child, swing, enough = _in_all_years(numerator, denominator, per_population)
    spread, chance = _in_two_years(x0 / n0, n0, x1 / n1, n1, per_population)
    usual_chance = of_a_child * (1 / n0 + 1 / n1)
    weight = both / (usual_chance / swing + USUAL)
    share = ratio(weight, weight.sum(axis=0))
    country = (share * (x1 / n1 - x0 / n0)).sum(axis=0)
    moved = (x1 / n1 - x0 / n0 - country) / np.sqrt(np.maximum(1 - share, 1e-9))
    by_councils = np.square(share * moved).sum(axis=0)  # what their own movements make of it
    beyond = np.maximum(np.square(country) - by_councils, 0)
    moves = np.sqrt(ratio(beyond, (share * spread).sum(axis=0)))[both.sum(axis=0) > 1]
    judged = both & enough & (np.minimum(n0, n1) >= FEWEST_CHILDREN)
    return Pairs(moved, chance, spread, weight, usual_chance, swing, judged, moves)


def _in_all_years(
    numerator: Floats, denominator: Floats, per_population: bool
) -> tuple[Floats, Floats, Flags]:
    """Of each council the variance that one child makes, what a wobble is a share of, and whether a
    word needs no more of those with the outcome and without it: shape (councils, 1)."""
    with_it, size = (c.sum(axis=1, keepdims=True) for c in (numerator, denominator))
    fewest = FEWEST_EITHER_WAY * (denominator > 0).sum(axis=1, keepdims=True)
    if per_population:
        rate = (with_it + 0.5) / np.maximum(size, 1)
        return rate, np.square(rate), with_it >= fewest
    p = (with_it + 0.5) / (size + 1)
    return p * (1 - p), p * (1 - p), np.minimum(with_it, size - with_it) >= fewest


def _in_two_years(
    p0: Floats, n0: Floats, p1: Floats, n1: Floats, per_population: bool
) -> tuple[Floats, Floats]:
    """The variance between children and that from chance, without bias whatever the wobble: that a
    child of one year has the outcome and one of the other has not, and p(1 - p)/(n - 1)."""
    if per_population:
        return p0 * p1, p0 / n0 + p1 / n1
    chance = (p * (1 - p) / np.maximum(n - 1, 1) for p, n in ((p0, n0), (p1, n1)))
    return (p0 * (1 - p1) + p1 * (1 - p0)) / 2, sum(chance, np.zeros_like(p0))


def beyond_chance(of: Pairs) -> Found:
    """The wobble, as a share of the variance between children; of events in a population, of the
    square of the rate. Sums are divided, and not each council's share averaged: a figure that
    swings far takes its own p(1 - p) with it."""
    left, whole = of.weight * (np.square(of.moved) - of.chance), 2 * of.weight * of.spread
    if not whole.sum():  # nobody has the outcome
        return Found(0.0, np.inf)
    rho = float(left.sum() / whole.sum())
    by_council = (left - whole * rho).sum(axis=1)
    return Found(rho, float(np.sqrt(np.square(by_council).sum()) / whole.sum()))


def usually(of: Pairs) -> Found:
    """The wobble with which so many differences are inside a forecast's interval as it says. Less
    than none where successive years are nearer than chance: the same children are in both. The
    error is the larger of what differs between councils, by a jackknife, and between years."""
    from scipy.special import ndtri

    reach = ndtri(0.5 + COVERAGE / 2)
    beyond = (np.square(of.moved / reach) - of.usual_chance) / (2 * of.swing)

    def at(those: Flags) -> float:
        return float(np.quantile(beyond[of.judged & those], COVERAGE))

    if of.judged.any(axis=1).sum() < FEWEST_JUDGED:
        return Found(0.0, np.inf)
    councils, years = (np.arange(n) for n in of.judged.shape)
    left_out = [at((councils % GROUPS != g)[:, None]) for g in range(GROUPS)]
    known = years[of.judged.sum(axis=0) >= FEWEST_JUDGED / 2]
    by_year = [at(years == year) for year in known]
    error = np.std(left_out) * (GROUPS - 1) ** 0.5
    if len(by_year) > 1:
        error = max(error, np.std(by_year, ddof=1) / len(by_year) ** 0.5)
    return Found(at(of.judged), float(error))


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


def without_counts(figures: Floats, children: Floats, kind: Wobble) -> Wobble:
    """How much figures without counts go up and down by themselves, in their own unit; the rest is
    what their kind has. Of a year's
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
    own = {"year_to_year": round(alone, 3), "by_size": round(sized, 2)}
    return kind.model_copy(update=own | {"over_three": round(change**0.5, 3)})


def values(of: History, sizes: History) -> tuple[Floats, Floats]:
    """Every council's figures, shape (councils, years), NaN where there is none, and how many
    children each looks after in a usual year; without the councils of which that is not known."""
    seen = {code: [f.numerator for f in years.values()] for code, years in sizes.councils.items()}
    children = {code: float(np.mean(many)) for code, many in seen.items() if any(many)}
    every = [(years, children[code]) for code, years in of.councils.items() if code in children]
    rows = [[y[n].value if n in y else np.nan for n in years_of(of)] for y, _ in every]
    return np.array(rows), np.array([many for _, many in every])


def pulled(found: Mapping[str, Found], beside: float = BESIDE) -> tuple[float, dict[str, float]]:
    """The mean of several findings, and each of them pulled towards the middle one by its error.

    Empirical Bayes: they are spread as much as they differ beyond their errors. It goes by the
    logarithm of each together with what is always `beside` it, because the larger they are, the
    less sure they are and the further apart.
    """
    known = {name: one for name, one in found.items() if np.isfinite(one.error)}
    whole = np.array([max(one.value + beside, beside / 5) for one in known.values()])
    value, error = np.log(whole), np.array([one.error for one in known.values()]) / whole
    between = max(float(value.var(ddof=1) - np.square(error).mean()), 1e-3)
    sure = 1 / (between + np.square(error))
    middle = float((sure * value).sum() / sure.sum())
    towards = np.exp(middle + between * sure * (value - middle)) - beside
    own = dict(zip(known, towards.tolist(), strict=True))
    rest = {name: float(np.exp(middle) - beside) for name in found}
    return float(np.exp(middle + between / 2) - beside), rest | own


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
        counted = {n: h for n, h in of.items() if has_counts(h, schemas.indicators[n])}
        known = {n: _differences(h, schemas.indicators[n]) for n, h in counted.items()}
        known = {n: one for n, one in known.items() if one.year.councils >= FEWEST}
        columns = [*_columns(known)]
        kinds[kind] = _wobble(*(mean for mean, _ in columns))
        for name, one in known.items():
            least = LEAST_RECOUNTED if schemas.indicators[name].snapshot else LEAST
            wobble, usual, change, move = (own[name] for _, own in columns)
            surely = careful(max(wobble, least), one.wobble.error)
            learnt[name] = _dated(_wobble(surely, usual, change, move), of[name], one.year.councils)
        for name in set(of) - set(counted):
            figures, children = values(of[name], found[SIZED_BY])
            own = without_counts(figures, children, kinds[kind])
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
    return indicator.per is not None and indicator.counts_children and any_


@dataclass(frozen=True)
class Differences:
    """A measure's figures one year apart, and three."""

    year: Pairs
    years: Pairs

    @cached_property
    def wobble(self) -> Found:
        return beyond_chance(self.year)

    @cached_property
    def usual(self) -> Found:
        return usually(self.year)

    @property
    def change(self) -> Found:
        """The variance of councils' own true changes over three years, as a share of four times the
        variance between children: what three years are apart more than one, and what came about
        in that one (metrics.verdicts.shrinkage)."""
        one, three, whole = self.usual, usually(self.years), 2 * (1 - IN_A_YEAR)
        return Found(
            (three.value - one.value) / whole, float(np.hypot(one.error, three.error)) / whole
        )

    @property
    def move(self) -> Found:
        """The variance of the country's own movement in a year, as four in five years show it."""
        from scipy.special import ndtri

        moved = float(np.quantile(self.year.country, COVERAGE) / ndtri(0.5 + COVERAGE / 2)) ** 2
        return Found(moved, (moved + LEAST_MOVE**2) * (2 / len(self.year.country)) ** 0.5)


def _differences(of: History, indicator: Indicator) -> Differences:
    rate = indicator.unit != "percent"
    one, three = (pairs(*counts(of), n, per_population=rate) for n in (1, APART))
    return Differences(one, three)


def _columns(known: Mapping[str, Differences]) -> Iterator[tuple[float, dict[str, float]]]:
    """Of each measure what a test allows for, what a forecast expects of a year, and over three
    years the council's own true change, and the country's."""
    yield pulled({name: one.wobble for name, one in known.items()})
    yield pulled({name: one.usual for name, one in known.items()})
    yield pulled({name: one.change for name, one in known.items()}, LEAST_CHANGE**2)
    yield pulled({name: one.move for name, one in known.items()}, LEAST_MOVE**2)


def _wobble(surely: float, usual: float, change: float, move: float) -> Wobble:
    """`change` is of a council and of the country with it."""
    own = max(change, LEAST_CHANGE**2)
    return Wobble(
        wobble=round(max(surely, LEAST), 5),
        passing=round(usual - 2 * own * IN_A_YEAR, 5),
        change=round((own + WHILE * move / 4) ** 0.5, 3),
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
        kept = {"wobble": wobble.wobble, "passing": wobble.passing, "change": wobble.change} | facts
        lines += ["", f"[{name}]", *(f"{key} = {json.dumps(fact)}" for key, fact in kept.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table, and say what was found and which measures have nothing of their own."""
    schemas = load_schemas()
    known = {name: m for name, m in measures().items() if name in schemas.indicators}
    # The numbers of children of councils large and small are not alike.
    every = {n: history(m) for n, m in known.items() if schemas.indicators[n].unit != "count"}
    found = {name: of for name, of in every.items() if len(years_of(of)) > APART}
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
            one = _differences(found[indicator.id], indicator)
            print(
                f"{indicator.id:32} wobble {_said(one.wobble)}, usually "
                f"{_said(one.usual)}, change {_said(one.change)}, move {_said(one.move)}; "
                f"kept {own.wobble:g}, {own.passing:g}, {own.change:g}"
            )


def _said(found: Found) -> str:
    return f"{found.value:.4f} (error {found.error:.4f})"


if __name__ == "__main__":
    main()
