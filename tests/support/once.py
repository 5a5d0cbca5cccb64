"""What is made once for a whole run of the tests, by whichever process needs it first."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from filelock import FileLock, Timeout


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run of the tests have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def running_once(
    factory: pytest.TempPathFactory, name: str, run: Callable[[], AbstractContextManager[str]]
) -> Iterator[str]:
    """What `run` gives, an address, for every process of a run of the tests: the first to come runs
    it, and stops it when no other needs it any more."""
    base, me = shared_folder(factory), os.environ.get("PYTEST_XDIST_WORKER", "alone")
    turn, note = FileLock(base / f"{name}.turn"), base / name
    needs_it = FileLock(base / f"{name}-{me}.needs")
    with ExitStack() as ours:
        with turn:
            first = not note.exists()
            if first:
                note.write_text(ours.enter_context(run()))
            needs_it.acquire()
        yield note.read_text()
        needs_it.release()
        while first:
            with turn:
                if not any(_is_held(lock) for lock in base.glob(f"{name}-*.needs")):
                    note.unlink()
                    break
            time.sleep(0.5)


def _is_held(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name, which `make` fills; of several processes, the first fills it.

    Nobody may write to it: work on a copy (`copied`).
    """
    base = shared_folder(factory)
    place, unfinished = base / f"once-{name}", base / f"making-{name}"
    with FileLock(base / f"once-{name}.lock"):
        if not place.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(place)
    return place


def copied(folder: Path, to: Path) -> Path:
    """A copy to work on, times and all."""
    return Path(shutil.copytree(folder, to, dirs_exist_ok=True))
