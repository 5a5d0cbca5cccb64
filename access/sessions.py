"""Who is signed in: a small file for each session, in a folder that every replica shares.

The cookie holds a session's number under our signature, and nothing of the person but a mark that
only the folder's key makes. What a session's file no longer holds has ended in every tab and on
every replica. A file of nothing is of somebody who signed out, and has to sign in afresh.
"""

import hashlib
import hmac
import json
import os
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from time import time
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from data.files.atomic import in_words, put
from data.files.lock import folder_lock
from data.store.connection import private_folder
from schemas.person import Person, Role
from schemas.settings import settings

_MARK = 16  # letters at the start of a session's number: whose it is
BELIEVED = 0.3  # seconds for which a session is not looked up again
AWAY = 600  # seconds that somebody may take to sign in elsewhere


class Sessions:
    """The sessions in a folder, which is made with its key. Raises Refused where it cannot be
    written, or others can look into it."""

    def __init__(self, folder: Path):
        self._folder = folder
        with in_words(folder, "nobody can sign in"):
            private_folder(folder)
            with folder_lock(folder):
                if not (folder / "key").exists():
                    self._put(folder / "key", token_bytes(32))
            self._key = key = (folder / "key").read_bytes()
        by = {"digest_method": hashlib.sha256}
        self.signer = URLSafeTimedSerializer(key, "session", signer_kwargs=by)
        self._found: dict[str, tuple[float, Person]] = {}
        self.away = URLSafeTimedSerializer(key, "away", signer_kwargs=by)

    def begin(self, person: Person, hours: float) -> str:
        """A new session of somebody, as what its cookie holds. Takes away what ended long ago."""
        cookie = self.signer.dumps(self._mark(person) + token_urlsafe(24))
        said = asdict(replace(person, until=time() + hours * 3600))
        with in_words(self._folder, "nobody can sign in"):
            for other in self._folder.glob("*.session"):
                with suppress(FileNotFoundError):
                    if other.stat().st_mtime < time() - hours * 3600:
                        other.unlink()
            self._put(self._file(cookie), json.dumps(said).encode())
        return str(cookie)

    def find(self, cookie: str) -> Person | None:
        """Whose session it is; None of one that has ended, or is not of our making."""
        at, person = self._found.get(cookie, (0.0, None))
        if person and time() - at < BELIEVED:
            return person
        self._found.pop(cookie, None)
        with suppress(BadData, OSError, ValueError, TypeError, KeyError):
            kept: dict[str, Any] = json.loads(self._file(cookie).read_bytes())
            person = Person(**kept | {"role": Role(kept["role"]) if kept["role"] else None})
            if person.until > time():
                self._found[cookie] = time(), person
                return person
        return None

    def end(self, cookie: str) -> None:
        """End the session of a cookie: here at once, and on other replicas when they look."""
        self._found.pop(cookie, None)
        with suppress(BadData):
            self._file(cookie).unlink(missing_ok=True)

    def sign_out(self, person: Person) -> None:
        """End every session of somebody, in every browser."""
        for file in self._folder.glob(f"{self._mark(person)}*.session"):
            with suppress(FileNotFoundError):
                os.truncate(file, 0)
        self._found.clear()

    def is_signed_out(self, cookie: str) -> bool:
        """Whether its session has ended because somebody signed out."""
        with suppress(BadData, OSError):
            return self._file(cookie).stat().st_size == 0
        return False

    def _mark(self, person: Person) -> str:
        """The same for every session of somebody, and for nobody else's."""
        who = f"{person.way} {person.who}".encode()
        return hmac.new(self._key, who, hashlib.sha256).hexdigest()[:_MARK]

    def _file(self, cookie: str) -> Path:
        """Its name may be seen, and no cookie can be made of it."""
        number = self.signer.loads(cookie)
        name = number[:_MARK] + hashlib.sha256(number.encode()).hexdigest()[:32]
        return self._folder / f"{name}.session"

    def _put(self, file: Path, content: bytes) -> None:
        aside = file.with_name(f".{token_urlsafe(6)}")
        aside.write_bytes(content)
        put(aside, file, mode=0o600)


_kept = lru_cache(maxsize=8)(Sessions)


def sessions() -> Sessions:
    """Those of this dashboard. Raises Refused as they do."""
    return _kept(settings().access)
