"""An Atom feed of the editions (RFC 4287): when figures were published, corrected or taken back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree as xml

from data.editions.edition import Edition
from metrics.sentences import day
from view_model.changes import compare
from view_model.edition_view import EditionView

ATOM = "http://www.w3.org/2005/Atom"
MOST = 20  # entries, the newest


def feed(editions: list[Edition], gone: Mapping[Edition, datetime]) -> bytes:
    """The feed of editions, the oldest first: the last is what everybody sees. Of those that are
    `gone`, since a moment at which somebody went back to an earlier one, only that: no figures."""
    council, xmlns = editions[-1].schemas.council, {"xmlns": ATOM, "xml:lang": "en-GB"}
    moments = {edition: edition.made for edition in editions} | dict(gone)
    newest = sorted(moments, key=lambda edition: moments[edition], reverse=True)[:MOST]
    root = xml.Element("feed", xmlns)
    _add(root, "title", f"Figures on children in care and care leavers, {council.name}")
    _add(root, "id", f"urn:outcomes:{council.code}")
    _add(root, "updated", _moment(moments[newest[0]]))
    _add(xml.SubElement(root, "author"), "name", council.authority)
    if council.address:
        xml.SubElement(root, "link", {"href": council.address})
    for edition in newest:
        entry = xml.SubElement(root, "entry")
        if edition in gone:
            title, summary = _taken_back(edition)
        else:
            title, summary = _said(edition, editions[: editions.index(edition)][-1:])
        _add(entry, "title", title)
        _add(entry, "id", f"urn:outcomes:{council.code}:{edition.name}")
        _add(entry, "updated", _moment(moments[edition]))
        _add(entry, "summary", summary)
        if council.address and edition not in gone:
            there = f"{council.address.rstrip('/')}/changes?edition={edition.name}"
            xml.SubElement(entry, "link", {"href": there})
    xml.indent(root)
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _said(edition: Edition, before: list[Edition]) -> tuple[str, str]:
    """The title and the summary of an entry."""
    when = day(edition.made)
    if not before:
        return f"Figures published on {when}", "The first figures that are published here."
    view = EditionView(edition, edition.schemas.strategies[0])
    compared = compare(view, before[0])
    verb = "corrected" if compared.corrections else "published"
    told = compared.in_words or "no figure and no word has changed"
    return f"Figures {verb} on {when}", view.own(f"Since {day(before[0].made)}: {told}.")


def _taken_back(edition: Edition) -> tuple[str, str]:
    when = day(edition.made)
    return f"Figures of {when} were taken back", "They are not what everybody sees any more."


def _moment(when: datetime) -> str:
    return when.replace(tzinfo=UTC).isoformat(timespec="milliseconds")


def _add(parent: xml.Element, name: str, words: str) -> None:
    xml.SubElement(parent, name).text = words
