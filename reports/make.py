"""Every document that can be made, by its kind and the ending of its file.

The libraries that write them are imported when the first one is made, not when a page is drawn.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from schemas.problems import Problem, Refused, join_words
from schemas.progress import OnProgress, part
from view_model.edition_view import EditionView
from view_model.scope import Scope

if TYPE_CHECKING:
    from reports.paper.document import Document

DocumentKind = Literal["pack", "annual", "children", "local-offer", "evidence"]
ENDINGS: dict[DocumentKind, tuple[str, ...]] = {
    "pack": (".pptx",),
    "annual": (".pdf", ".docx"),
    "children": (".pdf", ".docx", ".txt"),
    "local-offer": (".pdf", ".docx"),
    "evidence": (".pdf", ".docx"),
}
KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
PICTURE = ".png"
"""Of the first page of any kind, to know it by."""
ON_A_PAGE = 12  # blocks, at the most
_BUILDING = 0.6  # of the work: the words and drawings; the rest is writing the file


def make(
    kind: DocumentKind,
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
        from reports.slides.pack import pack, title_slide

        if ending == PICTURE:
            return title_slide(view, scope)
        return pack(view, scope, report, template)
    if ending == PICTURE:
        from reports.paper.pdf_file import first_page

        return first_page(_builder(kind)(view, scope, report, ON_A_PAGE))
    document = _builder(kind)(view, scope, part(report, 0, _BUILDING))
    report(_BUILDING, "Writing the pages")
    if ending == ".pdf":
        from reports.paper.pdf_file import pdf as write
    elif ending == ".txt":
        from reports.paper.text_file import text as write
    else:
        from reports.paper.docx_file import docx as write
    content = write(document)
    report(1, "Done")
    return content


def _builder(kind: DocumentKind) -> "Callable[..., Document]":
    """What says what is in a report on paper, all of it or its first blocks."""
    if kind == "annual":
        from reports.paper.annual import annual as build
    elif kind == "children":
        from reports.paper.children import children as build
    elif kind == "local-offer":
        from reports.paper.local_offer import local_offer as build
    else:
        from reports.paper.challenge import challenge as build
    return build


def check(kind: DocumentKind, ending: str, template: Path | None = None) -> None:
    """Raises Refused where a kind of document cannot be had with that ending, or template."""
    problems = []
    if ending not in (*ENDINGS[kind], PICTURE):
        there = join_words(ENDINGS[kind])
        given = f"'{ending}'" if ending else "no ending"
        problems.append(Problem("--out", f"{given}: the {kind} document ends in {there}."))
    if template is not None and kind != "pack":
        problems.append(Problem("--template", "only the pack has a template."))
    if problems:
        raise Refused(problems)
