"""The commands. Python 3.11 or newer is all that they need; they install the rest.

    python run.py              open the dashboard
    python run.py council NAME the same of any other council, in a folder beside this one
    python run.py check        linter, types, contracts and unit tests: about two minutes
    python run.py test         every check and test, as CI does: about ten minutes on two cores
    python run.py test --all   and all that waits for the night: about half an hour

In a virtual environment they use it; else they make one in .venv.
"""

import hashlib
import os
import secrets
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
STYLE = {
    "linter": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "mypy"),
}
CONTRACTS = ("-c", "import sys, importlinter.cli as c; sys.exit(c.lint_imports(no_cache=True))")
PROCESSES = min((os.cpu_count() or 1) + 1, 4)  # who drives a browser waits for it
TESTS = ("-m", "pytest", "-n", str(PROCESSES), "--no-loadscope-reorder")
PHASES = {
    "check": STYLE | {"contracts": CONTRACTS, "unit tests": (*TESTS, "-m", "unit")},
    "test": STYLE | {"tests": TESTS},
}


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever runs it may have an older one)
        print("This needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 1
    words = sys.argv[1:]
    another = words[:1] == ["council"] and len(words) == 2
    if not another and words not in ([], ["check"], ["test"], ["test", "--all"]):
        print(__doc__)
        return 2
    if folder := os.environ.get("OUTCOMES_COUNCIL"):
        os.environ["OUTCOMES_COUNCIL"] = str(Path(folder).resolve())  # from where we are now
    os.chdir(HERE)
    if another:
        return council(words[1])
    if words[1:]:
        os.environ["OUTCOMES_DEPTH"] = "all"
    return run_phases(PHASES[words[0]]) if words else dashboard()


def council(name: str) -> int:
    """Open the dashboard of a council, whose folder is begun where there is none yet."""
    folder = HERE.parent / name.strip().lower().replace(" ", "-")
    if not folder.exists():
        begin = [installed("requirements.lock"), "-m", "data", "council", "new", name]
        if failed := subprocess.call([*begin, "--to", str(folder)]):
            return failed
    os.environ["OUTCOMES_COUNCIL"] = str(folder)
    return dashboard()


def dashboard() -> int:
    """Start the dashboard and open it in the browser. Ctrl-C stops it."""
    python = installed("requirements.lock")
    asked = os.environ.get("STREAMLIT_SERVER_PORT")
    port = int(asked) if asked else free_port()
    if is_busy(port):
        print(f"Port {port} is in use. Free it, or set STREAMLIT_SERVER_PORT to another.")
        return 1
    token = secrets.token_urlsafe(24)  # for the browser that we open, and for once
    environment = os.environ | {
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "OUTCOMES_TOKEN_ONCE": token,
    }
    threading.Thread(target=open_browser, args=(port, token), daemon=True).start()
    try:
        return subprocess.call([python, "server.py"], env=environment)
    except KeyboardInterrupt:
        return 0


def run_phases(phases: dict[str, tuple[str, ...]]) -> int:
    """Run every phase, whatever another came to: the tests, and beside them the others in turn."""
    python, failed = installed("requirements-test.txt"), []
    compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}  # else every process does it again
    *quick, (last, tests) = phases.items()

    def run_quick() -> None:
        for n, (name, words) in enumerate(quick, start=1):
            start = time.monotonic()
            run = subprocess.run(
                [python, *words],
                env=compiled,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            failed.extend([name] if run.returncode else [])
            took = f"{time.monotonic() - start:.0f} s"
            print(f"\n[{n} of {len(phases)}] {name}: {took}\n{run.stdout}", end="", flush=True)

    print(f"[{len(phases)} of {len(phases)}] {last}, and beside them the others ...", flush=True)
    beside = threading.Thread(target=run_quick)
    beside.start()
    failed += [last] if subprocess.call([python, *tests], env=compiled) else []
    beside.join()
    if failed:
        print("Failed:", ", ".join(failed))
    return 1 if failed else 0


def installed(requirements: str) -> str:
    """A Python that has the requirements, installing them when they have changed."""
    python = Path(sys.executable) if sys.prefix != sys.base_prefix else _made_here()
    wanted = hashlib.sha256(b"".join(f.read_bytes() for f in sorted(HERE.glob("requirements*"))))
    stamp = python.parent.parent / f".installed-{requirements}"
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


def free_port() -> int:
    """8501, or the next port that nothing is using."""
    ports = range(FIRST_PORT, FIRST_PORT + 50)
    return next((port for port in ports if not is_busy(port)), FIRST_PORT)


def is_busy(port: int) -> bool:
    """Whether something on this machine answers at the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def open_browser(port: int, token: str) -> None:
    """Open the page once the server answers, on a machine that has a screen; with the token by
    which the server knows who has started it."""
    base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    address = f"http://{HOST}:{port}{base and '/'}{base}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            break
        except OSError:
            time.sleep(0.5)
    print(f"\nThe dashboard is open at {address}  (Ctrl-C stops it)", flush=True)
    if os.name == "nt" or sys.platform == "darwin" or os.environ.get("DISPLAY"):
        webbrowser.open(f"{address}/sign-in?token={token}")


if __name__ == "__main__":
    sys.exit(main())
