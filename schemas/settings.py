"""What the environment sets: in which folders the figures are, and what we are called.

docs/settings.md lists it all.
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PREFIX = "OUTCOMES_"
_FOLDERS = ("store", "editions", "inbox")
_WORKSPACE = Path(__file__).parent.parent / "workspace"


class ProcessRole(StrEnum):
    """What a process may do. A viewers' one never writes: it waits for the first edition."""

    OFFICERS = "officers"
    VIEWERS = "viewers"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is OUTCOMES_ and its name in capitals. A folder that is not set is one of that
    name in the checkout's workspace/."""

    store: Path
    """Counts as they arrived: officers only. A viewers' deployment has none."""
    editions: Path
    """What everybody sees."""
    inbox: Path
    """Where extracts are dropped."""
    hosts: tuple[str, ...]
    """The names that people open the dashboard by, besides this machine's own: parted by commas."""
    role: ProcessRole
    """What this process is for."""


def settings() -> Settings:
    """The environment's settings as they are now."""
    hosts = os.environ.get(f"{PREFIX}HOSTS", "").lower().split(",")
    folders = {n: Path(os.environ.get(PREFIX + n.upper()) or _WORKSPACE / n) for n in _FOLDERS}
    role = ProcessRole(os.environ.get(f"{PREFIX}ROLE") or ProcessRole.OFFICERS)
    names = tuple(name.strip() for name in hosts if name.strip())
    return Settings(**folders, hosts=names, role=role)
