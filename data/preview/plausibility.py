"""What may be wrong with figures that could be right: what an officer is asked before they go in.

Each rule looks at the figures that arrive beside all that the store has of the same measures, and
asks one question of every figure that it doubts; what one rule has asked about, no later one does.
A jump in a denominator that could be a new way of counting is a note, and holds nothing up.
Officers only: counts here are true ones.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

from data.ingest.consistency import SHARES, WITHIN, cannot_be
from data.preview.model import Doubtful, Question, cell_of, figure_of, period_of
from data.store.compare import last_alike, missing
from data.store.store import Store
from data.store.what_if import Arriving, WhatIfStore, what_if
from metrics.disclosure.relations import CELL
from metrics.verdicts.plausibility import is_no_average
from metrics.verdicts.xmr import process_limits
from schemas.declared import ALL, Indicator, Schemas
from schemas.periods import Period, PeriodKind

FAR, FAR_COUNTED, LEAST = 3, 5, 10
"""How many times beyond all that a measure has been a denominator is asked about; how many times a
numerator or a value; and by how many at least. Of 5,520 published denominators one went so far."""
MANY = 50
"""Out of how many the very same count is hardly chance."""
OFF = 0.1
"""How far published denominators of the same children have been apart."""
LONG = pd.Timedelta(days=3653)
"""Ten years without a figure, as a slip of the year would leave."""
YEAR = pd.Timedelta(days=372)
FEWEST, MOST = 3, 8
"""Periods before a jump that say what is usual: at least, and at most."""
JUMP = 0.25
"""The least that is noted, as a share of what it was before."""
_COUNTS = ["numerator", "denominator"]
_FIGURE = [*_COUNTS, "value"]
_WHEN = ["period_kind", "period_start", "period_end"]
_SERIES = ["indicator", "period_kind", "area", "breakdown", "category"]
_MEASURE = ["indicator", "area", "breakdown", "category"]


class Doubt(NamedTuple):
    """A question of those of the rows `at` that are new: what is asked, and, by row, the one it was
    `beside` and what it would be if so."""

    message: str
    at: Iterable[int]
    beside: Mapping[int, int] = {}
    instead: Mapping[int, str] = {}


class Figures:
    """The real figures of `rows`, numbered. `new` are those that arrive and change something, `now`
    all that would be current of their measures, `old` what stood before; `around` is what would be
    current of their periods, of any measure."""

    def __init__(self, rows: pd.DataFrame, schemas: Schemas):
        self.rows, self.schemas = rows, schemas
        self.new = rows[rows["new"]]
        own = rows[rows["indicator"].isin(self.new["indicator"])]
        self.now, self.old = own[~own["gone"]], own[~own["new"]]
        self.around = rows[~rows["gone"] & rows["period_end"].isin(self.new["period_end"])]

    def flow(self, name: str) -> bool:
        """Whether a measure's quarters add up to its year."""
        return not self.schemas.indicators[name].snapshot

    def counted(self, kind: PeriodKind) -> pd.DataFrame:
        """Counted quarters or financial years, with the `year` that they are of by its first
        April, and the `quarter` of it that they end with."""
        now = self.now[self.now["period_kind"].eq(str(kind))].dropna(subset=_COUNTS)
        in_year = now["period_end"] - pd.DateOffset(months=3)
        return now.assign(year=in_year.dt.year, quarter=in_year.dt.quarter)


Rule = Callable[[Figures], Iterator[Doubt]]


def questions_about(store: Store, schemas: Schemas, arriving: Arriving) -> tuple[Question, ...]:
    """What is asked before these extracts are added."""
    with what_if(store, arriving) as scenario:
        code, rows = schemas.council.code, scenario.counts(scenario.arrived)
        rows = rows[rows["indicator"].isin(list(schemas.indicators))]
        areas = list(rows["area"].unique())
        before, after = (s.current_figures(code, also=areas) for s in (store, scenario))
        return questions(scenario, schemas, before, after, rows, no_longer(scenario, rows))


