"""More tabs than the machine has files for, and readers who would fill its memory: nobody sees a
fault, and who cannot be shown a page is asked to wait."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.access.asking import STREAM, UPLOAD, asked, run_apart
from tests.support.browsing import answers, started, stop
from tests.support.depth import night
from tests.support.once import copied

TABS, FILES, ROOM = 600, 1024, (1024 - 200) // 4
FEW_FILES = ("sh", "-c", f"ulimit -n {FILES}; exec {sys.executable} server.py")

pytestmark = [
    night,
    pytest.mark.process,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit of files"),
]


@pytest.fixture(scope="module")
def full(
    embedded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, psutil.Process]]:
    """A server for readers with few files to open: its address, and its process."""
    folder = copied(embedded, tmp_path_factory.mktemp("many"))
    server, address = started(folder, {"OUTCOMES_SIGN_ON": "open"}, FEW_FILES)
    assert answers(f"{address}/healthz", server)
    yield address, psutil.Process(server.pid)
    stop(server)
    assert "Traceback" not in (folder / "log.txt").read_text()


def test_of_six_hundred_tabs_each_has_its_page_or_is_asked_to_wait(
    full: tuple[str, psutil.Process],
) -> None:
    address, _ = full

    async def opens(tabs: AsyncExitStack, number: int) -> str:
        """What comes to somebody's tab at last."""
        await asyncio.sleep(0.02 * number)
        stream = connect(
            f"{address.replace('http', 'ws')}{STREAM}",
            origin=Origin(address),
            subprotocols=[Subprotocol("streamlit")],
            open_timeout=120,
            max_size=None,
        )
        try:
            tab = await tabs.enter_async_context(stream)
        except InvalidStatus as refused:
            return str(refused.response.status_code)
        asks = BackMsg()
        asks.rerun_script.page_name = "about"
        await tab.send(asks.SerializeToString())
        drawn = b""
        async for said in tab:
            frame = said if isinstance(said, bytes) else said.encode()
            drawn += frame
            if ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
                break
        return "a page" if b"<footer" in drawn and b"could not be shown" not in drawn else "a fault"

    async def crowd() -> tuple[Counter[str], tuple[int, dict[str, str], str]]:
        async with AsyncExitStack() as tabs:
            came = await asyncio.gather(*(opens(tabs, n) for n in range(TABS)))
            return Counter(came), await asyncio.to_thread(asked, address, "GET", "/about", {})

    came, (status, headers, words) = run_apart(crowd())
    assert came == {"a page": ROOM, "403": TABS - ROOM}
    assert (status, headers["refresh"], "The dashboard is full" in words) == (503, "30", True)
    assert asked(address, "GET", "/healthz", {})[0] == 200
    assert asked(address, "GET", "/about", {})[0] == 200, "when they have gone"


def test_what_readers_would_add_takes_no_memory(full: tuple[str, psutil.Process]) -> None:
    address, server = full
    before = server.memory_info().rss
    for _ in range(12):
        with closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as reader:
            reader.putrequest("PUT", UPLOAD)
            for name, value in {"Origin": address, "Content-Length": str(99 << 20)}.items():
                reader.putheader(name, value)
            reader.endheaders()
            with suppress(ConnectionError):
                for _ in range(99):
                    reader.send(bytes(1 << 20))
            with suppress(ConnectionError):
                assert reader.getresponse().status == 403
    assert server.memory_info().rss - before < 20 << 20
