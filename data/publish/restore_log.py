"""The log of restores: who went back to an earlier edition, when and why. Officers only.

A line of JSON for each, written before the pointer moves. Where a kill or a power cut came between
the two, the last line is of a restore that was not committed: it is not read, and dropped before
the pointer moves next.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from data.editions.folder import current_name
from data.editions.restore import FILE, Restored, committed_lines, lines_of, restored
from data.files.atomic import write
from data.files.lock import folder_lock


def append(edition: str, who: str, why: str, folder: Path) -> None:
    """Log that an edition is about to be made current, unless it is. The folder must be locked.

    Returns when the disk has it. Raises OSError when it does not take it.
    """
    before = current_name(folder) or ""
    if edition == before:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    entry = asdict(Restored(now, who, why, edition, before)) | {"when": now.isoformat()}
    write(folder / FILE, _text([*committed_lines(folder), json.dumps(entry)]))


def drop_uncommitted(folder: Path) -> None:
    """Drop a last line that the pointer never followed, before the pointer moves. The folder must
    be locked."""
    lines = committed_lines(folder)
    if lines != lines_of(folder / FILE):
        write(folder / FILE, _text(lines))


def copy(folder: Path, file: Path) -> bool:
    """Write the committed lines to another file. False when nobody ever went back."""
    lines = committed_lines(folder)
    file.write_text(_text(lines), encoding="utf-8")
    return bool(lines)


def join(other: Path, folder: Path) -> None:
    """Take in the lines of another log, if there is another, that ours does not have, in the order
    of their times."""

    def moment(line: str) -> datetime:
        entry = restored(line)
        return entry.when if entry else datetime.min

    with folder_lock(folder):
        here = committed_lines(folder)
        if more := [line for line in lines_of(other) if line not in here]:
            write(folder / FILE, _text(sorted([*here, *more], key=moment)))


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
