"""How far a piece of work is: a bar with words, for whatever takes more than a second."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.publish import Tell


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar that stays as long as the work does. What it yields is told how far the work is, 0 to
    1, and what is being done, in words of our own."""
    bar = st.empty()

    def tell(done: float, doing: str) -> None:
        bar.progress(done, text=f"{doing} …")

    try:
        yield tell
    finally:
        bar.empty()


def part(tell: Tell, start: float, end: float = 1.0) -> Tell:
    """The same for a part of the work, from one share of the whole to another."""
    return lambda done, doing: tell(start + (end - start) * done, doing)
