"""Work for PortAudio in a process of its own: whatever hangs there can be killed, and it notices when we are gone."""

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from common.aio.realtime import favour_sound
from common.devices.portaudio.shared import SPAWN

GOODBYE_S = 0.5
"""How long a process may take to close its device before it is killed."""


class Apart:
    """Runs `work(link, *arguments)` elsewhere until `stop`. Thread: one at a time."""

    def __init__(self, name: str, work: Callable[..., None], *arguments: object) -> None:
        self._link, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_main, args=(work, theirs, *arguments), name=name, daemon=True)
        self._process.start()
        theirs.close()

    def has_news(self, timeout_s: float) -> bool:
        """Tell whether the work sent something, or ended, within so long."""
        return self._link.poll(timeout_s)

    def receive(self, timeout_s: float) -> Any:
        """Wait for what the work sends next; None where nothing comes in time or the process ended."""
        try:
            return self._link.recv() if self._link.poll(timeout_s) else None
        except (EOFError, OSError):
            return None

    def stop(self) -> None:
        """End it, by force where it does not end by itself within 500 ms."""
        self._link.close()
        self._process.join(GOODBYE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def is_left(link: "Connection[Any, Any]", wait_s: float) -> bool:
    """Tell whether the owner lets go of the work, or goes itself, within so long."""
    try:
        return link.poll(wait_s)
    except (EOFError, OSError):
        return True


def _main(work: Callable[..., None], link: "Connection[Any, Any]", *arguments: object) -> None:
    """Run the work and end the process at once: PortAudio's own clearing up may wait for a device that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_owner, name="owner-watch", daemon=True).start()
    _silence_drivers()
    favour_sound()
    gc.disable()
    try:
        with contextlib.suppress(EOFError, BrokenPipeError):
            work(link, *arguments)
    finally:
        os._exit(0)


def _end_with_owner() -> None:
    """End this process when the program is gone, even while a driver hangs."""
    if (owner := multiprocessing.parent_process()) is not None:
        owner.join()
        os._exit(0)


def _silence_drivers() -> None:
    """Send to nowhere what ALSA's and JACK's libraries write to the terminal; faults come by the link."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
