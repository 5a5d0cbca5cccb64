"""Whether forecasts hold in real councils, from what every council in England has published.

Simulated councils are tamer than real ones. The newest year's figures are forecast from the three
years before it, as a strategy of three years would, and set beside what came. It reads the
Department for Education's own files, which are not part of the project: tools/all_councils.py says
which they are. Without them the figures that were found before are kept.
"""

import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from findings import PROJECT, RATES, Found, Table

from metrics.verdicts.forecast import forecasts
from metrics.verdicts.series import proportions
from metrics.verdicts.trend import enough_children
from schemas.load import load_schemas
from tools.all_councils import MEASURES, Measure, Official, area, rows_of

FILES = PROJECT.parent / "shared" / "published" / "ees"
COUNTED = (
    *("la_cla_placement_stability.csv", "la_conviction_health_outcome_cla.csv"),
    *("la_care_leavers_activity.csv", "la_care_leavers_accommodation_suitability.csv"),
)
"""The files that give counts of the council's own children, for four years or more."""
YEARS = 4
FEWEST = 50  # councils with a figure in every year
NAME = "forecast_covers_councils"

Counts = tuple[float, float]
COUNCIL = ("E06", "E08", "E09", "E10")


def real_councils() -> Found:
    """For each measure that enough councils have counts of, how often the 80 % interval held."""
    covers = _measured() if FILES.exists() else _kept()
    titles = load_schemas().indicators
    rows = sorted((titles[name].short, f"{share:.0f}") for name, share in covers.items())
    title = "The final year was inside the 80 % interval, two years into three, in %"
    return Found((Table(title, ("Measure", "inside"), tuple(rows)),), rates={NAME: covers})


def _kept() -> dict[str, float]:
    print(f"The department's files are not in {FILES}: what they showed before is kept.")
    kept: dict[str, float] = json.loads(RATES.read_text(encoding="utf-8"))[NAME]
    return kept


def _measured() -> dict[str, float]:
    shares = {m.indicator: _covered(m) for m in MEASURES if m.file.name in COUNTED}
    return {name: share for name, share in shares.items() if not math.isnan(share)}


def _covered(measure: Measure) -> float:
    """How often the newest figure was inside, in percent; NaN for too few councils."""
    counts = np.array(_whole(measure), dtype=float).reshape(-1, YEARS, 2)
    known = proportions(counts[:, :-1, 0], counts[:, :-1, 1], quarterly=False)
    enough = enough_children(known)
    if enough.sum() < FEWEST:
        return math.nan
    forecast = forecasts(known, YEARS - 1, "higher")
    final = counts[:, -1, 0] / counts[:, -1, 1]
    inside = (forecast.low <= final) & (final <= forecast.high)
    return float(100 * inside[enough].mean())


def _whole(measure: Measure) -> list[list[Counts]]:
    """The councils with a count in each of the newest years, oldest year first."""
    by_council: dict[str, list[Counts]] = defaultdict(list)
    for rows in _years(measure):
        for row in rows_of(measure, rows):
            if row.area.startswith(COUNCIL) and row.value and row.numerator and row.denominator:
                by_council[row.area].append((int(row.numerator), int(row.denominator)))
    return [counts for counts in by_council.values() if len(counts) == YEARS]


def _years(measure: Measure) -> Iterator[dict[tuple[str, str, str], Official]]:
    """The rows of each of the newest years, oldest first."""
    by_year: dict[str, dict[tuple[str, str, str], Official]] = defaultdict(dict)
    for row in _table(measure.file.name):
        key = (area(row), row[measure.file.group], row[measure.file.category])
        by_year[row["time_period"]][key] = row
    return (by_year[year] for year in sorted(by_year)[-YEARS:])


@cache
def _table(name: str) -> list[Official]:
    with (FILES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
