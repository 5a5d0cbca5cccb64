"""The inbox: a folder that extracts are dropped into, by hand or by a scheduled job. Officers only.

What is good is added to the store and moves to `done`, what is not moves to `refused`, each with a
receipt beside it. One of which something is asked is kept as a draft, until an officer answers, and
where the council asks for two people each, until somebody else publishes it. A
file that may hold personal data lies in `quarantine` for a day, where nobody
but the one who runs this machine can read it; then only a receipt is left that holds nothing of it.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from data.any_file import provenance_of, read_any
from data.ingest.check import Extract
from data.ingest.personal_data import GONE
from data.preview.plausibility import questions_about
from data.store.decisions import ExtractState
from data.store.store import Store
from schemas.declared import Schemas
from schemas.problems import Refused
from schemas.progress import OnProgress
from schemas.settings import settings

DONE, REFUSED, QUARANTINE = "done", "refused", "quarantine"
A_DAY = 86_400.0
KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".gz", ".zip")
"""What somebody may have meant to drop in. All but CSVs and .xlsx are refused, in words."""
QUIET = 1.0
"""For how many seconds a file must stay as it is before it is read."""

Outcome = Literal["added", "already there", "asked", "for another", "refused", "in quarantine"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file. `messages` are its problems or warnings, in words; of a file that
    may hold personal data (`in quarantine`) only the kind of thing found, and where."""

    outcome: Outcome
    name: str
    fingerprint: str
    size: int
    when: datetime
    figures: int
    messages: tuple[str, ...]
    what: str = "figures"

    @property
    def refused(self) -> bool:
        return self.outcome in ("refused", "in quarantine")

    def __str__(self) -> str:
        did = {
            "added": f"added, {self.figures:,} {self.what}",
            "already there": "nothing added, because this very file is already in the store",
            "asked": "kept as a draft, until somebody says that it is right",
            "for another": "kept as a draft, for somebody else to publish from the page History",
            "refused": "refused",
            "in quarantine": "refused, because it may hold personal data; it is in quarantine for "
            "a day, and deleted then",
        }[self.outcome]
        return f"{self.name or f'A file of {self.size:,} bytes'}: {did}."

    @property
    def text(self) -> str:
        """The receipt as it is written beside the file."""
        lines = [
            str(self),
            f"When: {self.when:%Y-%m-%d %H:%M:%S} (universal time)",
            f"Size: {self.size:,} bytes",
            f"SHA-256: {self.fingerprint}",
            *self.messages,
        ]
        return "\n".join(lines) + "\n"


def waiting(folder: Path | None = None) -> list[Path]:
    """The files that wait to be read, by name. Temporary and hidden ones are left alone. What has
    been in quarantine for a day is deleted."""
    folder = folder or settings().inbox
    try:
        _let_go(folder / QUARANTINE)
        return sorted(file for file in folder.iterdir() if _is_for_us(file))
    except FileNotFoundError:
        return []


def take_in(
    store: Store,
    schemas: Schemas,
    folder: Path | None = None,
    quiet: float = QUIET,
    report: OnProgress = lambda done, doing: None,
    *,
    by: str,
) -> list[Receipt]:
    """Check every waiting file, add the good ones, and move each aside with its receipt. `by` is
    who has them taken in.

    Each is by itself: one that is refused holds up no other. A file that is still being written is
    left for the next time. Taken in twice, as after a power cut, a file is added once. Raises
    Refused when the folder cannot be written.
    """
    folder = folder or settings().inbox
    try:
        for aside in (DONE, REFUSED):
            (folder / aside).mkdir(parents=True, exist_ok=True)
        report(0.0, "Waiting for files that are still being written")
        files = list(_whole(waiting(folder), quiet))
        taken = []
        for n, file in enumerate(files):
            report(n / len(files), f"Reading file {n + 1} of {len(files)}")
            taken.append(_take(file, store, schemas, by))
        return [receipt for receipt in taken if receipt]
    except OSError as error:
        message = f"the inbox cannot be used: {error.strerror}."
        raise Refused.because(folder, message) from error


def _is_for_us(file: Path) -> bool:
    named = file.suffix.lower() in KINDS and not file.name.startswith((".", "~$"))
    return named and file.is_file() and not file.is_symlink()


