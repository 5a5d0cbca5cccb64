"""How often the verdicts are right, in worlds whose truth is known, beside what others go by.

    python benchmarks/verdicts.py [--write]

Three or four minutes; the seed is fixed, so the figures are always the same. Prints PASS or FAIL
beside every number that is asked for; the exit code is 0 when all pass. The rules are the
product's own, imported from metrics/. With --write the figures go where they are quoted:
view_model/error_rates.json, for About and the overview, and docs/verdicts.md.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chances import chances
from findings import Claim, Found, Table, percent, write
from rivals import RIVALS
from without_counts import words_without_counts
from worlds import QUARTERS, YEARS, Sizes, World, counted, simulate

from councils import real_councils, years_unseen
from metrics.criteria.gap import apart
from metrics.verdicts.level import levels
from metrics.verdicts.series import Floats, proportions
from metrics.verdicts.target_met import answers
from metrics.verdicts.trend import Trends, trends
from schemas.declared import ONE_FOR_ALL, Wobble
from schemas.load import load_schemas
from schemas.words import Answer, LevelWord, TrendWord

SEED = 20220307
COUNCILS = 8_000
MANY = 40_000

SIZES = (
    *(Sizes(n, quarterly=True) for n in (20, 60, 250)),
    *(Sizes(n, quarterly=True, recounted=True) for n in (60, 250)),
    *(Sizes(n, quarterly=False) for n in (150, 600)),
)
QUOTED = Sizes(60, quarterly=True)
"""The size at which the rules are set side by side."""
RECOUNTED = Sizes(60, quarterly=True, recounted=True)
SHARE = 0.8
KNOWN_SHARE = {60: 27.0, 250: 72.0}
"""Of children who are recounted, of whom four in five are known to be there a quarter later: the
power that is asked for."""
UNCHANGED = (World(), World(start=0.1))
WILD = World(rho=0.01)
RISE = World(0.10)
EVEN = World(0.10, start=0.5)
WORLDS = (
    World(rho=0),
    *UNCHANGED,
    WILD,
    *(World(change) for change in (0.05, 0.10, 0.15)),
    World(0.10, "step"),
    EVEN,
)
POWER = {20: 17, 60: 42, 250: 81}
OURS = "this rule"
SMALL_WOBBLE = 0.0015
EVERY_SIZE = (
    *(Sizes(n, quarterly=True) for n in (15, 20, 30, 60, 120, 250)),
    *(Sizes(n, quarterly=False) for n in (60, 100, 150, 300, 600, 900)),
)
FIRST, AGAIN, WORST = 8_000, 80_000, 5  # councils of each, of the worst, and how many those are
RATES_TO_HALF = np.linspace(0.05, 0.5, 19)


def main() -> int:
    started, random = perf_counter(), np.random.default_rng(SEED)
    found: dict[str, Found] = {}
    simulated = (one_look, twelve_looks, own_wobbles, gaps, edge_of_steady, level_words)
    looked_up = (in_real_councils, in_years_unseen, without_counts)
    for section in (*simulated, mixed_world, known_share, *looked_up):
        found[section.__name__] = section(random)
        print(found[section.__name__], end="\n\n")
    claims = [claim for section in found.values() for claim in section.claims]
    print("What is asked of the rules", *claims, sep="\n")
    if _asked().write:
        write({**found, "rules": rules(found)}, SEED)
    print(f"{perf_counter() - started:.0f} seconds, seed {SEED}")
    return 0 if all(claim.holds for claim in claims) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How often the verdicts are right.")
    parser.add_argument("--write", action="store_true", help="write the figures where About reads")
    return parser.parse_args()


def words(judged: Trends) -> list[float]:
    """Improving, worsening, steady and not clear yet, in percent."""
    said = (TrendWord.IMPROVING, TrendWord.WORSENING, TrendWord.STEADY, TrendWord.NOT_CLEAR)
    return [percent(judged.word == word) for word in said]


@dataclass(frozen=True)
class Look:
    """What is said in one world at one size, in percent: each of our words, and better and worse by
    each of the others' rules."""

    words: list[float]
    others: dict[str, tuple[float, float]]

    def by_rule(self, side: int) -> dict[str, float]:
        """How often each rule says better (side 0) or worse (1)."""
        return {OURS: self.words[side]} | {name: both[side] for name, both in self.others.items()}


