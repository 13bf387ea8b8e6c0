"""A journal in memory that can fail, and a connection that notes what it is sent."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, Revision
from common.model.people import Role
from common.protocol.codec import ConsoleMessage, decode_from_console, encode
from common.protocol.envelope import Message
from room_console.core.meeting.events import encode_event
from tests.helpers.playbook import Room


@dataclass
class JournalInMemory:
    """Keeps entries; with `is_full` it keeps none. `writes` holds how many came at once."""

    entries: list[tuple[Revision, int, bytes]] = field(default_factory=list)
    writes: list[int] = field(default_factory=list)
    is_full: bool = False

    def read_journal(self) -> list[tuple[Revision, int, bytes]]:
        """Return every entry."""
        return list(self.entries)

    async def append(self, entries: Sequence[tuple[Revision, int, bytes]]) -> None:
        """Keep entries, unless full."""
        if self.is_full:
            raise ConferenceError(ErrorCode.DISK, "full")
        self.writes.append(len(entries))
        self.entries += entries


def journal_of(room: Room) -> JournalInMemory:
    """Return a journal that makes the room again."""
    return JournalInMemory([(revision, 0, encode_event(event)) for revision, event in room.journal])


@dataclass
class NotedConnection:
    """A `Connection` whose messages are kept, decoded."""

    participant: ParticipantId
    role: Role
    messages: list[ConsoleMessage] = field(default_factory=list)
    latest: dict[str, ConsoleMessage] = field(default_factory=dict)
    is_closed: bool = False

    def send(self, message: Message) -> None:
        """Note a message."""
        self.send_encoded(encode(message))

    def send_encoded(self, data: bytes) -> None:
        """Note a message."""
        self.messages.append(decode_from_console(data))

    def together(self) -> contextlib.AbstractContextManager[None]:
        """Gather nothing."""
        return contextlib.nullcontext()

    def send_latest(self, kind: str, data: bytes) -> None:
        """Note the newest of a kind."""
        self.latest[kind] = decode_from_console(data)

    def close(self, message: Message | None = None) -> None:
        """Note the goodbye."""
        if message is not None:
            self.send(message)
        self.is_closed = True
