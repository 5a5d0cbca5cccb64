"""Who is signed in: a small file for each session, in a folder that every replica shares.

The cookie holds a session's number under our signature, and nothing of the person. To end a session
is to take its file away: then it has ended in every tab and on every replica, and an administrator
can do it by hand.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from time import time
from typing import Any

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from data.files.atomic import in_words, put
from data.files.lock import folder_lock
from data.store.connection import private_folder
from schemas.person import Person, Role
from schemas.settings import settings

_BELIEVED = 0.4  # seconds for which a session is not looked up again
_MOST_KEPT = 10_000
_SIGNING_IN = 600  # seconds
_BY = {"digest_method": hashlib.sha256}


class Sessions:
    """The sessions in a folder, which is made when the first begins. Every method but `find` raises
    Refused where the folder cannot be written, or others can look into it."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._looked_up: dict[str, tuple[float, Person]] = {}

    def prepare(self) -> None:
        """Make the folder and its key."""
        _key(self._folder)

    def begin(self, person: Person, hours: float) -> str:
        """A new session of somebody, as what its cookie holds."""
        number = token_urlsafe(24)
        cookie = self._signer().dumps(number)
        self._sweep(hours)
        self._write(number, replace(person, session=_name(number)), time() + hours * 3600)
        return str(cookie)

    def renew(self, cookie: str, person: Person) -> bool:
        """Let the session of a cookie know that its person has just signed in again. False where it
        is no session of that person's."""
        before = self.find(cookie)
        if not before or (before.name, before.way) != (person.name, person.way):
            return False
        number = self._signer().loads(cookie)
        until = json.loads(self._file(number).read_text("utf-8"))["until"]
        self._write(number, replace(person, session=before.session), until)
        self._looked_up.pop(cookie, None)
        return True

    def find(self, cookie: str) -> Person | None:
        """Whose session it is; None of one that has ended, or is not of our making."""
        now = time()
        at, person = self._looked_up.get(cookie, (0.0, None))
        if person and now - at < _BELIEVED:
            return person
        found = self._read(cookie, now)
        if len(self._looked_up) > _MOST_KEPT:
            self._looked_up.clear()
        if found:
            self._looked_up[cookie] = now, found
        else:
            self._looked_up.pop(cookie, None)
        return found

    def end(self, cookie: str) -> None:
        """End the session of a cookie, everywhere."""
        self._looked_up.pop(cookie, None)
        with suppress(BadData):
            self._file(self._signer().loads(cookie)).unlink(missing_ok=True)

    def sign(self, begun: dict[str, str]) -> str:
        """What must come back from somebody who has gone to sign in, so that nobody can change
        it."""
        return str(self._timed().dumps(begun))

    def signed(self, cookie: str) -> dict[str, str] | None:
        """The same again, for ten minutes; None of what is not of our making."""
        with suppress(BadData):
            begun: dict[str, str] = self._timed().loads(cookie, max_age=_SIGNING_IN)
            return begun
        return None

    def _read(self, cookie: str, now: float) -> Person | None:
        with suppress(BadData, OSError, ValueError, TypeError, KeyError):
            kept: dict[str, Any] = json.loads(self._file(self._signer().loads(cookie)).read_bytes())
            if kept.pop("until") > now:
                return Person(**kept | {"role": Role(kept["role"]) if kept["role"] else None})
        return None

    def _write(self, number: str, person: Person, until: float) -> None:
        with in_words(self._folder, "nobody can sign in"), folder_lock(self._folder):
            aside = self._file(number).with_suffix(".new")
            aside.write_text(json.dumps(asdict(person) | {"until": until}), encoding="utf-8")
            put(aside, self._file(number), mode=0o600)

    def _sweep(self, hours: float) -> None:
        """Take away what ended long ago."""
        for file in self._folder.glob("*.session"):
            with suppress(OSError):
                if file.stat().st_mtime < time() - hours * 3600:
                    file.unlink()

    def _file(self, number: str) -> Path:
        return self._folder / f"{_name(number)}.session"

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(_key(self._folder), salt="session", signer_kwargs=_BY)

    def _timed(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(_key(self._folder), salt="signing in", signer_kwargs=_BY)


def _name(number: str) -> str:
    """What a session is called where it may be seen: its number cannot be worked out from it."""
    return hashlib.sha256(number.encode()).hexdigest()[:32]


@lru_cache(maxsize=8)
def _key(folder: Path) -> bytes:
    """The key that signs our cookies, made by the first replica that needs it."""
    with in_words(folder, "nobody can sign in"):
        private_folder(folder)
        with folder_lock(folder):
            file = folder / "key"
            if not file.exists():
                aside = folder / ".key"
                aside.write_bytes(token_bytes(32))
                put(aside, file, mode=0o600)
            return file.read_bytes()


def sessions() -> Sessions:
    """Those of this dashboard."""
    return _sessions(settings().access)


@lru_cache(maxsize=8)
def _sessions(folder: Path) -> Sessions:
    return Sessions(folder)
