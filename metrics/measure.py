"""From the counts in the store to the measurements that an edition may hold."""

import pandas as pd

from metrics.disclosure.rule import by_design, by_rule
from metrics.intervals import wilson
from metrics.years import added_up, years_together
from schemas.declared import MEANS, Schemas
from schemas.states import MARKERS, State


def measure(latest: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """Every cell that the council publishes, with its state by the rule, value and 95 % interval.

    The numbers are the true ones: metrics.disclosure.protect hides them. `latest` is as
    `Store.latest` gives it: one row a cell. Cells of indicators that are no longer declared, or
    that are illustrative when the council turns those off, are left out. The result adds state,
    unit, low and high (of the 95 % interval, in that unit), area_name, role, and added_up for a
    quarter or year that we added up.
    """
    cells = _declared(latest, schemas)
    states = cells["marker"].map(MARKERS).fillna(State.SHOWN).astype(str)
    units = _of_indicator(cells, schemas, "unit").replace(dict.fromkeys(MEANS, "score"))
    cells = cells.assign(state=states, unit=units, value=_whole_where_alone(cells, schemas))
    cells = cells.assign(per=pd.to_numeric(_of_indicator(cells, schemas, "per")))
    sums = added_up(cells, schemas).assign(added_up=True)
    cells = pd.concat([cells.assign(added_up=False), sums], ignore_index=True)
    return _measured(by_design(cells, schemas).reset_index(drop=True), schemas)


def measure_together(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    """Every two and three years together of such cells of ours, as cells. Those of which a count is
    missing are in none."""
    together = years_together(cells, schemas).reset_index(drop=True)
    shown = {"state": str(State.SHOWN), "value": pd.Series(dtype="Float64"), "added_up": True}
    return _measured(together.assign(**shown), schemas)


def _measured(cells: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    cells = cells.assign(value=_values(cells))
    people = _of_indicator(cells, schemas, "counts_children").astype(bool)
    cells = cells.join(wilson(cells["numerator"], cells["denominator"], cells["per"].where(people)))
    cells = cells.assign(
        area_name=cells["area"].map({c: a.name for c, a in schemas.council.areas.items()}),
        role=cells["area"].map(schemas.council.roles),
    )
    return cells.assign(state=by_rule(cells, schemas.council.disclosure.hide_up_to))


def _declared(latest: pd.DataFrame, schemas: Schemas) -> pd.DataFrame:
    kept = latest["indicator"].isin(list(schemas.indicators))
    kept &= latest["area"].isin(list(schemas.council.areas))
    if not schemas.council.show_illustrative:
        kept &= ~latest["illustrative"]
    return latest[kept].reset_index(drop=True)


def _whole_where_alone(cells: pd.DataFrame, schemas: Schemas) -> pd.Series:
    """The values as given, a percent of ours that may stand without its counts as a whole one."""
    alone = cells["indicator"].isin(schemas.council.disclosure.percent_alone)
    alone &= cells["numerator"].isna() & ~cells["published"].astype(bool)
    given = cells["value"].astype("Float64")
    return given.mask(alone, given.round())


def _of_indicator(cells: pd.DataFrame, schemas: Schemas, field: str) -> pd.Series:
    return cells["indicator"].map({i.id: getattr(i, field) for i in schemas.indicators.values()})


def _values(cells: pd.DataFrame) -> pd.Series:
    """Worked out from the counts; the publisher's own figure where it rounds the counts."""
    worked_out = (cells["per"] * cells["numerator"] / cells["denominator"]).astype("Float64")
    given = cells["value"].astype("Float64")
    rounded_counts = (worked_out - given).abs().gt(_half_a_step(given)).fillna(False)
    return worked_out.mask(rounded_counts, given).fillna(given)


def _half_a_step(given: pd.Series) -> pd.Series:
    """Half of the last printed decimal: how far a rounded figure may be from the exact one."""
    first = ((given - given.round(0)).abs() > 1e-6).astype("Int64")
    second = ((given - given.round(1)).abs() > 1e-6).astype("Int64")
    return (0.5001 * 10.0 ** -(first + second).astype("Float64")).astype("Float64")
