"""A desk: one capability of the console beside the debate, with the messages that it answers and its web pages."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from common.model.people import Action
from common.protocol.envelope import Message
from room_console.core.control.gateway import Connection
from room_console.core.meeting.events import Event

Handler = Callable[[Connection, Any], Awaitable[Message | None]]
"""Answers a request; None says `Done`. Raises: ConferenceError for `Refused`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request is answered, and what its sender must be allowed to do."""

    handler: Handler
    needs: Action = Action.FOLLOW


class Desk:
    """Base of the desks. Thread: the core's loop. What a handler promises is on disk before it returns."""

    answers: Mapping[type[Message], Answer] = {}

    async def start(self) -> None:
        """Read what is kept; called before anyone can enter. Raises: ConferenceError(`disk`)."""

    async def stop(self) -> None:
        """End what runs, within a second."""

    def greet(self, connection: Connection) -> None:
        """Send to who has just come in what this desk has for them."""

    def detached(self, connection: Connection) -> None:
        """Forget a link that has gone."""

    def decided(self, events: Sequence[Event]) -> None:
        """Take note of what was decided, and is on disk; must not wait."""

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add this desk's pages to the control server."""
