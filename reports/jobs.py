"""Documents made in the background, one at a time, each kept for whoever wants it again.

A document is the same for an edition and its choices, for an edition never changes.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from reports.make import DocumentKind, make
from schemas.progress import OnProgress
from view_model.edition_view import EditionView
from view_model.scope import Scope

KEPT = 24  # documents, the newest
WAITING = "Waiting for another document to be made"


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A document that somebody wants."""

    kind: DocumentKind
    ending: str
    view: EditionView
    scope: Scope


@dataclass(slots=True)
class Job:
    """A document on its way: how far (0 to 1), and what is being done."""

    made: "Future[bytes]" = field(default_factory=Future)
    done: float = 0.0
    doing: str = WAITING

    def report(self, done: float, doing: str) -> None:
        """Note how far it is: an OnProgress."""
        self.done, self.doing = done, doing


class Jobs:
    """All documents that a server has made lately, and those that it is making."""

    def __init__(
        self, make_one: Callable[[DocumentRequest, OnProgress], bytes] | None = None
    ) -> None:
        self._make = make_one or _make
        self._jobs: OrderedDict[DocumentRequest, Job] = OrderedDict()
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reports")

    def job_for(self, request: DocumentRequest) -> Job:
        """The job of that document: a new one, or the one that somebody has asked for before.
        One that has failed is tried again."""
        with self._lock:
            job = self._jobs.get(request)
            if job is None or (job.made.done() and job.made.exception()):
                job = self._jobs[request] = Job()
                job.made = self._worker.submit(self._make, request, job.report)
            self._jobs.move_to_end(request)
            ready = [each for each, its in self._jobs.items() if its.made.done()]
            for old in ready[: max(len(self._jobs) - KEPT, 0)]:
                del self._jobs[old]
        return job

    def known(self, request: DocumentRequest) -> Job | None:
        """The job of that document, if somebody has asked for it."""
        return self._jobs.get(request)


def _make(request: DocumentRequest, report: OnProgress) -> bytes:
    return make(request.kind, request.ending, request.view, request.scope, report)
