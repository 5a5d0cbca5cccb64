"""A real nginx in front of our servers, with the settings that we hand out."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.browsing import answers, free_port

needs_nginx = pytest.mark.skipif(
    not shutil.which("nginx"), reason="no nginx on this machine: .ci/run has it"
)
_USUAL = {  # no certificate, and so no https, on a machine's own address
    "ssl_certificate ": "#",
    "ssl_certificate_key ": "#",
    "HttpOnly; Secure": "HttpOnly",
}


@contextmanager
def proxy(
    folder: Path, settings: str, instead: Mapping[str, str], health: str, user: str = ""
) -> Iterator[str]:
    """The address of nginx with `settings`, in which each key of `instead` stands and gives way to
    what is said of it. It answers at `health` before this goes on."""
    here = f"127.0.0.1:{free_port()}"
    assert [theirs for theirs in instead if theirs not in settings] == []
    for theirs, ours in {**_USUAL, "listen 443 ssl": f"listen {here}", **instead}.items():
        settings = settings.replace(theirs, ours)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whose = f"user {user};" if user else ""
    (folder / "nginx.conf").write_text(
        f"{whose} daemon off; pid {folder}/pid; error_log {folder}/log; "
        "events { worker_connections 8192; } "
        f"http {{ include /etc/nginx/mime.types; access_log off; {places}\n{settings} }}"
    )
    run = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "log")]
    process = subprocess.Popen(run)
    try:
        assert answers(f"http://{here}{health}", process), (folder / "log").read_text()
        yield f"http://{here}"
    finally:
        process.terminate()
        process.wait(60)