def questions(
    scenario: WhatIfStore,
    schemas: Schemas,
    before: pd.DataFrame,
    after: pd.DataFrame,
    arriving: pd.DataFrame,
    left_out: pd.DataFrame,
) -> tuple[Question, ...]:
    """What is asked of the figures `arriving`, of declared indicators. `before` and `after` are the
    store's current figures without them and with them, `left_out` as `no_longer` says."""
    if arriving.empty:
        return ()
    extracts = scenario.extracts().set_index("id")
    figures = Figures(_figures(before, after, scenario.arrived, schemas), schemas)
    found = list(_two_files(arriving, extracts, schemas))
    found += _no_longer(left_out, schemas)
    asked: set[int] = set()
    said: dict[str, list[Doubtful]] = {}
    for rule in RULES:
        for doubt in rule(figures):
            new = [at for at in doubt.at if figures.rows.at[at, "new"]]
            if asked.isdisjoint(new):
                asked |= set(new)
                of = said.setdefault(doubt.message, [])
                of.extend(_asked(doubt._replace(at=new), figures, extracts))
    return (*found, *(Question(message, tuple(of)) for message, of in said.items() if of))


def _figures(
    before: pd.DataFrame, after: pd.DataFrame, arrived: Collection[int], schemas: Schemas
) -> pd.DataFrame:
    """As in Figures: what stood before is `gone` where another figure takes its place."""
    was, now = (_real(frame, schemas) for frame in (before, after))
    same = [*CELL, "numerator", "denominator", "rate", "marker"]
    stood = now.merge(was[same].drop_duplicates(), on=same, how="left", indicator="stood")["stood"]
    new = now["extract"].isin(arrived).to_numpy() & stood.eq("left_only").to_numpy()
    gone = was.merge(now.loc[new, CELL], on=CELL).assign(new=False, gone=True)
    rows = pd.concat([now.assign(new=new, gone=False), gone])
    rows = rows[rows["marker"].eq("")]
    ours = rows["area"].eq(schemas.council.code)
    asked = rows["new"] & (ours | ~rows["published"])
    around = rows["area"].isin(rows.loc[asked, "area"]) & ~rows["new"]
    return rows[asked | around].reset_index(drop=True)


