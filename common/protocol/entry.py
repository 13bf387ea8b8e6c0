"""Coming in: token, one-time code, and resuming after a dropped link (R5)."""

from typing import Annotated

import msgspec

from common.model.codeways import CodeWay
from common.model.ids import LegId, MeetingId, ParticipantId, Revision
from common.protocol.envelope import Message, Request, Title


class Hello(Request, frozen=True, tag="hello", kw_only=True):
    """Client to console, first. Answered by `Welcome`, `CodeRequired` or `Refused`.

    `device_key` is at least 128 bits, made by the device at its first entry and kept there: with it, and only with it,
    an admitted token comes in again without a code. `revision` and `instance` are those of the last view held.
    With `is_check` the link serves the readiness checks and nothing else: the token is enough, nobody is told, and
    no view of the meeting is given. With `takes_packed` the client takes messages that are packed, as binary frames.
    """

    protocol: int
    app: Title
    token: str
    device_key: str
    revision: Revision | None = None
    instance: str | None = None
    is_check: bool = False
    takes_packed: bool = False


Password = Annotated[str, msgspec.Meta(max_length=256)]


class SignIn(Request, frozen=True, tag="sign_in", kw_only=True):
    """Client to console, first, by who has a staff account and no token.

    Answered by `SignedIn`, after which `Hello` follows on the same link with the token given there, or by `Refused`
    (`sign_in`, `password_old`: the same again with a `new_password`; `password_weak`, `too_fast`).
    """

    protocol: int
    app: Title
    account: Annotated[str, msgspec.Meta(max_length=64)]
    password: Password
    device_key: str
    new_password: Password = ""
    """Empty, or what the password is to be from now on."""

    def __repr__(self) -> str:
        return f"SignIn({self.account!r})"


class SignedIn(Message, frozen=True, tag="signed_in"):
    """Console to client: a session has begun. Its `token` is good with this device key until `expires_at_ms`."""

    ref: int
    token: str
    meeting: MeetingId
    expires_at_ms: int

    def __repr__(self) -> str:
        return f"SignedIn({self.ref}, {self.meeting!r})"


class CodeRequired(Message, frozen=True, tag="code_required"):
    """Console to client: a one-time code of 6 digits was sent by `way`. `sent_to` is masked (`a…@example.org`).

    By `totp` nothing is sent, and `sent_to` is empty. `ways` are those that this person can choose from.
    """

    ref: int
    sent_to: str
    expires_in_s: float
    tries_left: int
    resend_in_s: float
    way: CodeWay = CodeWay.EMAIL
    ways: tuple[CodeWay, ...] = (CodeWay.EMAIL,)


class EnterCode(Request, frozen=True, tag="enter_code", kw_only=True):
    """Client to console: the code. Answered by `Welcome`, or by `Refused` and then `CodeRequired`."""

    code: str


class ResendCode(Request, frozen=True, tag="resend_code"):
    """Client to console: send a new code, which voids the old one. Answered by `CodeRequired` or `Refused`.

    `way` is one of those offered; without it the last one is used again.
    """

    way: CodeWay | None = None


class IceServerAccess(msgspec.Struct, frozen=True):
    """A STUN or TURN server by its URL (RFC 7064, RFC 7065), and what it is used with; never logged."""

    url: str
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"IceServerAccess({self.url!r})"


class Welcome(Message, frozen=True, tag="welcome"):
    """Console to client: you are in; a `Snapshot` or `Changes` follows.

    `instance` names this run of the core: where it differs from the last one, every leg of before is dead. So is a leg
    that is not among `legs`, those which the console has of this participant: it ended while nobody could be told.
    `ice_servers` are the relays that may be used, none by default; their passwords expire, see `IceServersRenewed`.
    """

    ref: int
    protocol: int
    instance: str
    participant: ParticipantId
    now_ms: int
    ice_servers: tuple[IceServerAccess, ...] = ()
    legs: tuple[LegId, ...] | None = None
    """None on a link that has no legs."""


class IceServersRenewed(Message, frozen=True, tag="ice_servers_renewed"):
    """Console to client: use these relays from now on; a leg that runs through one goes on."""

    ice_servers: tuple[IceServerAccess, ...]


class Leave(Request, frozen=True, tag="leave"):
    """Client to console: a real goodbye: requests are withdrawn, the floor released. Answered by `Bye`."""
