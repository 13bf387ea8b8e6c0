"""ICE-lite (RFC 8445, section 2.5): whose check a datagram is, and the answer to it."""

from collections.abc import Callable
from typing import Final, NamedTuple

from common.rtc.stun import (
    ROLE_CONFLICT,
    UNKNOWN_ATTRIBUTE,
    StunAttribute,
    StunMessage,
    StunType,
    error_response,
    is_authentic,
    parse_stun,
    success_response,
)

MAX_NAME_CHARACTERS: Final = 513
_REQUEST, _INDICATION = int(StunType.REQUEST), int(StunType.INDICATION)
_CONTROLLED, _CHOSEN = int(StunAttribute.ICE_CONTROLLED), int(StunAttribute.USE_CANDIDATE)
"""Plain numbers: an enumeration's members are hashed by Python."""


class Check(NamedTuple):
    """An authentic message: its transaction, the answer to send, if any; whether it checks a path, and chooses it."""

    transaction: bytes
    answer: bytes | None
    is_check: bool
    is_nominated: bool


def judge_check(
    datagram: bytes, host: str, port: int, key_of: Callable[[str], bytes | None]
) -> tuple[str, Check] | None:
    """Return our name in an authentic check and what to do; None for what is to be dropped. Raises: ValueError.

    `key_of` gives the password of one of our names. An indication keeps a path alive and has no answer.
    """
    message = parse_stun(datagram)
    name = (message.username or "")[:MAX_NAME_CHARACTERS].partition(":")[0]
    key = key_of(name)
    if key is None or message.type not in (_REQUEST, _INDICATION):
        return None
    if not is_authentic(datagram, message, key):
        return None
    if message.type == _INDICATION:
        return name, Check(message.transaction, None, is_check=False, is_nominated=False)
    attributes = message.attributes
    if message.unknown_attributes:
        return name, _refused(message, UNKNOWN_ATTRIBUTE, key)
    if _CONTROLLED in attributes:
        return name, _refused(message, ROLE_CONFLICT, key)
    is_nominated = _CHOSEN in attributes
    answer = success_response(message, host, port, key)
    return name, Check(message.transaction, answer, is_check=True, is_nominated=is_nominated)


def _refused(message: StunMessage, code: int, key: bytes) -> Check:
    return Check(message.transaction, error_response(message, code, key), is_check=False, is_nominated=False)