Looks = dict[tuple[World, Sizes], Look]


def one_look(random: np.random.Generator) -> Found:
    """Every rule, once, when the three years are over."""
    looks = {(world, sizes): _look(world, sizes, random) for sizes in SIZES for world in WORLDS}
    changing, unchanged = looks[RISE, QUOTED], looks[World(), QUOTED]
    worst, power = _worst(looks), _power(looks, RISE)
    return Found(
        tables=tuple(_looked(sizes, looks) for sizes in SIZES),
        claims=_one_look_claims(worst, power),
        rates={
            "false_improving": unchanged.by_rule(0),
            "power": changing.by_rule(0),
            "wrong_way": changing.by_rule(1),
            "power_by_size": power,
            "power_by_size_from_50": _power(looks, EVEN),
            "power_recounted": looks[RISE, RECOUNTED].words[0],
            **worst,
        },
    )


def _look(world: World, sizes: Sizes, random: np.random.Generator) -> Look:
    series = simulate(world, sizes, MANY if world in UNCHANGED else COUNCILS, random)
    said = {name: rule(series) for name, rule in RIVALS.items()}
    others = {name: (percent(says == 1), percent(says == -1)) for name, says in said.items()}
    return Look(words(trends(series, "higher")), others)


def _looked(sizes: Sizes, looks: Looks) -> Table:
    rows = (
        (
            _named(world),
            *(f"{share:.2f}" for share in looks[world, sizes].words),
            *(f"{up:.1f} / {down:.1f}" for up, down in looks[world, sizes].others.values()),
        )
        for world in WORLDS
    )
    title = f"{sizes}: what is said after three years, others' better / worse, in %"
    heads = ("From 70 % unless said", "improving", "worsening", "steady", "not clear", *RIVALS)
    return Table(title, heads, tuple(rows))


def _worst(looks: Looks) -> dict[str, float]:
    """Of all sizes: wrong words where nothing changes, where nothing changes but the years swing
    more than is usual, and words that point away from a real change."""
    false = [look.words for (world, _), look in looks.items() if world in UNCHANGED]
    wild = [look.words for (world, _), look in looks.items() if world == WILD]
    real = [look.words for (world, _), look in looks.items() if world.change]
    return {
        "false_improving_worst": max(said[0] for said in false),
        "false_worsening_worst": max(said[1] for said in false),
        "false_improving_wild_worst": max(said[0] for said in wild),
        "wrong_way_worst": max(said[1] for said in real),
    }


def _one_look_claims(worst: dict[str, float], power: dict[str, float]) -> tuple[Claim, ...]:
    better, worse = worst["false_improving_worst"], worst["false_worsening_worst"]
    return (
        Claim("false improving, the worst of all sizes", 0, better, 2.5),
        Claim("false worsening, the worst of all sizes", 0, worse, 2.5),
        *(
            Claim(f"power for +10 points from 70 %, {n} a quarter", least, power[str(n)], 100)
            for n, least in POWER.items()
        ),
        Claim("wrong way, the worst of all changes", 0, worst["wrong_way_worst"], 0.5),
    )


def _power(looks: Looks, world: World) -> dict[str, float]:
    return {str(n): looks[world, Sizes(n, quarterly=True)].words[0] for n in POWER}


def _named(world: World) -> str:
    elsewhere = f", from {100 * world.start:.0f} %" if world.start != World().start else ""
    return f"{world}{elsewhere}"


def twelve_looks(random: np.random.Generator) -> Found:
    """Nothing changes; how many are ever called better, from the fourth quarter to the twelfth."""
    ever = {sizes: _ever(sizes, random) for sizes in SIZES if sizes.quarterly}
    rows = ((f"{s}", *(f"{x:.2f}" for x in found.values())) for s, found in ever.items())
    heads = ("How many", *next(iter(ever.values())))
    title = "Ever called improving in twelve quarters of no change, usual wobble, in %"
    what = "ever called improving, confirmed over two"
    return Found(
        tables=(Table(title, heads, tuple(rows)),),
        claims=tuple(
            Claim(f"{what}, {s}", 0, found["confirmed"], 2.0) for s, found in ever.items()
        ),
        rates={
            "ever_improving": {
                OURS if name == "confirmed" else name: share for name, share in ever[QUOTED].items()
            },
            "ever_improving_worst": max(found["confirmed"] for found in ever.values()),
        },
    )


