"""What the server's end of the link asks of the console: `console.py` answers."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from common.model.codeways import CodeWay
from common.model.ids import ParticipantId, Revision
from common.model.people import Role
from common.protocol.codec import ClientMessage
from common.protocol.entry import CodeRequired, Hello, SignedIn, SignIn
from common.protocol.envelope import Message


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody is in."""

    participant: ParticipantId
    role: Role


class Pulse(NamedTuple):
    """What a client that pings is told."""

    again_s: float
    """After how long it is to ping again."""
    is_line_thin: bool = False
    """Whether its downlink has a line without room for pictures."""


class Connection(Protocol):
    """One client's link, after its entry. Thread: the core's loop."""

    participant: ParticipantId
    role: Role

    def send(self, message: Message) -> None:
        """Queue a message, without waiting; a full queue closes the link."""
        ...

    def send_encoded(self, data: bytes) -> None:
        """Queue a message that was encoded once for many."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Gather what is sent meanwhile, and send it at once."""
        ...

    def send_latest(self, kind: str, data: bytes) -> None:
        """Queue a message of which only the newest of its `kind` counts (levels, health)."""
        ...

    def close(self, message: Message | None = None) -> None:
        """Close the link after what is queued, with a last message."""
        ...


class Gateway(Protocol):
    """The console behind the server. Thread: the core's loop. Refusals are ConferenceErrors."""

    async def sign_in(self, asked: SignIn, address: str) -> SignedIn:
        """Begin a staff session; its token enters. Raises: ConferenceError(`sign_in`, `password_…`, `too_fast`, …)."""
        ...

    async def enter(self, hello: Hello, address: str) -> Admitted | CodeRequired:
        """Check version, token and device. Raises: ConferenceError(`version`, `token_…`, `code_locked`, …)."""
        ...

    async def enter_code(self, hello: Hello, code: str, address: str) -> Admitted:
        """Check a code, and keep the device. Raises: ConferenceError(`code_…`)."""
        ...

    async def resend_code(self, hello: Hello, address: str, way: CodeWay | None = None) -> CodeRequired:
        """Send a new code, by this way or by the last one.

        Raises: ConferenceError(`too_fast`, `code_locked`, `mail_failed`).
        """
        ...

    async def code_status(self, hello: Hello) -> CodeRequired:
        """Say how the code stands after a wrong one."""
        ...

    async def attached(self, connection: Connection, hello: Hello, revision: Revision | None) -> None:
        """Take a client: send Welcome, then its snapshot or changes; an older link of the same participant closes."""
        ...

    async def handle(self, connection: Connection, message: ClientMessage) -> Message | None:
        """Carry out a request; return its answer, or None for `Done`. Raises: ConferenceError for `Refused`."""
        ...

    def pulse(self, connection: Connection) -> Pulse:
        """Tell a client that pings what it is still to be told; return what the answer says."""
        ...

    def detached(self, connection: Connection) -> None:
        """Forget a link that has closed."""
        ...
