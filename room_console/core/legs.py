"""Who has which legs: opened at a participant's word, ended by the state, the engine or the participant."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.ids import LegId, ParticipantId
from common.model.media import DownlinkFeeds, LegEnd, LegStatistics, Sdp
from room_console.core.hallside import HallSide
from room_console.core.media.engine import EngineEvent, LegDown, LegUp, LineWidth, UplinkHeard, UplinkStalled
from room_console.core.meeting.inputs import Input
from room_console.core.meeting.inputs import UplinkHeard as Heard
from room_console.core.meeting.inputs import UplinkLost as Lost
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.views import downlink_feeds, may_open_uplink
from room_console.core.routing import Routing
from room_console.core.uplinks import UplinkPort

_log = logging.getLogger(__name__)


class LegDesk:
    """Owns every participant's legs. Thread: the core's loop; the engine and the bridge live on the media loop."""

    def __init__(
        self,
        hall: HallSide,
        routing: Routing,
        state: Callable[[], MeetingState],
        post: Callable[[Input], None],
        on_closed: Callable[[ParticipantId, LegId, LegEnd], None],
    ) -> None:
        self._hall = hall
        self._engine = hall.engine
        self._routing = routing
        self._state = state
        self._post = post
        self._on_closed = on_closed
        self._downlinks: dict[ParticipantId, LegId] = {}
        self._sound_only: set[ParticipantId] = set()
        """Whose downlink carries no picture, at their wish."""
        self._uplinks: dict[ParticipantId, UplinkPort] = {}
        self._owners: dict[LegId, ParticipantId] = {}
        self._thin: set[LegId] = set()
        """Downlinks whose lines have no room for pictures."""
        self._tasks = TaskOwner("legs")
        self._stop_listening: Callable[[], object] = lambda: None

    async def start(self) -> None:
        """Listen to the engine."""
        self._stop_listening = self._hall.watch(self._listen(asyncio.get_running_loop()))

    async def stop(self) -> None:
        """Stop listening; the engine closes the legs."""
        self._stop_listening()
        await self._tasks.cancel_all()

    def downlink(self, participant: ParticipantId) -> LegId | None:
        """Return the participant's downlink."""
        return self._downlinks.get(participant)

    def uplink(self, participant: ParticipantId) -> UplinkPort | None:
        """Return the participant's uplink."""
        return self._uplinks.get(participant)

    def has_thin_line(self, participant: ParticipantId) -> bool:
        """Tell whether the participant's downlink has a line without room for pictures."""
        return self._downlinks.get(participant) in self._thin

    @property
    def uplinks(self) -> dict[ParticipantId, UplinkPort]:
        """Return every open uplink."""
        return dict(self._uplinks)

    @property
    def counts(self) -> tuple[int, int]:
        """Uplinks and downlinks open."""
        return len(self._uplinks), len(self._downlinks)

    async def open_downlink(self, participant: ParticipantId, *, with_picture: bool = True) -> tuple[LegId, Sdp]:
        """Offer a participant what they follow; an earlier downlink is replaced. Raises: MediaError."""
        (self._sound_only.discard if with_picture else self._sound_only.add)(participant)
        await self._close(participant, self._downlinks.pop(participant, None), LegEnd.REPLACED)
        leg = _new_leg("down")
        self._downlinks[participant], self._owners[leg] = leg, participant
        feeds = self._feeds(participant)
        try:
            offer = await self._hall.run(self._engine.open_downlink(leg, feeds))
        except ConferenceError:
            self._forget(leg)
            raise
        self._check_kept(leg)
        if self._feeds(participant) != feeds:
            self.switch(participant)
        return leg, offer

    async def answer_downlink(self, participant: ParticipantId, leg: LegId, answer: Sdp) -> None:
        """Take a participant's answer; a bad one ends the leg.

        Raises: ConferenceError(`not_found`) for a leg not theirs, MediaError.
        """
        if self._downlinks.get(participant) != leg:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such downlink of yours")
        try:
            await self._hall.run(self._engine.answer_downlink(leg, answer))
        except ConferenceError:
            self._forget(leg)
            raise

    async def open_uplink(self, participant: ParticipantId, offer: Sdp) -> tuple[LegId, Sdp]:
        """Answer an uplink. Raises: ConferenceError(`not_allowed`) without standby, floor or room, MediaError."""
        if not may_open_uplink(self._state(), participant):
            raise ConferenceError(ErrorCode.NOT_ALLOWED, "neither on standby, given the floor nor in the private room")
        await self._drop_uplink(participant, LegEnd.REPLACED)
        port = UplinkPort(_new_leg("up"), self._hall.stage)
        self._uplinks[participant], self._owners[port.leg] = port, participant
        try:
            answer = await self._hall.open_uplink(port, offer)
        except ConferenceError:
            self._forget(port.leg)
            raise
        self._check_kept(port.leg)
        self.reconcile()
        return port.leg, answer

    async def close_leg(self, participant: ParticipantId, leg: LegId) -> None:
        """Close a participant's leg at their word. Raises: ConferenceError(`not_found`) for a leg not theirs."""
        self._check_owner(participant, leg)
        await self._end(leg, LegEnd.CLOSED)

    @contextmanager
    def hushed(self, participant: ParticipantId) -> Iterator[None]:
        """Let nobody hear a participant from now on, before it is decided; after it, whoever the state says."""
        self._routing.hush(participant, True)
        self._routing.apply(self._state(), self._uplinks)
        try:
            yield
        finally:
            self._routing.hush(participant, False)
            self._routing.apply(self._state(), self._uplinks)

    @property
    def prelistened(self) -> ParticipantId | None:
        """Whom the operator hears off-air."""
        return self._routing.prelistening.participant

    def prelisten(self, participant: ParticipantId | None) -> None:
        """Let the operator hear a participant's uplink off-air, in the place of another's; or nobody's.

        Raises: ConferenceError(`not_found`) without an open uplink, (`patch_invalid`) without a port.
        """
        if participant is None:
            self._routing.prelistening.end()
        else:
            self._routing.prelistening.listen(participant, self._uplinks)
            self._routing.apply(self._state(), self._uplinks)

    async def close_all(self, participant: ParticipantId, reason: LegEnd) -> None:
        """Close what a participant has."""
        await self._drop_uplink(participant, reason)
        await self._close(participant, self._downlinks.pop(participant, None), reason)

    def dismiss(self, participant: ParticipantId) -> None:
        """Close what somebody has who takes part no more."""
        spawn(self.close_all(participant, LegEnd.CLOSED), name="dismiss", owner=self._tasks)

    def switch(self, participant: ParticipantId) -> None:
        """Let a downlink carry what the state says now."""
        if (leg := self._downlinks.get(participant)) is not None:
            feeds = self._feeds(participant)
            spawn(self._quietly(self._engine.switch_downlink(leg, feeds)), name="switch", owner=self._tasks)

    def reconcile(self) -> None:
        """Route what may be heard and seen now; end uplinks that may not be open; repeat what the rules forgot to hear.

        They forget whoever loses the right to an uplink, even if it is back before the batch ends.
        """
        state = self._state()
        on_the_way = state.speakers.with_uplink()
        self._routing.apply(state, self._uplinks)
        for participant, port in self._uplinks.items():
            if not may_open_uplink(state, participant):
                spawn(self._drop_uplink(participant, LegEnd.CLOSED), name="end uplink", owner=self._tasks)
            elif port.is_heard and participant in on_the_way and participant not in state.heard:
                self._post(Heard(participant))

    def _feeds(self, participant: ParticipantId) -> DownlinkFeeds:
        feeds = downlink_feeds(self._state(), participant)
        return replace(feeds, picture=None, screen=None) if participant in self._sound_only else feeds

    async def statistics(self) -> dict[ParticipantId, LegStatistics]:
        """Return each uplink's counters."""
        legs = {p: port.leg for p, port in self._uplinks.items()}

        async def collect() -> dict[ParticipantId, LegStatistics]:
            return {p: self._engine.statistics(leg) for p, leg in legs.items()}

        try:
            return await self._hall.run(collect())
        except ConferenceError:
            return {}

    async def _drop_uplink(self, participant: ParticipantId, reason: LegEnd) -> None:
        port = self._uplinks.pop(participant, None)
        if port is None:
            return
        self._routing.apply(self._state(), self._uplinks)
        self._hall.close_uplink(port)
        self._post(Lost(participant))
        await self._close(participant, port.leg, reason)

    async def _close(self, participant: ParticipantId, leg: LegId | None, reason: LegEnd) -> None:
        if leg is None:
            return
        self._owners.pop(leg, None)
        self._thin.discard(leg)
        self._on_closed(participant, leg, reason)
        await self._quietly(self._engine.close_leg(leg, reason))

    async def _end(self, leg: LegId, reason: LegEnd) -> None:
        participant = self._owners.get(leg)
        if participant is None:
            return
        port = self._uplinks.get(participant)
        if port is not None and port.leg == leg:
            await self._drop_uplink(participant, reason)
        else:
            self._downlinks.pop(participant, None)
            await self._close(participant, leg, reason)

    def _forget(self, leg: LegId) -> None:
        participant = self._owners.pop(leg, None)
        self._thin.discard(leg)
        if participant is None:
            return
        if self._downlinks.get(participant) == leg:
            del self._downlinks[participant]
        port = self._uplinks.get(participant)
        if port is not None and port.leg == leg:
            del self._uplinks[participant]
            self._hall.close_uplink(port)

    def _check_owner(self, participant: ParticipantId, leg: LegId) -> None:
        if self._owners.get(leg) != participant:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such leg of yours")

    def _check_kept(self, leg: LegId) -> None:
        if leg not in self._owners:
            raise MediaError(ErrorCode.MEDIA_FAILED, "closed while it was opened")

    async def _listen(self, core: asyncio.AbstractEventLoop) -> None:
        async for event in self._engine.events():
            core.call_soon_threadsafe(self._take, event)

    def _take(self, event: EngineEvent) -> None:
        participant = self._owners.get(event.leg)
        if participant is None:
            return
        match event:
            case LegUp():
                _log.info("= leg %s of %s is up", event.leg, participant)
            case LegDown(reason=reason):
                _log.info("= leg %s of %s is down: %s", event.leg, participant, reason)
                spawn(self._end(event.leg, reason), name="leg down", owner=self._tasks)
            case LineWidth(is_thin=is_thin):
                (self._thin.add if is_thin else self._thin.discard)(event.leg)
            case UplinkHeard():
                self._hear(participant, is_heard=True)
            case UplinkStalled():
                self._hear(participant, is_heard=False)

    def _hear(self, participant: ParticipantId, is_heard: bool) -> None:
        if (port := self._uplinks.get(participant)) is not None:
            port.is_heard = is_heard
            self._post(Heard(participant) if is_heard else Lost(participant))

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await self._hall.run(work)
        except ConferenceError as error:
            _log.info("x leg: %s", error)


def _new_leg(kind: str) -> LegId:
    return LegId(f"{kind}-{secrets.token_hex(6)}")
