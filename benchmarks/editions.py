"""How long the first page of a new edition takes, beside the second, on two servers for readers.

    python benchmarks/editions.py

An edition is published as a server does it, and each page is asked for as soon as it is current.
Prints PASS or FAIL; the exit code is 0 when the first takes at most twice as long. Half a minute.
"""

import os
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from server_processes import product_server
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from data.editions.folder import BEFORE
from data.embedded import ensure_edition
from data.publish.publish import publish
from data.store.store import open_store
from schemas.load import load_schemas
from server import draw_before_it_is_current, draw_first_pages

ROUNDS, MOST = 5, 2.0
PAGES = ("", "safe")


def main() -> int:
    with TemporaryDirectory() as folder, ExitStack() as running:
        places = {name: f"{folder}/{name}" for name in ("store", "editions")}
        os.environ |= {f"OUTCOMES_{name.upper()}": place for name, place in places.items()}
        draw_first_pages(ensure_edition())
        os.environ |= {"OUTCOMES_ROLE": "viewers", "OUTCOMES_SIGN_ON": "open"}
        servers = []
        for n in range(2):
            (logs := Path(folder, f"viewers-{n}")).mkdir()
            server = product_server(Path(__file__).resolve().parent.parent, logs)
            servers.append(running.enter_context(server).origin)
        for server in servers:  # what is read and compiled once for each server
            _time(server, "")
        os.environ["OUTCOMES_ROLE"] = "officers"
        BEFORE.append(draw_before_it_is_current)
        times: dict[str, list[float]] = {"first": [], "second": []}
        for n in range(ROUNDS):
            publish(open_store, load_schemas(), why=f"The {n}th", made_by="a benchmark")
            for took in times.values():
                took += [_time(server, page) for page in PAGES for server in servers]
    first, second = (statistics.median(took) for took in times.values())
    worst = max(times["first"])
    verdict = "PASS" if first <= MOST * second else "FAIL"
    print(f"first page {first:.0f} ms (worst {worst:.0f}), second {second:.0f} ms  {verdict}")
    return int(verdict == "FAIL")


def _time(server: str, page: str) -> float:
    """Milliseconds from connecting until a page's script has run."""
    began = time.perf_counter()
    stream = f"ws://{urlsplit(server).netloc}/_stcore/stream"
    streamlit = [Subprotocol("streamlit")]
    with connect(stream, origin=Origin(server), subprotocols=streamlit, max_size=None) as socket:
        asks = BackMsg()
        asks.rerun_script.page_name = page
        socket.send(asks.SerializeToString())
        for frame in socket:
            if ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":  # type: ignore[arg-type]
                break
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
