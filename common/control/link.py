"""The least that both ends need of a control link: whole messages in order, and an end that is told."""

from typing import Protocol

from common.model.errors import ErrorCode, ProtocolError, UserError

CLOSE_TIMEOUT_S = 1.0


class Link(Protocol):
    """One end of a link. Thread: the loop's. One reader; senders may be many."""

    async def send(self, data: bytes) -> None:
        """Send one message; waits while the other end is slow. Raises: ConferenceError(`unreachable`)."""
        ...

    def send_now(self, *messages: bytes) -> bool:
        """Send messages at once, if that takes no waiting; return whether all of them are on their way, or none."""
        ...

    async def receive(self) -> bytes:
        """Return the next message.

        Raises: ConferenceError(`unreachable`) at the end of the link; ProtocolError(`too_large`, `malformed`), after
        which the link can still send.
        """
        ...

    async def close(self) -> None:
        """Close with the courtesies of the carrier, within CLOSE_TIMEOUT_S."""
        ...

    def abort(self) -> None:
        """Close at once; a `receive` that waits then ends."""
        ...


def link_lost(detail: str = "the link has ended") -> UserError:
    """Make the error of a link that is gone."""
    return UserError(ErrorCode.UNREACHABLE, detail)


def not_text() -> ProtocolError:
    """Make the error for a message that is not text."""
    return ProtocolError(ErrorCode.MALFORMED, "not a text message")
