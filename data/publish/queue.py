"""Queue for publishing: take the editions' lock, then read one consistent snapshot of the store.

Officers only. Who comes later reads the store later, so the newest edition has the newest figures.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from data.editions.folder import every_edition
from data.files.lock import folder_lock, wait_while_holder_moves
from data.store.store import Snapshot, Store

Opens = Callable[..., AbstractContextManager[Store]]
"""`open_store`, or it with a folder."""
_MOMENT = 2.0  # seconds
_PATIENCE = 120.0  # seconds, with one holder of the store


@contextmanager
def exclusive_snapshot(store: Store | Opens, folder: Path, council: str) -> Iterator[Snapshot]:
    """Wait for our turn in the editions folder, and read the store when it comes.

    A store that is still to be opened is let go as soon as it is read, so that others add figures
    while we build. Nobody keeps the lock while they wait for the store, but for a moment: whoever
    has the store may be waiting for the lock. Raises Refused when one holder keeps either for two
    minutes.
    """

    def attempt() -> Snapshot:
        with ExitStack() as lock:
            lock.enter_context(folder_lock(folder))
            opening = nullcontext(store) if isinstance(store, Store) else store(patience=_MOMENT)
            with opening as opened:
                made = [edition.made for edition in every_edition(folder)]
                snapshot = opened.snapshot(council, made)
            kept.enter_context(lock.pop_all())
            return snapshot

    with ExitStack() as kept:
        yield wait_while_holder_moves(attempt, _PATIENCE, 0.4)
