"""One join link in use: what comes over the control link becomes state, and legs are kept as it says."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from common.aio.tasks import TaskOwner, spawn
from common.control.client import LinkState
from common.control.joinlink import JoinLink
from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.floor import RequestStatus
from common.model.ids import LegId, Revision
from common.model.media import Direction, LegEnd
from common.model.meeting import MeetingView
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, IceServerAccess, IceServersRenewed, Welcome
from common.protocol.envelope import Request
from common.protocol.media import (
    AnswerDownlink,
    CloseLeg,
    DownlinkOffer,
    LegClosed,
    OfferUplink,
    OpenDownlink,
    ReportLink,
    SetMuted,
    UplinkAnswer,
)
from common.rtc.ice import IceServer
from delegate_app.core.legs import LegKeeper, Waits
from delegate_app.core.linkmeter import LinkMeter
from delegate_app.core.mediaport import MediaPort
from delegate_app.core.seams import Connect
from delegate_app.core.state import CodePrompt, DelegateState, FloorPhase, Phase
from delegate_app.core.statekeeper import StateKeeper

REPORT_PERIOD_S = 2.0
LOOKS_A_REPORT = 8
"""How often, within a report's period, it is looked whether a leg looks for its way."""
_UPLINK_STATUSES = frozenset({RequestStatus.ACCEPTED, RequestStatus.GRANTED})
_REOPENED_AFTER = frozenset({LegEnd.FAILED, LegEnd.CLOSED})
_log = logging.getLogger(__name__)


