"""What the tests share. Every test works in folders of its own, never in the checkout's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner

from data.editions.edition import Edition
from data.editions.folder import current_name, open_edition
from data.ingest.check import Extract, Provenance, read_extract
from data.publish.publish import publish
from data.store.move import move_all
from data.store.store import Store, open_store
from metrics.measurement import Measurement
from schemas.declared import Schemas
from schemas.load import FOLDER, load_schemas
from schemas.periods import Period, PeriodKind
from schemas.settings import OUR_OWN
from schemas.settings import settings as settings_now
from schemas.states import State
from tests.support.browsing import (  # noqa: F401  (fixtures)
    address,
    browser,
    officers_address,
    viewers,
    visit,
    workplace,
)
from tests.support.databases import PASSWORD, needs_postgres, own_schema, postgres
from tests.support.depth import night, tries, wait_for_the_night
from tests.support.disks import Mounts
from tests.support.once import copied, made_once, running_once
from tests.support.said import said_edition, said_folder, told  # noqa: F401  (fixtures)
from view_model.edition_view import EditionView

LeftBy = Callable[[Callable[[Path], object]], Path]
HEADER = "indicator,period,area,breakdown,category,numerator,denominator,value,status"
PROJECT = Path(__file__).parent.parent

FIRST = ("tests/store", "tests/officers", "tests/pages", "tests/reports", "tests/publish", "")
"""Rooms whose modules take longest: what begins last should not keep one core waiting. The store's
need no edition, which another process makes meanwhile."""

LARGE = {"browser", "publishes", "embedded", "said_folder"}
"""Fixtures for which a browser is opened or an edition published: no unit test needs one."""


LONG_TABLES = (
    *("tests/ingest/test_corpus.py", "tests/ingest/test_official.py"),
    *("tests/metrics/test_audit.py", "tests/publish/test_counties.py"),
    *("tests/publish/test_restored.py", "tests/pages/test_nothing_small_leaves.py"),
    *("tests/officers/test_preview.py", "tests/verdicts/test_sentences.py"),
)
"""Hundreds of files, of tables, of sentences and of invented children, half a minute each: not what
one waits for before every commit."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give every test the marks that its fixtures and its module say."""
    needs = {*getattr(item, "fixturenames", ())}
    if "browser" in needs:
        item.add_marker("browser")
    takes_long = item.nodeid.startswith(LONG_TABLES) or any(item.iter_markers("process"))
    if not needs & LARGE and not takes_long:
        item.add_marker("unit")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    from tests.support.groups import make_scheduler

    return make_scheduler(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    wait_for_the_night(items)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(
            key=lambda item: next(n for n, r in enumerate(FIRST) if item.nodeid.startswith(r))
        )


settings.register_profile(
    "here",
    deadline=None,
    max_examples=tries(15, at_night=100),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("here")


@pytest.fixture(scope="session", autouse=True)
def _elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("default")
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("OUTCOMES_COUNCIL", raising=False)
        environment.setenv("OUTCOMES_STORE", str(folder / "store"))
        environment.setenv("OUTCOMES_EDITIONS", str(folder / "editions"))
        environment.setenv("OUTCOMES_INBOX", str(folder / "inbox"))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _packages_scanned_once() -> Iterator[None]:
    """Streamlit would read what every installed package declares for each page that a test runs."""
    with pytest.MonkeyPatch.context() as streamlit:
        scan = cache(manifest_scanner.scan_component_manifests)
        streamlit.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(autouse=True)
def _main_stays_main() -> Iterator[None]:
    """Streamlit leaves the page that a test ran as `__main__`, and every process that
    `multiprocessing` begins after it would run that page, and publish where it found nothing."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    """What the project itself declares."""
    return load_schemas()


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and an edition of the embedded default, made once for everybody: only to copy.

    Beside them stands exported.csv, which the command printed that made them.
    """
    return made_once(tmp_path_factory, "embedded", _publish_embedded)


def _publish_embedded(folder: Path) -> None:
    """By `python -m data export` where nothing has been published yet."""
    settings = {f"OUTCOMES_{n}": str(folder / n.lower()) for n in ("STORE", "EDITIONS", "INBOX")}
    command = [sys.executable, "-m", "data", "export"]
    run = subprocess.run(command, cwd=PROJECT, env=os.environ | settings, capture_output=True)
    assert (run.returncode, run.stderr) == (0, b"")
    (folder / "exported.csv").write_bytes(run.stdout)


@pytest.fixture(scope="session")
def exported(embedded: Path) -> str:
    """What `python -m data export` prints where nothing has been published yet."""
    return (embedded / "exported.csv").read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def default_edition(_elsewhere: Path, embedded: Path) -> Edition:
    """The embedded default, current for every test that has no workspace."""
    copied(embedded, _elsewhere)
    return open_edition(current_name() or "")


@pytest.fixture(scope="session")
def reading(default_edition: Edition) -> EditionView:
    """The embedded default, as a page or a document reads it."""
    return EditionView(default_edition, default_edition.schemas.strategies[0])


ON_BOTH = ("tests/store/", "tests/publish/")
"""Rooms whose tests of a store run on a file and on a server."""
ON_BOTH_EVERY_DAY = "tests/store/test_decisions.py"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of those rooms that is given a store is given one of each kind."""
    module = metafunc.definition.nodeid
    on_a_file = any(metafunc.definition.iter_markers("on_a_file"))
    if "store" in metafunc.fixturenames and module.startswith(ON_BOTH) and not on_a_file:
        late = [] if module.startswith(ON_BOTH_EVERY_DAY) else [night]
        server = pytest.param("server", marks=[needs_postgres, *late])
        metafunc.parametrize("backend", ["file", server], indirect=True)


@pytest.fixture(scope="session")
def server_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Debian's PostgreSQL, started once for a run of the tests."""

    @contextmanager
    def run() -> Iterator[str]:
        with postgres() as port:
            yield str(port)

    with running_once(tmp_path_factory, "postgres", run) as port:
        yield int(port)


@pytest.fixture
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """What OUTCOMES_STORE is, '' for a folder of the workspace, and its password's file."""
    if getattr(request, "param", "file") == "file":
        return "", ""
    place = own_schema(request.getfixturevalue("server_port"), f"s{token_hex(8)}")
    (secret := tmp_path / "password").write_text(PASSWORD)
    secret.chmod(0o600)
    return place, str(secret)


@pytest.fixture
def workspace(
    _elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: tuple[str, str]
) -> Iterator[Path]:
    """An empty folder for the store and the editions, where the settings point."""
    folder = tmp_path / "workspace"
    place, secret = backend
    monkeypatch.setenv("OUTCOMES_STORE", place or str(folder / "store"))
    monkeypatch.setenv("OUTCOMES_STORE_PASSWORD_FILE", secret)
    monkeypatch.setenv("OUTCOMES_EDITIONS", str(folder / "editions"))
    monkeypatch.setenv("OUTCOMES_INBOX", str(folder / "inbox"))
    yield folder


@pytest.fixture
def mounts(tmp_path: Path) -> Iterator[Mounts]:
    """Make a disk in memory of a size: mounts("2m")."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("making a small disk takes root on Linux")
    made: list[Path] = []

    def mount(size: str) -> Path:
        place = tmp_path / f"disk-{len(made)}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("this machine, probably a container, does not let us make a small disk")
        made.append(place)
        return place

    yield mount
    for place in made:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of every TOML in schemas/ and, in council/, of the council's, to change."""
    folder = tmp_path / "schemas"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(OUR_OWN, folder / "council", ignore=shutil.ignore_patterns("extracts"))
    monkeypatch.setenv("OUTCOMES_COUNCIL", str(folder / "council"))
    return folder


@pytest.fixture
def left_by(tmp_path_factory: pytest.TempPathFactory, workspace: Path) -> LeftBy:
    """A copy of what `make(folder)` did once, for every test that begins there: its store and its
    editions stand in the workspace. Before the store is opened."""

    def leave(make: Callable[[Path], object]) -> Path:
        copied(made_once(tmp_path_factory, _name_of(make), make), workspace)
        if settings_now().store_address:
            with open_store(workspace / "store") as file, open_store() as server:
                move_all(file.connection, server.connection)
        return workspace

    return leave


@pytest.fixture
def store(left_by: LeftBy) -> Iterator[Store]:
    """An empty store."""
    left_by(make_empty_store)
    with open_store() as opened:
        yield opened


def make_empty_store(folder: Path) -> None:
    with open_store(folder / "store"):
        pass


def _name_of(make: Callable[[Path], object]) -> str:
    return f"{make.__module__}.{make.__name__}"


Read = Callable[..., Extract]
Arrives = Callable[..., bool]
Publishes = Callable[..., Edition]


@pytest.fixture
def read(schemas: Schemas) -> Read:
    """Read rows under the usual heading: read("dental_checks,2024-25,,,,40,80,,")."""

    def rows(*lines: str, published: bool = False) -> Extract:
        return read_extract("file.csv", "\n".join([HEADER, *lines]).encode(), schemas, published)

    return rows


@pytest.fixture
def arrives(store: Store, schemas: Schemas) -> Arrives:
    """Load rows into the store; the rest is provenance: arrives(row, released="2024")."""

    def load(*lines: str, **said: str | bool) -> bool:
        usual: dict[str, str | bool] = {
            "name": "file.csv",
            "received_from": "a test",
            "publication": "A publication",
            "publisher": "A publisher",
            "released": "2025",
        }
        provenance = Provenance(**(usual | said))  # type: ignore[arg-type]
        content = "\n".join([HEADER, *lines]).encode()
        extract = read_extract(provenance.name, content, schemas, provenance.published)
        return store.add(extract, provenance)

    return load


def measurement(indicator: str, kind: PeriodKind, end: str, **said: Any) -> Measurement:
    """A measurement of the council's for the period of that kind that ends on that day."""
    usual = {
        "area_code": "E10000024",
        "area": "Nottinghamshire",
        "role": "council",
        "state": State.SHOWN,
        "extract": "file.csv",
        "source": "A publication",
    }
    period = Period.holding(kind, date.fromisoformat(end))
    return Measurement(indicator=indicator, period=period, **(usual | said))


@pytest.fixture
def publishes(store: Store, schemas: Schemas) -> Publishes:
    """Publish the store and open what was published."""

    def edition(declared: Schemas = schemas) -> Edition:
        return open_edition(publish(store, declared, why="a test", made_by="a test"))

    return edition
