"""A document as blocks: what the Word file and the PDF are both written from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from view_model.wording import CellText, Word

ParagraphKind = Literal["lead", "body", "small", "care"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2; `new_page` begins it on a page of its own, `listed` puts it into
    the contents."""

    text: str
    level: int = 1
    new_page: bool = False
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences."""

    text: str
    kind: ParagraphKind = "body"


@dataclass(frozen=True, slots=True)
class Quote:
    """A note beside the figures, and the name of who signed it."""

    text: str
    signed: str


@dataclass(frozen=True, slots=True)
class Chips:
    """The words of a verdict, each with its mark and tint; `illustrative` marks figures that are
    invented."""

    words: tuple[Word, ...]
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A real table: `title` is what it is read out as; `widths` are parts of the whole. A column
    that is in `figures` is aligned to the right."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | Word | CellText, ...], ...]
    widths: tuple[float, ...] = ()
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, with its text alternative. `wide` is its width, of the text's."""

    svg: str
    alt: str
    wide: float = 1.0


Block = Heading | Paragraph | Quote | Chips | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `author` is the council; `made` is the edition's day; `size` is that of
    its type, in points; `contents` asks for a list of its headings."""

    title: str
    subtitle: tuple[str, ...]
    author: str
    edition: str
    made: datetime
    size: float = 10.5
    contents: bool = False
    blocks: list[Block] = field(default_factory=list)
