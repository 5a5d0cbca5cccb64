"""How a file's bytes stand for letters; or, of a file that is no text, what it is and what to do;
and how they are kept.

Officers only. Nothing here looks at what the text says.
"""

import re
from dataclasses import dataclass

import pyarrow as pa

from schemas.states import MARKERS

MOST_BYTES = 250_000_000
_AT_ONCE = 1_000_000
OUTER = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff"  # what may stand round a cell and means nothing
UNSEEN_LETTERS = "[\u00ad\u200b-\u200f\u2060\ufeff]"  # of no width
_NO_WIDTH = re.compile(UNSEEN_LETTERS)
UNSEEN = UNSEEN_LETTERS[:-1] + "\n\r\v\f]"  # and line breaks
_SAVE = "In Excel, save it as 'CSV UTF-8'."
_EXPORT = "Export it again as CSV, with commas, in UTF-8."
_OPEN = "Open it, and save each sheet of figures as 'CSV UTF-8'."

_OLE = b"\xd0\xcf\x11\xe0"
# How a file starts, what that makes it, and what to do.
_STARTS = (
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"ARROW1", "an Arrow file", _EXPORT),
    (b"SQLite format 3", "a database", _EXPORT),
    (_OLE, "an old Excel workbook (.xls), and not a CSV", _SAVE),
    (b"\x09\x08", "an old Excel workbook (.xls), and not a CSV", _SAVE),
    (b"%PDF", "a PDF", "A CSV is needed: ask for the figures behind it."),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it, and give the CSV inside."),
    (b"BZh", "a compressed file (bzip2)", "Unpack it, and give the CSV inside."),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)", "Unpack it, and give the CSV inside."),
    (b"Rar!", "a compressed file (RAR)", "Unpack it, and give the CSV inside."),
    (b"\xfd7zXZ", "a compressed file (xz)", "Unpack it, and give the CSV inside."),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd)", "Unpack it, and give the CSV inside."),
    (b"{\\rtf", "a text document (RTF)", "A CSV is needed."),
    (b"\x89PNG", "a picture", "A CSV is needed: ask for the figures behind it."),
    (b"\xff\xd8\xff", "a picture", "A CSV is needed: ask for the figures behind it."),
    (b"GIF8", "a picture", "A CSV is needed: ask for the figures behind it."),
    (b"\xff\xfe\x00\x00", "text in UTF-32, and not in UTF-8", _SAVE),
    (b"\x00\x00\xfe\xff", "text in UTF-32, and not in UTF-8", _SAVE),
    (b"\xff\xfe", "text in UTF-16, and not in UTF-8", _SAVE),
    (b"\xfe\xff", "text in UTF-16, and not in UTF-8", _SAVE),
    (b"+/v8", "text in UTF-7, and not in UTF-8", _SAVE),
)
# The same of files that are text, after any spaces.
_TEXTS = (
    (rb"<", "a web page or XML, and not a CSV", f"Open it in Excel. {_SAVE}"),
    (rb"[{]|\[\s*([{\[\"0-9]|\])", "JSON, and not a CSV", _EXPORT),
    (rb"%YAML|---\s", "YAML, and not a CSV", _EXPORT),
)
_MARK = b"\xef\xbb\xbf"
_ZSTD, _ZSTD_BEGINS = "zstd", b"\x28\xb5\x2f\xfd"
# Letters of UTF-8 among others: 'Ã©' is rarer than 'é' in two bytes.
_TWO_BYTES = re.compile(rb"[\xc3-\xf4][\x80-\xbf]|\xc2[\x80-\xbf]")


class NotReadable(Exception):
    """A file that cannot be read as a table. Its text is a sentence for whoever sent it."""

    def __init__(self, message: str, row: int | None = None):
        self.row = row
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Text:
    """How the bytes are written: the codec, and whether a byte order mark stands first."""

    codec: str
    marked: bool

    @property
    def guessed(self) -> bool:
        """Whether it is not UTF-8, and is taken for Windows-1252."""
        return self.codec != "utf-8"


def pack(content: bytes) -> bytes:
    """A file as it is kept, much smaller."""
    return bytes(pa.compress(content, codec=_ZSTD, asbytes=True))


def unpack(kept: bytes) -> bytes:
    """The file again; stores of before kept files as they came, and no text begins as these do."""
    if not kept.startswith(_ZSTD_BEGINS):
        return kept
    with pa.CompressedInputStream(pa.BufferReader(kept), _ZSTD) as content:
        return bytes(content.read())


def text_of(content: bytes) -> Text:
    """How to read the bytes as text. Raises NotReadable for anything but text of one kind."""
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise NotReadable(f"this file has more than {most} MB. Send it in parts.")
    if kind := _kind(content):
        raise NotReadable(kind)
    marked = content.startswith(_MARK)
    body = range(len(_MARK) * marked, len(content), _AT_ONCE)  # in parts: no second copy of it
    plain = all(content[at : at + _AT_ONCE].isascii() for at in body)
    return Text("utf-8" if plain else _codec(content), marked)


def _kind(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content)
    if content[8:12] == b"DUCK":
        return f"this is a database. {_EXPORT}"
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        return "this workbook is protected with a password. Take it off in Excel, and save it."
    kind = next((words for start, *words in _STARTS if content.startswith(start)), None)
    if kind is None and b"\0" in content:
        return _nulls(content)
    opening = content[:200].removeprefix(_MARK).lstrip()
    texts = (words for form, *words in _TEXTS if re.match(form, opening))
    kind = kind or next(texts, None)
    return f"this is {kind[0]}. {kind[1]}" if kind else ""


def _package(content: bytes) -> str:
    """What a zip is: a workbook of one of three makers, or a zip."""
    names = content[:4000] + content[-4000:]
    if b"opendocument" in names:
        return f"this is an OpenDocument file, and not a CSV. {_OPEN}"
    if b"word/" in names:
        return "this is a Word document, and not a CSV. A CSV is needed."
    if b"xl/" in names or b"[Content_Types]" in names:
        return f"this is an Excel workbook, and not a CSV. {_SAVE}"
    return (
        "this is a zip or an Excel workbook, and not a CSV. Unpack it, or save it as 'CSV UTF-8'."
    )


def _nulls(content: bytes) -> str:
    share = content.count(b"\0") / len(content)
    if share > 0.6:
        return f"this is text in UTF-32, and not in UTF-8. {_SAVE}"
    if share > 0.3:
        return f"this is text in UTF-16, and not in UTF-8. {_SAVE}"
    return f"this has NUL characters in it, so it is not plain text. {_EXPORT}"


def _codec(content: bytes) -> str:
    """UTF-8, or else Windows-1252 where nothing in the bytes speaks against it."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(content)
    return "utf-8"


def _windows(content: bytes) -> str:
    try:
        content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NotReadable(f"this is not UTF-8 text. {_SAVE}") from error
    if content.startswith(_MARK) or _TWO_BYTES.search(content):
        raise NotReadable(f"this mixes text in UTF-8 with text that is not. {_SAVE}")
    return "cp1252"


def bare_marker(text: str) -> str:
    """The government marker in a cell, bare or in brackets; '' when it holds something else."""
    bare = text.strip(OUTER).lower()
    inside = bare[1:-1].strip(OUTER) if bare[:1] + bare[-1:] in ("[]", "()") else bare
    return inside if inside in MARKERS else ""


def strip_cell(text: str) -> str:
    """A label without the spaces round it or what has no width, and with single ones inside."""
    return " ".join(_NO_WIDTH.sub("", text).strip(OUTER).split())
