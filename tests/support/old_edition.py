"""An edition as it was made before there were verdicts."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.editions.checksum import checksum_line
from data.editions.edition import Edition
from schemas.settings import settings

TABLES = ("verdict", "criterion_answer", "standing", "funnel")


def without_words(edition: Edition, folder: Path) -> Path:
    """A copy of an edition, without the tables and the words that came with verdicts."""
    old = folder / f"{edition.name}.duckdb"
    shutil.copy(settings().editions / old.name, old)
    without_checksum(old)
    with duckdb.connect(str(old)) as db:
        for table in TABLES:
            db.execute(f"DROP TABLE {table}")
        (declared,) = db.execute("SELECT schemas FROM edition").fetchone() or ("{}",)
        kept = {k: v for k, v in json.loads(declared).items() if k != "words"}
        db.execute("UPDATE edition SET schemas = ?, schema_version = 1", [json.dumps(kept)])
    return old


@contextmanager
def changing(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """To change a copy of an edition, with a checksum of what it then holds."""
    without_checksum(file)
    with duckdb.connect(str(file)) as db:
        yield db
    with file.open("ab") as end:
        end.write(checksum_line(file))


def without_checksum(file: Path) -> None:
    """As editions were before the fourth version, and so that DuckDB may change it."""
    file.chmod(0o644)
    content = file.read_bytes()
    file.write_bytes(content[: content.rindex(b"\nsha256 ")])
