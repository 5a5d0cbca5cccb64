"""Whose a file in the server's memory is: of who has a tab open that offers it, or takes it in.

Streamlit hands it to whoever knows its address, which can be guessed of what a small file holds.
"""

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from access.identity import identify
from data.record import record
from schemas.person import Person

UPLOAD, MEDIA = "_stcore/upload_file/", "media/"
MOST = 4  # as many files of the largest size may lie in the memory at once


def not_theirs(person: Person, path: str) -> Response | None:
    """Why a file is not somebody's to add, to take away or to have; None where it is."""
    if path.startswith(MEDIA):
        if not any(_is_of(tab, person) for tab in _offering(path.removeprefix(MEDIA))):
            return PlainTextResponse("No page of yours offers this file.", 403)
        record(person, "took a file away", path.rpartition(".")[2])
    elif not person.is_officer or not _is_of(path.removeprefix(UPLOAD).partition("/")[0], person):
        return PlainTextResponse("Only officers may add files, and only to a page of theirs.", 403)
    elif not _is_room():
        words = "Too many files are waiting on the server. Publish some, then try again."
        return PlainTextResponse(words, 413)
    return None


def _offering(file: str) -> set[str]:
    """The tabs that show a file, or have a button that makes one of its name."""
    manager = Runtime.instance().media_file_mgr
    kept, number = manager.read_file(file), file.partition(".")[0]
    with manager._lock:
        shown = manager._files_by_session_and_coord.items()
        showing = {tab for tab, files in shown if number in files.values()}
        made = manager._deferred_callables.values()
        return showing | {m["session_id"] for m in made if kept and m["filename"] == kept.filename}


def _is_of(tab: str, person: Person) -> bool:
    opened = Runtime.instance()._session_mgr.get_active_session_info(tab)
    context = opened.client.client_context if opened else None
    owner = identify(Headers(dict(context.headers))) if context else None
    return owner is not None and owner.who == person.who


def _is_room() -> bool:
    """Whether one more of the largest may be added to all that lies there."""
    manager = Runtime.instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    largest = int(st.get_option("server.maxUploadSize")) * 1024 * 1024
    return manager._total_bytes <= (MOST - 1) * largest
