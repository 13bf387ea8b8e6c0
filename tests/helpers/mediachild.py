"""A media process that the test plays itself: it says what the test lets it, and dies when the test wants it to."""

import asyncio
from collections.abc import Callable

from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.launch import stream_pair
from room_console.core.media.embedded.wire import AnyMessage, MediaSettings, ProcessReport, Ready, ToCore

READY = Ready(("candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host",), "sha-256 " + ":".join(["AB"] * 32))
FINE = ProcessReport(0.1, 0.2, 0, 0, 0, 0, 0, 0.0)


class PlayedChild(asyncio.Protocol):
    """The other end of the stream. Thread: the loop's."""

    def __init__(self) -> None:
        self.stream, self._theirs = stream_pair()
        self.heard: list[AnyMessage] = []
        self.is_ended = False
        self._reader = FrameReader()
        self._transport: asyncio.BaseTransport | None = None

    name = "played process"

    async def open(self, first: ToCore | None = READY) -> "PlayedChild":
        """Begin, with the first message."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, sock=self._theirs)
        if first is not None:
            self.say(first)
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep the messages."""
        self.heard += self._reader.feed(data)

    def say(self, message: ToCore) -> None:
        """Say something."""
        self.write(encode(message))

    def write(self, data: bytes) -> None:
        """Say any bytes."""
        assert isinstance(self._transport, asyncio.WriteTransport)
        self._transport.write(data)

    def die(self) -> None:
        """End without a word."""
        assert self._transport is not None
        self._transport.close()

    async def end(self) -> str:
        """Be seen off."""
        self.is_ended = True
        self.die()
        return "played to its end"

    def said(self, kind: type[AnyMessage]) -> list[AnyMessage]:
        """List what it heard of a kind."""
        return [message for message in self.heard if isinstance(message, kind)]


class Children:
    """Starts played processes, each with the first message that the test gives."""

    def __init__(self, first: Callable[[int], ToCore | None] = lambda number: READY) -> None:
        self.started: list[PlayedChild] = []
        self.settings: list[MediaSettings] = []
        self._first = first

    async def __call__(self, settings: MediaSettings) -> PlayedChild:
        """Start one."""
        self.settings.append(settings)
        child = await PlayedChild().open(self._first(len(self.started)))
        self.started.append(child)
        return child