def _whole(files: list[Path], quiet: float) -> Iterator[Path]:
    """The files that have not changed while we waited, and that nobody holds."""
    before = {file: _look(file) for file in files}
    if files:
        time.sleep(quiet)
    for file in files:
        if before[file] and before[file] == _look(file):
            yield file


def _look(file: Path) -> tuple[int, int] | None:
    """Its size and time; None when it is gone, or when somebody else is writing it."""
    try:
        with file.open("rb"):
            about = file.stat()
        return about.st_size, about.st_mtime_ns
    except (FileNotFoundError, PermissionError):
        return None


def _take(file: Path, store: Store, schemas: Schemas, by: str) -> Receipt | None:
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # somebody else has just taken it
        return None
    extract = read_any(file.name, content, schemas)
    if extract.personal:
        return _quarantine(file, extract)
    problems = [str(problem) for problem in extract.problems]
    if extract.refused:
        return _set_aside(file, REFUSED, _receipt("refused", extract, problems))
    before = store.find_extract(extract.fingerprint)
    source = provenance_of(file.name, extract, schemas, "the inbox")
    asked = questions_about(store, schemas, [(extract, source)])
    two = settings().two_people and (before is None or before[1] == "draft")
    (new,) = store.add_all([(extract, source)], draft=bool(asked) or two, by=by)
    if asked or two:
        problems += [*(str(question.problem) for question in asked), *[ANSWER][: len(asked)]]
        waits: Outcome = "asked" if asked else "for another"
        return _set_aside(file, DONE, _receipt(waits, extract, problems))
    outcome: Outcome = "added" if new else "already there"
    return _set_aside(file, DONE, _receipt(outcome, extract, [*problems, *_state_before(before)]))


ANSWER = (
    "To answer: the page History, where it is a draft; or python -m data add --yes with the file."
)


def _state_before(known: tuple[int, ExtractState] | None) -> Iterator[str]:
    number, state = known or (0, "accepted")
    if state == "withdrawn":
        yield (
            f"It was withdrawn, as extract {number}, and stays so. To put it back: "
            f"python -m data withdraw {number} --undo"
        )
    if state == "draft":
        yield f"It was a draft, as extract {number}, and now its figures stand."


def _receipt(outcome: Outcome, extract: Extract, messages: list[str]) -> Receipt:
    return Receipt(
        outcome=outcome,
        name=extract.name,
        fingerprint=extract.fingerprint,
        size=extract.size,
        when=datetime.now(UTC).replace(tzinfo=None),
        figures=len(extract),
        messages=tuple(messages),
        what="notes" if extract.notes else "figures",
    )


def _set_aside(file: Path, aside: str, receipt: Receipt) -> Receipt:
    """Move a file that has been read, with its receipt beside it; nothing there is replaced."""
    stamped = f"{receipt.when:%Y-%m-%d-%H%M%S}-{receipt.fingerprint[:8]}-{file.name[-100:]}"
    moved = file.parent / aside / stamped
    moved.with_name(moved.name + ".txt").write_text(receipt.text, encoding="utf-8")
    file.replace(moved)
    return receipt


def _quarantine(file: Path, extract: Extract) -> Receipt:
    """Put a file that may hold personal data where only whoever runs this machine can read it. What
    is to stay, the receipt among what is refused, has not even its name."""
    messages = [p.message.replace(GONE, "Nothing of it was added.") for p in extract.problems]
    receipt = _receipt("in quarantine", extract, messages)
    stamped = f"{receipt.when:%Y-%m-%d-%H%M%S}-{receipt.fingerprint[:8]}"
    nameless = replace(receipt, name="")
    (file.parent / REFUSED / f"{stamped}.txt").write_text(nameless.text, encoding="utf-8")
    aside = file.parent / QUARANTINE
    aside.mkdir(mode=0o700, exist_ok=True)
    (aside / f"{stamped}.txt").write_text(receipt.text, encoding="utf-8")
    file.chmod(0o600)
    os.utime(file)  # from now on
    file.replace(aside / stamped)
    return receipt


def _let_go(aside: Path) -> None:
    """Delete what has been in quarantine for a day."""
    for file in aside.glob("*"):
        if file.stat().st_mtime < time.time() - A_DAY:
            file.unlink(missing_ok=True)
