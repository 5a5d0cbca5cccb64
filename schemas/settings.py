"""What the environment sets: in which folders the figures are, and what we are called.

docs/settings.md lists it all.
"""

import os
from dataclasses import dataclass
from pathlib import Path

PREFIX = "OUTCOMES_"
_FOLDERS = ("store", "editions", "inbox")
_WORKSPACE = Path(__file__).parent.parent / "workspace"


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


def settings() -> Settings:
    """The environment's settings as they are now."""
    hosts = os.environ.get(f"{PREFIX}HOSTS", "").lower().split(",")
    folders = {n: Path(os.environ.get(PREFIX + n.upper()) or _WORKSPACE / n) for n in _FOLDERS}
    return Settings(**folders, hosts=tuple(name.strip() for name in hosts if name.strip()))
