"""The two commands. Python 3.11 or newer is all that they need; they install the rest.

    python run.py          open the dashboard
    python run.py test     run every check and test

In a virtual environment they use it; else they make one in .venv.
"""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOST, FIRST_PORT = "127.0.0.1", 8501
CHECKS = (
    ("-m", "ruff", "check", "."),
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "mypy"),
    ("-m", "pytest"),
)


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever runs it may have an older one)
        print("This needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 1
    if sys.argv[1:] not in ([], ["test"]):
        print(__doc__)
        return 2
    os.chdir(HERE)
    return test() if sys.argv[1:] else dashboard()


def dashboard() -> int:
    """Start the dashboard and open it in the browser. Ctrl-C stops it."""
    python = installed("requirements.txt")
    asked = os.environ.get("STREAMLIT_SERVER_PORT")
    port = int(asked) if asked else free_port()
    if is_busy(port):
        print(f"Port {port} is in use. Free it, or set STREAMLIT_SERVER_PORT to another.")
        return 1
    environment = os.environ | {
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
    }
    threading.Thread(target=open_browser, args=(port,), daemon=True).start()
    try:
        return subprocess.call([python, "server.py"], env=environment)
    except KeyboardInterrupt:
        return 0


def test() -> int:
    """Run the linter, the type check and the tests. The last line is the tests' own."""
    python = installed("requirements-test.txt")
    failed = [check for check in CHECKS if subprocess.call([python, *check])]
    for check in failed:
        print("Failed:", " ".join(check[1:]))
    return 1 if failed else 0


def installed(requirements: str) -> str:
    """A Python that has the requirements, installing them when they have changed."""
    python = Path(sys.executable) if sys.prefix != sys.base_prefix else _made_here()
    wanted = hashlib.sha256(
        b"".join(f.read_bytes() for f in sorted(HERE.glob("requirements*.txt")))
    )
    stamp = Path(_prefix(python)) / f".installed-{requirements}"
    if not stamp.is_file() or stamp.read_text() != wanted.hexdigest():
        print(
            "Installing what the dashboard needs. The first time takes a minute or two ...",
            flush=True,
        )
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.check_call([*install, "-r", requirements])
        stamp.write_text(wanted.hexdigest())
    return str(python)


def _made_here() -> Path:
    folder = HERE / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.check_call([sys.executable, "-m", "venv", str(folder)])
    return python


def _prefix(python: Path) -> str:
    return str(python.parent.parent)


def free_port() -> int:
    """8501, or the next port that nothing is using."""
    ports = range(FIRST_PORT, FIRST_PORT + 50)
    return next((port for port in ports if not is_busy(port)), FIRST_PORT)


def is_busy(port: int) -> bool:
    """Whether something on this machine answers at the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def open_browser(port: int) -> None:
    """Open the page once the server answers, on a machine that has a screen."""
    address = f"http://{HOST}:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            break
        except OSError:
            time.sleep(0.5)
    print(f"\nThe dashboard is open at {address}  (Ctrl-C stops it)", flush=True)
    if os.name == "nt" or sys.platform == "darwin" or os.environ.get("DISPLAY"):
        webbrowser.open(address)


if __name__ == "__main__":
    sys.exit(main())
