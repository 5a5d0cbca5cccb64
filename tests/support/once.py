"""What is made once for a whole run of the tests, by whichever process needs it first."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name, which `make` fills; of several processes, the first fills it.

    Nobody may write to it: work on a copy (`copied`).
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the folder that all workers share
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