def _ever(sizes: Sizes, random: np.random.Generator) -> dict[str, float]:
    """In how many it is ever said: ours once confirmed, and early signs too; the others'."""
    series = simulate(World(), sizes, 2 * COUNCILS, random)
    looks = [series.first(periods) for periods in range(2 * QUARTERS, YEARS * QUARTERS + 1)]
    judged = [trends(look, "higher") for look in looks]
    called = [look.word == TrendWord.IMPROVING for look in judged]
    firm = [now & look.confirmed for now, look in zip(called, judged, strict=True)]
    ours = {"confirmed": firm, "early sign": called}
    others = {name: [rule(look) == 1 for look in looks] for name, rule in RIVALS.items()}
    return {name: percent(np.any(said, axis=0)) for name, said in (ours | others).items()}


def own_wobbles(random: np.random.Generator) -> Found:
    """Nothing changes but by each measure's own wobble: councils of every size, from 15 children a
    quarter to 900 a year, at rates from 5 to 95 %.

    Each measure has its worst size. The largest of so many shares is larger than it truly is, so
    that the worst of all are tried again with as many more councils, and that is what is claimed.
    """
    schemas = load_schemas()
    learnt = {
        schemas.indicators[name].short: wobble.wobble
        for name, wobble in schemas.wobbles.measures.items()
        if wobble.year_to_year is None
    }
    learnt |= {f"any other {kind}": w.wobble for kind, w in schemas.wobbles.kinds.items()}
    cells = [(rho, sizes) for rho in sorted({*learnt.values()}) for sizes in EVERY_SIZE]
    said = {cell: _said_for_nothing(*cell, FIRST, random) for cell in cells}
    again = {
        cell: _said_for_nothing(*cell, AGAIN, random)
        for what in (0, 1)
        for cell in sorted(cells, key=lambda c: said[c][what])[-WORST:]
    }
    said |= again
    rows = [(name, *_worst_sizes(learnt[name], said)) for name in sorted(learnt)]
    title = "Said each way where nothing changes, at each measure's own wobble and worst size, in %"
    heads = ("Measure", "wobble", "improving, or worsening", "of", "met, or not met", "of")
    changed, answered = (max(again.values(), key=itemgetter(what))[what] for what in (0, 1))
    source = {schemas.indicators[name].short: name for name in schemas.wobbles.measures}
    source |= {f"any other {kind}": kind for kind in schemas.wobbles.kinds}
    steady = ONE_FOR_ALL.model_copy(update={"wobble": SMALL_WOBBLE})
    power = percent(
        _judged(World(0.10, rho=SMALL_WOBBLE), QUOTED, steady, random).word == TrendWord.IMPROVING
    )
    return Found(
        tables=(Table(title, heads, tuple(rows)),),
        claims=(
            Claim(
                "own wobble: a false change each way, the worst measure and size", 0, changed, 2.5
            ),
            Claim("own wobble: met, or not, at the target, the worst too", 0, answered, 2.5),
            Claim(f"power for +10 points, 60 a quarter, wobble {SMALL_WOBBLE}", 63, power, 100),
        ),
        rates={
            "false_change_own_worst": changed,
            "false_answer_own_worst": answered,
            "false_change_own": {
                source[name]: 2 * float(np.mean([said[rho, s][0] for s in EVERY_SIZE]))
                for name, rho in learnt.items()
            },
            "power_small_wobble": power,
        },
    )


def _worst_sizes(rho: float, said: dict[tuple[float, Sizes], tuple[float, float]]) -> Iterator[str]:
    """The wobble; of each word the share and the size at which it is most."""
    yield f"{rho:.4f}"
    for what in (0, 1):
        share, sizes = max((said[rho, s][what], str(s)) for s in EVERY_SIZE)
        yield from (f"{share:.2f}", sizes)


