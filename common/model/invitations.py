"""How an invitation stands: what the office sees of each person."""

from dataclasses import dataclass
from enum import StrEnum

from common.model.ids import ParticipantId


class InvitationState(StrEnum):
    """Where a person's newest invitation is."""

    NONE = "none"
    """Nothing was asked for yet."""
    WAITING = "waiting"
    """In the queue, or put back until the next try."""
    SENDING = "sending"
    SENT = "sent"
    """The mail server has taken it."""
    DELIVERED = "delivered"
    """The far mail server has said so, or the person came by its link."""
    DOUBTFUL = "doubtful"
    """The line or the console broke off before the mail server's answer: it went, most likely; nobody knows."""
    BOUNCED = "bounced"
    """It came back later; the reason says why."""
    FAILED = "failed"
    """The mail server refused it, or every try is used up."""


class MailTrouble(StrEnum):
    """Why nothing goes out just now, or nothing that came back is read."""

    NONE = ""
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    """What the mail server shows of itself can't be trusted (TLS)."""
    LOGIN = "login"
    """It does not take the name and the password."""
    SENDER = "sender"
    """It does not take mails of this sender."""
    BROKEN = "broken"
    """It does not go on, or not as a mail server does."""
    DISK = "disk"
    RETURNS = "returns"
    """The mailbox of what came back can't be read."""


UNDER_WAY = frozenset({InvitationState.WAITING, InvitationState.SENDING})
REACHED = frozenset({InvitationState.SENT, InvitationState.DELIVERED})
UNREACHED = frozenset({InvitationState.BOUNCED, InvitationState.FAILED, InvitationState.DOUBTFUL})


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One person's newest invitation. `reason` is English, as the mail server gave it; instants since the epoch, UTC.

    `number` counts the invitations of this person: each makes a new token and voids the one before.
    """

    participant: ParticipantId
    state: InvitationState
    address: str = ""
    at_ms: int = 0
    """When it came to stand so."""
    reason: str = ""
    number: int = 0
    attempts: int = 0
    next_at_ms: int | None = None
    """When it is tried again."""
    code_note: str = ""
    """What became of the last code by SMS, by its receipt."""
    has_authenticator: bool = False
