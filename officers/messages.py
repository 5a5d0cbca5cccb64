"""What is said of a file that was dropped: the good news first, then everything to put right."""

from collections.abc import Sequence

from data.ingest.check import Extract
from pages.parts.html import table, text
from schemas.problems import Problem, Refused

PERSONAL = (
    "This file holds something about a single child or young person, so it was not kept: not here, "
    "not in a log, not in a temporary file. Take it out, or ask for counts, and drop the new file."
)

NOT_PUBLISHED = "Could not be published"
"""What the history says of a decision that was taken back because nothing could be published."""


def note(extract: Extract, said: str = "", folded: bool = False) -> str:
    """A colleague's note on one file. `said` is what was taken of an official one. `folded`: on one
    line, that opens to the rest."""
    errors = [p for p in extract.problems if p.severity == "error"]
    warnings = [p for p in extract.problems if p.severity != "error"]
    verdict = text(_verdict(extract, errors, warnings))
    rest = (
        f"{_receipt(extract)}{_listed('To put right', errors)}"
        f"{_listed('To look at; they do not stop you', warnings)}"
    )
    if folded:
        name = f"<b>{text(extract.name)}</b>: {verdict}"
        more = f"{f'<p>{text(said)}</p>' if said else ''}{rest}"
        return f"<details><summary>{name}</summary>{more}</details>" if more else f"<p>{name}</p>"
    return (
        f'<section class="check"><h2>{text(extract.name)}</h2>'
        f"<p><b>{verdict}</b> {text(said)}</p>{rest}</section>"
    )


def summary(extracts: Sequence[Extract]) -> str:
    """Of several files, how many are right; and what to do, where some are not."""
    wrong = sum(extract.refused for extract in extracts)
    right = f"{len(extracts) - wrong} of {len(extracts)} can go in as they are."
    said = right if wrong else "All of them can go in."
    return f"<h2>{len(extracts)} files</h2><p>{said}</p>{refusal(extracts) if wrong else ''}"


def refusal(extracts: Sequence[Extract]) -> str:
    """What happens now that something has to be put right."""
    if len(extracts) == 1:
        said = "This file was not added. Put it right and drop it again."
    elif any(extract.personal for extract in extracts):
        said = f"None of the {len(extracts)} files was added. Drop the others again without it."
    else:
        said = (
            f"None of the {len(extracts)} files was added, because they go in together. Take away "
            "what is not right (with the × beside its name, above), and the others can go in now. "
            "Or put it right, and drop it again in its place."
        )
    return f'<p role="status"><b>Nothing was saved.</b> {said}</p>'


def not_done(refused: Refused) -> str:
    """Why something could not be done."""
    why = " ".join(str(problem) for problem in refused.problems)
    return (
        f'<p role="alert" class="caution"><b>Nothing on the pages was changed.</b> {text(why)}</p>'
    )


def _verdict(extract: Extract, errors: list[Problem], warnings: list[Problem]) -> str:
    if extract.personal:
        return PERSONAL
    read = "1 row read. " if len(extract) == 1 else f"{len(extract):,} rows read. "
    if errors:
        things = "1 thing" if len(errors) == 1 else f"{len(errors)} things"
        return f"{read if len(extract) else ''}{things} to put right."
    more = f" {len(warnings)} to look at." if warnings else ""
    return f"{read}Nothing to put right.{more}"


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
    by_message: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: p.row or 0):
        by_message.setdefault(problem.message, []).append(problem)
    lines = [
        (text(message[:1].upper() + message[1:]), text(", ".join(_where(p) for p in group)))
        for message, group in by_message.items()
    ]
    return f"<h3>{title}</h3>{table(title, ('What', 'Where'), lines, kind='problems')}"


def _where(problem: Problem) -> str:
    if problem.row is None:
        return "the whole file"
    return f"row {problem.row}" + (f", column {problem.column}" if problem.column else "")
