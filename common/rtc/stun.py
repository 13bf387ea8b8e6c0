"""STUN binding (RFC 8489) as ICE uses it (RFC 8445): read, verified and answered without waiting."""

import functools
import hashlib
import hmac
import ipaddress
import socket
import struct
import zlib
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

MAGIC_COOKIE = 0x2112A442
MAX_MESSAGE_BYTES = 1_280
_COOKIE = MAGIC_COOKIE.to_bytes(4, "big")
UNAUTHORIZED, UNKNOWN_ATTRIBUTE, ROLE_CONFLICT = 401, 420, 487
_REASONS = {UNAUTHORIZED: "Unauthorized", UNKNOWN_ATTRIBUTE: "Unknown Attribute", ROLE_CONFLICT: "Role Conflict"}
_HEADER = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_MAPPED_HEAD = struct.Struct("!BBH")
_INTEGRITY_BYTES, _FINGERPRINT_BYTES = 24, 8
_FINGERPRINT_XOR = 0x5354554E
_MAX_ATTRIBUTES = 32
_PADDING = bytes(3)
_KEYS_KEPT = 2_048
_BLOCK_BYTES = 64
"""Of SHA-1."""


class StunType(IntEnum):
    """Class and method of a message; binding is the one method of ICE."""

    REQUEST = 0x0001
    INDICATION = 0x0011
    SUCCESS = 0x0101
    ERROR = 0x0111


class StunAttribute(IntEnum):
    """Those that we read or write."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    UNKNOWN_ATTRIBUTES = 0x000A
    XOR_MAPPED_ADDRESS = 0x0020
    PRIORITY = 0x0024
    USE_CANDIDATE = 0x0025
    FINGERPRINT = 0x8028
    ICE_CONTROLLED = 0x8029
    ICE_CONTROLLING = 0x802A


_KNOWN = frozenset(map(int, StunAttribute))
_INTEGRITY, _FINGERPRINT = int(StunAttribute.MESSAGE_INTEGRITY), int(StunAttribute.FINGERPRINT)
_MAPPED, _USERNAME = int(StunAttribute.XOR_MAPPED_ADDRESS), int(StunAttribute.USERNAME)
_SUCCESS = int(StunType.SUCCESS)
"""Plain numbers, where every check goes through."""


class StunMessage(NamedTuple):
    """A message as read. `integrity_at` is the place of MESSAGE-INTEGRITY, what follows it is not in `attributes`."""

    type: int
    transaction: bytes
    attributes: dict[int, bytes]
    integrity_at: int | None

    @property
    def username(self) -> str | None:
        """Give USERNAME, as ASCII."""
        name = self.attributes.get(_USERNAME)
        return name.decode("ascii", "replace") if name is not None else None

    @property
    def unknown_attributes(self) -> tuple[int, ...]:
        """List what we should have to understand and don't (RFC 8489, section 14)."""
        return tuple([kind for kind in self.attributes if kind < 0x8000 and kind not in _KNOWN])


def parse_stun(datagram: bytes) -> StunMessage:
    """Read a message and check its FINGERPRINT, where it has one. Raises: ValueError."""
    if not 20 <= len(datagram) <= MAX_MESSAGE_BYTES:
        raise ValueError("no length of a STUN message")
    kind, length, cookie, transaction = _HEADER.unpack_from(datagram)
    if cookie != MAGIC_COOKIE or length + 20 != len(datagram) or length % 4 or kind >> 14:
        raise ValueError("not a STUN message")
    attributes: dict[int, bytes] = {}
    integrity_at = None
    at, end = 20, len(datagram)
    while at < end:
        name, size = _ATTRIBUTE.unpack_from(datagram, at)
        after = at + 4 + size + (-size & 3)
        if after > end or len(attributes) == _MAX_ATTRIBUTES:
            raise ValueError("STUN attributes are cut off or too many")
        if name == _FINGERPRINT:
            _check_fingerprint(datagram, at, size)
            break
        if integrity_at is None:
            attributes.setdefault(name, datagram[at + 4 : at + 4 + size])
            if name == _INTEGRITY:
                integrity_at = at
        at = after
    return StunMessage(kind, transaction, attributes, integrity_at)


def is_authentic(datagram: bytes, message: StunMessage, key: bytes) -> bool:
    """Verify MESSAGE-INTEGRITY with the short-term key (RFC 8489, section 14.5)."""
    at = message.integrity_at
    if at is None:
        return False
    length = (at + _INTEGRITY_BYTES - 20).to_bytes(2, "big")
    digest = _mac(key, datagram[:2] + length + datagram[4:at])
    return hmac.compare_digest(digest, message.attributes[_INTEGRITY])


