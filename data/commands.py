"""The officers' commands round an extract's life: templates, the inbox, its history, taking it out
again, and backups. `data.__main__` offers them; what each needs is imported when it runs.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data.editions.folder import edition_names, open_edition
from schemas.load import load_schemas
from schemas.notes import PLURAL
from schemas.person import account
from schemas.problems import Refused
from schemas.settings import is_address, settings

if TYPE_CHECKING:
    from data.history import Event

Adds = Callable[..., argparse.ArgumentParser]


def make_template(arguments: argparse.Namespace) -> None:
    """Write a file to fill in: for indicators, or for all that is due (--due), with everything but
    the figures; for commentary on them; or for the actions and commitments, as they stand. A CSV;
    of figures a workbook with lists to choose from, where the file's name ends in .xlsx. Raises
    Refused where nothing is due."""
    from data.due import due, to_fill_in
    from data.note_templates import note_template
    from data.store.connection import has_store
    from data.store.store import open_store
    from data.templates import latest_periods, template

    schemas, names = load_schemas(), arguments.indicators
    with open_store() if has_store() else nullcontext() as store:
        latest = latest_periods(store, schemas) if store else {}
        if arguments.due:
            names = to_fill_in(schemas, latest, date.today())
            for each in due(schemas, latest, date.today()):
                print(each, file=sys.stderr)
            if not names:
                message = "nothing is: no measure of a strategy is one that the council sends."
                raise Refused.because("What is due", message)
        if arguments.kind is None:
            workbook = arguments.out is not None and arguments.out.suffix.lower() == ".xlsx"
            made = template(names, schemas, latest, workbook=workbook)
        else:
            made = note_template(arguments.kind, store, schemas, names, latest)
    _write(arguments.out, made)


def dictionary(arguments: argparse.Namespace) -> None:
    """Write what every column and every indicator means, in Markdown or as a CSV."""
    from data.templates import dictionary_csv, dictionary_markdown

    schemas = load_schemas()
    made = dictionary_csv(schemas) if arguments.csv else dictionary_markdown(schemas).encode()
    _write(arguments.out, made)


def inbox(arguments: argparse.Namespace) -> int:
    """Read the inbox: add what is good, set aside what is not, with a receipt for each. The exit
    code is 1 when any was refused, or something is asked of any."""
    from data.embedded import add_embedded
    from data.inbox import take_in
    from data.store.store import open_store

    schemas = load_schemas()
    with open_store() as store:
        add_embedded(store, schemas)
        receipts = take_in(store, schemas, arguments.folder, by=account())
    for receipt in receipts:
        print(receipt)
        for message in receipt.messages:
            print(f"  {message}")
    if not receipts:
        print(f"There is nothing to read in {arguments.folder or settings().inbox}.")
    elif any(receipt.outcome == "added" for receipt in receipts):
        print("To put them on the pages: python -m data publish --why '...'")
    return int(any(receipt.refused or receipt.outcome == "asked" for receipt in receipts))


def history(arguments: argparse.Namespace) -> None:
    """List what was added, decided, published and gone back to, newest first; or what changed
    between two editions. Where there is no store, the editions alone."""
    from data.history import differences, timeline
    from data.store.connection import has_store
    from data.store.store import open_store

    if arguments.editions:
        changed = differences(*(open_edition(name) for name in arguments.editions))
        for each in changed.figures:
            print(f"{each.short}: {each.new} new, {each.different} different, {each.gone} gone")
        for change in changed.words:
            print(change)
        for note in changed.notes:
            print(f"{note.about}: {note.change}")
        print(changed.sentence)
        return
    if not edition_names():
        _there_is_a_store()
    with open_store(to_read=True) if has_store() else nullcontext() as store:
        events = timeline(store)
    for event in events:
        print(_line(event))


def withdraw(arguments: argparse.Namespace) -> None:
    """Take an extract's figures out of what is published next, or put them back (--undo). Nothing
    is erased."""
    from data.store.store import open_store

    _there_is_a_store()
    with open_store() as store:
        if arguments.undo:
            store.restore_extract(arguments.extract, arguments.by, arguments.why)
        else:
            store.withdraw(arguments.extract, arguments.by, arguments.why)
    done = "back" if arguments.undo else "withdrawn"
    print(f"Extract {arguments.extract} is {done}.")
    print("To see it on the pages: python -m data publish --why '...'")


def audit_edition(arguments: argparse.Namespace) -> int:
    """Try to work out what an edition hides, from it and from the editions before it. The exit code
    is 1 when anything can be."""
    from data.embedded import ensure_edition
    from data.publish.audit import audit, report_lines

    edition = open_edition(arguments.edition or ensure_edition())
    result = audit(edition, exactly=True)
    for line in report_lines(result, edition):
        print(line)
    return int(bool(result.recoverable or result.sentences))


def backup(arguments: argparse.Namespace) -> None:
    """Write the store and every edition to one new file. It holds true counts: keep it safe."""
    from data.backup import back_up
    from data.store.store import open_store

    _there_is_a_store()
    with open_store(to_read=True) as store:
        made = back_up(store, arguments.file)
    print(f"{arguments.file}: the store and {made.editions:,} editions.")


def restore_backup(arguments: argparse.Namespace) -> None:
    """Check a backup whole, then put its store and its editions where the settings point."""
    from data.backup import put_back

    back = put_back(arguments.file, replace=arguments.replace, who=arguments.by)
    print(f"Put back the store and {back.editions:,} editions, as they were at {back.made}.")
    for folder in back.kept:
        print(f"What was there before is in {folder}")


def move(arguments: argparse.Namespace) -> None:
    """Copy the store to another place, a folder or the address of a database, which holds nothing
    yet, and compare every row. What is set stays in use until OUTCOMES_STORE says the other."""
    from data.store.move import move_all
    from data.store.store import open_store

    _there_is_a_store()
    place = arguments.to if is_address(arguments.to) else Path(arguments.to)
    with open_store() as store, open_store(place) as other:
        move_all(store.connection, other.connection)
        many = len(store.extracts())
    print(f"Moved {many:,} files, and compared every row. Now set OUTCOMES_STORE to {place}")


def council(arguments: argparse.Namespace) -> None:
    """Begin the folder of a council from public lists (new NAME), list the councils there are, or
    check the folder that OUTCOMES_COUNCIL names and say what it still needs. Raises Refused."""
    from data.councils import every_council, new_council, still_needed

    folder = settings().council
    if arguments.what == "list":
        code = load_schemas().council.code
        for area, region in every_council():
            print(f"{'*' if area.code == code else ' '} {area.code}  {area.name} ({region})")
        return
    if arguments.what == "new":
        if not arguments.name:
            raise Refused.because("council new", "say of which council: council new Leeds.")
        folder = new_council(arguments.name, arguments.to)
        print(f"Wrote {folder}. Nothing else has to be edited. To open it:")
        print(f"  OUTCOMES_COUNCIL={folder} python run.py")
        print(f'  (on Windows: set "OUTCOMES_COUNCIL={folder}" and then py run.py)')
    schemas = load_schemas(council_folder=folder)
    print(f"{schemas.council.authority}: {len(schemas.in_order())} measures are declared.")
    print("It still needs:")
    for line in still_needed(schemas, folder):
        print(f"- {line}")


def add_commands(adds: Adds) -> None:
    """Offer these commands. `adds(name, action)` makes a parser for one."""
    command = adds("council", council)
    command.add_argument("what", choices=("new", "list", "check"), help="which of these")
    command.add_argument("name", nargs="?", metavar="NAME", help="a name, an ONS code or a number")
    command.add_argument("--to", type=Path, metavar="FOLDER", help="where (default: beside ours)")
    command = adds("template", make_template)
    command.add_argument("indicators", nargs="*", metavar="INDICATOR", help="an indicator's id")
    kinds = command.add_mutually_exclusive_group()
    kinds.add_argument(
        "--due", action="store_true", help="all figures that are due, by when and from whom"
    )
    for kind, plural in PLURAL.items():
        kinds.add_argument(
            f"--{plural.split()[0]}",
            dest="kind",
            action="store_const",
            const=kind,
            help=f"a file of {plural} in place of one of figures",
        )
    _out(command)
    command = adds("dictionary", dictionary)
    command.add_argument("--csv", action="store_true", help="a CSV, to open in Excel")
    _out(command)
    command = adds("inbox", inbox)
    command.add_argument(
        "folder", nargs="?", type=Path, help="default: OUTCOMES_INBOX, or workspace/inbox"
    )
    command = adds("history", history)
    command.add_argument(
        "--between", dest="editions", nargs=2, metavar="EDITION", help="an earlier one and a later"
    )
    command = adds("withdraw", withdraw)
    command.add_argument("extract", type=int, metavar="NUMBER", help="as `history` lists it")
    command.add_argument("--why", default="", help="the reason, which the history keeps")
    ask_who(command)
    command.add_argument("--undo", action="store_true", help="put it back")
    command = adds("audit", audit_edition)
    command.add_argument("edition", nargs="?", help="its name (default: the current one)")
    command = adds("backup", backup)
    command.add_argument("file", type=Path, metavar="FILE", help="a name that is not there yet")
    command = adds("move", move)
    command.add_argument("to", metavar="FOLDER|ADDRESS", help="an empty folder, or postgresql://…")
    command = adds("restore-backup", restore_backup)
    command.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` wrote")
    ask_who(command)
    command.add_argument(
        "--replace",
        action="store_true",
        help="although there is a store or an edition: they are kept aside",
    )


def ask_who(command: argparse.ArgumentParser) -> None:
    """Let a command be told who decides: the history then also keeps the account that said so."""
    you = account()
    command.add_argument(
        "--by",
        type=lambda who: who if who == you else f"{who} (said by {you})",
        default=you,
        help=f"who decides (default: {you}, the account that runs it)",
    )


def _out(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="a new file (default: standard output)"
    )


def _write(file: Path | None, content: bytes) -> None:
    """To a new file, or to standard output byte for byte."""
    if file is None:
        sys.stdout.buffer.write(content)
        return
    try:
        with file.open("xb") as new:
            new.write(content)
    except FileExistsError:
        message = "there is a file of that name already. Give another name."
        raise Refused.because(file, message) from None
    except OSError as error:
        message = f"this file cannot be written: {error.strerror}."
        raise Refused.because(file, message) from error
    print(f"Wrote {file}.")


def _there_is_a_store() -> None:
    from data.store.connection import has_store

    if not has_store():
        raise Refused.because(settings().store, "there is no store here yet.")


def _line(event: "Event") -> str:
    from data.history import StoredExtract

    about = event.about
    if isinstance(about, StoredExtract):
        state = "" if about.state == "accepted" else f", {about.state} now"
        what = f"extract {about.id}, {event.what} ({about.holds}{state})"
    else:
        what = f"edition {event.what}{', current' if about.is_current else ''}"
    why = f": {event.why}" if event.why else ""
    return f"{event.when:%Y-%m-%d %H:%M}  {event.who} {event.did} {what}{why}"
