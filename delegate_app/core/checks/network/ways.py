"""Ways to the media engine that probes can go: straight, or through a relay, whichever way the relay is reached."""

import asyncio
import ipaddress
import socket
import ssl
import struct
from collections.abc import Callable
from typing import Any, Protocol

from aioice.stun import TransactionError, TransactionFailed
from aioice.turn import (
    DEFAULT_ALLOCATION_LIFETIME,
    DEFAULT_CHANNEL_REFRESH_TIME,
    TurnClientTcpProtocol,
    TurnClientUdpProtocol,
)

from common.model.checks import Finding
from common.model.media import MediaPath
from common.rtc.ice import Relay
from common.rtc.iceconnection import GOODBYE_S, MAX_WAITING_BYTES
from delegate_app.core.workers import in_thread

Address = tuple[str, int]
LookUp = Callable[[str, int], Any]
OPEN_TIMEOUT_S = 3.5
CHANNEL = 0x4000
"""RFC 8656, section 12."""
_CHANNEL_DATA = struct.Struct("!HH")


class WayError(Exception):
    """A way that can't be had, and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class Way(Protocol):
    """Carries datagrams to one address of the media engine. Thread: one loop's."""

    path: MediaPath
    on_datagram: Callable[[bytes], None]

    def send(self, data: bytes) -> None:
        """Send at once; dropped where that can't be."""
        ...

    async def close(self) -> None:
        """Let go of the sockets, and of the relay within GOODBYE_S."""
        ...


def parse_address(text: str) -> Address | None:
    """Read `host:port` with a numeric host, in brackets where it is IPv6; None for anything else."""
    host, _, port = text.rpartition(":")
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]").partition("%")[0])
    except ValueError:
        return None
    is_port = port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 2**16
    is_peer = not (address.is_multicast or address.is_unspecified)
    return (str(address), int(port)) if is_port and is_peer else None


class DirectWay(asyncio.DatagramProtocol):
    """A socket of our own."""

    path = MediaPath.DIRECT

    def __init__(self) -> None:
        self.on_datagram: Callable[[bytes], None] = _nobody
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, address: Address) -> None:
        """Open the socket. Raises: WayError."""
        try:
            loop = asyncio.get_running_loop()
            self._transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=address)
        except OSError as error:
            raise WayError(Finding.BLOCKED) from error

    def send(self, data: bytes) -> None:
        """Send at once; dropped where that can't be."""
        wire: Any = self._transport
        if wire is not None and wire.get_write_buffer_size() < MAX_WAITING_BYTES:
            wire.sendto(data)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Hand a datagram on."""
        self.on_datagram(data)

    def error_received(self, exc: Exception) -> None:
        """Pass over what a router says: an answer may come all the same, and its absence is noticed."""

    async def close(self) -> None:
        """Let go of the socket, before the loop may end."""
        if self._transport is not None:
            self._transport.abort()
            await asyncio.sleep(0)


class RelayWay:
    """An address at a relay, with one channel to the media engine. It is what aioice calls the receiver."""

    def __init__(self, relay: Relay) -> None:
        self.path = relay.path
        self.on_datagram: Callable[[bytes], None] = _nobody
        self._relay = relay
        self._client: Any = None
        self._is_lost = False

    async def open(self, peer: Address, look_up: LookUp) -> None:
        """Get an address at the relay, and its leave to send to `peer`. Raises: WayError within OPEN_TIMEOUT_S."""
        is_open = False
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                self._client = await self._connected(look_up)
                self._client.receiver = self
                await self._client.connect()
                await self._client.channel_bind(CHANNEL, peer)
            self._client.channel_to_peer[CHANNEL] = peer
            is_open = True
        except Exception as error:  # the border to aioice, which raises whatever it runs into
            raise WayError(finding_of(error)) from error
        finally:
            if not is_open:
                await self.close()

    def send(self, data: bytes) -> None:
        """Send at once; dropped where that can't be."""
        client = self._client
        if client is None or self._is_lost or client.transport.is_closing():
            return
        if client.transport.get_write_buffer_size() < MAX_WAITING_BYTES:
            client._send(_CHANNEL_DATA.pack(CHANNEL, len(data)) + data)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Hand on what came from the media engine."""
        self.on_datagram(data)

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the relay is gone."""
        self._is_lost = True

    async def close(self) -> None:
        """Give the address back, and close."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            if client.relayed_address is not None:
                async with asyncio.timeout(GOODBYE_S):
                    await client.delete()
        except (TimeoutError, TransactionError, ConnectionError):
            pass
        finally:
            client.transport.abort()
            await asyncio.sleep(0)

    async def _connected(self, look_up: LookUp) -> Any:
        relay, loop = self._relay, asyncio.get_running_loop()
        address = (await in_thread(lambda: look_up(relay.host, relay.port)))[0]
        life = (relay.username, relay.password, DEFAULT_ALLOCATION_LIFETIME, DEFAULT_CHANNEL_REFRESH_TIME)
        if relay.transport == "tcp":
            _, tcp = await loop.create_connection(
                lambda: TurnClientTcpProtocol((address, relay.port), *life),
                address,
                relay.port,
                ssl=relay.tls_context(),
                server_hostname=relay.host if relay.is_tls else None,
            )
            return tcp
        _, udp = await loop.create_datagram_endpoint(
            lambda: TurnClientUdpProtocol((address, relay.port), *life), remote_addr=(address, relay.port)
        )
        return udp


def finding_of(error: BaseException) -> Finding:
    """Say why a relay can't be used."""
    match error:
        case ssl.SSLCertVerificationError():
            return Finding.WRONG_CERTIFICATE
        case TransactionFailed() | ConnectionRefusedError():
            return Finding.REFUSED
        case socket.gaierror():
            return Finding.NOT_FOUND
        case _:
            return Finding.BLOCKED


def _nobody(data: bytes) -> None:
    """Drop what comes while nobody listens."""
