"""Coming in: token, one-time code, and resuming after a dropped link (R5)."""

from common.model.ids import ParticipantId, Revision
from common.protocol.envelope import Message, Request, Title


class Hello(Request, frozen=True, tag="hello", kw_only=True):
    """Client to console, first. Answered by `Welcome`, `CodeRequired` or `Refused`.

    `device_key` is at least 128 bits, made by the device at its first entry and kept there: with it, and only with it,
    an admitted token comes in again without a code. `revision` and `instance` are those of the last view held.
    """

    protocol: int
    app: Title
    token: str
    device_key: str
    revision: Revision | None = None
    instance: str | None = None


class CodeRequired(Message, frozen=True, tag="code_required"):
    """Console to client: a one-time code of 6 digits was sent. `sent_to` is masked (`a…@example.org`)."""

    ref: int
    sent_to: str
    expires_in_s: float
    tries_left: int
    resend_in_s: float


class EnterCode(Request, frozen=True, tag="enter_code", kw_only=True):
    """Client to console: the code. Answered by `Welcome`, or by `Refused` and then `CodeRequired`."""

    code: str


class ResendCode(Request, frozen=True, tag="resend_code"):
    """Client to console: send a new code, which voids the old one. Answered by `CodeRequired` or `Refused`."""


class Welcome(Message, frozen=True, tag="welcome"):
    """Console to client: you are in; a `Snapshot` or `Changes` follows.

    `instance` names this run of the core: where it differs from the last one, every leg of before is dead.
    `ice_servers` are URLs of STUN or TURN servers to use, none by default.
    """

    ref: int
    protocol: int
    instance: str
    participant: ParticipantId
    now_ms: int
    ice_servers: tuple[str, ...] = ()


class Leave(Request, frozen=True, tag="leave"):
    """Client to console: a real goodbye: requests are withdrawn, the floor released. Answered by `Bye`."""
