"""By which way a one-time code reaches a person (R5)."""

from enum import StrEnum


class CodeWay(StrEnum):
    """A way to prove at the entry that one is the person invited."""

    EMAIL = "email"
    SMS = "sms"
    TOTP = "totp"
    """An authenticator app (RFC 6238): nothing is sent."""
