"""The door: a file of any layout that is known, read as an extract.

Officers only. What comes in by the page, the inbox, the command line or with the project comes in
here. A new kind of file is a `RowSource`, a new way of laying figures out a `Layout`.
"""

from dataclasses import replace
from datetime import date

from data.ingest.check import Extract, LongLayout, Provenance, check
from data.ingest.notes import NotesLayout
from data.ingest.source import CsvFile
from data.official.translate import OfficialLayout
from schemas.declared import Schemas


def read_any(name: str, content: bytes, schemas: Schemas, published: bool = False) -> Extract:
    """A file of notes, of a department's, or of figures in our own format, checked.

    The extract keeps the bytes and the row numbers of the file as it came, and has a provenance and
    a summary where the file is a department's. `published`: as in `LongLayout`.
    """
    layouts = (NotesLayout(), OfficialLayout(), LongLayout(published))
    return check(CsvFile(name, content), layouts, schemas)


def provenance_of(name: str, extract: Extract, schemas: Schemas, received_from: str) -> Provenance:
    """Where an extract came from: what a department's file says of itself; any other file is the
    council's own, released today."""
    if extract.provenance:
        return replace(extract.provenance, received_from=received_from)
    council = schemas.council.authority
    return Provenance(
        name=name,
        received_from=received_from,
        publication=f"{council}, local extract",
        publisher=council,
        released=date.today().isoformat(),
    )
