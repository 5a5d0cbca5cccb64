"""What the environment sets: in which folders the figures are. docs/settings.md lists it all."""

import os
from dataclasses import dataclass
from pathlib import Path

PREFIX = "OUTCOMES_"
_WORKSPACE = Path(__file__).parent.parent / "workspace"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is OUTCOMES_ and its name in capitals; a folder of that name in the checkout's
    workspace/ where that is not set."""

    store: Path
    """Counts as they arrived: officers only. A viewers' deployment has none."""
    editions: Path
    """What everybody sees."""
    inbox: Path
    """Where extracts are dropped."""


def settings() -> Settings:
    """The environment's settings as they are now."""
    named = Settings.__dataclass_fields__
    return Settings(
        **{n: Path(os.environ.get(PREFIX + n.upper()) or _WORKSPACE / n) for n in named}
    )
