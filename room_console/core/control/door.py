"""The listening socket: counts everyone from the first packet on, long before TLS or HTTP know of them.

Whoever has not shown a valid token is *pending*. When too many are, the oldest of the address with the most makes
room, so that silent connections, whole or half through their TLS handshake, never keep a delegate out.
"""

import asyncio
import ipaddress
import logging
import socket
import ssl
from collections import Counter

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.control.limits import Limits
from room_console.core.control.tlstransport import TlsDoor, TlsTransport
from room_console.core.control.visitor import Choose, Visitor

_log = logging.getLogger(__name__)

BACKLOG = 1024
MORE_AT_ONCE = 7
"""Sockets accepted behind the first in one turn of the loop: while everybody comes, turns are long."""
ACCEPT_RETRY_S = 0.2
ROOM_RETRY_S = 0.02
IPV6_NETWORK_BITS = 64


class Door:
    """Accepts, limits and counts sockets. Thread: the core's loop."""

    def __init__(self, limits: Limits, context: ssl.SSLContext | None, choose: Choose) -> None:
        """`choose` finds who serves a visitor. Without a context the door is a plain one: to measure what TLS costs."""
        self.port = 0
        self.own_address = ""
        """The address listened on, numeric; `0.0.0.0` or `::` for every one."""
        self._limits = limits
        self._tls = None if context is None else TlsDoor(context, limits.handshake_s)
        self._choose_for = choose
        self._owner = TaskOwner("door")
        self._listener: socket.socket | None = None
        self._visitors: dict[Visitor, None] = {}
        self._pending: dict[Visitor, None] = {}
        self._by_address: Counter[str] = Counter()
        self._by_protocol: dict[asyncio.Protocol, Visitor] = {}

    def __len__(self) -> int:
        return len(self._visitors)

    @property
    def pending(self) -> int:
        """Count those who have not shown a valid token."""
        return len(self._pending)

    def open(self, host: str, port: int) -> None:
        """Listen; port 0 lets the system choose. Raises: ConferenceError(`unreachable`)."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
        except OSError as error:
            raise ConferenceError(ErrorCode.UNREACHABLE, f"can't listen on {host} port {port}: {error}") from error
        self._listener.setblocking(False)
        self.own_address, self.port = self._listener.getsockname()[:2]
        spawn(self._accept(self._listener), "door", self._owner)

    async def close(self) -> None:
        """Stop listening, and turn away whoever is pending."""
        await self._owner.cancel_all()
        if self._listener is not None:
            self._listener.close()
        for visitor in list(self._pending):
            visitor.drop()

    def visitor_of(self, protocol: asyncio.Protocol) -> Visitor | None:
        """Return who stands behind an HTTP protocol; None has been dropped meanwhile."""
        return self._by_protocol.get(protocol)

    def promote(self, visitor: Visitor) -> None:
        """Note that a visitor has shown a valid token."""
        visitor.disarm()
        self._pending.pop(visitor, None)

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                sock, peer = await loop.sock_accept(listener)
            except OSError as error:
                _log.warning("x no socket could be accepted: %s", error)
                await asyncio.sleep(ACCEPT_RETRY_S)
                continue
            await self._let_in(sock, peer[0])
            for _ in range(MORE_AT_ONCE):
                try:
                    sock, peer = listener.accept()
                except OSError:
                    break
                sock.setblocking(False)
                await self._let_in(sock, peer[0])
            await asyncio.sleep(0)

    async def _let_in(self, sock: socket.socket, address: str) -> None:
        origin = origin_of(address)
        try:
            while self._must_wait(origin):  # noqa: ASYNC110
                await asyncio.sleep(ROOM_RETRY_S)
            self._receive(sock, address, origin)
        except asyncio.CancelledError:
            sock.close()
            raise

    def _must_wait(self, origin: str) -> bool:
        """Tell whether a newcomer would push out one of its own address that has hardly begun."""
        if len(self._pending) < self._limits.pending:
            return False
        busiest, oldest = self._busiest()
        return origin == busiest and asyncio.get_running_loop().time() - oldest.since_s < self._limits.grace_s

    def _busiest(self) -> tuple[str, Visitor]:
        """Return the address with the most pending, and its oldest. There must be some."""
        counts = Counter(v.origin for v in self._pending)
        busiest = max(counts, key=counts.__getitem__)
        return busiest, next(v for v in self._pending if v.origin == busiest)

    def _receive(self, sock: socket.socket, address: str, origin: str) -> None:
        if not self._make_room(origin):
            _log.debug("x %s turned away", address)
            sock.close()
            return
        visitor = Visitor(address, origin, self._limits.hello_s)
        self._visitors[visitor] = None
        self._pending[visitor] = None
        self._by_address[origin] += 1
        visitor.task = spawn(self._connect(visitor, sock), "visitor", self._owner)
        visitor.task.add_done_callback(lambda task: self._connected(visitor, sock, task))

    def _make_room(self, origin: str) -> bool:
        """Drop a pending visitor where a limit is reached; return whether there is room now."""
        if self._by_address[origin] >= self._limits.connections_per_address:
            return self._drop_oldest(origin)
        if len(self._pending) >= self._limits.pending or len(self._visitors) >= self._limits.connections:
            return bool(self._pending) and self._drop_oldest(self._busiest()[0])
        return True

    def _drop_oldest(self, origin: str) -> bool:
        oldest = next((v for v in self._pending if v.origin == origin), None)
        if oldest is None:
            return False
        _log.debug("x %s makes room", oldest.address)
        self._forget(oldest)
        oldest.drop()
        return True

    async def _connect(self, visitor: Visitor, sock: socket.socket) -> bool:
        """Have a socket served; return whether that went well."""
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: self._protocol_for(visitor), sock)
        except OSError as error:
            _log.debug("x %s went at once: %s", visitor.address, type(error).__name__)
            return False
        return True

    def _connected(self, visitor: Visitor, sock: socket.socket, task: "asyncio.Task[bool]") -> None:
        if task.cancelled() or task.exception() is not None or not task.result():
            sock.close()
            self._forget(visitor)

    def _shaken(self, visitor: Visitor, is_done: bool) -> None:
        if not is_done:
            _log.debug("x %s failed in the TLS handshake", visitor.address)
            self._forget(visitor)

    def _protocol_for(self, visitor: Visitor) -> asyncio.BaseProtocol:
        attended = visitor.attend(self._choose, self._forget)
        if self._tls is None:
            return attended
        visitor.transport = transport = TlsTransport(self._tls, attended, lambda done: self._shaken(visitor, done))
        return transport

    def _choose(self, visitor: Visitor, first: bytes) -> tuple[asyncio.Protocol, bytes] | None:
        chosen = self._choose_for(visitor, first)
        if chosen is not None:
            visitor.protocol = chosen[0]
            self._by_protocol[chosen[0]] = visitor
        return chosen

    def _forget(self, visitor: Visitor) -> None:
        visitor.disarm()
        self._pending.pop(visitor, None)
        if visitor.protocol is not None:
            self._by_protocol.pop(visitor.protocol, None)
            visitor.protocol = None
        if visitor in self._visitors:
            del self._visitors[visitor]
            self._by_address[visitor.origin] -= 1
            if not self._by_address[visitor.origin]:
                del self._by_address[visitor.origin]


def origin_of(address: str) -> str:
    """Return what counts as one address: of IPv6 the network of 64 bits, which one subscriber has whole."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if ip.version == 4:
        return address
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, IPV6_NETWORK_BITS), strict=False))
