"""The command line: python -m data check | add | publish | editions | restore | export, and those
of data.commands.

Every refusal names every problem and exits with 1; nothing is then changed. `export` writes
only CSV to standard output. What a command needs is imported when it runs: pandas alone takes half
of a second.
"""

import argparse
import csv
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from data.commands import add_commands, ask_who
from data.editions.edition import NewerEdition
from data.editions.export import export_figures, export_verdicts
from data.editions.folder import current_name, edition_names, open_edition
from data.record import record
from schemas.declared import Schemas
from schemas.load import load_schemas
from schemas.periods import PeriodError, parse_date
from schemas.person import Person, account
from schemas.problems import Problem, Refused
from schemas.settings import settings

if TYPE_CHECKING:
    import pandas as pd

    from data.ingest.check import Extract, Provenance
    from data.preview.model import Question
    from data.scorecards.scorecard import Scorecard
    from data.store.decisions import ExtractState
    from data.store.store import Store
    from schemas.progress import OnProgress

    Answers = dict[Path, Extract | Problem]

_A_STEP = 0.05  # of the work, shown on a terminal
RECORDED = {"add", "inbox", "withdraw", "export", "backup", "restore-backup"}
EXPORTED = (
    "indicator,period_start,period_end,area,breakdown,category,numerator,denominator,value,state,"
    "source,illustrative"
)
VERDICTS = (
    "about,strategy,indicator,area,breakdown,category,level,trend,certainty,lean,chance,change,low,"
    "high,first_period,last_period,criterion,shape,answer,sentence,illustrative"
)


def check(arguments: argparse.Namespace) -> int:
    """Read the files and say what is wrong, and where, and what would be asked of them. Changes
    nothing. The exit code is 1 when anything is to be put right or to be answered."""
    from data.preview.plausibility import questions_about

    schemas = load_schemas()
    answers = _answers(arguments, schemas)
    arriving = _arriving(answers, arguments, schemas)
    asked: Sequence[Question] = ()
    if any(len(extract.counts) for extract, _ in arriving):
        with _to_compare(schemas) as store:
            asked = questions_about(store, schemas, arriving)
    extracts = _all_right(arguments, answers, asked)
    for extract in () if arguments.json else extracts:
        put_right = "Nothing to put right." if extract.outcome == "accept" else "Look at these."
        _print_outcome(extract, f"rows read. {put_right}")
    if asked and not arguments.json:
        print("\n".join([ASKED, *map(str, asked)]))
    return int(bool(asked))


TWO_PEOPLE = "Somebody else has to publish them: on the page History, where they are drafts."
ASKED = "Before this goes in, each of these must be answered:"


def add(arguments: argparse.Namespace) -> None:
    """Check the files and load them into the store: all of them, or none. Raises Refused with what
    is asked of them, unless --yes has answered it."""
    from data.embedded import add_embedded
    from data.preview.model import corrections_of
    from data.preview.plausibility import questions_about
    from data.store.store import open_store

    schemas = load_schemas()
    answers = _answers(arguments, schemas)
    if any(isinstance(answer, Problem) or answer.refused for answer in answers.values()):
        _all_right(arguments, answers, ())
    arriving = _arriving(answers, arguments, schemas)
    with open_store() as store:
        add_embedded(store, schemas)
        asked = questions_about(store, schemas, arriving)
        extracts = _all_right(arguments, answers, asked)
        if asked and not arguments.yes:
            yes = "if all of this is right, say so with --yes."
            raise Refused([*(q.problem for q in asked), Problem("To answer", yes)])
        known = [store.find_extract(extract.fingerprint) for extract in extracts]
        areas = sorted({area for extract in extracts for area in extract.counts["area"].unique()})
        before = store.current_figures(schemas.council.code, also=areas)
        two = settings().two_people
        added = store.add_all(arriving, draft=two, by=account())
        if arguments.json:
            return
        after = store.current_figures(schemas.council.code, also=areas)
        revised = _revised(store, before, after, extracts)
    for extract, there, new in zip(extracts, known, added, strict=True):
        _print_outcome(extract, f"{_became(there, new, two)}.")
    if len(revised):
        print(f"{len(revised):,} of the figures in the store are corrected:")
    for correction in corrections_of(revised, schemas):
        print(f"  {correction}")
    print(TWO_PEOPLE if two else "To put them on the pages: python -m data publish --why '...'")


