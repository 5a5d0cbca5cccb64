"""What is said of a file that was dropped: the good news first, then everything to put right."""

from itertools import groupby

from data.extract import Extract
from pages.markup import table, text
from schemas.problems import Problem

PERSONAL = (
    "This file holds something about a single child or young person, so it was not kept: not here, "
    "not in a log, not in a temporary file. Take it out, or ask for counts, and drop the new file."
)


def note(extract: Extract, said: str = "") -> str:
    """A colleague's note on one file. `said` is what was taken of an official one."""
    errors = [p for p in extract.problems if p.severity == "error"]
    warnings = [p for p in extract.problems if p.severity != "error"]
    return (
        f'<section class="check"><h2>{text(extract.name)}</h2>'
        f"<p><b>{text(_verdict(extract, errors, warnings))}</b> {text(said)}</p>"
        f"{_receipt(extract)}{_listed('To put right', errors)}"
        f"{_listed('To look at; they do not stop you', warnings)}</section>"
    )


def refusal(files: int) -> str:
    """What happens now that something has to be put right."""
    these = "This file was" if files == 1 else "These files were"
    return f"<p><b>Nothing was saved.</b> {these} not added. Put it right and drop it again.</p>"


def _verdict(extract: Extract, errors: list[Problem], warnings: list[Problem]) -> str:
    if extract.personal:
        return PERSONAL
    read = f"{len(extract):,} rows read." if len(extract) else "No row could be read."
    if errors:
        things = "1 thing" if len(errors) == 1 else f"{len(errors)} things"
        return f"{read} {things} to put right."
    more = f" {len(warnings)} to look at." if warnings else ""
    return f"{read} Nothing to put right.{more}"


def _receipt(extract: Extract) -> str:
    if not extract.receipt or extract.personal:
        return ""
    fixed = "".join(f"<li>{text(line)}</li>" for line in extract.receipt)
    return (
        f'<p class="small">Put right for you, in what was read:</p><ul class="small">{fixed}</ul>'
    )


def _listed(title: str, problems: list[Problem]) -> str:
    """Grouped by what is wrong, each with its rows and columns."""
    if not problems:
        return ""
    said = sorted(problems, key=lambda p: p.message)
    lines = [
        (text(message[:1].upper() + message[1:]), text(", ".join(_where(p) for p in group)))
        for message, group in ((m, list(g)) for m, g in groupby(said, key=lambda p: p.message))
    ]
    return f"<h3>{title}</h3>{table(title, ('What', 'Where'), lines, kind='problems')}"


def _where(problem: Problem) -> str:
    if problem.row is None:
        return "the whole file"
    return f"row {problem.row}" + (f", column {problem.column}" if problem.column else "")
