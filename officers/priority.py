"""Whom the processor serves first. On a machine that many councils share, whoever reads: what an
officer has begun, such as a publication, is done when nobody else wants it, and not all at once
(officers/progress.py).
"""

import os
import sys
import time
from contextlib import suppress

_SHARED = False
_RESTS = 2  # times as long as it worked


def share_machine() -> None:
    """What officers begin in this process from now on gives way."""
    global _SHARED
    _SHARED = True


def give_way_if_shared() -> None:
    """What a thread for officers' work does first."""
    if _SHARED:
        give_way()


def rest_if_shared(since: float) -> float:
    """Between two steps of officers' work: this thread rests for longer than the processor has
    worked for it since then, a time.thread_time(); when it goes on. What nobody else wants is not
    free: with one of two processors never at rest, 95 of 100 who read are answered a seventh later
    (benchmarks/hosts.py)."""
    if _SHARED:
        time.sleep(_RESTS * (time.thread_time() - since))
    return time.thread_time()


def give_way() -> None:
    """From now on this thread, and those that it begins, work when nobody else wants the processor:
    Linux's SCHED_IDLE, sched(7). On other systems, and where it may not be set, they work as
    ever."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
