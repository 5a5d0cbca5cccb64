"""A query of the council's reporting database becomes an extract, and no secret leaves with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from data.__main__ import main
from data.store.store import open_store
from tests.support.databases import PASSWORD, needs_postgres, postgres
from tests.support.once import copied

ROWS = """
SELECT 'feels_safe' AS indicator, quarter AS period, count(*) FILTER (WHERE safe) AS numerator,
       count(*) AS denominator
FROM survey WHERE who LIKE '%' GROUP BY quarter ORDER BY quarter
"""
SURVEY = """
CREATE TABLE survey AS
SELECT 'Child ' || n AS who, n % 4 > 0 AS safe, '2024-25 Q' || 1 + n / 40 AS quarter
FROM generate_series(0, 159) AS n;
CREATE SEQUENCE visits;
CREATE ROLE reader LOGIN PASSWORD 'another-s3cret'; GRANT SELECT ON survey TO reader;
"""
Answer = tuple[int, str]

pytestmark = [needs_postgres, pytest.mark.process]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with postgres() as at:
        told = f"host=127.0.0.1 port={at} user=owner dbname=postgres"
        with psycopg.connect(told, password=PASSWORD) as db:
            db.execute(SURVEY)
        yield at


@pytest.fixture
def ask(
    port: int, workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Add what a query answers; the exit code, and everything that was printed."""
    at = f"@127.0.0.1:{port}/postgres"
    named = {
        "reporting": f"postgresql+psycopg://owner:{quote(PASSWORD)}{at}",
        "reader": f"postgresql+psycopg://reader:another-s3cret{at}",
        "mistyped": f"postgresql+psycopg://owner:{quote(PASSWORD)}x{at}",
        "elsewhere": f"postgresql+psycopg://owner:{quote(PASSWORD)}@127.0.0.1:1/postgres",
        "unknown": f"oracle+nothing://owner:{quote(PASSWORD)}{at}",
        "garbled": f"owner:{PASSWORD}",
        "pocket": "sqlite://",
    }
    connections = workspace / "connections.toml"
    workspace.mkdir(exist_ok=True)
    connections.write_text("\n".join(f"{name} = '{to}'" for name, to in named.items()), "utf-8")
    connections.chmod(0o600)
    query = tmp_path / "feels_safe.sql"

    def add(sql: str, connection: str = "reporting") -> Answer:
        query.write_text(sql, "utf-8")
        code = main(["add", "--query", str(query), "--connection", connection])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return add


def test_its_rows_become_an_extract(
    ask: Callable[..., Answer], embedded: Path, workspace: Path
) -> None:
    copied(embedded / "store", workspace / "store")
    code, printed = ask(ROWS, "reader")
    assert code == 0 and "feels_safe.csv: 4 rows added to the store." in printed
    with open_store() as store:
        number = len(store.extracts())
        rows, kept = store.counts([number]), store.content(number).decode()
    assert list(rows["numerator"]) == list(rows["denominator"] - 10) == [30, 30, 30, 30]
    assert kept.splitlines()[:2] == [
        "indicator,period,numerator,denominator",
        "feels_safe,2024-25 Q1,30,40",
    ]
    assert "rows: this very file is already there" in ask(ROWS)[1], "a job may run again"


REFUSED = {  # what is asked, of which connection, and what is said
    "a fault in it": ("SELECT sade FROM survey", "reporting", 'column "sade" does not exist'),
    "what writes": ("DELETE FROM survey", "reporting", "does not run this query"),
    "what writes in a row": (
        *("SELECT nextval('visits')", "reporting"),
        "cannot execute nextval() in a read-only transaction",
    ),
    "what ends and writes": ("COMMIT; DELETE FROM survey", "reporting", "does not run this query"),
    "what answers nothing": ("CREATE TABLE a (b)", "pocket", "Write one SELECT."),
    "what another kind of database does not know": (
        *("SELECT b FROM a", "pocket"),
        "could not finish this query.",
    ),
    "what may not be seen": (
        *("SELECT * FROM pg_authid", "reader"),
        "permission denied for table pg_authid",
    ),
    "a value that is no number": (
        *("SELECT who::int FROM survey", "reporting"),
        "could not finish this query. Its own code for that is 22P02.",
    ),
    "a row for each child": ("SELECT who, safe FROM survey", "reporting", "no headings in row 1"),
    "a wrong password": (ROWS, "mistyped", "or does not let this account in"),
    "a server that is not there": (ROWS, "elsewhere", "does not answer"),
    "a driver that is not there": (ROWS, "unknown", "driver that its address names"),
    "an address that is none": (ROWS, "garbled", "address of this connection cannot be read"),
    "a connection that is none": (ROWS, "report", "There is 'reporting', 'reader',"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_asked_is_said_without_a_secret(
    case: str, ask: Callable[..., Answer]
) -> None:
    sql, connection, expected = REFUSED[case]
    code, printed = ask(sql, connection)
    assert code == 1 and expected in printed and "Nothing was changed." in printed
    assert not any(secret in printed for secret in (PASSWORD, quote(PASSWORD), "Child", "owner"))
    assert "160" not in ask("SELECT count(*) FROM survey")[1], "nothing was deleted, nor is it said"


def test_addresses_that_others_can_read_are_not_used(
    ask: Callable[..., Answer], workspace: Path
) -> None:
    (workspace / "connections.toml").chmod(0o644)
    code, printed = ask(ROWS)
    assert code == 1 and "chmod 600" in printed
