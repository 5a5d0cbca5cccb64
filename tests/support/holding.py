"""Another process that has a store open."""

import subprocess
import sys
from pathlib import Path

HOLD = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"


def holding(file: Path) -> subprocess.Popen[str]:
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert held.stdout is not None and held.stdout.readline() == "open\n"
    return held
