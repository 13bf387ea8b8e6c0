"""aioice's connection, tamed: on given addresses, one relay at most, datagrams handed on at once, no own consent."""

import asyncio
import os
import secrets
import ssl
import string
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aioice import Candidate, Connection
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, StunProtocol
from aioice.stun import Message, TransactionFailed, TransactionTimeout
from aioice.turn import TurnClientMixin, create_turn_endpoint

from common.aio.tasks import TaskOwner, spawn
from common.rtc.ice import Relay
from common.rtc.relaychannel import RelayChannel
from common.rtc.rtp import DatagramKind, kind_of
from common.rtc.sections import LegDescription

MAX_WAITING_BYTES = 32 * 1024
"""What may wait in a socket of ours: more would be sound that comes too late. Datagrams beyond it are dropped."""
GOODBYE_S = 0.5
"""How long a relay may take to free the address; it does so by itself in ten minutes."""
_LETTERS = string.ascii_letters + string.digits
_COMPONENT = 1
REFUSALS = (TransactionFailed, ssl.SSLCertVerificationError)
"""Errors that trying again does not mend."""
_REFUSED_BECAUSE: dict[int | None, str] = {
    401: "the relay refuses user name or password: wrong or expired",
    403: "the relay may not send to the console",
    486: "the relay gives no more addresses to this user",
}
"""RFC 8656, section 19."""


@dataclass(frozen=True, slots=True)
class IceNames:
    """An end's name and password (RFC 8445, section 5.3). They stay the same while the leg lives."""

    name: str
    password: str = field(repr=False)


def make_names() -> IceNames:
    """Make names for a leg: 47 and 142 bits of chance."""
    return IceNames(*("".join(secrets.choice(_LETTERS) for _ in range(length)) for length in (8, 24)))


