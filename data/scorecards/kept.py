"""The layouts that a council's officers have shown once: each a TOML in the folder `layouts` of the
store, and those of the council's folder. They hold headings and names of measures, and never a
figure.

Officers only.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from data.files.atomic import in_words, write
from data.scorecards.scorecard import Reading, Scorecard
from data.scorecards.workbook import Workbook
from schemas.declared import Schemas
from schemas.load import read_toml
from schemas.problems import Refused, join_words
from schemas.settings import settings


def kept_layouts() -> list[Scorecard]:
    """Every layout that was kept, by name. Raises Refused of a file that somebody has broken."""
    folders = (settings().council / "layouts", layouts_folder())
    files = {file.name: file for folder in folders for file in sorted(folder.glob("*.toml"))}
    return [read_toml(files[name], Scorecard) for name in sorted(files)]


def keep_layout(scorecard: Scorecard) -> None:
    """Keep a layout, in place of one of the same name. Raises Refused where it cannot be."""
    folder = layouts_folder()
    with in_words(folder, "the layout cannot be kept", OSError):
        for private in (folder.parent, folder):
            private.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(folder / f"{_stem(scorecard.name)}.toml", "\n".join(_toml(scorecard)) + "\n")


def layout_called(name: str) -> Scorecard:
    """The layout of a name. Raises Refused where there is none."""
    layouts = {_stem(layout.name): layout for layout in kept_layouts()}
    if _stem(name) not in layouts:
        names = [f"'{layout.name}'" for layout in layouts.values()]
        there = f"There are {join_words(names, 'and')}." if names else "None has been kept yet."
        raise Refused.because(name[:60], f"there is no layout of that name. {there}")
    return layouts[_stem(name)]


def known_layout(workbook: Workbook, schemas: Schemas) -> Scorecard | None:
    """The layout that has a workbook's headings; of several, one that knows all of its measures."""
    readings = (Reading(workbook, layout, schemas) for layout in kept_layouts())
    known = [reading for reading in readings if reading.sheets]
    best = min(known, key=lambda reading: (len(reading.new), len(reading.problems)), default=None)
    return best.scorecard if best else None


def layouts_folder() -> Path:
    """Where they are: beside the store, for officers only."""
    return settings().store / "layouts"


def _stem(name: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", name.lower())) or "layout"


def _toml(scorecard: Scorecard) -> Iterator[str]:
    """Texts in quotation marks are written alike in TOML and in JSON, as these lists are."""
    fields = scorecard.model_dump(mode="json", exclude={"measures"}, exclude_none=True)
    for name, value in fields.items():
        yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    yield "\n[measures]"
    for text, indicator in scorecard.measures.items():
        yield f"{json.dumps(text, ensure_ascii=False)} = {json.dumps(indicator)}"
