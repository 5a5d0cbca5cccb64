"""How far a piece of work is: a bar with words, for whatever takes more than a second.

Streamlit breaks a page off when its reader clicks again or goes away. Looking may be broken off.
What changes something is begun apart from the page, and finished whatever happens to the page.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from secrets import token_hex
from time import thread_time
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from officers.priority import give_way_if_shared, rest_if_shared
from schemas.progress import OnProgress

_WORKERS = ThreadPoolExecutor(thread_name_prefix="officer", initializer=give_way_if_shared)
_LOOK = 0.5  # seconds
BEGUN = "begun"  # in the address: what was begun on the page
_BEGUN: dict[str, "Work"] = {}  # by what stands in the address, which only who began it has
_KEPT = 50
Result = TypeVar("Result")


def place_for_progress() -> DeltaGenerator:
    """Where the bar will be. It is there on every run, with or without work to do, so that nothing
    beneath it moves while there is."""
    return st.empty()


@contextmanager
def progress(place: DeltaGenerator) -> Iterator[OnProgress]:
    """A bar as long as something is looked at. What it yields is told how far that is, 0 to 1, and
    what is being done, in words of our own."""
    yield lambda done, doing: _draw(place, done, doing)
    place.empty()


class Work:
    """What must be finished once it has begun: `does` is given something to report to. `hurries`:
    it keeps the store to itself, so that it does not rest on a host of many councils."""

    def __init__(self, does: Callable[[OnProgress], object], hurries: bool = False):
        self.done, self.doing, self._hurries = 0.0, "Starting", hurries
        self._future = _WORKERS.submit(self._do, does)

    def is_finished(self, within: float) -> bool:
        """Whether `result` waits no longer, after so many seconds at most."""
        return bool(wait([self._future], within).done)

    def result(self) -> object:
        """What it came to, or raises what it raised."""
        return self._future.result()

    def _do(self, does: Callable[[OnProgress], object]) -> object:
        self._rested = thread_time()
        return does(self._report)

    def _report(self, done: float, doing: str) -> None:
        self.done, self.doing = done, doing
        if not self._hurries:
            self._rested = rest_if_shared(self._rested)


def begin(
    key: str,
    does: Callable[[OnProgress], object],
    place: DeltaGenerator,
    *,
    hurries: bool = False,
) -> None:
    """Begin what must be finished, with its bar at `place`, where the button was; then draw the
    page again, which asks `finished`. The address keeps a word by which a page that is loaded again
    knows it."""
    token = f"{key}-{token_hex(8)}"
    _BEGUN[token] = st.session_state[f"work-{key}"] = Work(does, hurries)
    while len(_BEGUN) > _KEPT:
        _BEGUN.pop(next(iter(_BEGUN)))
    st.query_params[BEGUN] = token
    _wait(_BEGUN[token], place)
    st.rerun()


def is_going_on(key: str) -> bool:
    """Whether something was begun under this name, and nobody has asked what it came to."""
    token = st.query_params.get(BEGUN, "")
    if token.rpartition("-")[0] == key and token in _BEGUN:
        st.session_state.setdefault(f"work-{key}", _BEGUN[token])
    return f"work-{key}" in st.session_state


def finished(key: str, kind: type[Result]) -> Result | None:
    """What the work that was begun under this name came to, once; None where none was. Draws a bar
    until then, on a page that has lost the one that was begun. Raises what the work raised."""
    place = place_for_progress()
    if not is_going_on(key):
        return None
    work: Work = st.session_state[f"work-{key}"]
    _wait(work, place)
    st.session_state.pop(f"work-{key}", None)
    _BEGUN.pop(st.query_params.pop(BEGUN, ""), None)
    result = work.result()
    assert isinstance(result, kind)
    return result


def is_forgotten() -> bool:
    """Whether the address names something of which the server knows nothing: it was started anew
    since, and said nothing yet."""
    token = st.query_params.get(BEGUN)
    return token is not None and token not in _BEGUN and bool(st.query_params.pop(BEGUN))


def _wait(work: Work, place: DeltaGenerator) -> None:
    seconds = 0.0
    while not work.is_finished(seconds):
        _draw(place, work.done, work.doing)
        seconds = _LOOK
    place.empty()


def _draw(place: DeltaGenerator, done: float, doing: str) -> None:
    place.progress(done, text=f"{doing} …")
