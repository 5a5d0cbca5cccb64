"""Every document that can be made, by its kind and the ending of its file.

The libraries that write them are imported when the first one is made, not when a page is drawn.
"""

from pathlib import Path
from typing import Literal, get_args

from reports.paper.document import Document
from schemas.problems import Problem, Refused, join_words
from schemas.progress import OnProgress
from view_model.edition_view import EditionView
from view_model.scope import Scope

Kind = Literal["pack", "annual", "no-labels"]
ENDINGS: dict[Kind, tuple[str, ...]] = {
    "pack": (".pptx",),
    "annual": (".pdf", ".docx"),
    "no-labels": (".pdf", ".docx"),
}
KINDS: tuple[Kind, ...] = get_args(Kind)
_SAYING = 0.6  # of the work: what is said; the rest is writing it


def make(
    kind: Kind,
    ending: str,
    view: EditionView,
    scope: Scope,
    report: OnProgress,
    template: Path | None = None,
) -> bytes:
    """The document's bytes. `report` hears how far it is (0 to 1), and what is being done.

    Raises Refused for an ending that the kind cannot have, a scope that names nothing, and a
    template that is none.
    """
    check(kind, ending, template)
    if kind == "pack":
        from reports.slides.pack import pack

        return pack(view, scope, report, template)
    said = _said(kind, view, scope, lambda done, doing: report(done * _SAYING, doing))
    report(_SAYING, "Writing the pages")
    made = _written(said, ending)
    report(1, "Done")
    return made


def _said(kind: Kind, view: EditionView, scope: Scope, report: OnProgress) -> Document:
    from reports.paper.annual import annual
    from reports.paper.no_labels import no_labels

    return (annual if kind == "annual" else no_labels)(view, scope, report)


def _written(document: Document, ending: str) -> bytes:
    if ending == ".pdf":
        from reports.paper.pdf_file import pdf

        return pdf(document)
    from reports.paper.docx_file import docx

    return docx(document)


def check(kind: Kind, ending: str, template: Path | None = None) -> None:
    """Raises Refused where a kind of document cannot be had with that ending, or template."""
    problems = []
    if ending not in ENDINGS[kind]:
        there = join_words(ENDINGS[kind])
        given = f"'{ending}'" if ending else "no ending"
        problems.append(Problem("--out", f"{given}: the {kind} document ends in {there}."))
    if template is not None and kind != "pack":
        problems.append(Problem("--template", "only the pack has a template."))
    if problems:
        raise Refused(problems)
