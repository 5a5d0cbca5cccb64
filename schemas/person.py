"""Who is looking at the dashboard, and what they may do."""

import os
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do: each may also do what those before it may."""

    VIEWER = "viewer"
    """Read the pages, and present them."""
    PRESENTER = "presenter"
    """Make packs and reports to take away."""
    OFFICER = "officer"
    """Add figures as drafts; and so see the history and true counts."""
    PUBLISHER = "publisher"
    """Publish, withdraw and go back."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who reads. Of officers the databases keep the name."""

    name: str = ""
    role: Role | None = Role.PRESENTER  # None: known, and of no group of ours
    way: str = ""  # how they are known: the mode; '' of nobody
    since: float = 0.0  # when their session began, in seconds since 1970; 0 without one of ours
    who: str = ""  # what the way tells them by, whatever they are called; '' of nobody
    until: float = 0.0  # when it ends
    proved: float = 0.0  # when they last proved who they are; 0 where the way does not say

    def may(self, role: Role) -> bool:
        """Whether they may do what that role may."""
        ladder = (None, *Role)
        return ladder.index(self.role) >= ladder.index(role)

    @property
    def is_officer(self) -> bool:
        """Whether they may add figures, and see the history."""
        return self.may(Role.OFFICER)


def account() -> str:
    """The name of the account that runs this program, whatever its variables say."""
    try:
        import pwd
    except ImportError:  # Windows
        return os.getlogin()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # in a container, a user may have no name
        return "not said"


READER = Person()
"""Anybody, where reading needs no sign-on."""
