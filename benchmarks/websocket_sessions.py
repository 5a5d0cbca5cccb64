"""Many people at once: sessions that speak Streamlit's protocol over real websockets.

A session does what the page in a browser does and nothing more: it connects to /_stcore/stream
(subprotocol "streamlit"), sends `BackMsg.rerun_script` with the page's name, query and widget
values, and reads `ForwardMsg`s until `script_finished`. A widget's id, and the fragment that it
may live in, come out of the deltas received.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from server_processes import NotMeasured
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

EVERY_SECONDS = 2.0
OPEN_SECONDS = 60.0  # for one connection
SPARE_SECONDS = 180.0  # for opening all sessions and for the last changes, before giving up
TIDY_SECONDS = 0.5  # the server tidies up after a run, and that is its CPU too
CACHED_RUNS = 2  # runs that a browser keeps a large message for (global.maxCachedMessageAge)
FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


@dataclass(frozen=True)
class Widget:
    """A choice on the page: its id in this session, its options and its fragment, if any."""

    id: str
    options: tuple[str, ...]
    many: bool = False  # segmented controls send a list of values
    fragment: str = ""

    def choosing(self, turn: int) -> WidgetState:
        """The state that says option number `turn`, counted round and round, was chosen."""
        option = self.options[turn % len(self.options)]
        if not self.many:
            return WidgetState(id=self.id, string_value=option)
        state = WidgetState(id=self.id)
        state.string_array_value.data.append(option)
        return state


@dataclass(frozen=True)
class Load:
    """What N sessions saw, changing something every two seconds."""

    change_ms: list[float]  # from sending a change to `script_finished`
    cpu_ms: float  # server CPU per change
    widget_found: bool  # otherwise the changes were plain reruns of the page


@dataclass(frozen=True)
class Visited:
    """The page that sessions open."""

    url: str
    label: str = ""  # of the widget to change
    below: str = ""  # where the dashboard is on its host, e.g. /leeds
    element: str = "plotly_chart"  # what every run must send; an error page sends none
    headers: Mapping[str, str] = field(default_factory=dict)  # what a proxy says of who it is


class Session:
    """One person with the page open."""

    def __init__(self, socket: ClientConnection, visited: Visited) -> None:
        self._socket = socket
        self._visited = visited
        self._page_hash = ""
        self._drawn = False
        self._cached: dict[str, int] = {}  # message hash → the run that last used it
        self._runs = 0
        self._buttons: dict[str, str] = {}  # label → id
        self.widget: Widget | None = None

    async def open_page(self) -> None:
        """The first run, as when the page has just been opened."""
        await self._run()

    async def change(self) -> float:
        """Chooses another option and waits for the script; milliseconds."""
        begun, widget = time.perf_counter(), self.widget
        if widget:
            await self._run(widget.choosing(self._runs + 1), widget.fragment)
        else:
            await self._run()
        return 1000 * (time.perf_counter() - begun)

    async def press(self, label: str) -> None:
        """Presses a button, and waits until all that it does is done."""
        if label not in self._buttons:
            raise NotMeasured(f"there is no button '{label}', only {[*self._buttons]}")
        await self._run(WidgetState(id=self._buttons[label], trigger_value=True))

    async def close(self) -> None:
        with suppress(WebSocketException, OSError):
            await self._socket.close()

    async def _run(self, state: WidgetState | None = None, fragment: str = "") -> None:
        self._runs += 1
        self._drawn = False
        await self._socket.send(self._request(state, fragment).SerializeToString())
        async for frame in self._socket:
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else b"")
            self._note(message)
            if message.WhichOneof("type") == "script_finished" and _finished(message):
                break
        else:
            raise NotMeasured("the server closed a session")
        if not self._drawn:
            raise NotMeasured(f"a run sent no {self._visited.element}")
        self._forget_old_messages()

    def _request(self, state: WidgetState | None, fragment: str) -> BackMsg:
        """The rerun that a browser would ask for."""
        address = urlsplit(self._visited.url)
        request = BackMsg()
        rerun = request.rerun_script
        rerun.query_string = address.query
        rerun.page_script_hash = self._page_hash
        page = address.path.removeprefix(self._visited.below).strip("/")
        rerun.page_name = "" if self._page_hash else page
        rerun.cached_message_hashes.extend(self._cached)
        rerun.context_info.url = self._visited.url
        rerun.context_info.timezone = "Europe/London"
        rerun.context_info.locale = "en-GB"
        if state:
            rerun.fragment_id = fragment
            rerun.widget_states.widgets.append(state)
        return request

    def _note(self, message: ForwardMsg) -> None:
        """Keeps what the next request needs; refuses pages that are errors."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable or kind == "ref_hash":
            self._cached[message.ref_hash or message.hash] = self._runs
            self._drawn = True
        if kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "new_session" and not self._page_hash:
            self._page_hash = message.new_session.page_script_hash
        elif kind == "page_not_found":
            raise NotMeasured("there is no such page")
        elif message.session_event.HasField("script_changed_on_disk"):
            raise NotMeasured("its source was edited meanwhile; measure a copy with --product")
        elif kind == "delta":
            self.widget = _widget(message.delta, self._visited.label) or self.widget
            element = message.delta.new_element
            if element.WhichOneof("type") == "button":
                self._buttons[element.button.label] = element.button.id
            self._drawn = self._drawn or element.WhichOneof("type") == self._visited.element

    def _forget_old_messages(self) -> None:
        oldest = self._runs - CACHED_RUNS
        self._cached = {key: run for key, run in self._cached.items() if run >= oldest}


