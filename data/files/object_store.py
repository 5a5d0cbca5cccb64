"""An object store that speaks S3: files that are put there whole, and one that is replaced only by
whoever has seen it as it is. fsspec and s3fs are imported when an address asks for them.

Who may write there is said as to every program of the kind: by AWS's own variables,
files, or the machine's role. No message of ours repeats what the object store or they say.
"""

import errno
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas.problems import Refused

_ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[\w.-]+)*/?")
_NO_ADDRESS = (
    "an address in an object store is s3://BUCKET/PREFIX, of letters, digits, dots and hyphens. "
    "Who may write there is said in AWS_ACCESS_KEY_ID and its like, and never in the address."
)
_MISSING = (
    "an object store needs two more packages: python -m pip install -r requirements-hosting.txt"
)
_AWAY = "the object store does not answer just now. Try again in a few minutes."
_NOT_LET_IN = (
    "the object store does not let the dashboard in. Ask whoever looks after it whether the "
    "account, its key and the bucket are right."
)
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_SEEN_BEFORE = {"PreconditionFailed", "ConditionalRequestConflict"}
_NO_ACCOUNT = {"NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError"}
_QUICK = {"connect_timeout": 2, "read_timeout": 5, "retries": {"max_attempts": 1}}
_TRIES = 2


class Unreachable(Refused):
    """It does not answer, or does not let us in."""


class Overtaken(Refused):
    """Somebody has put something there since we looked."""


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A bucket's part below one prefix. Every method raises Unreachable; FileNotFoundError where
    there is no such object."""

    address: str

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise Refused.because("OUTCOMES_EDITIONS", _NO_ADDRESS)
        _files(os.getpid())

    def version(self, name: str) -> str:
        """What is different whenever an object is replaced; '' where there is none."""
        with suppress(FileNotFoundError), self._in_words():
            return str(self._info(name)["ETag"])
        return ""

    def read(self, name: str) -> tuple[bytes, str]:
        """An object's content, and which version of it that is."""
        with self._in_words():
            while True:
                before = self._info(name)["ETag"]
                content = _files(os.getpid()).cat_file(self._path(name))
                if before == self._info(name)["ETag"]:
                    return content, str(before)

    def take(self, name: str, file: Path) -> None:
        """Copy an object to a file. Raises OSError when the disk does not take it."""
        with self._in_words():
            _files(os.getpid()).get_file(self._path(name), str(file))

    def add(self, file: Path, name: str) -> None:
        """Put a file there that never changes. Raises Overtaken where another has its name."""
        try:
            with self._in_words():
                _files(os.getpid()).put_file(str(file), self._path(name), mode="create")
        except Overtaken:
            if self.read(name)[0] != file.read_bytes():
                raise

    def replace(self, name: str, content: bytes, version: str) -> None:
        """Put an object in place of that version of it, '' for none. Raises Overtaken where there
        is another by now."""
        condition = {"IfMatch": version} if version else {"mode": "create"}
        with self._in_words():
            _files(os.getpid()).pipe_file(self._path(name), content, **condition)

    def remove(self, name: str) -> None:
        """Take an object away."""
        with self._in_words():
            _files(os.getpid()).rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{name}"

    def _info(self, name: str) -> Any:
        return _files(os.getpid()).info(self._path(name), refresh=True)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _DISK:
                raise
            answer = getattr(error.__cause__, "response", None) or {}
            code, kind = answer.get("Error", {}).get("Code"), type(error).__name__
            if isinstance(error, FileExistsError) or code in _SEEN_BEFORE:
                raise Overtaken.because(self.address, "somebody else was first.") from None
            logging.getLogger("outcomes").debug("The object store: %s %s", kind, code or "")
            is_shut = isinstance(error, PermissionError) or kind in _NO_ACCOUNT
            raise Unreachable.because(self.address, _NOT_LET_IN if is_shut else _AWAY) from None


@lru_cache(maxsize=1)
def _files(_process: int) -> Any:
    """One connection for all threads of a process. Raises Refused where a package is missing."""
    try:
        import fsspec

        files = fsspec.filesystem(
            "s3", use_listings_cache=False, skip_instance_cache=True, config_kwargs=_QUICK
        )
    except ImportError:
        raise Refused.because("OUTCOMES_EDITIONS", _MISSING) from None
    files.retries = _TRIES
    return files