def _revised(
    store: "Store", before: "pd.DataFrame", after: "pd.DataFrame", extracts: "Sequence[Extract]"
) -> "pd.DataFrame":
    """The current figures that these extracts change, as they were `before` and are `after`."""
    from data.store.compare import compare

    added = [found[0] for e in extracts if (found := store.find_extract(e.fingerprint))]
    return compare(before, after, store.counts(added), added).revised


@contextmanager
def _to_compare(schemas: Schemas) -> Iterator["Store"]:
    """The store; where there is none yet, the embedded default for as long as it is looked at."""
    from data.embedded import add_embedded
    from data.store.connection import has_store
    from data.store.store import open_store

    there = has_store()
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as aside,
        open_store() if there else open_store(Path(aside)) as store,
    ):
        if not there:
            add_embedded(store, schemas)
        yield store


def _became(known: "tuple[int, ExtractState] | None", new: bool, draft: bool) -> str:
    """What became of a file's rows; `known` is what the store had of that very file before."""
    if new and draft:
        return "rows kept as a draft"
    if known is None:
        return "rows added to the store" if new else "rows: this very file was given twice"
    number, state = known
    if state == "withdrawn":
        return (
            f"rows: this very file is already there, as extract {number}, and was withdrawn. "
            f"To put it back: python -m data withdraw {number} --undo"
        )
    if new:
        return f"rows: this very file was there as a draft, extract {number}, and now stands"
    return "rows: this very file is already there"


def _print_outcome(extract: "Extract", outcome: str) -> None:
    """What became of a file, its warnings, and what was put right quietly."""
    if extract.summary:
        print(f"{extract.name}: {extract.summary}")
    print(f"{extract.name}: {len(extract):,} {outcome}")
    for line in (*extract.problems, *extract.receipt):
        print(f"  {line}")


def publish_store(arguments: argparse.Namespace) -> None:
    """Build a new edition from the store and make it current."""
    from data.embedded import add_embedded
    from data.publish.publish import publish
    from data.store.store import open_store

    schemas = load_schemas()
    with open_store() as store:
        add_embedded(store, schemas)
    with _on_a_terminal() as report:
        before = current_name()
        name = publish(
            open_store,
            schemas,
            why=arguments.why,
            made_by=arguments.by,
            unless_same=True,
            report=report,
        )
    new = name != before
    print(f"Published edition {name}." if new else f"Nothing is new: edition {name} stays current.")


