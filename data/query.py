"""Rows of an extract from the council's own reporting database: a query that is kept in a file,
asked by name of a connection that its IT has declared.

Officers only. What it answers is read as any file is. The database is only read; nothing that a
person sees names an address, an account or a password of it, or a value in it.
"""

import csv
import io
import os
import re
import tomllib
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, ResourceClosedError
from sqlalchemy.pool import NullPool

from data.ingest.encoding import MOST_BYTES
from schemas.problems import Refused, join_words
from schemas.settings import PREFIX, settings

_AT_ONCE = 10_000
_TO_READ = {"no_parameters": True, "stream_results": True, "postgresql_readonly": True}


def run_query(file: Path, name: str) -> bytes:
    """What a query answers, as a CSV: its columns as headings, NULL as blank. `name` is a
    connection of the file that OUTCOMES_CONNECTIONS points at. Raises Refused."""
    try:
        sql = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused.because(file, "this query cannot be read as text.") from error
    found = io.StringIO(newline="")
    engine = _engine(name)  # what a driver says may hold a value, or an address
    try:
        connection = engine.connect()
    except DBAPIError:
        message = "the database does not answer, or does not let this account in."
        raise Refused.because(name, f"{message} Ask whoever looks after it.") from None
    try:
        with connection:
            answer = connection.execution_options(**_TO_READ).exec_driver_sql(sql)
            writer = csv.writer(found)
            writer.writerow(answer.keys())
            for row in answer.yield_per(_AT_ONCE):
                writer.writerow(map(_written, row))
                if found.tell() > MOST_BYTES:
                    raise Refused.because(file, "it answers far too much. Ask for totals.")
    except ResourceClosedError:
        raise Refused.because(file, "this query answers no rows. Write one SELECT.") from None
    except DBAPIError as error:
        raise Refused.because(file, _in_words(error.orig)) from None
    return found.getvalue().encode()


def _engine(name: str) -> Engine:
    """Raises Refused where there is no such connection, or others may read where it leads."""
    file = settings().connections
    try:
        declared = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Refused.because(
            str(file), f"there is no such file: {PREFIX}CONNECTIONS names it."
        ) from error
    except (OSError, ValueError) as error:
        raise Refused.because(file, "the connections cannot be read as TOML.") from error
    if os.name != "nt" and file.stat().st_mode & 0o077:
        message = f"others on this machine can read it. Let its owner run: chmod 600 '{file}'"
        raise Refused.because(file, message)
    if name not in declared:
        known = join_words((f"'{key}'" for key in declared), "and") or "none"
        raise Refused.because(file, f"there is no connection '{name}'. There is {known}.")
    try:
        return create_engine(str(declared[name]), poolclass=NullPool, hide_parameters=True)
    except (ImportError, NoSuchModuleError):
        raise Refused.because(name, "the driver that its address names is not installed.") from None
    except ArgumentError:
        raise Refused.because(name, "the address of this connection cannot be read.") from None


def _in_words(error: BaseException | None) -> str:
    """What a driver says of a query, where that is of the query's own words alone; else the
    database's code for it (SQLSTATE), which says no value."""
    state, said = getattr(error, "sqlstate", None), getattr(error, "diag", None)
    if state and said and state[:2] in ("42", "25"):  # its words and rights; read-only
        return f"the database does not run this query: {said.message_primary}."
    code = state or str(*getattr(error, "args", ())[:1])
    known = f" Its own code for that is {code}." if re.fullmatch("[0-9A-Z]{5}", code) else ""
    return f"the database could not finish this query.{known}"


def _written(value: object) -> str:
    """A value as an extract has it."""
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case _:
            return str(value)
