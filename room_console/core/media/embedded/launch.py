"""Start the media process, and end it."""

import asyncio
import contextlib
import multiprocessing
import signal
import socket
from multiprocessing.process import BaseProcess
from typing import Protocol

from room_console.core.media.embedded.wire import MediaSettings

SPAWN = multiprocessing.get_context("spawn")
"""A fresh process, on every system: a fork would take the core's memory, locks and threads along."""
GOODBYE_S = 1.0
"""How long it may take to end by itself."""


class Child(Protocol):
    """Something that runs the other end of a stream."""

    stream: socket.socket

    @property
    def name(self) -> str:
        """Name it for the log."""
        ...

    async def end(self) -> str:
        """See it off, by force where it does not end by itself; return what became of it."""
        ...


class MediaChild:
    """A media process. Thread: the media loop's; what may block runs elsewhere."""

    def __init__(self, stream: socket.socket, process: BaseProcess) -> None:
        self.stream = stream
        self._process = process
        self._pid = process.pid

    @property
    def name(self) -> str:
        """Name it for the log."""
        return f"media process {self._pid}"

    @property
    def pid(self) -> int | None:
        """Say which process it is."""
        return self._pid

    async def end(self) -> str:
        """Wait for its end, kill it after 1 s."""
        return await asyncio.to_thread(self._end)

    def _end(self) -> str:
        self._process.join(GOODBYE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        code = self._process.exitcode
        self._process.close()
        return f"exit code {code}"


async def launch(settings: MediaSettings) -> Child:
    """Start a media process. Raises: OSError."""
    return await asyncio.to_thread(_launch, settings)


def _launch(settings: MediaSettings) -> MediaChild:
    ours, theirs = stream_pair()
    try:
        process = SPAWN.Process(target=_main, args=(theirs, settings), name="media", daemon=True)
        process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return MediaChild(ours, process)


def stream_pair() -> tuple[socket.socket, socket.socket]:
    """Make the two ends of a stream, which does not wait for more to send; TCP on loopback where there is no other."""
    pair = socket.socketpair()
    for end in pair:
        if end.family != getattr(socket, "AF_UNIX", None):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return pair


def _main(stream: socket.socket, settings: MediaSettings) -> None:
    """Run in the process; the terminal's interrupt is for the core, whose end ends this one."""
    from room_console.core.media.embedded.process import run_media

    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    run_media(stream, settings)
