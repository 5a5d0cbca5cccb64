"""Undo: take back what one's own edition brought, and nothing that anybody else has. Officers only.

Where that edition is still current and has nothing else that the one before it had not, the pointer
goes back to that one; else an edition is made without what is taken back.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data.editions.folder import current_name, open_edition
from data.files.atomic import in_words
from data.publish import restore_log
from data.publish.decisions import Decided, decide, hold
from data.publish.pointer import move_pointer
from data.publish.publish import or_taken_back, publish
from data.publish.queue import Opens, our_turn
from data.store.store import Store
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.progress import OnProgress
from schemas.settings import settings

UNDONE = "Undone"


@dataclass(frozen=True, slots=True)
class Undone:
    """Which edition is current now, and whether it is one that was there before."""

    edition: str
    went_back: bool


def undo(
    store: Store | Opens,
    schemas: Schemas,
    *,
    edition: str,
    before: str | None,
    undone: Decided,
    who: str,
    folder: Path | None = None,
    report: OnProgress = lambda done, doing: None,
) -> Undone:
    """Make extracts that an edition brought or took away what they are in `undone`, and show it;
    `before` was current when the edition was published. Nothing is erased. Raises Refused when
    somebody else has decided otherwise since, or nothing can be published."""
    folder = folder or settings().editions
    if before and _goes_back(store, folder, edition, before, undone, who):
        return Undone(before, went_back=True)
    name = publish(
        store, schemas, why=UNDONE, made_by=who, folder=folder, decided=undone, report=report
    )
    return Undone(name, went_back=False)


def _goes_back(
    store: Store | Opens, folder: Path, edition: str, before: str, undone: Decided, who: str
) -> bool:
    def decides(opened: Store) -> bool:
        may = current_name(folder) == edition and _is_all(opened, folder, edition, before, undone)
        if may:
            decide(opened, undone, who, UNDONE, folder, becomes=before)
        return may

    words = in_words(folder, "the edition cannot be made current")
    with words, or_taken_back(store, folder), our_turn(store, folder, decides) as may:
        if may:
            restore_log.append(before, who, UNDONE, folder)
            move_pointer(before, folder, who)
            hold(folder)
    return may


def _is_all(store: Store, folder: Path, edition: str, before: str, undone: Decided) -> bool:
    """Whether the extracts that are undone are all in which two editions differ."""
    with suppress(Refused):
        then, now = (open_edition(name, folder).made for name in (before, edition))
        return then < now and store.accepted(then) ^ store.accepted(now) <= {*undone}
    return False