def measure_load(
    visited: Visited, sessions: int, seconds: float, cpu_seconds: Callable[[], float]
) -> Load:
    """N sessions on one page, each changing the widget every two seconds for `seconds`.

    A change that takes longer than two seconds delays the session's next one: nobody can choose
    again before the page has answered, so an overloaded server is not flooded.
    """
    try:
        return asyncio.run(_measure(visited, sessions, seconds, cpu_seconds))
    except (OSError, WebSocketException, TimeoutError) as error:
        raise NotMeasured(f"a session failed: {error!r}") from error


async def _measure(
    visited: Visited, sessions: int, seconds: float, cpu_seconds: Callable[[], float]
) -> Load:
    async with asyncio.timeout(seconds + SPARE_SECONDS):
        people = await asyncio.gather(*(opened(visited, 0.05 * n) for n in range(sessions)))
        try:
            await asyncio.gather(*(person.change() for person in people))  # not counted
            await asyncio.sleep(TIDY_SECONDS)
            before = cpu_seconds()
            times = await everyone_changing(people, seconds)
            await asyncio.sleep(TIDY_SECONDS)
            used = cpu_seconds() - before
        finally:
            await asyncio.gather(*(person.close() for person in people))
    found = all(person.widget for person in people)
    return Load(times, 1000 * used / len(times), found)


async def opened(visited: Visited, after: float) -> Session:
    """A connected session whose page has run once; it arrives after so many seconds."""
    await asyncio.sleep(after)
    host = urlsplit(visited.url).netloc
    socket = await connect(
        f"ws://{host}{visited.below}/_stcore/stream",
        origin=Origin(f"http://{host}"),
        additional_headers=visited.headers,
        subprotocols=[Subprotocol("streamlit")],
        open_timeout=OPEN_SECONDS,
        ping_interval=None,
        max_size=None,
        proxy=None,
    )
    session = Session(socket, visited)
    await session.open_page()
    return session


async def everyone_changing(
    people: list[Session], seconds: float, every: float = EVERY_SECONDS
) -> list[float]:
    """Milliseconds of every change; everybody changes every so many seconds, and their first
    changes are spread over that time."""
    begin = time.perf_counter()
    starts = [begin + every * n / len(people) for n in range(len(people))]
    changing = (
        _keep_changing(person, start, begin + seconds, every)
        for person, start in zip(people, starts, strict=True)
    )
    return [took for times in await asyncio.gather(*changing) for took in times]


async def _keep_changing(person: Session, start: float, end: float, every: float) -> list[float]:
    """Milliseconds of one session's changes, as often as that or as soon as it can after."""
    times: list[float] = []
    while start < end:
        await asyncio.sleep(start - time.perf_counter())
        times.append(await person.change())
        start = max(start + every, time.perf_counter())
    return times


def _finished(message: ForwardMsg) -> bool:
    """Whether the whole change is done; a run that was cut short is followed by another."""
    if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
        raise NotMeasured("the script does not compile")
    return message.script_finished in FINISHED


def _widget(delta: Delta, label: str) -> Widget | None:
    """The widget in this delta, if it is a choice with the label."""
    element = delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception":
        raise NotMeasured(f"the page shows an error: {element.exception.message[:300]}")
    if kind == "button_group" and label in element.button_group.label:
        group = element.button_group
        return Widget(group.id, tuple(_written(o) for o in group.options), True, delta.fragment_id)
    if kind == "selectbox" and label in element.selectbox.label:
        box = element.selectbox
        return Widget(box.id, tuple(box.options), fragment=delta.fragment_id)
    return None


def _written(option: ButtonGroup.Option) -> str:
    """An option of a segmented control as the script wrote it, icon first."""
    return f"{option.content_icon} {option.content}".strip()
