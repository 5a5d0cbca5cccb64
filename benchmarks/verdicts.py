"""How often the verdicts are right, in worlds whose truth is known, beside what others go by.

    python benchmarks/verdicts.py

Under a minute; the seed is fixed, so the figures are the same every time. They stand in About and
in docs/. Prints PASS or FAIL beside every number that issue 3 asks for; the exit code is 0 when
all pass. The rules are the product's own, imported from metrics/.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from metrics.words import LeanWord, LevelWord, OutlookWord, TrendWord
from rivals import RIVALS, Says
from worlds import LAST_YEAR, QUARTERS, YEARS, Mixed, Sizes, World, mixed, simulate

from metrics.forecast import forecasts
from metrics.lean import leans
from metrics.level import levels
from metrics.series import WOBBLE, Flags, Floats, Series, proportions
from metrics.trend import Trends, trends

SEED = 20220307
COUNCILS = 8_000
MANY = 40_000

SIZES = (
    *(Sizes(n, quarterly=True) for n in (20, 60, 250)),
    *(Sizes(n, quarterly=True, recounted=True) for n in (60, 250)),
    *(Sizes(n, quarterly=False) for n in (150, 600)),
)
UNCHANGED = (World(), World(start=0.1))
EVEN = World(0.10, start=0.5)
WORLDS = (
    World(rho=0),
    *UNCHANGED,
    World(rho=0.01),
    *(World(change) for change in (0.05, 0.10, 0.15)),
    World(0.10, "step"),
    EVEN,
)
POWER = {20: 17, 60: 42, 250: 81}
TARGET = 0.05
ONE_IN_TEN = 1.2816  # of the normal, on either side of an 80 % interval


@dataclass(frozen=True)
class Claim:
    """What issue 3 asks for, and what came out, in percent."""

    what: str
    low: float
    value: float
    high: float

    @property
    def holds(self) -> bool:
        return self.low <= self.value <= self.high

    def __str__(self) -> str:
        asked = f"{self.low:g} to {self.high:g}" if self.low else f"at most {self.high:g}"
        asked = f"at least {self.low:g}" if self.high == 100 else asked
        return f"{'PASS' if self.holds else 'FAIL'}  {self.value:6.2f} %  {asked:14}  {self.what}"


def main() -> int:
    started, random = perf_counter(), np.random.default_rng(SEED)
    claims = []
    for section in (one_look, twelve_looks, edge_of_steady, level_words, mixed_world):
        claims += section(random)
        print()
    print("What issue 3 asks for, done when 1 and 2")
    print(*claims, sep="\n")
    print(f"{perf_counter() - started:.0f} seconds, seed {SEED}")
    return 0 if all(claim.holds for claim in claims) else 1


def percent(flags: Flags) -> float:
    """Of all that are marked; 0 of none."""
    return float(np.mean(flags)) * 100 if len(flags) else 0.0


def words(judged: Trends) -> list[float]:
    """Improving, worsening, steady and not clear yet, in percent."""
    said = (TrendWord.IMPROVING, TrendWord.WORSENING, TrendWord.STEADY, TrendWord.NOT_CLEAR)
    return [percent(judged.word == word) for word in said]


def one_look(random: np.random.Generator) -> list[Claim]:
    """Every rule, once, when the three years are over."""
    print("One look after three years. Rates start at 70 % unless said; better / worse, in %")
    names = "".join(f"{name:>14}" for name in RIVALS)
    print(f"{'':44}improving worsening steady unclear{names}")
    found = {}
    for sizes in SIZES:
        print(sizes)
        for world in WORLDS:
            series = simulate(world, sizes, MANY if world in UNCHANGED else COUNCILS, random)
            said = found[world, sizes] = words(trends(series, "higher"))
            print(f"  {_named(world):42}" + "".join(f"{share:8.2f} " for share in said), end="")
            print("".join(_both(rule(series)) for rule in RIVALS.values()))
    hardest = ", ".join(f"{found[EVEN, Sizes(n, quarterly=True)][0]:.0f} %" for n in POWER)
    print(f"Power for +10 points from 50 %, where chance is largest, n = 20, 60, 250: {hardest}")
    return _one_look_claims(found)


def _one_look_claims(found: dict[tuple[World, Sizes], list[float]]) -> list[Claim]:
    false = [said for (world, _), said in found.items() if world in UNCHANGED]
    real = [said for (world, _), said in found.items() if world.change]
    power = [
        Claim(f"power for +10 points from 70 %, {n} a quarter", least, said[0], 100)
        for n, least in POWER.items()
        for said in (found[World(0.10), Sizes(n, quarterly=True)],)
    ]
    return [
        Claim("false improving, the worst of all sizes", 0, max(said[0] for said in false), 2.5),
        Claim("false worsening, the worst of all sizes", 0, max(said[1] for said in false), 2.5),
        *power,
        Claim("wrong way, the worst of all changes", 0, max(said[1] for said in real), 0.5),
    ]


def _named(world: World) -> str:
    return f"{world}" + (f", from {world.start:.0%}" if world.start != World().start else "")


def _both(says: Says) -> str:
    return f"{percent(says == 1):8.1f} /{percent(says == -1):4.1f}"


def twelve_looks(random: np.random.Generator) -> list[Claim]:
    """Nothing changes; how many are ever called better, from the fourth quarter to the twelfth."""
    print("Ever called improving in twelve quarters of no change, usual wobble, in %")
    print(f"{'':24}confirmed  early sign" + "".join(f"{name:>10}" for name in RIVALS))
    claims = []
    for sizes in SIZES:
        if not sizes.quarterly:
            continue
        series = simulate(World(), sizes, 2 * COUNCILS, random)
        looks = [series.first(periods) for periods in range(2 * QUARTERS, YEARS * QUARTERS + 1)]
        judged = [trends(look, "higher") for look in looks]
        called = [look.word == TrendWord.IMPROVING for look in judged]
        firm = [now & look.confirmed for now, look in zip(called, judged, strict=True)]
        ever = percent(np.any(firm, axis=0))
        others = [np.any([rule(look) == 1 for look in looks], axis=0) for rule in RIVALS.values()]
        print(f"{sizes!s:24}{ever:9.2f}{percent(np.any(called, axis=0)):12.2f}", end="")
        print("".join(f"{percent(other):10.1f}" for other in others))
        claims.append(Claim(f"ever called improving, confirmed over two, {sizes}", 0, ever, 3.0))
    return claims


def edge_of_steady(random: np.random.Generator) -> list[Claim]:
    """A real change of just the smallest size that matters must seldom be called steady."""
    print("Called steady though the change is just large enough to matter: 45 to 55 %, in %")
    edge, worst = World(0.10, start=0.45), 0.0
    for sizes in SIZES:
        steady = words(trends(simulate(edge, sizes, COUNCILS, random), "higher", 0.10))[2]
        worst = max(worst, steady)
        print(f"{sizes!s:32}{steady:6.2f}")
    return [Claim("false steady at the edge, the worst of all sizes", 0, worst, 5.0)]


def level_words(random: np.random.Generator) -> list[Claim]:
    """Councils that truly are at England's rate, in a year with its wobble: the word of every
    count there could be, weighed by its chance, so that nothing is left to the seed."""
    print("Said to be higher / lower than England when truly at England's rate, in %")
    rates, sizes, worst = (0.03, 0.10, 0.30, 0.50, 0.81, 0.90), (150, 300, 600, 900), 0.0
    print(f"{'England':10}" + "".join(f"{n:>7} a year" for n in sizes))
    for rate in rates:
        said = [_level_words(rate, n) for n in sizes]
        worst = max(worst, *(share for both in said for share in both))
        print(f"{rate:<10.0%}" + "".join(f"{high:8.2f}/{low:5.2f}" for high, low in said))
    return [Claim("level word wrong, the worst way of all rates and sizes", 0, worst, 2.5)]


def _level_words(rate: float, n: int) -> tuple[float, float]:
    from scipy.stats import betabinom

    weight, counts = 1 / WOBBLE - 1, np.arange(n + 1)
    chances = 100 * betabinom.pmf(counts, n, rate * weight, (1 - rate) * weight)
    series = proportions(counts[:, None], np.full((n + 1, 1), n), quarterly=False)
    said = levels(series, rate, "neither").word
    higher, lower = (float(chances[said == w].sum()) for w in (LevelWord.HIGHER, LevelWord.LOWER))
    return higher, lower


def mixed_world(random: np.random.Generator) -> list[Claim]:
    """Councils of every kind: are chances what they say, and do forecasts hold?"""
    worlds = [mixed(quarterly, COUNCILS, random) for quarterly in (True, False)]
    return [*_lean_claims(worlds), *_forecast_claims(worlds)]


def _lean_claims(worlds: list[Mixed]) -> list[Claim]:
    print("Lean, in the mixed world, where the trend is not clear yet")
    chance, right, lean = (
        np.concatenate(column) for column in zip(*map(_leant, worlds), strict=True)
    )
    for low, high in ((0.5, 0.6), (0.6, 0.7), (0.7, 0.75), (0.75, 0.85), (0.85, 0.95), (0.95, 1)):
        here = (chance >= low) & (chance < high)
        what = f"said at {low:4.0%} to {high:4.0%}"
        print(f"  {what}: right {percent(right[here]):5.1f} % of {here.sum()}")
    print(
        f"  {percent(lean):.0f} % have a lean; it is right {percent(right[lean]):.1f} % of the time"
    )
    said = (chance >= 0.75) & (chance < 0.85)
    return [Claim("a lean said at 80 % (75 to 85) is right", 75, percent(right[said]), 85)]


def _leant(world: Mixed) -> tuple[Floats, Flags, Flags]:
    unclear = trends(world.series, "higher").word == TrendWord.NOT_CLEAR
    lean = leans(world.series, "higher")
    right = (lean.chance_higher > 0.5) == (world.change > 0)
    return lean.chance[unclear], right[unclear], (lean.word != LeanWord.NONE)[unclear]


def _forecast_claims(worlds: list[Mixed]) -> list[Claim]:
    print("Forecast of the final year, in the mixed world, in %")
    print(f"{'':32}interval covers   a line's   said on track   right   with a target   right")
    inside, right = [], []
    for world in worlds:
        for years in (1, 2):
            known = world.series.first((1 + years) * world.series.per_year)
            final = _figure(world.series, slice(-world.series.per_year, None))
            baseline = _figure(world.series, slice(world.series.per_year))
            inside.append(_inside(known, final))
            right.append(_on_track(known, final, baseline))
            aimed = _on_track(known, final, baseline + TARGET, target=True)
            line = percent(_inside_line(known, final))
            rhythm = "quarters" if known.quarterly else "years"
            print(
                f"  {rhythm + f', after {years} of 3 years':30}{percent(inside[-1]):15.1f}", end=""
            )
            print(
                f"{line:11.1f}{_said_right(right[-1], len(final))}{_said_right(aimed, len(final))}"
            )
    pooled = percent(np.concatenate(right))
    return [
        Claim("the forecast's 80 % interval covers", 78, percent(np.concatenate(inside)), 90),
        Claim("'on track' is right", 85, pooled, 100),
    ]


def _said_right(right: Flags, councils: int) -> str:
    return f"{100 * len(right) / councils:16.1f}{percent(right):8.1f}"


def _figure(series: Series, periods: slice) -> Floats:
    return np.asarray(series.total[:, periods].sum(axis=1) / series.size[:, periods].sum(axis=1))


def _inside(known: Series, final: Floats) -> Flags:
    forecast = forecasts(known, YEARS - 1, "higher")
    return np.asarray((forecast.low <= final) & (final <= forecast.high))


def _on_track(known: Series, final: Floats, goal: Floats, target: bool = False) -> Flags:
    """Of those said to be on track, whether they got there."""
    said = forecasts(known, YEARS - 1, "higher", goal if target else None).word
    there = final >= goal if target else final > goal
    return np.asarray(there[said == OutlookWord.ON_TRACK])


def _inside_line(known: Series, final: Floats) -> Flags:
    """What most would draw: the straight line through the figures, with its interval by chance."""
    steps, n = known.steps - known.steps.mean(), known.size[:, 0]
    spread = np.square(steps).sum()
    ahead = (LAST_YEAR if known.quarterly else YEARS - 1) - known.steps.mean()
    guess = known.figures.mean(axis=1) + (known.figures @ steps) / spread * ahead
    worth = 1 / len(steps) + ahead**2 / spread + 1 / known.per_year
    reach = ONE_IN_TEN * np.sqrt(known.variance / n * worth)
    return np.asarray(np.abs(final - guess) <= reach)


if __name__ == "__main__":
    raise SystemExit(main())
