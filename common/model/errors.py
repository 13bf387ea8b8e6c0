"""Errors that cross a border: each has a stable code, documented in docs/protocol.md."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """Stable identifiers; the sentence for a person is made, and translated, in the window."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    TOO_FAST = "too_fast"
    VERSION = "version"
    UNEXPECTED = "unexpected"
    """A message that this state or this side does not take."""
    TIMEOUT = "timeout"
    BUSY = "busy"
    TOKEN_UNKNOWN = "token_unknown"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_USED = "token_used"
    CODE_WRONG = "code_wrong"
    CODE_EXPIRED = "code_expired"
    CODE_LOCKED = "code_locked"
    """Five wrong codes: a new code must be asked for after the wait."""
    MAIL_FAILED = "mail_failed"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    ALREADY = "already"
    """The wish is already true: a second request, a release without the floor."""
    LIST_CLOSED = "list_closed"
    REGISTRATION_CLOSED = "registration_closed"
    NO_PLACE = "no_place"
    """As many are registered, or of a delegation come to the hall, as may."""
    DUPLICATE = "duplicate"
    """Somebody else is registered with this e-mail address or key."""
    LIMIT = "limit"
    """The limit of open microphones, or no slot is free."""
    PATCH_INVALID = "patch_invalid"
    MEDIA_FAILED = "media_failed"
    DISK = "disk"
    """The console could not keep it on disk, so it did not happen."""
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    """The console that answered is not the one that the link names."""
    CLOCK = "clock"
    """The right console answered; by this computer's date its certificate is not good yet, or no more."""
    SIGN_IN = "sign_in"
    """No such account, disabled, or not its password: which of them is not said."""
    PASSWORD_OLD = "password_old"
    """It was made by the console and must be changed with the sign-in."""
    PASSWORD_WEAK = "password_weak"
    LINK_INVALID = "link_invalid"
    DEVICE = "device"
    INTERNAL = "internal"


class ConferenceError(Exception):
    """An error with a code. `detail` is for the log and for staff: English, no secret in it.

    `retry_after_s` says when the same wish may succeed, where that is known.
    """

    def __init__(self, code: ErrorCode, detail: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail
        self.retry_after_s = retry_after_s


class UserError(ConferenceError):
    """Something the user can mend; shown plainly."""


class ProtocolError(ConferenceError):
    """The other end broke the protocol; the link closes."""


class MediaError(ConferenceError):
    """A leg or a device failed; it is rebuilt and counted."""
