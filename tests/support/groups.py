"""Which tests go to one process, when several run them.

Told from a test's name alone: pytest-xdist 3.8 reads its own mark `xdist_group` in a way that
pytest 9.2 no longer knows, and would share a module out among all.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

SERIAL = tuple(f"tests/store/test_{name}.py" for name in ("disk", "faults", "together"))
"""Modules of patience, full disks and kills: never two of them at once."""
TOUR = "tests/pages/test_tour.py"


def group_of(name: str) -> str:
    """A module; of the tour one page, which its tests open once; and all that is SERIAL."""
    module, _, test = name.partition("::")
    page = test.partition("[")[2].partition("/")[2]
    if module == TOUR and page:
        return f"{module} /{page}"
    return "serial" if module in SERIAL else module


class Groups(LoadScopeScheduling):
    """Hands out group by group, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def make_scheduler(config: pytest.Config, log: object) -> Groups:
    return Groups(config, log)  # type: ignore[arg-type]
