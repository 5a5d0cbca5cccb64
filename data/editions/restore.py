"""Who went back to an earlier edition, as the log beside the pointer has it, and which were taken
back with that. A viewers' folder without a store has it too."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from data.editions.folder import current_name, edition_names
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
    lines = committed_lines(folder or settings().editions)
    return [entry for entry in map(restored, lines) if entry]


def taken_back(folder: Path | None = None) -> dict[str, datetime]:
    """The editions that stopped being current because somebody went back behind them, and when;
    without those that somebody has made current again since."""
    taken: dict[str, datetime] = {}
    names = edition_names(folder)
    for entry in restorations(folder):
        taken = {name: when for name, when in taken.items() if name > entry.edition}
        taken |= {name: entry.when for name in names if entry.edition < name <= entry.before}
    return taken


def committed_lines(folder: Path) -> list[str]:
    """Log lines whose restore was committed; the last is dropped when the pointer did not move."""
    lines = lines_of(folder / FILE)
    last = restored(lines[-1]) if lines else None
    return lines[:-1] if last and last.before == (current_name(folder) or "") else lines


def lines_of(file: Path) -> list[str]:
    """The lines of a log; none where there is none."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def restored(line: str) -> Restored | None:
    """What a line says; None of one that cannot be read."""
    try:
        entry = Restored(**json.loads(line))
        return replace(entry, when=datetime.fromisoformat(str(entry.when)))
    except (ValueError, TypeError):
        return None