def _real(frame: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """What is declared and not invented, with the `rate` that counts give, or the value."""
    per = {i.id: float(i.per or np.nan) for i in schemas.indicators.values()}
    rows = frame[frame["indicator"].isin(list(per)) & ~frame["illustrative"]]
    rows = rows[[*CELL, *_FIGURE, "marker", "published", "extract", "line"]]
    rows = rows.astype(dict.fromkeys(_FIGURE, float))
    counted = rows["indicator"].map(per).astype(float) * rows["numerator"] / rows["denominator"]
    return rows.assign(rate=counted.fillna(rows["value"]).round(9))


def _asked(doubt: Doubt, figures: Figures, extracts: pd.DataFrame) -> Iterator[Doubtful]:
    for at in doubt.at:
        row, beside = figures.rows.loc[at], doubt.beside.get(at)
        before = "" if beside is None else _said(figures.rows.loc[beside])
        since = "" if beside is None else period_of(figures.rows.loc[beside]).words
        file, line = extracts.loc[row["extract"], "name"], int(row["line"])
        cell = cell_of(row, figures.schemas)
        yield Doubtful(cell, file, line, since, before, _said(row), doubt.instead.get(at, ""))


def _said(row: Mapping[str, Any]) -> str:
    return f"{figure_of(row)}, {period_of(row).words}"


# One file beside another


def _two_files(
    arriving: pd.DataFrame, extracts: pd.DataFrame, schemas: Schemas
) -> Iterator[Question]:
    """Files that arrive together, and give a figure each in its own way."""
    different = arriving.drop_duplicates([*CELL, *_FIGURE, "marker"])
    rows = different[different.duplicated(CELL, keep=False)].sort_values([*CELL, "extract"])
    rows = rows.assign(name=rows["extract"].map(extracts["name"]))
    yield from _of_files(
        "Two of these files give the same figure differently. Shall the last one stand?",
        rows,
        schemas,
    )


def _of_files(message: str, rows: pd.DataFrame, schemas: Schemas) -> Iterator[Question]:
    """A question of some rows, if there are any, of the files that are their `name`."""
    if len(rows):
        each = (row for _, row in rows.iterrows())
        of = (Doubtful(cell_of(row, schemas), row["name"], row.get("line")) for row in each)
        yield Question(message, tuple(of))


def no_longer(scenario: WhatIfStore, arriving: pd.DataFrame) -> pd.DataFrame:
    """The cells that a file like this had before, and has no longer, and its name as `name`."""
    extracts = scenario.extracts()
    new = extracts["id"].isin(scenario.arrived)
    every = [arriving.head(0)[CELL].assign(name="", published=False)]
    for _, extract in extracts[new].iterrows():
        last = last_alike(extracts[~new], extract)
        if last is not None:
            (before,) = extracts.loc[extracts["id"] == last, "name"]
            rows = arriving[arriving["extract"] == extract["id"]]
            gone = missing(scenario.counts([last]), rows, corrected=before == extract["name"])
            every.append(gone.assign(name=extract["name"], published=extract["published"]))
    return pd.concat(every).drop_duplicates(CELL)


def _no_longer(gone: pd.DataFrame, schemas: Schemas) -> Iterator[Question]:
    ours = gone["area"].eq(schemas.council.code) & gone["indicator"].isin(list(schemas.indicators))
    yield from _of_files(
        "The last file like this had these figures, and this one has not. They stay as they were. "
        "Is that right?",
        gone[ours & ~gone["published"]].sort_values(CELL),
        schemas,
    )


# Copied, or of another kind


def _copied_from_before(figures: Figures) -> Iterator[Doubt]:
    told = figures.new[_tells(figures.new)]
    same = told.reset_index().merge(
        figures.now.reset_index(), on=[*_SERIES, "rate", "denominator"], suffixes=("", "_before")
    )
    apart = same["period_end"] - same["period_end_before"]
    same = same[(apart > pd.Timedelta(0)) & (apart <= YEAR)].sort_values("period_end_before")
    many = figures.new.groupby("indicator").size()
    for name, rows in same.groupby("indicator"):
        whole_year = rows[rows["period_end"] - rows["period_end_before"] > YEAR * 0.9]
        copied = whole_year["index"].nunique() == many[name] >= FEWEST
        found = whole_year if copied else rows[rows["denominator"] >= MANY]
        if len(found):
            beside = dict(zip(found["index"], found["index_before"], strict=True))
            message = "This is exactly what it was before. Is it a new figure, and not a copy?"
            yield Doubt(message, list(beside), beside)


def _copied_from_another(figures: Figures) -> Iterator[Doubt]:
    told = figures.new[_tells(figures.new)]
    place = [*_WHEN, "area", "breakdown", "category", "numerator", "denominator"]
    same = told.reset_index().merge(figures.around.reset_index(), on=place, suffixes=("", "_other"))
    order = same["index"] > same["index_other"]
    same = same[(same["indicator"] != same["indicator_other"]) & (order | ~same["new_other"])]
    many = figures.new.groupby("indicator").size()
    for (name, other), rows in same.groupby(["indicator", "indicator_other"]):
        all_of_several = len(rows) == many[name] > 1
        if not all_of_several and not _relatives(str(name), str(other), figures.schemas):
            rows = rows[rows["denominator"] >= MANY]
        elif not all_of_several:
            continue
        if len(rows):
            short = figures.schemas.indicators[str(other)].short
            beside = dict(zip(rows["index"], rows["index_other"], strict=True))
            yield Doubt(f"This is exactly as in '{short}'. Is it no copy?", list(beside), beside)


def _tells(rows: pd.DataFrame) -> pd.Series:
    """Whether a figure says something: not none, not everyone."""
    counted = rows["numerator"].gt(0) & rows["numerator"].ne(rows["denominator"])
    return counted | (rows["numerator"].isna() & rows["value"].gt(0) & rows["denominator"].gt(0))


def _relatives(name: str, other: str, schemas: Schemas) -> bool:
    same = ({count.partition(".")[0] for count in s.counts} for s in schemas.relations.same)
    return any({name, other} <= group for group in same)


def _percents(figures: Figures) -> Iterator[Doubt]:
    for _, rows in figures.new.groupby(_SERIES):
        if len(rows) > 1 and rows["denominator"].eq(100).all():
            message = "Every denominator is 100. Are these counts, and not percents?"
            yield Doubt(message, rows.index)
    for _, rows in figures.new[figures.new["numerator"].isna()].groupby("indicator"):
        shares = rows["value"].le(1).all() and rows["value"].mod(1).ne(0).any()
        if len(rows) > 1 and shares and figures.schemas.indicators[rows["indicator"].iat[0]].per:
            message = "Every value is between 0 and 1. Are these percents, from 0 to 100?"
            yield Doubt(message, rows.index)


def _year_to_date(figures: Figures) -> Iterator[Doubt]:
    every = figures.counted(PeriodKind.FINANCIAL_YEAR)
    years = dict(tuple(every.groupby([*_MEASURE, "year"])))
    for key, rows in figures.counted(PeriodKind.QUARTER).sort_values("quarter").groupby(_MEASURE):
        for year, of_year in rows.groupby("year"):
            whole, others = years.get((*key, year), every.head(0)), rows[rows["year"] != year]
            if _grows(of_year, others) or (figures.flow(key[0]) and _is_last(of_year, whole)):
                message = "Does each quarter hold the ones before it (year to date)? If so, write"
                at = [*of_year.index, *whole.index]
                yield Doubt(f"{message} each quarter by itself.", at, {}, _by_itself(of_year))


def _grows(of_year: pd.DataFrame, others: pd.DataFrame) -> bool:
    """Whether a year's quarters only grow, as if each held the ones before it, and begin again in
    the next; unless quarters that stand already have been as large."""
    n, quarter = of_year["denominator"].to_numpy(), of_year["quarter"].to_numpy()
    rising = (of_year[_COUNTS].diff().dropna() >= 0).all(axis=None)
    if len(n) < 2 or not rising or not (np.diff(quarter) == 1).all():
        return False
    stood = others.loc[~others["new"], "denominator"]
    as_large = len(stood) >= FEWEST and stood.max() >= n[-1]
    after = others[others["period_start"] > of_year["period_start"].max()]
    again = after.sort_values("period_start")["denominator"].head(1).lt(0.75 * n[-1]).all()
    grown = n[-1] >= n[0] * (1 + 0.6 * (quarter[-1] / quarter[0] - 1))
    return bool(grown and n[-1] - n[0] >= 2 * np.sqrt(n[-1]) and again and not as_large)


def _is_last(of_year: pd.DataFrame, whole: pd.DataFrame) -> bool:
    """Whether a year is what its last quarter is."""
    last = of_year[of_year["quarter"] == 4]
    return bool(
        len(of_year) > 1
        and len(last) == len(whole) == 1
        and (last[_COUNTS].to_numpy() == whole[_COUNTS].to_numpy()).all()
    )


def _by_itself(of_year: pd.DataFrame) -> dict[int, str]:
    counts = of_year[_COUNTS].diff().dropna()
    return {at: f"{n:,.0f} of {of:,.0f}" for at, n, of in counts.itertuples() if 0 <= n <= of}


def _rolling(figures: Figures) -> Iterator[Doubt]:
    sizes = figures.counted(PeriodKind.FINANCIAL_YEAR).groupby(_MEASURE)["denominator"].median()
    quarters = figures.counted(PeriodKind.QUARTER)
    for key, rows in quarters[quarters["new"]].groupby(_MEASURE):
        year = sizes.get(key, np.nan)
        if figures.flow(key[0]) and len(rows) > 1 and rows["denominator"].ge(0.7 * year).all():
            message = "Each quarter is about as large as a whole year. Are these rolling years?"
            yield Doubt(f"{message} If so, write each quarter by itself.", list(rows.index))


# Beside other measures, categories and periods


def _together(figures: Figures) -> Iterator[Doubt]:
    typed = figures.around.reset_index(names="place").drop(columns="line")
    typed = typed.rename(columns={"place": "line"}).assign(odd=False)
    with duckdb.connect(":memory:") as db:
        db.register("typed", typed)
        found = cannot_be(db, figures.schemas.relations, published=False)
    for lines, within in found:
        new = [line for line in lines if figures.rows.at[line, "new"]]
        others = [line for line in lines if line not in new] or lines[:1]
        if new:
            other = figures.schemas.indicators[figures.rows.at[others[0], "indicator"]]
            message = (WITHIN if within else SHARES).format(f"'{other.short}'")
            message = message[0].upper() + message[1:] + " Is it right all the same?"
            yield Doubt(message, new, dict.fromkeys(new, others[0]))


def _same_children(figures: Figures) -> Iterator[Doubt]:
    totals = figures.around[figures.around["breakdown"] == ALL].drop(columns="value")
    counts = totals.melt([c for c in totals if c not in _COUNTS], _COUNTS, ignore_index=False)
    counts = counts.dropna(subset="value")
    counts["name"] = counts["indicator"] + "." + counts["variable"]
    for same in figures.schemas.relations.same:
        alike = counts[counts["name"].isin(same.counts)]
        for _, of in alike.groupby([*_WHEN, "area"]):
            least, most = of["value"].min(), of["value"].max()
            if of["new"].any() and most - least > OFF * most * of["published"].any():
                message = "These are of the same children, and of different numbers. Is it right?"
                new = list(of.index[of["new"]])
                other = of[of["value"] != of.at[new[0], "value"]].index[0]
                yield Doubt(message, new, dict.fromkeys(new, other))


def _parts(figures: Figures) -> Iterator[Doubt]:
    """Categories of which there are more than of the total, or as many and yet not as many who are
    counted, or all of whose values are beyond the total's."""
    place = ["indicator", *_WHEN, "area"]
    is_all = figures.now["breakdown"] == ALL
    totals = figures.now[is_all].reset_index().set_index(place).to_dict("index")
    beside = (
        figures.now[~is_all]
        .dropna(subset="denominator")
        .merge(figures.now[is_all], on=[*place, "denominator"])
    )
    several = beside.groupby([*place, "breakdown_x"]).size().gt(1)
    overlap = {(key[0], key[-1]) for key in several.index[several]}  # subjects, which all have
    for key, parts in figures.now[~is_all].groupby([*place, "breakdown"]):
        total = totals.get(key[:-1])
        apart = (key[0], key[-1]) not in overlap and total is not None
        every = figures.schemas.indicators[key[0]].breakdowns[key[-1]]
        if apart and (message := _of_parts(total, parts, len(every))):
            yield Doubt(message, [total["index"], *parts.index])


def _of_parts(total: Mapping[str, Any], parts: pd.DataFrame, every: int) -> str:
    off = 5 * (len(parts) + 1) * bool(total["published"] or parts["published"].any())
    n, of = parts["numerator"].sum(), parts["denominator"].sum()
    if of > total["denominator"] + off or n > total["numerator"] + off:
        return "The groups add up to more than everyone. Are both right?"
    if len(parts) == every and of == total["denominator"] and abs(n - total["numerator"]) > off:
        return "The groups are everyone, and those who are counted do not add up. Are both right?"
    alone = parts["numerator"].isna().all() and len(parts) == every
    if alone and is_no_average(total["value"], list(parts["value"])):
        return "The figure of everyone is beyond those of all the groups. Are both right?"
    return ""


def _quarters_and_year(figures: Figures) -> Iterator[Doubt]:
    place = [*_MEASURE, "year"]
    whole = figures.counted(PeriodKind.FINANCIAL_YEAR).reset_index()
    for key, parts in figures.counted(PeriodKind.QUARTER).groupby(place):
        of = whole[whole["year"].eq(key[-1]) & whole["indicator"].eq(key[0])].set_index(_MEASURE)
        if len(parts) == 4 and figures.flow(key[0]) and key[:-1] in of.index:
            year = of.loc[key[:-1]]
            if (parts[_COUNTS].sum() != year[_COUNTS]).any():
                message = "The four quarters do not add up to the year. Are they right?"
                yield Doubt(message, [year["index"], *parts.index])


# Beside its own history


def _size(figures: Figures) -> Iterator[Doubt]:
    usual = dict(tuple(figures.old.groupby(_SERIES)))
    for key, rows in figures.new.groupby(_SERIES):
        indicator = figures.schemas.indicators[key[0]]
        for at, row in rows.iterrows():
            stood = usual.get(key, figures.old.head(0))
            others = stood if len(stood) else rows.drop(at)
            alike = _alike(row, others, indicator)
            if len(stood) or len(alike) > 1:
                yield from _far(at, row, alike.sort_values("period_end"))


def _alike(row: Mapping[str, Any], others: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The others that no break stands between."""
    if not indicator.breaks:
        return others
    stretch = indicator.stretch(period_of(row))
    return others[[indicator.stretch(period_of(o)) == stretch for _, o in others.iterrows()]]


def _far(at: int, row: Mapping[str, Any], others: pd.DataFrame) -> Iterator[Doubt]:
    parts = {"denominator": (FAR, LEAST), "numerator": (FAR_COUNTED, LEAST)}
    if np.isnan(row["numerator"]):
        parts["value"] = (FAR_COUNTED, 1)
    for part, (times, least) in parts.items():
        now, known = row[part], others[part].dropna()
        if known.empty or not now or not known.iloc[-1]:  # nought is no slip
            continue
        last, most, fewest = known.iloc[-1], known.max(), known.min()
        if abs(np.log10(now / last)).round(1) == 1 and abs(now - last) > least:
            said = "about ten times, or a tenth, of what"
        elif now > times * most and now - most > least:
            said = f"more than {times} times the most that"
        elif now * times < fewest and fewest - now > least:
            said = f"less than a {'third' if times == FAR else 'fifth'} of the least that"
        else:
            continue
        message = f"The {part} is {said} it has been. Is it right?"
        yield Doubt(message, [at], {at: int(known.index[-1])})
        return


def _long_ago(figures: Figures) -> Iterator[Doubt]:
    every = pd.concat([figures.now, figures.old]).groupby("indicator")["period_end"]
    ends = {name: np.unique(ends) for name, ends in every}
    for name, rows in figures.new.groupby("indicator"):
        after = (ends[name][ends[name] > end] for end in rows["period_end"].to_numpy())
        gap = pd.Series([len(a) and a[0] for a in after], rows.index)
        old = [i for i, end in gap.items() if end and end - rows.at[i, "period_end"] > LONG]
        if old:
            message = "This is more than ten years before the next figure of its measure."
            yield Doubt(f"{message} Is the year right?", old)


RULES: tuple[Rule, ...] = (
    *(_percents, _year_to_date, _rolling, _copied_from_before, _copied_from_another, _size),
    *(_together, _same_children, _parts, _quarters_and_year, _long_ago),
)


# What is noted, and not asked

EACH = {PeriodKind.QUARTER: "a quarter", PeriodKind.MONTH: "a month"}


def unexplained_jumps(
    figures: pd.DataFrame, arrived: Collection[int], schemas: Schemas
) -> Iterator[str]:
    """A note for each measure of ours whose denominator jumps where an extract has `arrived`:
    'Dental checks: 52 a quarter in the year to March 2023, and 37 from April 2023. Has the way it
    is counted changed?'

    `figures` are the store's current ones as they would be.
    """
    ours = figures["area"].eq(schemas.council.code) & figures["breakdown"].eq(ALL)
    counted = figures[ours & figures["denominator"].notna() & ~figures["illustrative"]]
    for (name, _), rows in counted.sort_values("period_end").groupby(["indicator", "period_kind"]):
        indicator = schemas.indicators[name]
        periods = [period_of(row) for _, row in rows.iterrows()]
        places = np.flatnonzero(rows["extract"].isin(arrived))
        jumps = _jumps(rows["denominator"].to_numpy(dtype=float), places, periods, indicator)
        if found := max(jumps, default=None):
            _, at, before, after = found
            yield (
                f"{indicator.short}: {before:,.0f} {EACH.get(periods[-at].kind, 'a year')}, and "
                f"{after:,.0f} from {periods[-at].start:%B %Y}. Has the way it is counted changed?"
            )


def _jumps(
    sizes: np.ndarray, places: Iterable[int], periods: Sequence[Period], indicator: Indicator
) -> Iterator[tuple[float, int, float, float]]:
    """How large each jump at one of the `places` is, less its place, and the usual denominator
    before it and after it: of a year's periods each, set beside how much one period usually
    differs from the next."""
    year = 12 // (periods[0].kind.months or 12)
    stretches = [indicator.stretch(period) for period in periods]
    for at in places:
        same = [n for n in range(at) if stretches[n] == stretches[at]]
        if len(same) < FEWEST:
            continue
        limits = process_limits(list(sizes[same[-MOST:]]))
        before, after = sizes[same[-year:]].mean(), sizes[at : at + year]
        moved = abs(after.mean() - before)
        usual = 0.0 if limits is None else (limits.high - limits.centre) / np.sqrt(len(after))
        if moved >= JUMP * before and moved > usual:
            yield moved, -at, before, after.mean()