def build_stun(kind: int, transaction: bytes, attributes: Sequence[tuple[int, bytes]], key: bytes | None) -> bytes:
    """Make a message with FINGERPRINT, and MESSAGE-INTEGRITY where there is a key."""
    body = b"".join(_attribute(name, value) for name, value in attributes)
    if key is not None:
        head = _HEADER.pack(kind, len(body) + _INTEGRITY_BYTES, MAGIC_COOKIE, transaction)
        body += _attribute(_INTEGRITY, _mac(key, head + body))
    message = _HEADER.pack(kind, len(body) + _FINGERPRINT_BYTES, MAGIC_COOKIE, transaction) + body
    return message + _attribute(_FINGERPRINT, _fingerprint(message))


def binding_request(
    transaction: bytes, username: str, key: bytes, priority: int, tie_breaker: int, *, is_nominating: bool
) -> bytes:
    """Make a connectivity check of the controlling side; `transaction` is 12 bytes."""
    attributes = [
        (StunAttribute.USERNAME, username.encode("ascii")),
        (StunAttribute.PRIORITY, priority.to_bytes(4, "big")),
        (StunAttribute.ICE_CONTROLLING, tie_breaker.to_bytes(8, "big")),
    ]
    if is_nominating:
        attributes.append((StunAttribute.USE_CANDIDATE, b""))
    return build_stun(StunType.REQUEST, transaction, attributes, key)


def success_response(request: StunMessage, host: str, port: int, key: bytes) -> bytes:
    """Answer a request with the address it came from; `host` is an address as text."""
    mapped = _xor_mapped_address(host, port, request.transaction)
    return build_stun(_SUCCESS, request.transaction, [(_MAPPED, mapped)], key)


def error_response(request: StunMessage, code: int, key: bytes | None) -> bytes:
    """Refuse a request with UNAUTHORIZED, UNKNOWN_ATTRIBUTE or ROLE_CONFLICT."""
    value = struct.pack("!HBB", 0, code // 100, code % 100) + _REASONS[code].encode("ascii")
    attributes: list[tuple[int, bytes]] = [(StunAttribute.ERROR_CODE, value)]
    if code == UNKNOWN_ATTRIBUTE:
        unknown = request.unknown_attributes
        attributes.append((StunAttribute.UNKNOWN_ATTRIBUTES, struct.pack(f"!{len(unknown)}H", *unknown)))
    return build_stun(StunType.ERROR, request.transaction, attributes, key)


def mapped_address(response: StunMessage) -> tuple[str, int]:
    """Read XOR-MAPPED-ADDRESS. Raises: ValueError."""
    value = response.attributes.get(StunAttribute.XOR_MAPPED_ADDRESS, b"")
    if len(value) not in {8, 20} or value[1] != (1 if len(value) == 8 else 2):
        raise ValueError("no mapped address")
    mask = _COOKIE + response.transaction
    host = ipaddress.ip_address(bytes(a ^ b for a, b in zip(value[4:], mask, strict=False)))
    return str(host), int.from_bytes(value[2:4], "big") ^ (MAGIC_COOKIE >> 16)


def error_code(response: StunMessage) -> int | None:
    """Read ERROR-CODE, where there is one."""
    value = response.attributes.get(StunAttribute.ERROR_CODE, b"")
    return value[2] * 100 + value[3] if len(value) >= 4 else None


def _xor_mapped_address(host: str, port: int, transaction: bytes) -> bytes:
    """Write an address masked (RFC 8489, section 14.2). Raises: OSError for what is none."""
    packed = _packed(host)
    size = len(packed)
    xored = int.from_bytes(packed, "big") ^ int.from_bytes((_COOKIE + transaction)[:size], "big")
    return _MAPPED_HEAD.pack(0, 1 if size == 4 else 2, port ^ (MAGIC_COOKIE >> 16)) + xored.to_bytes(size, "big")


@functools.lru_cache(1_024)
def _packed(host: str) -> bytes:
    number = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.inet_pton(number, host.partition("%")[0])


def _attribute(name: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(name, len(value)) + value + _PADDING[: -len(value) & 3]


def _mac(key: bytes, message: bytes) -> bytes:
    """Make HMAC-SHA1 (RFC 2104): the hash of the key is begun once for all of a peer's messages."""
    begun_inner, begun_outer = _begun(key)
    inner, outer = begun_inner.copy(), begun_outer.copy()
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()


@functools.lru_cache(_KEYS_KEPT)
def _begun(key: bytes) -> "tuple[hashlib._Hash, hashlib._Hash]":
    if len(key) > _BLOCK_BYTES:
        key = hashlib.sha1(key).digest()
    block = key.ljust(_BLOCK_BYTES, b"\0")
    inner, outer = (bytes(byte ^ mask for byte in block) for mask in (0x36, 0x5C))
    return hashlib.sha1(inner), hashlib.sha1(outer)


def _fingerprint(before: bytes) -> bytes:
    return (zlib.crc32(before) ^ _FINGERPRINT_XOR).to_bytes(4, "big")


def _check_fingerprint(datagram: bytes, at: int, size: int) -> None:
    if size != 4 or at + _FINGERPRINT_BYTES != len(datagram) or datagram[at + 4 :] != _fingerprint(datagram[:at]):
        raise ValueError("wrong STUN fingerprint")
