"""Whom the processor serves first. On a machine that many councils share, whoever reads: what an
officer has begun, such as a publication, is done when nobody else wants it (officers/progress.py).
"""

import os
import sys
from contextlib import suppress

_SHARED = False


def share_machine() -> None:
    """What officers begin in this process from now on gives way."""
    global _SHARED
    _SHARED = True


def give_way_if_shared() -> None:
    """What a thread for officers' work does first."""
    if _SHARED:
        give_way()


def give_way() -> None:
    """From now on this thread, and those that it begins, work when nobody else wants the processor:
    Linux's SCHED_IDLE, sched(7). On other systems, and where it may not be set, they work as
    ever."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
