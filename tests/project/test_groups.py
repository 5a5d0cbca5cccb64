"""Tests that must not be parted, or must not run at once, go to one process."""

import pytest

from tests.conftest import PROJECT
from tests.support.depth import EVERY_DAY
from tests.support.groups import SERIAL, group_of


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/metrics/test_trend.py::test_a[1/2]", "tests/metrics/test_trend.py"),
        (
            "tests/pages/test_tour.py::test_wide[1440-/find?q=a]",
            "tests/pages/test_tour.py /find?q=a]",
        ),
        ("tests/pages/test_tour.py::test_tab[/find?q=a]", "tests/pages/test_tour.py /find?q=a]"),
        ("tests/pages/test_tour.py::test_axe", "tests/pages/test_tour.py"),
        *((f"{module}::test_a", "serial") for module in SERIAL),
    ],
)
def test_a_test_goes_with_those_that_share_what_it_needs(test: str, group: str) -> None:
    assert group_of(test) == group


@pytest.mark.parametrize("module", EVERY_DAY)
def test_what_waits_for_the_night_is_a_test_that_there_is(module: str) -> None:
    text = (PROJECT / "tests" / f"{module}.py").read_text(encoding="utf-8")
    assert [name for name in EVERY_DAY[module] if f"def {name}(" not in text] == []
