"""Where a peer listens: on loopback unless told otherwise, and no server is asked unless one is given."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from typing import Any

from aioice.ice import get_host_addresses
from aiortc.rtcicetransport import parse_stun_turn_uri

from common.model.errors import ErrorCode, MediaError
from common.model.media import MediaPath

LOOPBACK = "127.0.0.1"
GATHER_TIMEOUT_S = 6.0
OPEN_TIMEOUT_S = 15.0
"""A leg whose media do not flow after this has failed."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A TURN server (RFC 8656), and how it is reached."""

    host: str
    port: int
    transport: str
    """`udp` or `tcp`"""
    is_tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def path(self) -> MediaPath:
        """What a leg that goes through it reports."""
        if self.is_tls:
            return MediaPath.RELAY_TLS
        return MediaPath.RELAY_TCP if self.transport == "tcp" else MediaPath.RELAY_UDP

    def tls_context(self) -> ssl.SSLContext | None:
        """Make what checks its certificate against the authorities that the system trusts; None without TLS."""
        return ssl.create_default_context() if self.is_tls else None


@dataclass(frozen=True, slots=True)
class IceServer:
    """A STUN or TURN server by its URL (RFC 7064, RFC 7065). Raises: MediaError(`media_failed`) where it isn't one."""

    url: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._parts()

    @property
    def stun(self) -> tuple[str, int] | None:
        """Host and port, where it is a STUN server."""
        parts = self._parts()
        return (parts["host"], parts["port"]) if parts["scheme"] in {"stun", "stuns"} else None

    @property
    def relay(self) -> Relay | None:
        """The relay, where it is a TURN server that can be reached: TLS goes over TCP only."""
        parts = self._parts()
        is_tls = parts["scheme"] == "turns"
        if parts["scheme"] not in {"turn", "turns"} or (is_tls and parts["transport"] != "tcp"):
            return None
        return Relay(parts["host"], parts["port"], parts["transport"], is_tls, self.username, self.password)

    def _parts(self) -> dict[str, Any]:
        try:
            return parse_stun_turn_uri(self.url)
        except ValueError as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, "not the URL of a STUN or TURN server") from error


def hosts_towards(host: str) -> tuple[str, ...]:
    """List the own addresses from which a console at `host` can be reached: loopback for loopback, else all others."""
    address = _address(host)
    return (str(address),) if address is not None and address.is_loopback else _all_hosts()


def hosts_at(host: str) -> tuple[str, ...]:
    """List the addresses that are meant by `host`: itself, or every one but loopback if it is the unspecified one.

    Raises: MediaError(`media_failed`) where it is a name that would have to be looked up.
    """
    address = _address(host)
    if address is None:
        raise MediaError(ErrorCode.MEDIA_FAILED, "media need an address to listen on, not a name")
    return _all_hosts() if address.is_unspecified else (str(address),)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(LOOPBACK if host == "localhost" else host)
    except ValueError:
        return None


def _all_hosts() -> tuple[str, ...]:
    return tuple(get_host_addresses(use_ipv4=True, use_ipv6=True))
