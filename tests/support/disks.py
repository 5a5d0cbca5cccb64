"""Small disks, and full ones, for the tests of what happens on them."""

import errno
from collections.abc import Callable
from pathlib import Path

Mounts = Callable[[str], Path]
"""The fixture `mounts` makes a disk in memory of a size: mounts("2m")."""


def fill(place: Path, leave: int = 0) -> Path:
    """Fill a disk but for some bytes; remove the file that is returned to make room again."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC
        file.truncate(max(0, file.tell() - leave))
    return filler
