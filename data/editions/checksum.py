"""The checksum at the end of an edition's file, behind all that DuckDB reads: whether a bit of it
has changed, or its end is gone.
"""

import hashlib
from pathlib import Path

import duckdb

_MARK, _DIGITS = b"\nsha256 ", 64
_LENGTH = len(_MARK) + _DIGITS + 1
_CHUNK = 1 << 20


def checksum_line(file: Path) -> bytes:
    """What is written behind all that is in a file now."""
    return _line(file, file.stat().st_size)


def is_whole(file: Path) -> bool | None:
    """Whether a file is as it was when its checksum was written; None where it has none."""
    size = file.stat().st_size - _LENGTH
    with file.open("rb") as content:
        content.seek(max(size, 0))
        last = content.read()
    if size < 0 or not last.startswith(_MARK):
        return None
    return last == _line(file, size)


def is_damage(error: duckdb.Error) -> bool:
    """Whether DuckDB says that a file cannot be read, and not that a query is wrong."""
    kinds = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalError)
    return type(error) is duckdb.Error or isinstance(error, kinds)


def _line(file: Path, size: int) -> bytes:
    whole = hashlib.sha256()
    with file.open("rb") as content:
        while size > 0 and (chunk := content.read(min(size, _CHUNK))):
            whole.update(chunk)
            size -= len(chunk)
    return _MARK + whole.hexdigest().encode() + b"\n"
