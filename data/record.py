"""The record: who signed in, looked, took a file away, published, and when. Officers only.

A line of JSON for each, only ever added, beside the store. No line has a figure, the name of a file
that somebody added, or its words.
"""

import json
import logging
import os
from datetime import UTC, datetime

from schemas.settings import settings

FILE = "record.jsonl"


def record(who: str, did: str, what: str = "", *, way: str = "") -> None:
    """Add a line. What cannot be recorded stops nobody, and is said in the log."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"when": now, "who": who, "way": way, "did": did, "what": what})
    try:
        folder = settings().access
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        added = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(added, f"{line}\n".encode())
        finally:
            os.close(added)
    except OSError as error:
        logging.getLogger("outcomes").error("Not recorded, for %s: %s", error.strerror, line)