@contextmanager
def _on_a_terminal() -> Iterator["OnProgress"]:
    """How far it is, on one line of standard error that is wiped afterwards; on a terminal only."""

    def write(line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{line:60}", end="\r", file=sys.stderr, flush=True)

    shown = ""

    def report(done: float, doing: str) -> None:
        nonlocal shown
        now = f"{done // _A_STEP * _A_STEP:4.0%}  {doing} …"
        if now != shown:
            write(now)
        shown = now

    try:
        yield report
    finally:
        write("")


def editions(_arguments: argparse.Namespace) -> None:
    """List the editions, oldest first; * marks the current one. One that cannot be opened is
    listed as damaged."""
    current, names = current_name(), edition_names()
    if not names:
        print("There are no editions yet.")
    for name in names:
        print(f"{'*' if name == current else ' '} {name}  {_about(name)}")


def _about(name: str) -> str:
    try:
        edition = open_edition(name)
    except NewerEdition as newer:
        return newer.problems[0].message
    except Refused:
        return "damaged: it cannot be opened. A backup may have it whole."
    return f"{edition.made:%d %B %Y %H:%M}  {edition.made_by}: {edition.why}"


def restore(arguments: argparse.Namespace) -> None:
    """Make an earlier edition the current one again. The history keeps who did, and why."""
    from data.publish.pointer import point_to

    point_to(arguments.edition, who=arguments.by, why=arguments.why)
    print(f"Edition {arguments.edition} is current.")


def export(arguments: argparse.Namespace) -> None:
    """Print every figure of an edition as tidy CSV, or what it says of them (--verdicts), building
    the embedded default if need be."""
    from data.embedded import ensure_edition

    edition = open_edition(arguments.edition or ensure_edition())
    rows = export_verdicts(edition) if arguments.verdicts else export_figures(edition)
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    columns = VERDICTS if arguments.verdicts else EXPORTED
    writer = csv.DictWriter(sys.stdout, columns.split(","), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | {"illustrative": str(row["illustrative"]).lower()} for row in rows)


def _answers(arguments: argparse.Namespace, schemas: Schemas) -> "Answers":
    """Every file, checked, and what every query answers, without faulty rows where that is asked.
    Raises Refused of queries that cannot be asked."""
    from data.any_file import read_without_faulty_rows
    from data.scorecards.kept import layout_called

    published = bool(arguments.publication)
    layout = layout_called(arguments.layout) if arguments.layout else None
    answers = {file: _checked(file, schemas, published, layout) for file in arguments.files}
    answers |= dict(_queried(arguments, schemas, published))
    if not arguments.leave_out_faulty_rows:
        return answers
    return {
        file: a if isinstance(a, Problem) else read_without_faulty_rows(a, schemas, published)
        for file, a in answers.items()
    }


def _queried(
    arguments: argparse.Namespace, schemas: Schemas, published: bool
) -> "Iterator[tuple[Path, Extract]]":
    """Each query's answer, checked as a file of its name."""
    from data.any_file import read_any

    if arguments.query and not arguments.connection:
        raise Refused.because("--query", "say which database: --connection NAME.")
    if not (arguments.query or arguments.files):
        raise Refused.because("Nothing was given", "name a file, or a query with --query.")
    for file in arguments.query:
        from data.query import run_query  # SQLAlchemy, for those who ask

        answer = run_query(file, arguments.connection)
        yield file, read_any(f"{file.stem}.csv", answer, schemas, published)


def _arriving(
    answers: "Answers", arguments: argparse.Namespace, schemas: Schemas
) -> "list[tuple[Extract, Provenance]]":
    """The files that can go in."""
    good = [a for a in answers.values() if not isinstance(a, Problem) and not a.refused]
    return [(extract, _provenance(extract, arguments, schemas)) for extract in good]


def _all_right(
    arguments: argparse.Namespace, answers: "Answers", unanswered: "Sequence[Question]"
) -> "list[Extract]":
    """The files, each as a line of JSON too when that is asked for. Raises Refused with the
    problems of all of them together."""
    extracts: list[Extract] = []
    problems: list[Problem] = []
    for file, answer in answers.items():
        if arguments.json:
            print(json.dumps(_for_machines(file, answer, unanswered)), flush=True)
        if isinstance(answer, Problem):
            problems.append(answer)
        else:
            problems += answer.problems if answer.refused else ()
            extracts.append(answer)
    if problems:
        raise Refused(problems)
    return extracts


def _checked(
    file: Path, schemas: Schemas, published: bool, layout: "Scorecard | None"
) -> "Extract | Problem":
    from data.any_file import read_any
    from data.ingest.personal_data import safe_name

    try:
        return read_any(file.name, file.read_bytes(), schemas, published, layout)
    except OSError as error:
        return Problem(safe_name(str(file)), f"this file cannot be read: {error.strerror}.")


def _for_machines(
    file: Path, answer: "Extract | Problem", unanswered: "Sequence[Question]"
) -> dict[str, Any]:
    """What `--json` prints of one file."""
    from data.ingest.personal_data import safe_name

    name = "" if isinstance(answer, Problem) else answer.name
    of_this = {q.message: [f for f in q.figures if f.file == name] for q in unanswered}

    return {
        "file": safe_name(str(file)),
        "outcome": "reject"
        if isinstance(answer, Problem)
        else "ask"
        if any(of_this.values())
        else answer.outcome,
        "rows": 0 if isinstance(answer, Problem) else len(answer),
        "problems": [
            {"severity": p.severity, "row": p.row, "column": p.column, "message": p.message}
            for p in ((answer,) if isinstance(answer, Problem) else answer.problems)
        ],
        "questions": [
            {
                "message": message,
                "figures": [
                    {"row": f.row, "figure": str(f.cell), "beside": f.beside} for f in figures
                ],
            }
            for message, figures in of_this.items()
            if figures
        ],
    }


def _provenance(
    extract: "Extract", arguments: argparse.Namespace, schemas: Schemas
) -> "Provenance":
    from data.any_file import provenance_of

    usual = provenance_of(extract.name, extract, schemas, arguments.sender)
    if extract.provenance:
        return usual
    return replace(
        usual,
        publication=arguments.publication or usual.publication,
        publisher=arguments.publisher or usual.publisher,
        released=arguments.released,
        published=bool(arguments.publication),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="Check a CSV extract, load it, publish an edition, look at what is published.",
        epilog="Where things are: OUTCOMES_STORE (counts as they arrived, officers only) and "
        "OUTCOMES_EDITIONS (what everybody sees), and OUTCOMES_INBOX (where extracts are dropped). "
        "All are inside the checkout unless set.",
    )
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="COMMAND", dest="command"
    )
    for name, action in {"check": check, "add": add}.items():
        command = _command(commands, name, action)
        what = "a CSV extract, or a workbook"
        command.add_argument("files", nargs="*", type=Path, metavar="FILE", help=what)
        command.add_argument(
            "--layout",
            default="",
            metavar="NAME",
            help="how a workbook is laid out, where its headings do not say: as the page Add "
            "figures keeps it",
        )
        command.add_argument(
            "--leave-out-faulty-rows",
            action="store_true",
            help="go on without the rows in which something must be put right; they are named",
        )
        command.add_argument(
            "--query",
            nargs="+",
            type=Path,
            default=[],
            metavar="FILE.sql",
            help="a query that answers the rows of an extract",
        )
        command.add_argument(
            "--connection", default="", metavar="NAME", help="the database that it is asked of"
        )
        command.add_argument(
            "--publication",
            default="",
            help="the figures are already public, in this publication: its publisher's own "
            "suppression is kept, and a percent may come without its counts",
        )
        command.add_argument(
            "--json",
            action="store_true",
            help="print one JSON object for each file, on a line of its own, and nothing else",
        )
        command.set_defaults(sender=account(), publisher="", released=date.today().isoformat())
        if name == "add":
            command.add_argument(
                "--yes", action="store_true", help="what is asked of the files is right: add them"
            )
            _who_sent_it(command)
    command = _command(commands, "publish", publish_store)
    command.add_argument("--why", default="New figures", help="a line for the history")
    ask_who(command)
    _command(commands, "editions", editions)
    command = _command(commands, "restore", restore)
    command.add_argument("edition", metavar="EDITION", help="a name that `editions` lists")
    command.add_argument("--why", default="", help="the reason, which the history keeps")
    ask_who(command)
    command = _command(commands, "export", export)
    command.add_argument("edition", nargs="?", metavar="EDITION", help="default: the current one")
    command.add_argument(
        "--verdicts",
        action="store_true",
        help="the words instead: a row for each series, then one for each success criterion",
    )
    add_commands(partial(_command, commands))
    return parser


def _who_sent_it(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--from", dest="sender", default=account(), help="who sent it (default: you)"
    )
    command.add_argument(
        "--publisher",
        default="",
        help="whose figures they are (default: the council)",
    )
    command.add_argument(
        "--released",
        type=_released,
        default=date.today().isoformat(),
        help="when they were released, as 2025, 2025-11-20 or 20/11/2025: the newest release of a "
        "figure stands (default: today)",
    )


def _released(text: str) -> str:
    """A year or an ISO date, so that releases sort."""
    if re.fullmatch("20[0-9]{2}", text):
        return text
    try:
        return parse_date(text).isoformat()
    except PeriodError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _command(commands, name, action) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=action.__doc__, description=action.__doc__
    )
    command.set_defaults(action=action)
    return command


def main(words: list[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0, or 1 when anything was refused."""
    arguments = _parser().parse_args(words)
    code = 0
    try:
        if settings().editions_address:
            from data.publish import local_copy

            local_copy.follow()
        code = arguments.action(arguments) or 0
        if arguments.command in RECORDED:
            record(Person(account(), way="command line"), "ran a command", arguments.command)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever was reading has seen enough: `export | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Refused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
