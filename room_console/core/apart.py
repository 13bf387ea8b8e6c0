"""Work in a process of its own, behind all that carries sound: bounded in time and memory, ended when not wanted.

Each work has one thread of the core, which waits; the core's loop is only told.
"""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final, TypeVar

import psutil

from common.model.errors import ConferenceError, ErrorCode

SPAWN: Final = multiprocessing.get_context("spawn")
"""A fresh process on every system: a fork would take the core's memory, locks and threads along."""
NICENESS: Final = 5
LOOK_S: Final = 0.2
"""How often time, memory and the wish to end are looked at."""
_SESSION_NICENESS: Final = Path("/proc/self/autogroup")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a work may take, with all that starting it takes."""

    seconds: float
    memory_bytes: int


async def run_apart(bounds: Bounds, told: Callable[[Any], None], work: Callable[..., T], *arguments: Any) -> T:
    """Have `work(tell, *arguments)` done; `told` is called on the loop with whatever the work tells.

    Work, arguments, what is told and what is returned go through pickle. When this is cancelled the process is killed,
    and has ended when the cancellation comes out. Raises: ConferenceError as the work does; (`timeout`) and (`limit`)
    beyond the bounds; (`internal`) where it died.
    """
    is_unwanted = threading.Event()
    loop = asyncio.get_running_loop()

    def tell(value: Any) -> None:
        loop.call_soon_threadsafe(told, value)

    waiting = loop.run_in_executor(None, _Apart(bounds, tell, is_unwanted).run, work, arguments)
    try:
        result: T = await asyncio.shield(waiting)
    except asyncio.CancelledError:
        is_unwanted.set()
        await asyncio.wait({waiting})
        waiting.exception()
        raise
    return result


def hear_nothing(_: object) -> None:
    """Be told by a work that tells nothing."""


class _Apart:
    """One process, as the thread that waits for it sees it."""

    def __init__(self, bounds: Bounds, told: Callable[[Any], None], is_unwanted: threading.Event) -> None:
        self._bounds = bounds
        self._told = told
        self._is_unwanted = is_unwanted

    def run(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Start it, wait for it, end it; return what it returns. Raises: ConferenceError."""
        ours, theirs = SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=_main, args=(theirs, work, arguments), name="apart", daemon=True)
        try:
            process.start()
            theirs.close()
            return self._wait(process, ours)
        except OSError as error:
            raise ConferenceError(ErrorCode.INTERNAL, f"a process can't be started: {error}") from error
        finally:
            ours.close()
            _end(process)

    def _wait(self, process: BaseProcess, ours: "Connection[Any, Any]") -> Any:
        ends_s = time.monotonic() + self._bounds.seconds
        while True:
            if ours.poll(LOOK_S):
                try:
                    kind, value = ours.recv()
                except EOFError:
                    process.join()
                    raise ConferenceError(ErrorCode.INTERNAL, f"it died with {process.exitcode}") from None
                if kind == "done":
                    return value
                if kind == "failed":
                    raise ConferenceError(*value)
                self._told(value)
            if self._is_unwanted.is_set():
                raise ConferenceError(ErrorCode.UNEXPECTED, "it is wanted no more")
            if time.monotonic() > ends_s:
                raise ConferenceError(ErrorCode.TIMEOUT, f"it took more than {self._bounds.seconds:g} s")
            if _memory_bytes(process) > self._bounds.memory_bytes:
                raise ConferenceError(ErrorCode.LIMIT, f"it took more than {self._bounds.memory_bytes >> 20} MB")


def _memory_bytes(process: BaseProcess) -> int:
    try:
        return int(psutil.Process(process.pid).memory_info().rss)
    except psutil.Error:
        return 0


def _end(process: BaseProcess) -> None:
    if process.pid is None:
        return
    process.kill()
    process.join()
    process.close()


def _main(theirs: "Connection[Any, Any]", work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Run in the process."""
    _stand_back()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        outcome = "done", work(lambda value: theirs.send(("told", value)), *arguments)
    except ConferenceError as error:
        outcome = "failed", (error.code, error.detail)
    except MemoryError:
        outcome = "failed", (ErrorCode.LIMIT, "the system gives it no more memory")
    theirs.send(outcome)
    theirs.close()


def _stand_back() -> None:
    """Go behind the core, whose favour a child would inherit; and take no memory's time but where it runs out."""
    gc.disable()
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setsid()
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", NICENESS))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            _SESSION_NICENESS.write_text(str(NICENESS), encoding="ascii")


def _end_with_parent() -> None:
    """Outlive nobody: what is made is for the core alone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
