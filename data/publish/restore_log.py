"""Who went back to an earlier edition, when and why: a log beside the pointer. Officers only.

A line of JSON for each, put down before the pointer moves, so that a viewers' folder without a
store has it too. Where a kill or a power cut came between the two, the last line tells of what did
not happen: it is not read, and goes before the pointer moves next.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data.editions.folder import current_name
from data.files.atomic import put
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
    happened = _happened(folder or settings().editions)
    return [said for said in map(_restored, happened) if said]


def write_down(edition: str, who: str, why: str, folder: Path) -> None:
    """Say that an edition is about to be made current, unless it is. It must be our turn.

    Returns when the disk has it; raises OSError when it does not take it.
    """
    before = current_name(folder) or ""
    if edition == before:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    said = asdict(Restored(now, who, why, edition, before)) | {"when": now.isoformat()}
    _write([*_happened(folder), json.dumps(said)], folder)


def forget_what_did_not_happen(folder: Path) -> None:
    """Take away a last line that the pointer never followed. It must be our turn, and before the
    pointer moves."""
    happened = _happened(folder)
    if happened != _lines(folder / FILE):
        _write(happened, folder)


def copy(folder: Path, file: Path) -> bool:
    """Write what happened to another file. False when nobody ever went back."""
    lines = _happened(folder)
    file.write_text(_text(lines), encoding="utf-8")
    return bool(lines)


def join(other: Path, folder: Path) -> None:
    """Take in what another log tells and ours does not, if there is another, in the order in which
    it happened."""
    with folder_lock(folder):
        here, there = _happened(folder), _lines(other)
        if more := [line for line in there if line not in here]:
            _write(sorted([*here, *more], key=_moment), folder)


def _moment(line: str) -> datetime:
    said = _restored(line)
    return said.when if said else datetime.min


def _happened(folder: Path) -> list[str]:
    """The lines, without a last one that was put down while the pointer stayed where it was."""
    lines = _lines(folder / FILE)
    last = _restored(lines[-1]) if lines else None
    return lines[:-1] if last and last.before == (current_name(folder) or "") else lines


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _write(lines: list[str], folder: Path) -> None:
    aside = folder / f".{FILE}"
    aside.write_text(_text(lines), encoding="utf-8")
    put(aside, folder / FILE)


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _restored(line: str) -> Restored | None:
    try:
        said = Restored(**json.loads(line))
        return replace(said, when=datetime.fromisoformat(str(said.when)))
    except (ValueError, TypeError):
        return None
