"""An object store of our own: moto's S3 server in a process of its own, and the wire to it, where
a test says what happens at a request."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.support.browsing import answers, free_port

needs_s3 = pytest.mark.skipif(
    not (find_spec("s3fs") and find_spec("moto")),
    reason="no object store is installed: pip install -r requirements-hosting-test.txt",
)
SECRET = "s3cret-of-the-account-of-a-test"
_SERVER = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p")
_OF_ONE_WIRE = {"connection", "transfer-encoding", "keep-alive"}
Happens = Callable[[str, str], bool]
"""Of a request ('PUT current.json') before and after the object store has it: whether it goes on.
Where it does not, the connection is cut."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Bucket"

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        step = f"{self.command} {Path(self.path.partition('?')[0]).name}"
        there = HTTPConnection("127.0.0.1", self.server.port, timeout=90)
        try:
            if not self.server.happens(step, "before"):
                raise ConnectionError
            there.request(self.command, self.path, body, dict(self.headers))
            answer = there.getresponse()
            content = answer.read()
            if not self.server.happens(step, "after"):
                raise ConnectionError
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_ONE_WIRE:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except (OSError, HTTPException):
            self.close_connection = True
        finally:
            there.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _pass_on

    def log_message(self, *_: object) -> None:
        """Nothing: what went over the wire is no part of a test's output."""


class Bucket(ThreadingHTTPServer):
    """An empty bucket behind a wire of its own."""

    daemon_threads = True
    address = "s3://editions-of-tests/nottinghamshire"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.happens: Happens = lambda _step, _when: True
        self.port = free_port()
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.starts()
        self.files.mkdir("editions-of-tests")

    def starts(self) -> None:
        """The object store begins, with nothing in it."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*_SERVER, str(self.port)], **quiet)
        assert answers(f"http://127.0.0.1:{self.port}", self.process)

    def ends(self) -> None:
        """It is gone with all that it had."""
        self.process.kill()
        self.process.wait()

    @property
    def files(self) -> Any:
        """What lies there, by a connection of the test's own that does not go over the wire."""
        import fsspec

        url = f"http://127.0.0.1:{self.port}"
        account = {"key": "another", "secret": "account", "endpoint_url": url}
        return fsspec.filesystem("s3", **account, use_listings_cache=False)

    def names(self) -> set[str]:
        return {Path(name).name for name in self.files.find(self.address)}

    def goes(self) -> None:
        """Nobody is answered, as where a machine hangs or the network is cut."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def comes_back(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    @contextmanager
    def asks_who(self, accounts: dict[str, list[str]]) -> Iterator[dict[str, dict[str, str]]]:
        """Meanwhile only these accounts are let in, each to do what it may, and to list; the
        environment of each."""
        import boto3

        there = {"endpoint_url": f"http://127.0.0.1:{self.port}", "region_name": "us-east-1"}
        root = {"aws_access_key_id": "root", "aws_secret_access_key": "root"}
        iam, environments = boto3.client("iam", **there, **root), {}
        for name, may in accounts.items():
            every = [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::*"}]
            for line in may:
                action, _, where = line.partition(" ")
                resource = f"arn:aws:s3:::editions-of-tests/{where}"
                every.append({"Effect": "Allow", "Action": f"s3:{action}", "Resource": resource})
            policy = json.dumps({"Version": "2012-10-17", "Statement": every})
            iam.create_user(UserName=name)
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
            key = iam.create_access_key(UserName=name)["AccessKey"]
            environments[name] = {
                "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
            }
        self._asks(0)
        try:
            yield environments
        finally:
            self._asks(float("inf"))

    def _asks(self, after: float) -> None:
        """From now on moto asks who somebody is, once so many have been let in."""
        there = HTTPConnection("127.0.0.1", self.port)
        there.request("POST", "/moto-api/reset-auth", str(after))
        assert there.getresponse().status == 200

    def settings(self, copies: Path) -> dict[str, str]:
        """What the environment says of it to a machine that keeps its copy there."""
        return {
            "OUTCOMES_EDITIONS": self.address,
            "OUTCOMES_COPIES": str(copies),
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "AKIAOFATEST",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
        }


@contextmanager
def bucket() -> Iterator[Bucket]:
    opened = Bucket()
    try:
        yield opened
    finally:
        opened.ends()
        opened.shutdown()
        opened.server_close()
