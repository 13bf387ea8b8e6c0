"""What a test must not leave behind: threads, tasks, timers."""

import asyncio
import gc
import sys
import threading
import time
from collections.abc import Iterable

OURS = ("common", "delegate_app", "room_console", "tests")
GRACE_S = 2.0
"""How long what is ending already may take to end."""
LIBRARY_THREADS = ("Dummy-", "pytest_timeout")
"""Beginnings of names: threads that a library made and Python only met (PortAudio, Qt), and the watchdog's."""


def threads_left(before: Iterable[threading.Thread], grace_s: float = GRACE_S) -> list[str]:
    """Name the threads that live now and did not before, after those that are ending have had time to."""
    known = set(before)
    deadline_s = time.monotonic() + grace_s
    new = [t for t in threading.enumerate() if t not in known and not t.name.startswith(LIBRARY_THREADS)]
    for thread in new:
        thread.join(max(0.0, deadline_s - time.monotonic()))
    return [f"thread {t.name}" for t in new if t.is_alive()]


async def tasks_left(before: Iterable[asyncio.Task[object]], grace_s: float = GRACE_S) -> list[str]:
    """Name the tasks of the running loop that were not there before and do not end by themselves."""
    new = asyncio.all_tasks() - set(before) - {asyncio.current_task()}
    if new:
        _, new = await asyncio.wait(new, timeout=grace_s)
    return [f"task {t.get_name()}: {t.get_coro()!r}" for t in new]


def loop_timers_left(loop: asyncio.AbstractEventLoop) -> list[str]:
    """Name the timers of ours that would still fire on `loop`."""
    handles: list[asyncio.TimerHandle] = getattr(loop, "_scheduled", [])
    return [f"timer {h!r}" for h in handles if not h.cancelled() and _module_of(h).split(".")[0] in OURS]


def qt_timers_left() -> list[str]:
    """Name the running QTimers that Python knows; nothing where Qt is not loaded or has no application."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    is_valid = sys.modules["shiboken6"].isValid
    timers = [o for o in gc.get_objects() if type(o) is core.QTimer and is_valid(o)]
    return [f"QTimer {t.objectName() or t.parent()} every {t.interval()} ms" for t in timers if t.isActive()]


def _module_of(handle: asyncio.Handle) -> str:
    callback: object = getattr(handle, "_callback", None)
    callback = getattr(callback, "func", callback)
    return str(getattr(callback, "__module__", ""))