class IceConnection(Connection):
    """One way to the other end: from own addresses, or through a relay. Thread: the loop's.

    Overridden are aioice's places where it lists the machine's addresses, queues what it receives, and asks for consent
    by a task of its own: whoever owns the connection watches it.
    """

    def __init__(
        self,
        names: IceNames,
        is_controlling: bool,
        on_datagram: Callable[[bytes], None],
        on_lost: Callable[[], None],
        hosts: Sequence[str] = (),
        stun_server: tuple[str, int] | None = None,
        relay: Relay | None = None,
    ) -> None:
        super().__init__(
            is_controlling, stun_server=stun_server, local_username=names.name, local_password=names.password
        )
        self.dropped = 0
        self.refused = 0
        """STUN messages that could not be read."""
        self._on_datagram = on_datagram
        self._on_lost = on_lost
        self._hosts = tuple(hosts)
        self._relay = relay
        self._turn: TurnClientMixin | None = None
        self._channel: RelayChannel | None = None
        self._keeping = TaskOwner("relay channel")

    async def get_component_candidates(self, component: int, addresses: list[str], timeout: int = 5) -> list[Candidate]:
        """Gather on our addresses, and from the relay. Raises: whatever the relay's refusal is."""
        found: list[Candidate] = await super().get_component_candidates(component, list(self._hosts), timeout)
        if self._relay is not None:
            found.append(await self._relayed(self._relay))
        for protocol in self._protocols:
            self._guard(protocol)
        return found

    async def connect_to(self, remote: LegDescription, is_hasty: bool) -> None:
        """Gather where that is not done yet, and connect. In haste the first check nominates already.

        Raises: whatever aioice, the relay or TLS runs into: see `reason_of`.
        """
        if not self.local_candidates:
            await self.gather_candidates()
        self.remote_username, self.remote_password = remote.ice_name, remote.ice_password
        self.remote_is_lite = remote.is_lite and not is_hasty
        for line in remote.candidates:
            await self.add_remote_candidate(Candidate.from_sdp(line))
        if remote.is_complete:
            await self.add_remote_candidate(None)
        await self.connect()
        pair = self._nominated.get(_COMPONENT)
        if self._turn is not None and pair is not None:
            self._channel = RelayChannel(self._turn, pair.remote_addr)
            spawn(self._channel.keep(), name="relay channel", owner=self._keeping)

    async def query_consent(self) -> None:
        """Leave that to `probe`."""

    def data_received(self, data: bytes, component: int) -> None:
        """Hand a datagram on that is not STUN."""
        self._on_datagram(data)

    def protocol_lost(self, protocol: StunProtocol) -> None:
        """Tell where the socket that carries the leg has died, as a relay's may."""
        pair = self._nominated.get(_COMPONENT)
        if pair is not None and pair.protocol is protocol and not self._closing:
            self._on_lost()

    def build_request(self, pair: CandidatePair, nominate: bool) -> Message:
        """Make a check; once the pair is ours each says so, and the other end knows where we are now."""
        return super().build_request(pair, nominate or pair.nominated)

    def send_now(self, data: bytes) -> None:
        """Send a datagram at once; dropped where nothing is connected or too much waits."""
        pair = self._nominated.get(_COMPONENT)
        if pair is None:
            return
        wire: Any = self._turn.transport if self._turn is not None else pair.protocol.transport
        if wire.is_closing() or wire.get_write_buffer_size() > MAX_WAITING_BYTES:
            self.dropped += 1
            return
        if self._channel is not None:
            self._channel.send(data)
        else:
            pair.protocol.transport.sendto(data, pair.remote_addr)

    async def probe(self) -> float:
        """Ask for a sign of life, and return the round trip in seconds.

        Raises: aioice's TransactionError after half a second without an answer, ConnectionError.
        """
        pair = self._nominated.get(_COMPONENT)
        if pair is None or self.remote_password is None:
            raise ConnectionError("not connected")
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        request = self.build_request(pair, nominate=True)
        await pair.protocol.request(request, pair.remote_addr, self.remote_password.encode(), retransmissions=0)
        return loop.time() - begun_s

    async def close(self) -> None:
        """Let go of the relay and the sockets; a relay that does not answer is not waited for."""
        self._closing = True
        await self._keeping.cancel_all()
        if self._turn is not None:
            try:
                async with asyncio.timeout(GOODBYE_S):
                    await self._turn.delete()
            except TimeoutError:
                pass
        await super().close()

    def _guard(self, protocol: Any) -> None:
        """Keep from aioice what is no STUN, and from the loop what aioice can't read: nobody is to fill our log."""
        received = protocol.datagram_received

        def take(datagram: bytes, address: tuple[Any, ...]) -> None:
            if kind_of(datagram) is not DatagramKind.STUN:
                self.data_received(datagram, _COMPONENT)
                return
            try:
                received(datagram, address)
            except (struct.error, ValueError, IndexError):
                self.refused += 1

        protocol.datagram_received = take

    async def _relayed(self, relay: Relay) -> Candidate:
        """Allocate an address at the relay, as aioice does, but hear why where it is refused."""
        transport, protocol = await create_turn_endpoint(
            lambda: StunProtocol(self),
            (relay.host, relay.port),
            relay.username,
            relay.password,
            ssl=relay.tls_context(),
            transport=relay.transport,
        )
        self._turn = vars(transport)["_TurnTransport__inner_protocol"]
        host, port = transport.get_extra_info("sockname")
        related_host, related_port = transport.get_extra_info("related_address")
        protocol.local_candidate = Candidate(
            foundation=candidate_foundation("relay", "udp", host),
            component=_COMPONENT,
            transport="udp",
            priority=candidate_priority(_COMPONENT, "relay"),
            host=host,
            port=port,
            type="relay",
            related_address=related_host,
            related_port=related_port,
        )
        self._protocols.append(protocol)
        return protocol.local_candidate


def reason_of(error: BaseException) -> str:
    """Say for the log why a way could not be had; no address, name or password is in it."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"the relay's certificate is not trusted: {error.verify_message}"
        case TransactionFailed():
            code = error.response.error_code
            return _REFUSED_BECAUSE.get(code, f"the relay refuses with {code}")
        case TimeoutError() | TransactionTimeout():
            return "no answer"
        case OSError() if error.errno is not None:
            return os.strerror(error.errno) if error.errno > 0 else str(error.strerror)
        case _:
            return str(error) or type(error).__name__
