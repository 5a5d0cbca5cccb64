"""Write what a measure's page says when it is turned to another council: extracts/councils/.

Run by hand, `python -m tools.council_pages`, after all_councils.py and whenever a rule for words or
a measure's wobble changes; running it again writes the same bytes. Of everyone's figures of every
council, `figures.csv.gz` has each as an edition would show it, and `levels.csv.gz` where the newest
stands beside the country's: the verdict of metrics.verdicts, as if each council were ours.
"""

import csv
import gzip
import io
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from data.shared import COUNCIL_FIGURES, COUNCIL_LEVELS, SUFFIX
from data.shared import FOLDER as EVERYBODYS
from metrics.measure import measure
from metrics.verdicts.evidence import gather_evidence
from metrics.verdicts.judge import judge
from metrics.verdicts.verdict import Verdict
from schemas.declared import ALL, Schemas
from schemas.load import council_places, load_schemas
from schemas.periods import Period
from schemas.states import State

FIGURES: Final = (
    *("indicator", "period_kind", "period_start", "period_end", "area", "state"),
    *("numerator", "denominator", "value", "low", "high", "source"),
)
LEVELS: Final = (
    *("indicator", "area", "last_period", "level", "level_strong", "level_figure"),
    *("level_reference", "level_low", "level_high", "level_years"),
)


def cells_of_everybody(schemas: Schemas) -> pd.DataFrame:
    """Everyone's figures of every council, region and the country in every year, as measured cells
    (metrics.measure); `source` is the publication."""
    rows = pd.concat([_rows(f) for f in sorted(EVERYBODYS.glob(f"*{SUFFIX}"))], ignore_index=True)
    rows = rows[(rows["category"] == ALL) & rows["indicator"].isin(list(schemas.indicators))]
    named = rows[["indicator", "period"]].drop_duplicates()
    kinds = {of.id: of.period_kinds for of in schemas.indicators.values()}
    periods = [Period.parse(text, kinds[of]) for of, text in named.itertuples(index=False)]
    dated = named.assign(
        period_kind=[str(p.kind) for p in periods],
        period_start=[p.start for p in periods],
        period_end=[p.end for p in periods],
    )
    regions = (*schemas.council.councils, *council_places().regions)
    council = schemas.council.model_copy(update={"councils": regions})
    cells = measure(rows.merge(dated), schemas.model_copy(update={"council": council}))
    numbers = ["numerator", "denominator", "value", "low", "high"]
    return cells.assign(**{n: cells[n].where(cells["state"] == State.SHOWN) for n in numbers})


def levels_of(code: str, cells: pd.DataFrame, schemas: Schemas) -> list[Verdict]:
    """The verdicts on everyone's figures of one council, as if it were ours."""
    known = {a.code for a in (*schemas.council.councils, schemas.council.country)}
    cells = cells[cells["area"].isin(known)]
    role = cells["role"].where(cells["role"] == "country", "elsewhere")
    ours = cells.assign(role=role.mask(cells["area"] == code, "council"))
    newest = schemas.model_copy(update={"strategies": schemas.strategies[:1]})
    return judge(gather_evidence(ours, newest), newest)


def _rows(file: Path) -> pd.DataFrame:
    about = tomllib.loads(file.with_name(file.name.removesuffix(SUFFIX) + ".toml").read_text())
    numbers = {"numerator": "Int64", "denominator": "Int64", "value": "Float64"}
    empty = {name: [""] for name in numbers}
    rows = pd.read_csv(file, dtype=numbers, keep_default_na=False, na_values=empty)
    flags = dict.fromkeys(("illustrative", "provisional", "revised"), False)
    return rows.rename(columns={"status": "marker"}).assign(
        source=about["publication"], extract=0, fingerprint="", published=True, **flags
    )


def figures(cells: pd.DataFrame) -> bytes:
    """The file of figures, in the order in which it is read."""
    cells = cells.sort_values(["indicator", "area", "period_end"])
    return _packed(FIGURES, cells[list(FIGURES)].itertuples(index=False))


def levels(verdicts: Iterable[Verdict]) -> bytes:
    """The file of levels, of the measures that a council has a figure of."""
    said = sorted((v.indicator, v.area, v) for v in verdicts if v.last is not None)
    return _packed(LEVELS, ([getattr(v, name) for name in LEVELS] for *_, v in said))


def _packed(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    file = io.StringIO()
    lines = (map(_said, row) for row in rows)
    csv.writer(file, lineterminator="\n").writerows([columns, *lines])
    return gzip.compress(file.getvalue().encode(), mtime=0)


def _said(value: object) -> object:
    """A number as short as it is exact enough; empty where there is none."""
    if isinstance(value, float) and not pd.isna(value):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None or pd.isna(value) else value


def main() -> None:
    """Write both files."""
    schemas = load_schemas()
    cells = cells_of_everybody(schemas)
    every = (v for a in schemas.council.councils for v in levels_of(a.code, cells, schemas))
    COUNCIL_FIGURES.parent.mkdir(exist_ok=True)
    COUNCIL_FIGURES.write_bytes(figures(cells))
    COUNCIL_LEVELS.write_bytes(levels(every))


if __name__ == "__main__":
    main()
