"""Officers add and publish: each module's go to a server of their own."""

import pytest


@pytest.fixture
def address(officers_address: str) -> str:
    return officers_address
