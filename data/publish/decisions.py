"""Decisions that are made with an edition, and taken back when nothing comes of it. Officers only.

Whoever's turn it is writes down beside the pointer what the extracts were, decides, and takes that
note away when the pointer has moved. A note that is still there is of a publication that was
refused, or whose process was killed or lost its power.
"""

import json
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from data.editions.folder import current_edition, current_name, edition_names
from data.files.atomic import write
from data.store.decisions import ExtractState
from data.store.store import Store
from schemas.problems import Problem, Refused
from schemas.settings import settings

FILE = ".deciding.json"
NOT_PUBLISHED = "Could not be published"
"""What the history says of a decision that was taken back because nothing was published."""
Decided = Mapping[int, ExtractState]
"""What extracts are to be, by their numbers."""


def decide(
    store: Store, decided: Decided, who: str, why: str, folder: Path, becomes: str | None = None
) -> None:
    """Make decisions, all of them or none, that hold when another edition is current: the one that
    `becomes` so, or a new one. The folder must be locked. Raises Refused."""
    if decided:
        names = [name for name in edition_names(folder) if name != becomes]
        before = {number: store.state(number) for number in decided}
        write(folder / FILE, json.dumps({"who": who, "before": before, "editions": names}))
        store.decide(decided, who, why)


def require_two_people(store: Store, who: str, folder: Path) -> None:
    """Where the council asks for two people, that nobody publishes what they added themselves:
    whatever is accepted, and was not when the current edition was made. Raises Refused with each
    such file."""
    if not settings().two_people:
        return
    then = datetime.min
    with suppress(Refused):  # there is none yet
        then = current_edition(folder).made
    new = store.accepted() - store.accepted(then)
    known = {who, *re.findall(r" \(said by (.*)\)$", who)}  # by --by, and the account that said so
    theirs = [x for x in store.extracts().itertuples() if x.id in new and x.added_by in known]
    message = f"{who} added it, so somebody else has to publish it."
    if theirs:
        raise Refused([Problem(f"extract {x.id}, {x.name}", message) for x in theirs])


def hold(folder: Path) -> None:
    """Let what was decided stand: the pointer has moved. The folder must be locked."""
    (folder / FILE).unlink(missing_ok=True)


def take_back(store: Store, folder: Path) -> None:
    """Make extracts again what they were before a publication that came to nothing, if there was
    one. The folder must be locked: then nobody is publishing."""
    try:
        note = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    if (current_name(folder) or "") in ("", *note["editions"]):
        before: dict[int, ExtractState] = {int(n): state for n, state in note["before"].items()}
        with suppress(Refused):  # of another store, which has been put back meanwhile
            changed = {n: state for n, state in before.items() if store.state(n) != state}
            store.put_to(changed, note["who"], NOT_PUBLISHED)
        message = "A publication came to nothing. Its extracts are what they were before: %s."
        logging.getLogger("outcomes").warning(message, ", ".join(map(str, before)))
    hold(folder)
