"""The line of those who publish: whose turn it is, and what the store says when it comes.

Officers only. Who comes later reads the store later, so the newest edition has the newest figures.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import uniform

from data.editions.folder import every_edition
from data.files.lock import turn
from data.store.store import InUse, Snapshot, Store

Opens = Callable[..., AbstractContextManager[Store]]
"""`open_store`, or it with a folder."""
_MOMENT = 2.0
_PATIENCE = 120.0  # with one holder of the store


@contextmanager
def in_line(store: Store | Opens, folder: Path, council: str) -> Iterator[Snapshot]:
    """Wait for our turn in the editions folder, and read the store when it comes.

    A store that is still to be opened is let go as soon as it is read, so that others add figures
    while we build. Nobody keeps the turn while they wait for the store, but for a moment: whoever
    has the store may be waiting for the turn. Raises Refused when one holder keeps either for two
    minutes.
    """
    if isinstance(store, Store):
        with turn(folder):
            yield _snapshot(store, folder, council)
        return
    holder, until = "", 0.0
    while True:
        with turn(folder):
            snapshot = _read(store, folder, council)
            if isinstance(snapshot, Snapshot):
                yield snapshot
                return
        if snapshot.holder != holder:
            holder, until = snapshot.holder, time.monotonic() + _PATIENCE
        elif time.monotonic() > until:
            raise snapshot
        time.sleep(uniform(0.1, 0.7))


def _read(opens: Opens, folder: Path, council: str) -> Snapshot | InUse:
    try:
        with opens(patience=_MOMENT) as store:
            return _snapshot(store, folder, council)
    except InUse as in_use:
        return in_use


def _snapshot(store: Store, folder: Path, council: str) -> Snapshot:
    return store.snapshot(council, [edition.made for edition in every_edition(folder)])
