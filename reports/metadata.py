"""A document that says whose it is and not who pressed the button, the same every time.

Office files are zips: their entries carry the moment they were written, and so do the workbooks
inside them. Both get the edition's own day.
"""

import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from docx.opc.coreprops import CoreProperties as WordProperties
    from docx.opc.rel import Relationships as WordRelationships
    from pptx.opc.package import _Relationships as SlideRelationships
    from pptx.parts.coreprops import CorePropertiesPart as SlideProperties

_CORE = "docProps/core.xml"
_NESTED = ".xlsx"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_TRACES = ("/thumbnail", "/extended-properties", "/printerSettings")  # of the libraries' own files


def sign(
    properties: "WordProperties | SlideProperties",
    title: str,
    council: str,
    edition: str,
    made: datetime,
) -> None:
    """Whose document it is: the council's, with nobody's name and no machine's."""
    properties.author = properties.last_modified_by = council
    properties.title, properties.subject = title, edition
    properties.created = properties.modified = made
    properties.keywords = properties.comments = properties.category = ""
    properties.language, properties.revision = "en-GB", 1


def drop_build_traces(relationships: "WordRelationships | SlideRelationships") -> None:
    """Leave out what tells on which machine a library's own template was once made."""
    for name in list(relationships):
        if relationships[name].reltype.endswith(_TRACES):
            relationships.pop(name)


def with_fixed_dates(content: bytes, made: datetime) -> bytes:
    """The same file with no trace of when and where it was made but the edition's day."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w", ZIP_DEFLATED) as tidy:
        for name in given.namelist():
            entry = ZipInfo(name, _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            tidy.writestr(entry, _part(name, given.read(name), made))
    return out.getvalue()


def _part(name: str, content: bytes, made: datetime) -> bytes:
    if name.endswith(_NESTED):
        return with_fixed_dates(content, made)
    if name == _CORE:
        day = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return _DATES.sub(rb"\g<1>" + day + rb"\g<2>", content)
    return content
