"""The embedded default: the extracts that come with the project and with the council's folder, in
the store and published with one call.

Officers only. Each `extracts/` holds a CSV and a TOML of its provenance for each publication.
"""

import hashlib
import logging
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from data.any_file import read_any
from data.editions.edition import Edition
from data.editions.folder import current_edition, edition_names
from data.ingest.check import Extract, Provenance
from data.publish import local_copy
from data.publish.publish import publish
from data.publish.queue import clear_up
from data.publish.verdicts import ruleset_fingerprint
from data.shared import FOLDER, rows_of, shared_extracts, text
from data.store.connection import has_store
from data.store.store import Store, open_store
from schemas.declared import Council, Schemas
from schemas.load import FOLDER as SCHEMAS_FOLDER
from schemas.load import load_schemas, read_toml
from schemas.problems import Refused, join_words
from schemas.settings import ProcessRole, settings

_MADE_FROM = "embedded default "


def ensure_edition() -> str:
    """The name of the edition to read, publishing the embedded default when there is none.

    An edition that was made from the embedded default, and from nothing else, is made again
    when the project's extracts or schemas have changed since. One that an officer published
    is left alone, and so is one that cannot be made again: the log says why. What a publication
    left that was cut short is cleared up. A viewers' process makes nothing. Raises Refused with
    every problem when there is nothing to read and nothing can be made.
    """
    if settings().role is ProcessRole.VIEWERS:
        return current_edition().name
    keep_up()
    clear_up(open_store, settings().editions)
    wanted = _MADE_FROM + _fingerprint()
    if not edition_names():
        return publish_default(load_schemas(), wanted)
    edition = current_edition()
    _refuse_anothers(edition)
    try:
        outdated = _is_outdated(edition, wanted)
        return publish_default(load_schemas(), wanted) if outdated else edition.name
    except Refused as refused:
        message = "The project's own figures have changed and could not be published: %s"
        logging.getLogger("outcomes").error(message, refused)
        return edition.name


def keep_up(draw: Callable[[str], object] = str) -> bool:
    """Bring the editions that an object store has and this machine has not, where there is one;
    whether it answers. `draw` is done with an edition before it is current. Raises Refused when its
    address is none, or a package is missing."""
    return local_copy.follow(draw)


def _refuse_anothers(edition: Edition) -> None:
    """One council's figures must not get among another's. Raises Refused."""
    own, there = settings().council, edition.schemas.council
    try:
        council = read_toml(own / "council.toml", Council)
    except Refused:  # the log will say why, and what is published stays
        return
    if council.code != there.code:
        message = (
            f"these editions are of {there.name}, and {own} is of {council.name}. Give it folders "
            "of its own: set OUTCOMES_STORE, OUTCOMES_EDITIONS and OUTCOMES_INBOX, or none of them."
        )
        raise Refused.because(settings().editions, message)


def publish_default(schemas: Schemas, made_from: str) -> str:
    """Load the project's extracts into the store and publish them."""
    with open_store() as store:
        add_embedded(store, schemas)
    return publish(
        open_store,
        schemas,
        why="Published figures that come with the dashboard",
        made_by="the dashboard itself",
        made_from=made_from,
    )


def add_embedded(store: Store, schemas: Schemas, folder: Path | None = None) -> int:
    """Add the embedded extracts, of everybody's figures and of the council's `folder`, that the
    store does not hold yet. Returns how many were new.

    What it holds, byte for byte, was checked when it came and is not checked again. Raises Refused
    with the problems of all the others together, before any is added.
    """
    contents = embedded_contents(schemas, folder)
    fingerprints = {file: hashlib.sha256(each).hexdigest() for file, each in contents.items()}
    loaded = store.already_loaded(fingerprints.values())
    extracts = [
        _read(file, contents[file], schemas)
        for file, sha in fingerprints.items()
        if sha not in loaded
    ]
    return sum(store.add_all(extracts)) if extracts else 0


def embedded_contents(schemas: Schemas, folder: Path | None = None) -> Mapping[Path, bytes]:
    """The CSVs that a council's store begins with, by the file that each stands in: of its own
    folder, and of everybody's what it needs. Rows of measures that are not declared are left."""
    own = tuple((file, file.stat().st_mtime_ns) for file in _own_files(folder))
    council = schemas.council.model_dump_json()
    return _contents(own, council, frozenset(schemas.indicators), shared=folder is None)


@lru_cache(maxsize=4)  # whoever adds a file asks, and it takes half a second
def _contents(
    own: Sequence[tuple[Path, int]], council: str, known: Collection[str], *, shared: bool
) -> Mapping[Path, bytes]:
    contents = {file: file.read_bytes() for file, _ in own}
    held = (row for f in contents if f.parent.name == "published" for row in rows_of(contents[f]))
    if shared:
        contents |= shared_extracts(Council.model_validate_json(council), held)
    declared = {file: _of_declared(file, content, known) for file, content in contents.items()}
    in_order = sorted(declared, key=lambda file: (file.parent.name, file.name))
    return {file: declared[file] for file in in_order if declared[file]}


def _of_declared(file: Path, content: bytes, known: Collection[str]) -> bytes:
    rows = list(rows_of(content))
    kept = [row for row in rows if row.indicator in known]
    if file.parent != FOLDER and (left := {row.indicator for row in rows} - {*known}):
        message = "Left out of %s, because nobody declares them: %s"
        logging.getLogger("outcomes").warning(message, file.name, join_words(sorted(left), "and"))
    return content if len(kept) == len(rows) else text(kept).encode() if kept else b""


def _own_files(folder: Path | None = None) -> list[Path]:
    return sorted((folder or settings().council / "extracts").glob("*/*.csv"))


def _read(file: Path, content: bytes, schemas: Schemas) -> tuple[Extract, Provenance]:
    name = file.name.removesuffix(".gz")
    declared = file.with_name(name).with_suffix(".toml").read_text(encoding="utf-8")
    fields = tomllib.loads(declared)
    source = Provenance(name=name, received_from="the project", embedded=True, **fields)
    return read_any(name, content, schemas, source.published), source


def _is_outdated(edition: Edition, wanted: str) -> bool:
    """Whether it is an edition of the embedded default that the project has moved on from."""
    made_from = edition.made_from
    if not made_from.startswith(_MADE_FROM) or made_from == wanted or not has_store():
        return False
    with open_store() as store:
        return bool(store.extracts()["embedded"].all())


def _fingerprint() -> str:
    """One hash of everything that is declared, of every embedded extract, and of the rules that
    make the verdicts."""
    own, shared = settings().council, FOLDER.glob("*.*")
    files = [*SCHEMAS_FOLDER.rglob("*.toml"), *own.glob("*.toml")]
    files += [*own.glob("strategies/*.toml"), *own.glob("indicators/*.toml")]
    whole = hashlib.sha256(ruleset_fingerprint().encode())
    files += [*_own_files(), *(f.with_suffix(".toml") for f in _own_files()), *shared]
    for file in sorted(files):
        whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()
