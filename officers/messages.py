"""What is said of a file that was dropped: the good news first, then everything to put right."""

from collections.abc import Sequence

from markupsafe import Markup

from data.ingest.check import Extract
from pages.parts.html import table
from schemas.problems import Problem, Refused

PERSONAL = (
    "This file holds something about a single child or young person, so it was not kept: not here, "
    "not in a log, not in a temporary file. Take it out, or ask for counts, and drop the new file."
)

NOT_PUBLISHED = "Could not be published"
"""What the history says of a decision that was taken back because nothing could be published."""


def note(extract: Extract, folded: bool = False) -> Markup:
    """A colleague's note on one file. `folded`: on one line, that opens to the rest."""
    errors = [p for p in extract.problems if p.severity == "error"]
    warnings = [p for p in extract.problems if p.severity != "error"]
    verdict = _verdict(extract, errors, warnings)
    rest = Markup("{}{}{}").format(
        _receipt(extract),
        _listed("To put right", errors),
        _listed("To look at; they do not stop you", warnings),
    )
    if folded:
        name = Markup("<b>{}</b>: {}").format(extract.name, verdict)
        summary_line = Markup("<p>{}</p>").format(extract.summary) if extract.summary else ""
        more = Markup("{}{}").format(summary_line, rest)
        return (
            Markup("<details><summary>{}</summary>{}</details>").format(name, more)
            if more
            else Markup("<p>{}</p>").format(name)
        )
    return Markup('<section class="check"><h2>{}</h2><p><b>{}</b> {}</p>{}</section>').format(
        extract.name, verdict, extract.summary, rest
    )


def summary(extracts: Sequence[Extract]) -> Markup:
    """Of several files, how many are right; and what to do, where some are not."""
    wrong = sum(extract.refused for extract in extracts)
    right = f"{len(extracts) - wrong} of {len(extracts)} can go in as they are."
    said = right if wrong else "All of them can go in."
    return Markup("<h2>{} files</h2><p>{}</p>{}").format(
        len(extracts), said, refusal(extracts) if wrong else ""
    )


def refusal(extracts: Sequence[Extract]) -> Markup:
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
    return Markup('<p role="status"><b>Nothing was saved.</b> {}</p>').format(said)


def not_done(refused: Refused) -> Markup:
    """Why something could not be done."""
    why = " ".join(str(problem) for problem in refused.problems)
    return Markup(
        '<p role="alert" class="caution"><b>Nothing on the pages was changed.</b> {}</p>'
    ).format(why)


def _verdict(extract: Extract, errors: list[Problem], warnings: list[Problem]) -> str:
    if extract.personal:
        return PERSONAL
    read = "1 row read. " if len(extract) == 1 else f"{len(extract):,} rows read. "
    if errors:
        things = "1 thing" if len(errors) == 1 else f"{len(errors)} things"
        return f"{read if len(extract) else ''}{things} to put right."
    more = f" {len(warnings)} to look at." if warnings else ""
    return f"{read}Nothing to put right.{more}"


def _receipt(extract: Extract) -> Markup:
    if not extract.receipt or extract.personal:
        return Markup()
    fixed = Markup().join(Markup("<li>{}</li>").format(line) for line in extract.receipt)
    return Markup(
        '<p class="small">Put right for you, in what was read:</p><ul class="small">{}</ul>'
    ).format(fixed)


def _listed(title: str, problems: list[Problem]) -> Markup:
    """Grouped by what is wrong, each with its rows and columns."""
    if not problems:
        return Markup()
    by_message: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: p.row or 0):
        by_message.setdefault(problem.message, []).append(problem)
    lines = [
        (message[:1].upper() + message[1:], ", ".join(_where(p) for p in group))
        for message, group in by_message.items()
    ]
    return Markup("<h3>{}</h3>{}").format(
        title, table(title, ("What", "Where"), lines, kind="problems")
    )


def _where(problem: Problem) -> str:
    if problem.row is None:
        return "the whole file"
    return f"row {problem.row}" + (f", column {problem.column}" if problem.column else "")
