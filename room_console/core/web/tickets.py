"""Signed words: what a link or a form brings back is taken only if this console said it, for this purpose, in time."""

import base64
import binascii
import hmac
import secrets
from typing import Final

from common.model.errors import ConferenceError, ErrorCode

MAC_BYTES: Final = 16
MAX_TICKET_CHARACTERS: Final = 600
_PURPOSE_KEY: Final = b"hemicycle web ticket\0"


class Tickets:
    """Signs and reads; nothing is kept, so that a ticket can't be taken back. Thread: any."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        """`purpose` separates what is signed for one page from what is for another."""
        self._key = hmac.digest(secret, _PURPOSE_KEY + purpose.encode(), "sha256")

    def sign(self, subject: str, expires_at_ms: int) -> str:
        """Make a ticket, fit for a URL: it tells the subject to whoever holds it."""
        content = f"{expires_at_ms}:{subject}".encode()
        return _encode(content + self._mac(content))

    def read(self, ticket: str, now_ms: int) -> str:
        """Return the subject. Raises: ConferenceError(`token_unknown`, `token_expired`)."""
        raw = _decode(ticket)
        content, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        if len(raw) <= MAC_BYTES or not hmac.compare_digest(mac, self._mac(content)):
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN)
        expires_at_ms, _, subject = content.decode().partition(":")
        if now_ms >= int(expires_at_ms):
            raise ConferenceError(ErrorCode.TOKEN_EXPIRED)
        return subject

    def digest(self, text: str) -> str:
        """Return what is kept in the place of a secret: a keyed hash, hexadecimal."""
        return hmac.digest(self._key, b"digest\0" + text.encode(), "sha256").hex()

    def _mac(self, content: bytes) -> bytes:
        return hmac.digest(self._key, b"sign\0" + content, "sha256")[:MAC_BYTES]


def make_secret() -> str:
    """Make what nobody guesses, fit for a URL: 192 random bits."""
    return secrets.token_urlsafe(24)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    """Decode what was encoded; empty if it was not."""
    if len(text) > MAX_TICKET_CHARACTERS or not text.isascii():
        return b""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return b""
