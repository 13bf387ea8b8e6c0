"""Tokens and device keys: made or checked for form, kept as keyed hashes; and a brake on guessing them."""

import hashlib
import hmac
import ipaddress
import re
import secrets
from typing import Final

from room_console.core.admission.tries import Rate, Tries

TOKEN_BYTES: Final = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,128}")
_DEVICE_KEY = re.compile(r"[\x21-\x7e]{22,256}")

OF_GUESSES: Final = Rate(20, 60.0)
IPV6_PREFIX_BITS: Final = 64
"""What one customer of a provider has: all of it counts as one address."""


def make_token() -> str:
    """Make a token of 256 random bits, 43 characters of base64url."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Tell whether this could be a token."""
    return _TOKEN.fullmatch(text) is not None


def is_device_key(text: str) -> bool:
    """Tell whether this could be a device key of at least 128 bits."""
    return _DEVICE_KEY.fullmatch(text) is not None


def is_this_machine(address: str, own: str = "") -> bool:
    """Tell whether a client's address is this machine: loopback, or the very address that the core listens on."""
    parsed = _parse(address)
    return parsed is not None and (parsed.is_loopback or parsed == _parse(own))


class Hasher:
    """Keyed hashes (HMAC-SHA256), each kind apart from the others."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of_token(self, token: str) -> bytes:
        """Hash a token, 32 bytes."""
        return self._hash(b"token", token.encode())

    def of_device(self, device_key: str) -> bytes:
        """Hash a device key, 32 bytes."""
        return self._hash(b"device", device_key.encode())

    def of_session(self, token: str) -> bytes:
        """Hash the token of a staff session, 32 bytes."""
        return self._hash(b"session", token.encode())

    def of_code(self, code: str, token_hash: bytes, device_hash: bytes) -> bytes:
        """Hash a code together with what it is good for, 32 bytes."""
        return self._hash(b"code", token_hash + device_hash + code.encode())

    def _hash(self, kind: bytes, value: bytes) -> bytes:
        return hmac.digest(self._secret, kind + b"\0" + value, hashlib.sha256)


class GuessBrake:
    """Counts unknown tokens by address; remembers the 10,000 addresses that guessed last."""

    def __init__(self) -> None:
        self._guesses = Tries(OF_GUESSES)

    def __len__(self) -> int:
        return len(self._guesses)

    def count(self, address: str, mono_s: float) -> float:
        """Count a guess; return 0, or the seconds until this address may guess again."""
        key = network_of(address)
        wait_s = self._guesses.wait_s(key, mono_s)
        if not wait_s:
            self._guesses.add(key, mono_s)
        return wait_s


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


def network_of(address: str) -> str:
    """Return what counts as one address: of IPv6 the network of 64 bits."""
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed.packed, IPV6_PREFIX_BITS), strict=False))
    return str(parsed or address[:64])
