"""Ask a server as anybody might, byte for byte."""

import asyncio
import base64
import http.client
import os
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

Answer = TypeVar("Answer")

SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
}
STREAM, UPLOAD = "/_stcore/stream", "/_stcore/upload_file/a-session/a-file"
MEDIA = "/media/0000.csv"
US = "http://{host}"


def run_apart(answers: Coroutine[Any, Any, Answer]) -> Answer:
    """What a coroutine comes to, in a thread of its own: in this one the browser's may be going."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, answers).result()


def asked(
    address: str, method: str, path: str, headers: dict[str, str]
) -> tuple[int, dict[str, str], str]:
    """The status, the headers by small letters, and the words of one answer; {host} in a header is
    the server's own. A header that is empty is not sent."""
    host, base = urlsplit(address).netloc, urlsplit(address).path
    sent = {n.replace("_", "-"): v.replace("{host}", host) for n, v in headers.items() if v}
    connection = http.client.HTTPConnection(host, timeout=60)
    try:
        connection.putrequest(
            method, base + path, skip_host="Host" in sent, skip_accept_encoding=True
        )
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        words = "" if answer.status == 101 else answer.read().decode("utf-8", "replace")
        return answer.status, {n.lower(): v for n, v in answer.getheaders()}, words
    finally:
        connection.close()


def status(address: str, method: str, path: str, **headers: str) -> int:
    """The status of one answer."""
    return asked(address, method, path, headers)[0]
