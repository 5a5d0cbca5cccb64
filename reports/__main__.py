"""The command line: python -m reports pack | annual | children | local-offer | evidence
--out FILE, or site --out FOLDER.

The file's ending says what it is: .pptx, .pdf or .docx. Every refusal names every problem and exits
with 1; no file is then written. It reads editions and nothing else, so that a scheduled job can
run it wherever they can be read.
"""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

from data.editions.edition import Edition
from data.editions.folder import current_edition, edition_names, open_edition
from data.editions.restore import taken_back
from data.files.atomic import put
from reports.make import KINDS, check, make
from schemas.declared import Strategy
from schemas.problems import Refused, join_words
from schemas.settings import choose_council
from view_model.edition_view import EditionView
from view_model.filters import COMPARATORS, Filters
from view_model.scope import Scope

EARLIEST = 1990
POST = "post"
POSTED = "letters, a feed and a calendar, for your own job to send"
BEFORE: dict[str, tuple[str, ...]] = {"children": ("no-labels",)}
"""What a document was called before, in scheduled jobs."""
WHAT = {
    "pack": "slides for the board: .pptx",
    "annual": "the annual report on the strategy: .pdf or .docx",
    "children": "the report to the children in care council: .pdf, .docx, or .txt to read aloud",
    "local-offer": "the six-monthly update on the Local Offer for care leavers: .pdf or .docx",
    "evidence": "what the Panel saw, asked and was told in a year: .pdf or .docx",
}
COUNCIL = "its folder: councils/kent; ours without it"
SITE = "the pages as HTML files without a script, in a folder, for a public site or the archive"


def main(arguments: list[str] | None = None) -> int:
    """Make one document. 0 when it is written, 1 when it was refused, 2 for a wrong command."""
    options = parser().parse_args(arguments)
    try:
        _choose(options.council)
        if options.kind == POST:
            return _post(options.out, options.edition)
        size = (
            _write_site(options) if options.kind == "site" else _write(options.out, _make(options))
        )
    except Refused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        return 1
    print(f"Written: {options.out} ({size:,} bytes).")
    return 0


def _choose(council: Path | None) -> None:
    if council and not (council / "council.toml").is_file():
        raise Refused.because(council, "there is no council.toml in this folder.")
    if council:
        choose_council(council)


def _post(folder: Path, again: str) -> int:
    """Write what is to be sent since the last time, and the feed and the calendar as they are now.
    Each letter is written once: `posted.txt` keeps which, so that what was sent may be deleted.
    `again` names an edition whose letters are written though they were, and nothing else."""
    from reports.post.calendar import calendar
    from reports.post.feed import feed
    from reports.post.letter import letters, letters_of_taken_back

    current, names = _edition(again), edition_names()
    view = EditionView(current, current.schemas.strategies[0])
    back = taken_back()
    if again in back:
        raise Refused.because(again, "its figures were taken back, and no letter says them again.")
    earlier = [open_edition(n) for n in names if n < current.name and n not in back]
    mail = {
        f"{current.name}-{role}.eml": content
        for role, content in letters(view, earlier[-1] if earlier else None).items()
    }
    log = folder / "posted.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        posted = set(log.read_text(encoding="utf-8").split()) if log.exists() else set()
    except OSError as error:
        raise _unwritten(folder, error) from error
    gone = {open_edition(n): when for n, when in back.items() if n != current.name and not again}
    for edition, when in gone.items():  # of which somebody has been told
        for role, content in letters_of_taken_back(view, edition, when).items():
            if f"{edition.name}-{role}.eml" in posted:
                mail[f"{edition.name}-taken-back-{role}.eml"] = content
    new = {name: content for name, content in mail.items() if again or name not in posted}
    kept = dict[str, bytes]()
    if not again:
        kept = {"feed.xml": feed([*earlier, current], gone), "calendar.ics": calendar(view)}
    for name, content in (new | kept).items():
        if not content:
            (folder / name).unlink(missing_ok=True)
            continue
        _write(folder / name, content)
    _write(log, "".join(f"{name}\n" for name in sorted(posted | {*new})).encode())
    many = "1 letter" if len(new) == 1 else f"{len(new)} letters"
    print(f"Written to {folder}: {', '.join([many, *(n for n in kept if kept[n])])}.")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    command = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    metavar = " | ".join([*KINDS, "site", POST])
    kinds = command.add_subparsers(dest="kind", required=True, metavar=metavar)
    posted = kinds.add_parser(POST, help=POSTED, description=POSTED).add_argument
    posted("--out", type=Path, required=True, help="the folder that your own job sends")
    posted("--edition", default="", help="write this one's letters again, and nothing else")
    posted("--council", type=Path, help=COUNCIL)
    whom = f"whom to set us beside: {join_words(COMPARATORS, 'and')} without it; none if empty"
    for kind in KINDS:
        said, before = WHAT[kind], BEFORE.get(kind, ())
        one = kinds.add_parser(kind, help=said, description=said, aliases=before)
        one.set_defaults(kind=kind)
        option = one.add_argument
        _which(option, "the file to write")
        option("--ambition", default="", help="only this one: its id")
        option("--criterion", default="", help="only this one: its id")
        several = "only these, in this order"
        option("--indicator", nargs="+", default=[], metavar="ID", help=several)
        if kind == "evidence":
            option("--since", help="the first day, or a year: 2024-01-31 or 2024")
            option("--until", help="the last one; a year after the first, or today, without it")
            continue
        option("--since", type=_year, help="the first year on charts and in tables")
        option("--until", type=_year, help="the last one")
        option("--beside", nargs="*", default=list(COMPARATORS), metavar="WHOM", help=whom)
        option("--neighbours", default="", help="the list of councils like ours: its id")
        if kind == "children":
            option("--large-print", action="store_true", help="in type of 18 points")
        elif kind in ("pack", "annual"):
            option("--annex", action="store_true", help="with every measure, and what is behind it")
        if kind == "pack":
            option("--template", type=Path, help="the council's own .potx or .pptx")
    option = kinds.add_parser("site", help=SITE, description=SITE).add_argument
    _which(option, "the folder to write")
    internal = "with what the council keeps to itself, too ([public] in council.toml)"
    option("--internal", action="store_true", help=internal)
    return command


