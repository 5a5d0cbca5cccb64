"""Whose a file is that lies in the server's memory: of somebody who has a tab open that offers it,
or into which it is being added.

Streamlit hands any file to whoever knows its address, which is made of what the file holds: who
guesses that of a small one could find out whether they are right.
"""

import streamlit as st
from starlette.datastructures import Headers
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from access.identity import identify
from schemas.person import Person

_UPLOADS = 4  # as many files of the largest size may lie in the memory at once


def belongs(path: str, person: Person) -> bool:
    """Whether 'media/FILE', or 'TAB/FILE' of one that is added, is of a tab of that person's."""
    first, _, rest = path.partition("/")
    runtime = Runtime.instance()
    manager = runtime.media_file_mgr
    tabs = _offering(manager, rest) if first == "media" else {first}
    return any(_is_of(tab, person) for tab in tabs)


def _offering(manager: MediaFileManager, file: str) -> set[str]:
    """The tabs that show a file, or have a button that makes one of its name."""
    kept, number = manager.read_file(file), file.partition(".")[0]
    with manager._lock:
        shown = manager._files_by_session_and_coord.items()
        showing = {tab for tab, files in shown if number in files.values()}
        made = manager._deferred_callables.values()
        return showing | {m["session_id"] for m in made if kept and m["filename"] == kept.filename}


def _is_of(tab: str, person: Person) -> bool:
    open_tab = Runtime.instance()._session_mgr.get_active_session_info(tab)
    if open_tab is None or open_tab.client.client_context is None:
        return False
    owner = identify(Headers(dict(open_tab.client.client_context.headers)))
    return owner is not None and owner.session == person.session


def is_room_for(length: str) -> bool:
    """Whether so many bytes more may be added, with all that lies there. One that does not say its
    length is taken as the largest."""
    manager, largest = Runtime.instance().uploaded_file_mgr, st.get_option("server.maxUploadSize")
    assert isinstance(manager, MemoryUploadedFileManager)
    most = int(largest) * 1024 * 1024
    coming = int(length) if length.isascii() and length.isdigit() else most
    return manager._total_bytes + coming <= _UPLOADS * most
