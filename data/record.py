"""The record: who signed in, looked, took a file away, published, and when. Officers only.

A line of JSON each, only ever added. None has a figure, or a name of a file that somebody added.
"""

import json
import logging
from datetime import UTC, datetime

from schemas.person import Person
from schemas.settings import settings

FILE = "record.jsonl"


def record(person: Person, did: str, what: str = "") -> None:
    """Add a line of somebody who is known. What cannot be recorded stops nobody, and is said in the
    log."""
    if not person.name:
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = {"when": now, "who": person.name, "way": person.way, "did": did, "what": what}
    try:
        folder = settings().access
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")
    except OSError as error:
        logging.getLogger("outcomes").error("Not recorded, for %s: %s", error.strerror, line)
