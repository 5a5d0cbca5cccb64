"""What is said of a file that was dropped: the good news first, then everything to put right."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.ingest.check import Extract
from pages.parts.html import bullets, fold, show_html, small, table
from schemas.problems import Problem, Refused

PERSONAL = (
    "This file holds something about a single child or young person, so it was not kept: not here, "
    "not in a log, not in a temporary file. Take it out, or ask for counts, and drop the new file."
)


def say_next(words: str) -> None:
    """Say, when the page is drawn again, what was done: on the page, for a word that goes away by
    itself is missed on a slow machine, and by whoever reads slowly."""
    st.session_state["done"] = words


def show_what_was_done() -> None:
    """What somebody has just done on this page, until they do something else."""
    if words := st.session_state.pop("done", ""):
        show_html(Markup("<p role='status'><b>{}</b></p>").format(words))


def note(extract: Extract, folded: bool = False) -> Markup:
    """A colleague's note on one file. `folded`: on one line, that opens to the rest."""
    errors = [p for p in extract.problems if p.severity == "error"]
    warnings = [p for p in extract.problems if p.severity != "error"]
    verdict, rest = _verdict(extract, errors, warnings), _receipt(extract)
    rest += _by_message("To put right", errors)
    rest += _by_message("To look at; they do not stop you", warnings)
    if not folded:
        return Markup('<section class="check"><h2>{}</h2><p><b>{}</b> {}</p>{}</section>').format(
            extract.name, verdict, extract.summary, rest
        )
    line = Markup("<b>{}</b>: {}").format(extract.name, verdict)
    if extract.summary:
        rest = Markup("<p>{}</p>").format(extract.summary) + rest
    return fold(line, rest) if rest else Markup("<p>{}</p>").format(line)


def summary(extracts: Sequence[Extract]) -> Markup:
    """Of several files, how many are right; and what to do, where some are not."""
    many, wrong = len(extracts), sum(extract.refused for extract in extracts)
    html = Markup("<h2>{} files</h2>").format(many)
    if not wrong:
        return html + Markup("<p>All of them can go in.</p>")
    right = Markup("<p>{} of {} can go in as they are.</p>").format(many - wrong, many)
    return html + right + refusal(extracts)


def refusal(extracts: Sequence[Extract]) -> Markup:
    """What happens now that something has to be put right."""
    if len(extracts) == 1:
        advice = "This file was not added. Put it right and drop it again."
    elif any(extract.personal for extract in extracts):
        advice = f"None of the {len(extracts)} files was added. Drop the others again without it."
    else:
        advice = (
            f"None of the {len(extracts)} files was added, because they go in together. Take away "
            "what is not right (with the × beside its name, above), and the others can go in now. "
            "Or put it right, and drop it again in its place."
        )
    return Markup('<p role="status"><b>Nothing was saved.</b> {}</p>').format(advice)


def not_done(refused: Refused) -> Markup:
    """Why something could not be done."""
    why = " ".join(str(problem) for problem in refused.problems)
    return Markup(
        '<p role="alert" class="caution"><b>Nothing on the pages was changed.</b> {}</p>'
    ).format(why)


FORGOTTEN = Markup(
    '<p role="alert" class="caution"><b>The dashboard was started anew while this page was at '
    "work.</b> What was finished stands in History, with what everybody sees now. What was not has "
    "changed nothing: its files are kept as drafts.</p>"
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


def _receipt(extract: Extract) -> Markup:
    if not extract.receipt or extract.personal:
        return Markup()
    return small("Put right for you, in what was read:") + bullets(extract.receipt, "small")


def _by_message(title: str, problems: list[Problem]) -> Markup:
    """Grouped by what is wrong, each with its rows and columns."""
    if not problems:
        return Markup()
    by_message: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: p.row or 0):
        by_message.setdefault(problem.message, []).append(problem)
    lines = [
        (message[:1].upper() + message[1:], ", ".join(map(_where, group)))
        for message, group in by_message.items()
    ]
    listed = table(title, ("What", "Where"), lines, kind="problems")
    return Markup("<h3>{}</h3>{}").format(title, listed)


def _where(problem: Problem) -> str:
    if problem.row is None:
        return "the whole file"
    return f"row {problem.row}" + (f", column {problem.column}" if problem.column else "")
