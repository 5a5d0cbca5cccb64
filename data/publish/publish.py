"""Build an edition from the store: the one exit for numbers. Officers only.

An edition is a new DuckDB file with a name of its own, disclosure-safe by its own CHECKs, and
never changed afterwards. A one-line pointer file says which edition is current.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from types import MappingProxyType

import duckdb
import pandas as pd

from data.editions import restore
from data.editions.checksum import checksum_line
from data.editions.edition import SCHEMA_VERSION, Edition
from data.editions.folder import POINTER, SUFFIX, current_edition, every_edition
from data.files.atomic import in_words, put
from data.publish import local_copy, restore_log
from data.publish.audit import audit, require_no_disclosure
from data.publish.decisions import FILE as DECIDING
from data.publish.decisions import Decided, decide, hold, require_two_people
from data.publish.notes import publishable_notes, require_safe_reason
from data.publish.pointer import move_pointer
from data.publish.protect import audit_tables, protect_snapshot
from data.publish.queue import Opens, our_turn
from data.publish.tables import build_tables
from data.publish.verdicts import verdict_tables
from data.shared import council_tables
from data.store.store import Snapshot, Store
from metrics.disclosure.protect import ProtectedCells
from metrics.neighbours import summarise_neighbours
from metrics.verdicts.verdict import Verdict
from schemas.declared import Schemas
from schemas.notes import AnyNote, with_breaks
from schemas.problems import Refused
from schemas.progress import OnProgress, part
from schemas.settings import settings

_ASIDE = ".building-"
_HIDING = "Hiding what could point to a child"


def publish(
    store: Store | Opens,
    schemas: Schemas,
    *,
    why: str,
    made_by: str,
    made_from: str = "store",
    folder: Path | None = None,
    unless_same: bool = False,
    decided: Decided = MappingProxyType({}),
    report: OnProgress = lambda done, doing: None,
) -> str:
    """Build a new edition, make it current, and return its name: `unless_same`, that of the current
    one where a new one would say nothing else.

    `decided`: what extracts become with it, and do not when nothing comes of it: not even when it
    is killed.

    Built aside under a name of its own, so that a failure leaves the edition before current. One
    at a time, from reading the store to pointing, so that the newest edition has the newest
    figures. Of `open_store` itself, in place of an open store, the store is let go as soon as it is
    read. Raises Refused when the folder cannot be written, the reason says how many children,
    anything that is hidden can be worked out, two people are needed, or somebody keeps the folder
    or the store for two minutes.
    """
    require_safe_reason(why)
    folder = folder or settings().editions
    with in_words(folder, "the edition cannot be written here"):
        folder.mkdir(parents=True, exist_ok=True)

        def read(opened: Store) -> Snapshot:
            decide(opened, decided, made_by, why, folder)
            require_two_people(opened, made_by, folder)
            moments = [edition.made for edition in every_edition(folder)]
            return opened.snapshot(schemas.council.code, moments)

        with or_taken_back(store, folder), our_turn(store, folder, read) as snapshot:
            _clear_away(folder)
            spoken_of = {getattr(n, "indicator", getattr(n, "about", "")) for n in snapshot.notes}
            arrived = spoken_of | set(snapshot.figures["indicator"])
            schemas = with_breaks(schemas, snapshot.notes).as_published(arrived)
            hiding, attacking = _step(report, _HIDING, 0.0, 0.5), _step(report, "Attacking it", 0.8)
            hiding(0.0)
            safe = protect_snapshot(snapshot, schemas, folder, hiding)
            report(0.5, "Working out the words")
            made = snapshot.moment
            moment = f"{made:%Y-%m-%d-%H%M%S}{made.microsecond // 1000:03}"  # so that names sort
            name = f"{moment}-{_short_hash(safe.cells, schemas, str(made))}"
            about = {
                "name": name,
                "made": made,
                "why": why,
                "made_by": made_by,
                "made_from": made_from,
                "schemas": schemas.model_dump_json(by_alias=True),
                "schema_version": SCHEMA_VERSION,
            }
            tables = _tables(snapshot, schemas, safe, folder) | {"edition": pd.DataFrame([about])}
            report(0.75, "Writing the edition")
            with TemporaryDirectory(prefix=_ASIDE, dir=folder, ignore_cleanup_errors=True) as aside:
                file = Path(aside) / (name + SUFFIX)
                build_tables(file, tables, schemas.council.disclosure.hide_up_to)
                with file.open("ab") as written:
                    written.write(checksum_line(file))
                with closing(Edition(file)) as edition:  # what is as in the one before was audited
                    if unless_same and (same := _current_that_says_the_same(edition, folder)):
                        return same
                    attacking(0.0)
                    result = audit(edition, folder, only=safe.changed, report=attacking)
                require_no_disclosure(result, schemas)
                put(file, folder / file.name, mode=0o444)
            restore_log.drop_uncommitted(folder)
            move_pointer(name, folder, made_by)
            hold(folder)
    return name


@contextmanager
def or_taken_back(store: Store | Opens, folder: Path) -> Iterator[None]:
    """What was decided with an edition is taken back at once when nothing comes of it; where that
    cannot be done now, whoever's turn is next does it."""
    try:
        yield
    except BaseException:
        if (folder / DECIDING).exists():
            known = not local_copy.is_doubtful(folder)
            with (
                suppress(Refused, OSError),
                our_turn(store, folder, lambda _: None, is_known=known),
            ):
                pass
        raise