def _said_for_nothing(
    rho: float, sizes: Sizes, councils: int, random: np.random.Generator
) -> tuple[float, float]:
    """Improving or worsening, and met or not met with the target where they all truly are, in
    percent each way: rates are as far below a half as above, so one is as likely as the other."""
    start = random.uniform(0.05, 0.95, councils)
    truth = np.broadcast_to(start[:, None], (councils, YEARS * QUARTERS))
    series = counted(truth, np.full(councils, sizes.n), sizes, rho, random)
    series = replace(series, rho=np.full(councils, rho))
    judged = trends(series, "higher")
    answer = answers(series, judged, "higher", start).word
    changed = np.isin(judged.word, [str(TrendWord.IMPROVING), str(TrendWord.WORSENING)])
    answered = np.isin(answer, [str(Answer.MET), str(Answer.NOT_MET)])
    return percent(changed) / 2, percent(answered) / 2


def _judged(world: World, sizes: Sizes, wobble: Wobble, random: np.random.Generator) -> Trends:
    series = simulate(world, sizes, COUNCILS, random)
    return trends(replace(series, rho=np.full(COUNCILS, wobble.wobble)), "higher")


def gaps(_: np.random.Generator) -> Found:
    """Two groups that are truly alike, each with a wobble of its own: the word of every two counts
    there could be, weighed by their chance, so that nothing is left to the seed."""
    groups = ((120, 80), (180, 30), (300, 100), (500, 200), (800, 400))
    wobbles = (0.0005, 0.001, 0.003, 0.015, 0.04, 0.08)
    shown = {pair: [_gap_shown(*pair, rho) for rho in wobbles] for pair in groups}
    rows = ((f"{n} and {f}", *(f"{x:.2f}" for x in row)) for (n, f), row in shown.items())
    heads = ("Children", *(f"wobble {rho:g}" for rho in wobbles))
    wrong = max(map(max, shown.values()))
    title = "A gap shown where there is none, at the worst rate, in %"
    what = "a gap shown where there is none, the worst of all rates, sizes and wobbles"
    return Found(
        tables=(Table(title, heads, tuple(rows)),),
        claims=(Claim(what, 0, wrong, 5.0),),
        rates={"gap_wrong": wrong},
    )


def _gap_shown(near: int, far: int, rho: float) -> float:
    """At the worst of all rates from 5 to 95 %, which need not be gone through twice: as far below
    a half as above it is the same."""
    counts = [(np.arange(n + 1), float(n), 1 + rho * (n - 1)) for n in (near, far)]
    (x0, *of_near), (x1, *of_far) = counts
    whole, _ = apart((x0[:, None], *of_near), (x1[None, :], *of_far))
    shown = whole.excludes_nought()
    chances = ([_chances(n, rate, rho) for n in (near, far)] for rate in RATES_TO_HALF)
    return 100 * max(float(of_x0 @ shown @ of_x1) for of_x0, of_x1 in chances)


def _chances(n: int, rate: float, rho: float) -> Floats:
    """Of every count of n, where a year is off its true rate by its wobble."""
    from scipy.stats import betabinom

    weight = 1 / rho - 1
    return np.asarray(betabinom.pmf(np.arange(n + 1), n, rate * weight, (1 - rate) * weight))


def in_real_councils(_: np.random.Generator) -> Found:
    """What was said of real councils, looked up in the next year's figures."""
    return real_councils()


def in_years_unseen(_: np.random.Generator) -> Found:
    """The same in years that the ups and downs were not learnt from."""
    return years_unseen()


