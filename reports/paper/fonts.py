"""Source Sans for the PDFs, so that paper looks like the pages.

Streamlit brings the typeface (SIL Open Font License) as one variable web font. The PDF's library
needs a file for each weight: they are made when they are first asked for, with the letters that
are used here, and thrown away with the process. What is embedded is what each document uses.
"""

from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from charts.theme import FONT

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = FONT.split(",")[0].strip("'")
WEIGHTS = {400: "Regular", 600: "Semibold"}
_LETTERS = (
    *(*range(0x20, 0x250), *range(0x2010, 0x2040), *range(0x2190, 0x2200)),
    *(*range(0x25A0, 0x2600), 0x20AC, 0x2122, 0x2212, 0x2713, 0x2717),
)
_FEATURES = ["kern", "tnum", "liga", "ccmp", "locl", "mark"]
_NAMES, _STYLES = (1, 16), (2, 17)  # of the family and of the weight, in a font's own table


@lru_cache(maxsize=1)
def folder() -> TemporaryDirectory[str]:
    """A folder with a file for each weight; empty where Streamlit no longer brings the typeface,
    and then the PDF's library uses one of its own."""
    made: TemporaryDirectory[str] = TemporaryDirectory(prefix="outcomes-fonts-")
    if variable := variable_font():
        small = _subset(variable)
        for weight, style in WEIGHTS.items():
            _instance(small, weight, style).save(Path(made.name) / f"{style}.ttf")
    return made


def variable_font() -> Path | None:
    """Streamlit's file of the typeface in every weight; None where it no longer brings it."""
    spec = find_spec("streamlit")
    where = Path(spec.origin).parent if spec and spec.origin else Path()
    return next(iter(sorted(where.glob("static/static/media/SourceSansVF-Upright*.woff2"))), None)


def _subset(font: Path) -> bytes:
    from fontTools import subset

    options = subset.Options(layout_features=_FEATURES, name_IDs=["*"], notdef_outline=True)
    loaded = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_LETTERS)
    subsetter.subset(loaded)
    loaded.flavor = None
    out = BytesIO()
    loaded.save(out)
    return out.getvalue()


def _instance(font: bytes, weight: int, style: str) -> "TTFont":
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    made = instancer.instantiateVariableFont(
        TTFont(BytesIO(font), recalcTimestamp=False), {"wght": weight}
    )
    for record in made["name"].names:
        if record.nameID in (*_NAMES, *_STYLES):
            record.string = FAMILY if record.nameID in _NAMES else style
    made["OS/2"].usWeightClass = weight
    return made
