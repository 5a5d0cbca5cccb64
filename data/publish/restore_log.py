"""The log of restores: who went back to an earlier edition, when and why. Officers only.

It lies beside the pointer, so that a viewers' folder without a store has it too. A line of JSON for
each, written before the pointer moves. Where a kill or a power cut came between the two, the last
line is of a restore that was not committed: it is not read, and dropped before the pointer moves
next.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data.editions.folder import current_name
from data.files.atomic import write
from data.files.lock import folder_lock
from schemas.settings import settings

FILE = "restored.jsonl"


@dataclass(frozen=True, slots=True)
class Restored:
    """That somebody made an edition the current one again, in place of `before`. Universal time."""

    when: datetime
    who: str
    why: str
    edition: str
    before: str


def restorations(folder: Path | None = None) -> list[Restored]:
    """Everyone who went back, oldest first. A line that cannot be read is left out."""
    lines = _committed_lines(folder or settings().editions)
    return [entry for entry in map(_restored, lines) if entry]


def append(edition: str, who: str, why: str, folder: Path) -> None:
    """Log that an edition is about to be made current, unless it is. The folder must be locked.

    Returns when the disk has it. Raises OSError when it does not take it.
    """
    before = current_name(folder) or ""
    if edition == before:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    entry = asdict(Restored(now, who, why, edition, before)) | {"when": now.isoformat()}
    write(folder / FILE, _text([*_committed_lines(folder), json.dumps(entry)]))


def drop_uncommitted(folder: Path) -> None:
    """Drop a last line that the pointer never followed, before the pointer moves. The folder must
    be locked."""
    lines = _committed_lines(folder)
    if lines != _lines(folder / FILE):
        write(folder / FILE, _text(lines))


def copy(folder: Path, file: Path) -> bool:
    """Write the committed lines to another file. False when nobody ever went back."""
    lines = _committed_lines(folder)
    file.write_text(_text(lines), encoding="utf-8")
    return bool(lines)


def join(other: Path, folder: Path) -> None:
    """Take in the lines of another log, if there is another, that ours does not have, in the order
    of their times."""

    def moment(line: str) -> datetime:
        entry = _restored(line)
        return entry.when if entry else datetime.min

    with folder_lock(folder):
        here = _committed_lines(folder)
        if more := [line for line in _lines(other) if line not in here]:
            write(folder / FILE, _text(sorted([*here, *more], key=moment)))


def _committed_lines(folder: Path) -> list[str]:
    """Log lines whose restore was committed; the last is dropped when the pointer did not move."""
    lines = _lines(folder / FILE)
    last = _restored(lines[-1]) if lines else None
    return lines[:-1] if last and last.before == (current_name(folder) or "") else lines


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _restored(line: str) -> Restored | None:
    try:
        entry = Restored(**json.loads(line))
        return replace(entry, when=datetime.fromisoformat(str(entry.when)))
    except (ValueError, TypeError):
        return None
