"""Write docs/licences.md: each package of requirements.lock, and its licence as it declares it.

By hand, after a package has changed.
"""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PROJECT = Path(__file__).parent.parent
LOCK, LICENCES = PROJECT / "requirements.lock", PROJECT / "docs" / "licences.md"
HEAD = """# Licences

Every package that is installed with the dashboard (`requirements.lock`), with its licence as it
declares it. Made by `python tools/licences.py`; a test compares it with what is installed.

| package | version | licence |
|---|---|---|
"""


def locked() -> dict[str, str]:
    """The version of each package in the lock, whatever the machine."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE))


def licence(package: str) -> str:
    """What an installed package declares, in short. Raises PackageNotFoundError."""
    said = metadata(package)
    classified = [
        c.rpartition(" :: ")[2]
        for c in said.get_all("Classifier", [])
        if c.startswith("License ::")
    ]
    declared = said.get("License-Expression") or ", ".join(classified) or said.get("License", "")
    return declared.strip().partition("\n")[0]


def table() -> Iterator[str]:
    """A row for each package; one that other machines install is told by what was written."""
    for package, version in locked().items():
        try:
            yield f"| {package} | {version} | {licence(package)} |\n"
        except PackageNotFoundError:
            written = LICENCES.read_text("utf-8").splitlines(keepends=True)
            yield next(row for row in written if row.startswith(f"| {package} | {version} |"))


if __name__ == "__main__":
    LICENCES.write_text(HEAD + "".join(table()), "utf-8")