def known_share(random: np.random.Generator) -> Found:
    """The same children counted again every quarter, where it is known how many of them stay."""
    sizes = {n: Sizes(n, True, recounted=True, stay=SHARE, known=True) for n in KNOWN_SHARE}
    said = {
        (world, n): words(trends(simulate(world, of, many, random), "higher"))
        for world, many in ((World(), MANY), (UNCHANGED[1], MANY), (RISE, MANY))
        for n, of in sizes.items()
    }
    rows = (
        (f"{sizes[n]}, {_named(world)}", *(f"{share:.2f}" for share in shares))
        for (world, n), shares in said.items()
    )
    worst = max(
        share for (world, _), shares in said.items() if world != RISE for share in shares[:2]
    )
    power = {str(n): said[RISE, n][0] for n in sizes}
    heads = ("What is counted", "improving", "worsening", "steady", "not clear")
    return Found(
        tables=(Table("Where it is known how many stay, in %", heads, tuple(rows)),),
        claims=(
            Claim("false words where it is known how many stay", 0, worst, 2.5),
            *(
                Claim(
                    f"power for +10 points where it is known, {n} recounted",
                    least,
                    power[str(n)],
                    100,
                )
                for n, least in KNOWN_SHARE.items()
            ),
        ),
        rates={"power_known_share": power, "false_known_share_worst": worst},
    )


def without_counts(_: np.random.Generator) -> Found:
    """The same of figures that come without counts."""
    return words_without_counts()


def edge_of_steady(random: np.random.Generator) -> Found:
    """A real change of just the smallest size that matters must seldom be called steady."""
    worlds = {s: simulate(World(0.10, start=0.45), s, COUNCILS, random) for s in SIZES}
    steady = {s: words(trends(world, "higher", 0.10))[2] for s, world in worlds.items()}
    rows = tuple((f"{sizes}", f"{share:.2f}") for sizes, share in steady.items())
    title = "Called steady though the change is just large enough to matter, 45 to 55 %, in %"
    worst = max(steady.values())
    return Found(
        tables=(Table(title, ("How many", "steady"), rows),),
        claims=(Claim("false steady at the edge, the worst of all sizes", 0, worst, 5.0),),
        rates={"false_steady_worst": worst},
    )


def mixed_world(random: np.random.Generator) -> Found:
    """Councils of every kind: are chances what they say, and do forecasts hold?"""
    return chances(random, COUNCILS)


def level_words(random: np.random.Generator) -> Found:
    """Councils that truly are at England's rate, in a year with its wobble: the word of every
    count there could be, weighed by its chance, so that nothing is left to the seed."""
    rates, sizes = (0.03, 0.10, 0.30, 0.50, 0.81, 0.90), (150, 300, 600, 900)
    said = {rate: [_level_words(rate, n) for n in sizes] for rate in rates}
    worst = max(share for row in said.values() for both in row for share in both)
    title = "Said to be higher / lower than England when truly at England's rate, in %"
    heads = ("England", *(f"{n} a year" for n in sizes))
    rows = (
        (f"{100 * rate:.0f} %", *(f"{high:.2f} / {low:.2f}" for high, low in row))
        for rate, row in said.items()
    )
    what = "level word wrong, the worst way of all rates and sizes"
    return Found(
        tables=(Table(title, heads, tuple(rows)),),
        claims=(Claim(what, 0, worst, 2.5),),
        rates={
            "level_wrong_worst": worst,
            "level_wrong": float(np.mean([sum(both) for row in said.values() for both in row])),
        },
    )


def _level_words(rate: float, n: int) -> tuple[float, float]:
    chances = 100 * _chances(n, rate, ONE_FOR_ALL.wobble)
    everyone = np.full((n + 1, 1), n)
    count = np.arange(n + 1)[:, None]
    series = proportions(count, everyone, quarterly=False, wobble=ONE_FOR_ALL)
    said = levels(series, rate, "neither").word
    higher, lower = (float(chances[said == w].sum()) for w in (LevelWord.HIGHER, LevelWord.LOWER))
    return higher, lower


def rules(found: dict[str, Found]) -> Found:
    """Ours and the others' side by side, at one size: what docs/verdicts.md starts with."""
    rates = found["one_look"].rates | found["twelve_looks"].rates
    columns = {
        "false improving": rates["false_improving"],
        "finds +10 points": rates["power"],
        "calls it worse": rates["wrong_way"],
        "ever improving in 12 quarters of no change": rates["ever_improving"],
    }
    names = (OURS, *RIVALS)
    rows = ((name, *(f"{rate[name]:.2f}" for rate in columns.values())) for name in names)
    title = f"{QUOTED}, from 70 %, usual wobble, in %"
    return Found((Table(title, ("Rule", *columns), tuple(rows)),))


if __name__ == "__main__":
    raise SystemExit(main())
