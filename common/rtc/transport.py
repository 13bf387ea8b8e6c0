"""A participant's end of one leg on the line: a path that is found again, DTLS over it, SRTP in it."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from enum import StrEnum

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ErrorCode, MediaError
from common.model.media import MediaPath
from common.rtc.climber import Climber
from common.rtc.dtls import make_certificate
from common.rtc.ice import OPEN_TIMEOUT_S, IceServer
from common.rtc.iceconnection import make_names
from common.rtc.roaming import QUIET_S, Move, PathWatch, route_targets, source_towards
from common.rtc.rtp import DatagramKind
from common.rtc.sections import LegDescription, Section
from common.rtc.securechannel import SecureChannel

TICK_S = 0.01
WATCH_PERIOD_S = 0.1
CLOSE_TIMEOUT_S = 2.0
_log = logging.getLogger(__name__)


class PeerState(StrEnum):
    """How a leg is; DOWN is final."""

    CONNECTING = "connecting"
    UP = "up"
    DOWN = "down"


class ClientTransport:
    """Carries plain RTP and RTCP both ways, over whatever path there is. Thread: the media loop's, for every method.

    `on_rtp` and `on_rtcp` are given plain packets and the instant they came, `on_tick` the instant, each 10 ms.
    """

    def __init__(
        self,
        name: str,
        is_offerer: bool,
        towards: str,
        servers: Sequence[IceServer] = (),
        on_state: Callable[[PeerState], None] | None = None,
        open_timeout_s: float = OPEN_TIMEOUT_S,
    ) -> None:
        """`towards` is the console's host: it is reached from the own addresses that lead there."""
        self.name = name
        self.state = PeerState.CONNECTING
        self.on_rtp: Callable[[bytes, float], None] = _dropped
        self.on_rtcp: Callable[[bytes, float], None] = _dropped
        self.on_tick: Callable[[float], None] = _idle
        self.climbs = 0
        """How often a path was looked for after the first time."""
        self._names = make_names()
        self._certificate = make_certificate()
        self._on_state = on_state
        self._open_timeout_s = open_timeout_s
        self._climber = Climber(
            name, self._names, is_offerer, towards, servers, self._take, self._has_path, self._lost_socket
        )
        self._channel: SecureChannel | None = None
        self._watch = PathWatch(time.monotonic())
        self._targets: tuple[str, ...] = ()
        self._found = asyncio.Event()
        self._opened = asyncio.Event()
        self._tasks = TaskOwner(name)
        self._last_tasks = TaskOwner(f"end of {name}")
        self._ending: asyncio.Task[None] | None = None

    @property
    def path(self) -> MediaPath:
        """How the packets travel; direct while there is no path yet."""
        return self._climber.path or MediaPath.DIRECT

    @property
    def is_moving(self) -> bool:
        """Tell whether a leg that was up looks for its path, and hears nothing meanwhile."""
        is_silent = self._watch.silence_s(time.monotonic()) >= QUIET_S
        return self.state is PeerState.UP and self._climber.is_climbing and (is_silent or not self._found.is_set())

    @property
    def round_trip_ms(self) -> float | None:
        """The round trip of the last sign of life that was asked for."""
        return self._watch.round_trip_s * 1000 if self._watch.round_trip_s is not None else None

    async def describe(
        self, sections: Sequence[Section], setup: str, remote: LegDescription | None = None
    ) -> LegDescription:
        """Gather and describe this end; `remote` is the other one where it is known. Raises: MediaError."""
        if self._ending is not None:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"{self.name}: closed")
        candidates = await self._climber.gather(remote)
        return LegDescription(
            ice_name=self._names.name,
            ice_password=self._names.password,
            is_lite=False,
            fingerprints=(self._certificate.fingerprint,),
            setup=setup,
            candidates=candidates,
            sections=tuple(sections),
        )

    def begin(self, remote: LegDescription) -> None:
        """Look for a path to the other end and shake hands. Raises: MediaError(`media_failed`) the second time."""
        if self._channel is not None or self._ending is not None:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"{self.name}: begun already")
        self._channel = SecureChannel(self._certificate, remote, self, self._climber.send)
        self._targets = route_targets(remote.candidates)
        self._watch = PathWatch(time.monotonic())
        self._climber.begin(remote)
        spawn(self._run(), name=f"{self.name} watch", owner=self._tasks)

    async def open(self) -> None:
        """Wait until the leg is up. Raises: MediaError(`media_failed`) where it went down."""
        await self._opened.wait()
        if self.state is PeerState.DOWN:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"{self.name}: did not come up")

    async def restart(self, servers: Sequence[IceServer] | None = None) -> None:
        """Look for a new path at once, and wait for it; what DTLS and SRTP agreed stays. Raises: MediaError."""
        await self._climb(servers)
        await self._found.wait()
        if self.state is PeerState.DOWN:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"{self.name}: no path")

    def use(self, servers: Sequence[IceServer]) -> None:
        """Use these servers from the next climb on."""
        self._climber.use(servers)

    def send_rtp(self, packet: bytes) -> None:
        """Send a plain packet; dropped until the leg is up."""
        if self._channel is not None:
            self._channel.send_rtp(packet)

    def send_rtcp(self, packet: bytes) -> None:
        """Send a plain compound packet; dropped until the leg is up."""
        if self._channel is not None:
            self._channel.send_rtcp(packet)

    async def close(self) -> None:
        """End the leg and tell the other end; it leaves no task and no socket. Cancelled, it still ends."""
        if self._ending is None:
            self._ending = spawn(self._end(), name=f"{self.name} end", owner=self._last_tasks)
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        self._become(PeerState.DOWN)
        if self._channel is not None:
            self._channel.close()
        await self._tasks.cancel_all()
        closing = spawn(self._climber.close(), name=f"{self.name} close", owner=self._last_tasks)
        _, late = await asyncio.wait({closing}, timeout=CLOSE_TIMEOUT_S)
        if late:
            _log.warning("= %s: closing takes too long", self.name)

    async def _run(self) -> None:
        """Keep time for the leg, and watch its path."""
        deadline_mono_s = time.monotonic() + self._open_timeout_s
        watch_mono_s = 0.0
        while self.state is not PeerState.DOWN:
            now_mono_s = time.monotonic()
            if self.state is PeerState.CONNECTING and now_mono_s > deadline_mono_s:
                self._become(PeerState.DOWN)
            if self.state is PeerState.UP:
                self.on_tick(now_mono_s)
            if now_mono_s >= watch_mono_s:
                watch_mono_s = now_mono_s + WATCH_PERIOD_S
                await self._look(now_mono_s)
            await asyncio.sleep(TICK_S)

    async def _look(self, now_mono_s: float) -> None:
        own = {target: source_towards(target) for target in self._targets}
        self._watch.sources({target: source for target, source in own.items() if source is not None})
        match self._watch.decide(now_mono_s, self._climber.is_climbing, self.path is not MediaPath.DIRECT):
            case Move.PROBE:
                self._probe()
            case Move.CLIMB:
                await self._climb()
            case Move.CLIMB_BETTER:
                self._watch.climbed(now_mono_s)
                self._climber.better()
            case Move.GIVE_UP:
                _log.info("= %s: no path for too long", self.name)
                self._become(PeerState.DOWN)
            case Move.STAY:
                pass

    async def _climb(self, servers: Sequence[IceServer] | None = None) -> None:
        now_mono_s = time.monotonic()
        _log.info("= %s: looks for a path, %.1f s after the last sign", self.name, self._watch.silence_s(now_mono_s))
        self.climbs += 1
        self._watch.climbed(now_mono_s)
        self._found.clear()
        await self._climber.again(servers)

    def _probe(self) -> None:
        self._watch.asked(time.monotonic())
        spawn(self._ask(), name=f"{self.name} probe", owner=self._tasks)

    async def _ask(self) -> None:
        round_trip_s = await self._climber.probe()
        if round_trip_s is not None:
            self._watch.answered(time.monotonic(), round_trip_s)

    def _has_path(self) -> None:
        """There is a path: say so on it, and begin the handshake or go on."""
        _log.info("= %s: path is %s", self.name, self.path)
        self._watch.heard(time.monotonic())
        self._found.set()
        self._probe()
        if self._channel is not None:
            self._channel.shake_hands()

    def _lost_socket(self) -> None:
        if self.state is not PeerState.DOWN and not self._climber.is_climbing:
            spawn(self._climb(), name=f"{self.name} climb", owner=self._tasks)

    def secured(self) -> None:
        """The handshake is done."""
        self._become(PeerState.UP)

    def ended(self) -> None:
        """The other end has closed the leg, or is not who it should be."""
        self._become(PeerState.DOWN)

    def plain(self, kind: DatagramKind, packet: bytes) -> None:
        """Hand on an authentic packet."""
        now_mono_s = time.monotonic()
        self._watch.heard(now_mono_s)
        if kind is DatagramKind.RTP:
            self.on_rtp(packet, now_mono_s)
        else:
            self.on_rtcp(packet, now_mono_s)

    def _take(self, datagram: bytes) -> None:
        if self._channel is not None:
            self._channel.take(datagram)

    def _become(self, state: PeerState) -> None:
        if state is self.state or self.state is PeerState.DOWN:
            return
        self.state = state
        self._opened.set()
        if state is PeerState.DOWN:
            self._found.set()
        if self._on_state is not None:
            self._on_state(state)


def _dropped(packet: bytes, arrived_mono_s: float) -> None:
    """Take a packet that nobody listens to."""


def _idle(now_mono_s: float) -> None:
    """Let time pass."""
