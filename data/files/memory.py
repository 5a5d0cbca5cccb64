"""A large file where DuckDB can read it, and on no disk: what is refused leaves nothing behind.

Officers only.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

LARGE = 2_000_000  # bytes from which it is worth it


def is_at_hand() -> bool:
    """Whether this system has such a place: Linux does."""
    return hasattr(os, "memfd_create")


@contextmanager
def in_memory(content: bytes) -> Iterator[str]:
    """A path to the bytes that is on no disk."""
    handle = os.memfd_create("extract")
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        yield f"/proc/self/fd/{handle}"
    finally:
        os.close(handle)


@contextmanager
def as_table(content: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """SQL of a table with the bytes as its one cell, `content`, and the parameters of that SQL.

    DuckDB copies a parameter several times before it has it, which is much for a large one.
    """
    if len(content) < LARGE or not is_at_hand():
        yield "(SELECT ?::BLOB AS content)", [content]
        return
    with in_memory(content) as file:
        yield f"(SELECT content FROM read_blob('{file}'))", []


def first_row(result: duckdb.DuckDBPyConnection) -> tuple[Any, ...] | None:
    """The first row of a result, or None. The rest is fetched too: DuckDB 2 keeps a connection
    for a result that nobody has read to its end."""
    rows = result.fetchall()
    return rows[0] if rows else None