def _which(option: Callable[..., object], out: str) -> None:
    option("--out", type=Path, required=True, help=out)
    option("--edition", default="", help="its name; the current one without it")
    option("--strategy", default="", help="its id; the newest without it")
    option("--council", type=Path, help=COUNCIL)


def _year(text: str) -> int:
    if not text.isdigit() or not EARLIEST <= int(text) <= date.today().year + 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a year: write it like 2022")
    return int(text)


def _make(options: argparse.Namespace) -> bytes:
    ending, template = options.out.suffix.lower(), getattr(options, "template", None)
    check(options.kind, ending, template)
    today = date.today()
    narrowed: dict[str, Any] = {}
    if options.kind in ("evidence", "local-offer"):
        narrowed["today"] = today
    if options.kind == "evidence":
        narrowed["days"] = _days(options.since, options.until, today)
    else:
        years = options.since, options.until
        narrowed["filters"] = Filters(*years, tuple(options.beside), options.neighbours)
    narrowed |= {name: getattr(options, name, False) for name in ("annex", "large_print")}
    edition = _edition(options.edition)
    view = EditionView(edition, _strategy(edition, options.strategy))
    scope = Scope(options.ambition, options.criterion, tuple(options.indicator), **narrowed)
    return make(options.kind, ending, view, scope, _report, template)


def _days(since: str | None, until: str | None, today: date) -> tuple[date, date]:
    """From one day to another: a year, where one of them is not said. Raises Refused."""
    first, last = _day("--since", since, (1, 1)), _day("--until", until, (12, 31))
    if first is None:
        last = min(last or today, today)
        first = last - timedelta(days=364)
    whole = date(first.year, 12, 31) if (since or "").isdigit() else first + timedelta(days=364)
    last = last or min(whole, today)
    if first > last:
        raise Refused.because("--since", f"{first} is after {last}: give the earlier day first.")
    return first, last


def _day(option: str, text: str | None, of_a_year: tuple[int, int]) -> date | None:
    if text is None:
        return None
    try:
        if text.isdigit() and EARLIEST <= int(text) <= date.today().year:
            return date(int(text), *of_a_year)
        return date.fromisoformat(text)
    except ValueError:
        why = f"'{text}' is not a day or a year: write it like 2024-01-31, or 2024."
        raise Refused.because(option, why) from None


def _edition(name: str, public: bool = False) -> Edition:
    if not name and not edition_names():
        message = "there is no edition yet. Publish one: python -m data publish --why '...'"
        raise Refused.because("edition", message)
    return open_edition(name or current_edition().name, public=public)


def _strategy(edition: Edition, name: str) -> Strategy:
    strategies = {s.id: s for s in edition.schemas.strategies}
    name = name or next(iter(strategies), "")
    if name not in strategies:
        message = f"there is no '{name}'. There is {join_words(strategies, 'and')}."
        raise Refused.because("strategy", message)
    return strategies[name]


def _report(done: float, doing: str) -> None:
    """A line that is written over, for a person who watches; nothing for a scheduled job."""
    if sys.stderr.isatty():
        print(f"\r{done:4.0%} {doing[:60]:60}", end="\n" if done >= 1 else "", file=sys.stderr)


def _write_site(options: argparse.Namespace) -> int:
    """The folder, in place of the copy that it may hold; how many bytes. All of it or nothing."""
    from pages.still import MARK, files

    edition = _edition(options.edition, public=not options.internal)
    view = EditionView(edition, _strategy(edition, options.strategy))
    out = options.out.absolute()
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise Refused.because(out, "there is something else. Name a new folder, or an empty one.")
    part, old = (out.with_name(f".{out.name}.{os.getpid()}.{what}") for what in ("part", "old"))
    try:
        size = 0
        for path, content in files(view):
            file = part / path
            file.parent.mkdir(parents=True, exist_ok=True)
            size += file.write_bytes(content)
        if out.exists():
            out.rename(old)
        part.rename(out)
    except OSError as error:
        raise _unwritten(out, error) from error
    finally:
        for folder in (part, old):
            rmtree(folder, ignore_errors=True)
    return size


def _write(out: Path, content: bytes) -> int:
    """All of it or nothing: a file that somebody reads is never half a document. How many bytes."""
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        put(part, out, mode=None)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritten(out, error) from error
    return len(content)


def _unwritten(out: Path, error: OSError) -> Refused:
    reason = (error.strerror or str(error)).lower()
    return Refused.because(out, f"it cannot be written: {reason}.")


if __name__ == "__main__":
    sys.exit(main())
