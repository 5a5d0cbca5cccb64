"""Who is looking at the dashboard, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do besides reading."""

    OFFICER = "officer"
    """Add figures, decide and publish; and so see the history and true counts."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who reads, with roles or without. Of officers the databases keep the name."""

    name: str = ""
    roles: frozenset[Role] = frozenset()

    @property
    def is_officer(self) -> bool:
        """Whether they may add figures, and see the history."""
        return Role.OFFICER in self.roles


READER = Person()
"""Anybody who only reads."""