class Attachment:
    """Follows one meeting through one control link. It is the link's listener. Thread: the client's loop."""

    def __init__(
        self,
        link: JoinLink,
        device_key: str,
        connect: Connect,
        keeper: StateKeeper,
        media: MediaPort,
        make_waits: Callable[[], Waits],
        on_admitted: Callable[[], None],
        take: Callable[[ConsoleMessage], None],
    ) -> None:
        self.link = link
        self.control = connect(link, device_key, self)
        down, up = Direction.DOWNLINK, Direction.UPLINK
        self.downlink = LegKeeper(down, self._open_downlink, self._close_leg(down), self._downlink_up, make_waits())
        self.uplink = LegKeeper(up, self._open_uplink, self._close_leg(up), self._uplink_up, make_waits())
        self.meter = LinkMeter()
        self._keeper = keeper
        self._media = media
        self._on_admitted = on_admitted
        self._take = take
        self._ice_servers: tuple[IceServer, ...] = ()
        self._tasks = TaskOwner("attachment")
        self._is_leaving = False

    def start(self) -> None:
        """Connect, and keep at it until left, closed or refused for good."""
        self._media.listen(self._on_peer)
        for name, work in (
            ("control", self.control.run()),
            ("downlink", self.downlink.run()),
            ("uplink", self.uplink.run()),
            ("reports", self._report()),
        ):
            spawn(work, name=name, owner=self._tasks)

    async def request(self, message: Request) -> ConsoleMessage:
        """Ask the console. Raises: ConferenceError, `unreachable` at once while the link is lost."""
        if self._keeper.state.phase is not Phase.JOINED:
            raise ConferenceError(ErrorCode.UNREACHABLE, "the control link is lost")
        return await self.control.request(message)

    async def leave(self) -> None:
        """Say goodbye, then close."""
        self._is_leaving = True
        await self._measure()
        try:
            await self.control.leave()
        finally:
            await self.close()
            self._keeper.change(phase=Phase.LEFT, error=None, code=None)

    async def close(self) -> None:
        """Drop the link and the legs, without a goodbye: the console keeps our place."""
        self.downlink.want(False)
        self.uplink.want(False)
        await self.control.close()
        await self._tasks.cancel_all()
        await self._media.close_legs()
        self._keeper.change_media(has_downlink=False, has_uplink=False)

    def on_link(self, state: LinkState, error: ErrorCode | None) -> None:
        """Note how the control link stands."""
        is_attached = state is LinkState.ATTACHED
        self.downlink.attached(is_attached)
        self.uplink.attached(is_attached)
        phase = self._phase(state)
        code = self._keeper.state.code if phase is Phase.CODE else None
        self._keeper.change(phase=phase, error=error, code=code)
        if is_attached and self._keeper.state.is_mute_pending:
            spawn(self.tell_mute(), name="tell mute", owner=self._tasks)

    def on_code_required(self, prompt: CodeRequired, error: ErrorCode | None) -> None:
        """Ask the user for the code."""
        code = CodePrompt(
            prompt.sent_to, prompt.expires_in_s, prompt.tries_left, prompt.resend_in_s, error, prompt.way, prompt.ways
        )
        self._keeper.change(phase=Phase.CODE, code=code)

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None:
        """We are in; a leg that the console does not have is dead, with a new instance of it every one of before."""
        self._use_servers(welcome.ice_servers)
        self._keeper.change(me=welcome.participant, error=None, code=None)
        for keeper in (self.downlink, self.uplink):
            is_gone = welcome.legs is not None and keeper.leg is not None and keeper.leg not in welcome.legs
            if is_new_instance or is_gone:
                keeper.lost()
        self.downlink.want(True)
        self._on_admitted()

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """Follow the meeting: the gate, the original's level and the uplink are as the console says."""
        self._keeper.change_view(view, self.control.clock_offset_ms)
        self.apply()

    def on_message(self, message: ConsoleMessage) -> None:
        """Note a leg that the console has closed, and relays that it has renewed; hand on the rest."""
        if isinstance(message, IceServersRenewed):
            self._use_servers(message.ice_servers)
            return
        self._take(message)
        if not isinstance(message, LegClosed) or message.reason not in _REOPENED_AFTER:
            return
        self.downlink.closed(message.leg)
        self.uplink.closed(message.leg)

    def apply(self) -> None:
        """Make gate, level and uplink true to the state."""
        state = self._keeper.state
        request, own = state.request, state.own
        self._media.set_gate(_is_turn(state), state.is_muted)
        self._media.set_original_level(own.original_level if own else 0.0)
        is_near = request is not None and request.status in _UPLINK_STATUSES
        self.uplink.want(is_near or state.is_in_room)

    async def tell_mute(self) -> None:
        """Tell the console of a muting that it does not know yet."""
        try:
            await self.control.request(SetMuted(is_muted=True))
        except ConferenceError as error:
            _log.info("x mute was not told yet: %s", error.code)
            return
        self._keeper.change(is_mute_pending=False)
        self.apply()

    def _phase(self, state: LinkState) -> Phase:
        match state:
            case LinkState.ATTACHED:
                return Phase.JOINED
            case LinkState.CODE:
                return Phase.CODE
            case LinkState.CONNECTING | LinkState.RECONNECTING:
                return Phase.CONNECTING if self._keeper.state.view is None else Phase.RECONNECTING
            case LinkState.CLOSED if self._is_leaving:
                return Phase.LEFT
            case _:
                return Phase.OFFLINE

    def _use_servers(self, granted: Sequence[IceServerAccess]) -> None:
        """Use these relays, in the legs that are there too; one whose URL is not understood is left out."""
        servers = []
        for access in granted:
            try:
                servers.append(IceServer(access.url, access.username, access.password))
            except MediaError:
                _log.info("x a relay of the console's is not understood")
        self._ice_servers = tuple(servers)
        self._media.use_servers(self._ice_servers)

    def _on_peer(self, direction: Direction, is_up: bool) -> None:
        keeper = self.downlink if direction is Direction.DOWNLINK else self.uplink
        if is_up:
            keeper.up()
        else:
            keeper.lost()

    async def _open_downlink(self) -> LegId:
        offer = await self.control.request(OpenDownlink())
        if not isinstance(offer, DownlinkOffer):
            raise MediaError(ErrorCode.UNEXPECTED, type(offer).__name__)
        self.downlink.opening = offer.leg
        async with self._or_closed(Direction.DOWNLINK):
            answer = await self._media.answer_downlink(offer.sdp, self._ice_servers, self.link.host)
            await self.control.request(AnswerDownlink(leg=offer.leg, sdp=answer))
        return offer.leg

    async def _open_uplink(self) -> LegId:
        async with self._or_closed(Direction.UPLINK):
            offer = await self._media.offer_uplink(self._ice_servers, self.link.host)
            answer = await self.control.request(OfferUplink(sdp=offer))
            if not isinstance(answer, UplinkAnswer):
                raise MediaError(ErrorCode.UNEXPECTED, type(answer).__name__)
            self.uplink.opening = answer.leg
            await self._media.accept_uplink(answer.sdp)
        return answer.leg

    @asynccontextmanager
    async def _or_closed(self, direction: Direction) -> AsyncIterator[None]:
        """Leave no half-made leg behind where opening it failed."""
        try:
            yield
        except ConferenceError:
            await self._media.close_leg(direction)
            raise

    def _close_leg(self, direction: Direction) -> Callable[[LegId, bool], Awaitable[None]]:
        async def close(leg: LegId, was_lost: bool) -> None:
            await self._media.close_leg(direction)
            if not was_lost and self._keeper.state.phase is Phase.JOINED:
                await self.control.request(CloseLeg(leg=leg))

        return close

    def _downlink_up(self, is_up: bool) -> None:
        self._keeper.change_media(has_downlink=is_up)

    def _uplink_up(self, is_up: bool) -> None:
        self._keeper.change_media(has_uplink=is_up)

    async def _report(self) -> None:
        while True:
            for _ in range(LOOKS_A_REPORT):
                await asyncio.sleep(REPORT_PERIOD_S / LOOKS_A_REPORT)
                is_moving = await self._media.is_moving()
                self._keeper.change_media(is_moving=is_moving, is_line_thin=self.control.is_line_thin)
            await self._measure()

    async def _measure(self) -> None:
        """Read the downlink's counters, judge them and tell the console."""
        statistics = await self._media.statistics(Direction.DOWNLINK)
        if statistics is None:
            return
        quality = self.meter.add(statistics)
        self._keeper.change_media(
            quality=quality,
            loss=self.meter.loss,
            jitter_ms=statistics.jitter_ms,
            round_trip_ms=statistics.round_trip_ms,
            recovered=self.meter.recovered,
            concealed=self.meter.concealed,
            delay_ms=statistics.delay_ms,
            path=statistics.path,
        )
        uplink = await self._media.statistics(Direction.UPLINK)
        self.control.post(
            ReportLink(
                received=statistics.packets_received,
                lost=statistics.packets_lost,
                concealed=statistics.concealed,
                late=statistics.late,
                jitter_ms=statistics.jitter_ms,
                round_trip_ms=statistics.round_trip_ms,
                recovered_fec=statistics.recovered_fec,
                recovered_nack=statistics.recovered_nack,
                delay_ms=statistics.delay_ms,
                path=statistics.path,
                uplink_path=uplink.path if uplink is not None else None,
            )
        )


def _is_turn(state: DelegateState) -> bool:
    """Tell whether the microphone may be heard: with the floor; off-air on standby by rule, and in the private room."""
    if state.floor_phase is FloorPhase.STANDBY:
        return state.view is not None and state.view.rules.hears_standby
    return state.floor_phase in (FloorPhase.GRANTED, FloorPhase.ON_AIR) or state.is_in_room
