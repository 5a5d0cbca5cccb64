"""The pointer: a file of one line that says which edition is current."""

import logging
from collections.abc import Collection
from pathlib import Path

from data.editions.folder import BEFORE, POINTER, open_edition
from data.files.atomic import in_words, write
from data.files.lock import folder_lock
from data.publish import local_copy, restore_log
from data.record import record
from schemas.person import Person
from schemas.settings import settings


def point_to(
    name: str,
    folder: Path | None = None,
    *,
    who: str = "not said",
    why: str = "",
    names: Collection[str] | None = None,
) -> None:
    """Make an edition the current one, and log who did and why. `names`: all the editions that an
    object store shall keep. Raises Refused when there is none of that name that opens, and when the
    folder or the object store cannot be written."""
    folder = folder or settings().editions
    open_edition(name, folder)
    with in_words(folder, "the edition cannot be made current"), folder_lock(folder):
        local_copy.bring(folder)
        open_edition(name, folder)
        restore_log.append(name, who, why, folder)
        move_pointer(name, folder, who, names)


def move_pointer(name: str, folder: Path, who: str, names: Collection[str] | None = None) -> None:
    """Write the pointer, whole or not at all, and record who did; in the object store first, where
    there is one. The folder must be locked. Raises Refused when the object store does not take
    it."""
    is_everybodys = folder == settings().editions
    for does in BEFORE if is_everybodys else ():
        try:
            does(name)
        except Exception:
            logging.getLogger("outcomes").exception("Edition %s is not drawn yet", name)
    local_copy.commit(folder, name, names)
    write(folder / POINTER, name + "\n")
    if is_everybodys:
        record(Person(who), "made an edition current", name)
