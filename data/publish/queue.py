"""Queue for publishing: take the editions' lock, then do with the store what is done in turn.

Officers only. Who comes later reads the store later, so the newest edition has the newest figures.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TypeVar

from data.files.lock import folder_lock, wait_while_holder_moves
from data.publish import local_copy
from data.publish.decisions import FILE, take_back
from data.store.store import Store
from schemas.problems import Refused

Opens = Callable[..., AbstractContextManager[Store]]
"""`open_store`, or it with a folder."""
T = TypeVar("T")
_MOMENT = 2.0  # seconds
_PATIENCE = 120.0  # seconds, with one holder of the store


@contextmanager
def our_turn(
    store: Store | Opens, folder: Path, does: Callable[[Store], T], *, is_known: bool = False
) -> Iterator[T]:
    """Wait for our turn in the editions folder, and what `does` gives with the store when it comes.

    What came to nothing before us is taken back first. A store that is still to be opened is let go
    as soon as that is done, so that others add figures while we build. Nobody keeps the lock while
    they wait for the store, but for a moment: whoever has the store may be waiting for the lock.
    `is_known`: which edition is current is, so the object store need not be asked. Raises Refused
    when one holder keeps either for two minutes, or the object store is away.
    """

    def attempt() -> T:
        with ExitStack() as lock:
            lock.enter_context(folder_lock(folder))
            if not is_known:
                local_copy.bring(folder)
            opening = nullcontext(store) if isinstance(store, Store) else store(patience=_MOMENT)
            with opening as opened:
                lock.enter_context(opened.connection.turn())
                take_back(opened, folder)
                done = does(opened)
            kept.enter_context(lock.pop_all())
            return done

    with ExitStack() as kept:
        yield wait_while_holder_moves(attempt, _PATIENCE, 0.4)


def clear_up(store: Opens, folder: Path) -> None:
    """Take back what came to nothing, where there is such a thing and nobody is publishing."""
    if (folder / FILE).exists():
        with suppress(Refused, OSError), folder_lock(folder, patience=0), store() as opened:
            local_copy.bring(folder)
            take_back(opened, folder)