def _step(
    report: OnProgress, message: str, start: float, end: float = 1.0
) -> Callable[[float], None]:
    """Progress for one step: the message is fixed, only the fraction changes."""
    step = part(report, start, end)
    return lambda done: step(done, message)


def _tables(
    snapshot: Snapshot, schemas: Schemas, safe: ProtectedCells, folder: Path
) -> dict[str, pd.DataFrame]:
    """The tables of a new edition, but for its own row."""
    notes, extracts = _note_table(snapshot.notes, safe, schemas), snapshot.extracts
    used = {*safe.cells["extract"], *notes["extract"]}  # years together are of the same
    return {
        "extract": extracts[extracts["id"].isin(used)],
        "measurement": safe.cells,
        "together": safe.together,
        "remark": notes,
        "neighbours": summarise_neighbours(safe.cells, schemas.council),
        **council_tables(safe.cells["indicator"].unique()),
        **verdict_tables(safe.cells, schemas, _previous_verdicts(folder)),
        **audit_tables(safe),
    }


def _current_that_says_the_same(edition: Edition, folder: Path) -> str:
    with suppress(Refused, duckdb.Error):
        current = current_edition(folder)
        return current.name if edition.says_the_same_as(current) else ""
    return ""


def _clear_away(folder: Path) -> None:
    """What a publisher left that was killed or lost its power. It is our turn: nobody builds."""
    aside = (f"{_ASIDE}*", *(f".{name}*" for name in (POINTER, restore.FILE, DECIDING)))
    left = [path for pattern in aside for path in folder.glob(pattern)]
    for path in left:
        rmtree(path) if path.is_dir() else path.unlink()
    if left:
        message = "Publishing was cut short some time before. What it left half made is cleared."
        logging.getLogger("outcomes").warning(message)


def _previous_verdicts(folder: Path) -> dict[str, Verdict]:
    """The verdicts of the current edition, by what they were made from; none without one."""
    try:
        return {v.made_from: v for v in current_edition(folder).every_verdict()}
    except (Refused, duckdb.Error):
        return {}


def _note_table(notes: Sequence[AnyNote], safe: ProtectedCells, schemas: Schemas) -> pd.DataFrame:
    """The notes that an edition of these cells may hold. The log says how many it may not."""
    kept, withheld = publishable_notes(notes, safe, schemas)
    if withheld:
        message = "Notes left out, because a number in them is on no page: %d. See the preview."
        logging.getLogger("outcomes").warning(message, len(withheld))
    rows = [(str(note.kind), note.model_dump_json(), note.extract) for note in kept]
    return pd.DataFrame(rows, columns=["kind", "said", "extract"])


def _short_hash(cells: pd.DataFrame, schemas: Schemas, moment: str) -> str:
    figures = cells.drop(columns="fingerprint").to_csv(index=False)
    return hashlib.sha256((figures + schemas.model_dump_json() + moment).encode()).hexdigest()[:8]
