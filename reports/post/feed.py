"""An Atom feed of the editions (RFC 4287): when figures were published, corrected or taken back."""

from datetime import UTC
from xml.etree import ElementTree as xml

from data.editions.edition import Edition
from metrics.sentences import day
from view_model.changes import compare
from view_model.edition_view import EditionView

ATOM = "http://www.w3.org/2005/Atom"
MOST = 20  # entries, the newest


def feed(editions: list[Edition], gone: list[Edition]) -> bytes:
    """The feed of editions, the oldest first: the last is what everybody sees. Of those that are
    `gone`, because somebody went back to an earlier one, only that: none of their figures."""
    current, xmlns = editions[-1], {"xmlns": ATOM, "xml:lang": "en-GB"}
    council, newest = current.schemas.council, max((*editions, *gone), key=lambda e: e.made)
    root = xml.Element("feed", xmlns)
    _add(root, "title", f"Figures on children in care and care leavers, {council.name}")
    _add(root, "id", f"urn:outcomes:{council.code}")
    _add(root, "updated", _moment(newest))
    _add(xml.SubElement(root, "author"), "name", council.authority)
    if council.address:
        xml.SubElement(root, "link", {"href": council.address})
    for edition in sorted((*editions, *gone), key=lambda e: e.made, reverse=True)[:MOST]:
        entry = xml.SubElement(root, "entry")
        before = editions[: editions.index(edition)][-1:] if edition in editions else []
        title, summary = _said(edition, before) if edition in editions else _taken_back(edition)
        _add(entry, "title", title)
        _add(entry, "id", f"urn:outcomes:{council.code}:{edition.name}")
        _add(entry, "updated", _moment(edition))
        _add(entry, "summary", summary)
        if council.address and edition in editions:
            there = f"{council.address.rstrip('/')}/changes?edition={edition.name}"
            xml.SubElement(entry, "link", {"href": there})
    xml.indent(root)
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _said(edition: Edition, before: list[Edition]) -> tuple[str, str]:
    """The title and the summary of an entry."""
    when = day(edition.made)
    if not before:
        return f"Figures published on {when}", "The first figures that are published here."
    compared = compare(EditionView(edition, edition.schemas.strategies[0]), before[0])
    verb = "corrected" if compared.corrections else "published"
    told = compared.in_words or "no figure and no word has changed"
    return f"Figures {verb} on {when}", f"Since {day(before[0].made)}: {told}."


def _taken_back(edition: Edition) -> tuple[str, str]:
    when = day(edition.made)
    return f"Figures of {when} were taken back", "They are not what everybody sees any more."


def _moment(edition: Edition) -> str:
    return edition.made.replace(tzinfo=UTC).isoformat(timespec="seconds")


def _add(parent: xml.Element, name: str, words: str) -> None:
    xml.SubElement(parent, name).text = words
