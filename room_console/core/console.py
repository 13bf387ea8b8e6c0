"""The console core put together: builds, starts, joins and stops the parts. Nothing else knows two of them.

One decision, followed: a message comes in at `control`, the `frontdesk` makes it an input, the `conductor` has the
rules decide it and the store keep it, and `_carry_out` below tells the `audience` and lets legs and hall follow.
"""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from common.aio.clock import SystemClock
from common.model.ids import LegId, ParticipantId
from common.model.media import LegEnd
from common.model.people import Role
from common.protocol.envelope import Bye
from common.protocol.media import LegClosed
from room_console.core.audience import Audience
from room_console.core.catalogue.start import read_start, settings_for
from room_console.core.certificates import TlsFiles
from room_console.core.conductor import Conductor
from room_console.core.control.ndt7.runs import Runs
from room_console.core.control.server import ControlServer
from room_console.core.desks import Parts, make_desks
from room_console.core.entrance import Entrance, make_entrance
from room_console.core.frontdesk import FrontDesk
from room_console.core.hall.choice import in_force
from room_console.core.hallside import open_hall_side
from room_console.core.legs import LegDesk
from room_console.core.measuring import Measuring
from room_console.core.meeting.effects import Effect, Journal, SwitchDownlink, Tell, UsePatch
from room_console.core.meeting.events import Event, InterpretationJudged, PersonUnlisted
from room_console.core.meeting.state import MeetingState
from room_console.core.monitor import Monitor
from room_console.core.opening import OPERATOR_LINK, lay_out_operator_link, open_meeting
from room_console.core.operations import Address, Operations
from room_console.core.readinessdesk import ReadinessDesk
from room_console.core.relays import Relays
from room_console.core.routing import Routing
from room_console.core.settings import Settings
from room_console.core.store.files import DATABASE
from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store
from room_console.core.trust.keeper import Trust
from room_console.core.voicemode import VoiceWatch

_log = logging.getLogger(__name__)


class Console:
    """One meeting's core: `start`, `wait_ended`, `stop`. Thread: the loop that calls them.

    Raises, when made: ConferenceError(`disk`, `busy`, `version`) where the state directory can't be used.
    """

    def __init__(self, settings: Settings, state: Path, rehearsal: Path | None = None) -> None:
        self._settings = settings
        self._state = state
        self._ended = asyncio.Event()
        self._is_over = False
        """An operator ended the meeting: nobody is to come back. A core that a signal ends is started again."""
        self._clock = SystemClock()
        self._store = Store.open(state / DATABASE)
        self._conductor = Conductor(self._store, self._clock, self._carry_out)
        meeting = self._conductor.meeting
        self._audience = Audience(meeting.revision, {p.participant: p.role for p in meeting.state.people.values()})
        self._address = Address(settings.meeting.details().meeting, settings.server.public_host or settings.server.host)
        secret = ensure_secret(state)
        entrance = make_entrance(
            settings, state, self._store, self._meeting, self._address, self._tell_outbox, secret, self._clock
        )
        self._admission = entrance.admission
        self._hall = open_hall_side(in_force(settings, meeting.state.hall), rehearsal)
        self._legs = LegDesk(
            self._hall, Routing(self._hall), self._meeting, self._conductor.post, self._tell_leg_closed
        )
        self._voices = VoiceWatch(self._meeting, lambda: self._legs.uplinks, self._conductor.post, self._clock)
        self._operations = Operations(
            self._conductor,
            self._admission,
            self._clock,
            self._address,
            entrance.outbox,
            self._audience,
            self._hall.ports,
            self._end_meeting,
        )
        self._monitor = Monitor(self._audience, self._hall, self._legs, lambda: self._store.is_writable, self._clock)
        self._relays = Relays(settings, self._audience, self._clock)
        self._runs = Runs(settings.readiness.most_at_once, settings.readiness.most_mbps)
        self._readiness = ReadinessDesk(
            self._store, self._audience, lambda who: who in self._meeting().people, self._clock
        )
        self._desks = make_desks(self._parts(entrance, secret))
        self._desk = FrontDesk(
            self._conductor,
            self._admission,
            self._audience,
            self._legs,
            self._monitor,
            self._operations,
            self._relays,
            self._readiness,
            Measuring(self._runs, self._hall, self._relays),
            self._desks,
            entrance.mobile,
        )
        self._trust = Trust(state, settings, self._clock)
        self._server: ControlServer | None = None

    def _parts(self, entrance: Entrance, secret: bytes) -> Parts:
        return Parts(
            self._settings,
            self._state,
            self._store,
            self._conductor,
            self._audience,
            self._admission,
            self._address,
            self._clock,
            entrance.mailer,
            entrance.mobile,
            secret,
            self._hall,
            self._legs.dismiss,
        )

    @property
    def address(self) -> Address:
        """Where links lead; complete once started."""
        return self._address

    async def start(self) -> None:
        """Open the meeting, the hall, and last the door. Raises: ConferenceError, OSError; then call `stop`."""
        self._conductor.start()
        await self._admission.start()
        await self._hall.start()
        await self._legs.start()
        start = await asyncio.to_thread(read_start, self._state)
        if start is not None and settings_for(start.details) != self._settings.meeting:
            start = None
        await open_meeting(self._conductor, self._settings, self._hall.patch, self._hall.ports(), start)
        await self._readiness.start()
        for desk in self._desks:
            await desk.start()
        self._monitor.start()
        self._voices.start()
        self._relays.start()
        server_settings = self._settings.server
        tls = await self._trust.open()
        self._server = ControlServer(
            self._desk,
            self._address.meeting,
            host=server_settings.host,
            port=server_settings.port,
            tls=tls,
            clock=self._conductor.clock,
            runs=self._runs,
            pages=[desk.add_routes for desk in self._desks],
        )
        await self._server.start()
        self._monitor.connections = lambda: self._server.connections if self._server else 0
        self._monitor.proof = lambda: self._trust.standing
        self._admission.own_address = self._address.own_address = self._server.own_address
        self._address.port = self._server.port
        self._use_certificate(tls)
        await lay_out_operator_link(self._state / OPERATOR_LINK, self._admission, self._address, self._clock.now_ms())
        self._trust.watch(self._use_certificate)
        _log.info("= the meeting is open at %s:%d", self._address.host, self._address.port)

    async def wait_ended(self) -> None:
        """Wait until an operator ends the meeting or the system ends the core."""
        await self._ended.wait()

    def end(self) -> None:
        """End the core, as a signal from the system does; the meeting goes on when it is started again."""
        self._ended.set()

    async def stop(self) -> None:
        """Say goodbye, stop all parts, finish the journal; within 5 s."""
        await self._voices.stop()
        await self._monitor.stop()
        await self._relays.stop()
        await self._trust.close()
        if self._server is not None:
            await self._server.stop(Bye(may_return=not self._is_over))
        for desk in self._desks:
            await desk.stop()
        await self._readiness.stop()
        await self._legs.stop()
        await self._hall.stop()
        await self._conductor.stop()
        await self._audience.stop()
        await self._admission.close()
        await self._store.close()

    def _use_certificate(self, files: TlsFiles) -> None:
        """Show other certificates, and let links name what they prove. Raises: ConferenceError(`certificate`)."""
        if self._server is not None:
            self._server.show(files)
        self._address.fingerprint, self._address.authority = files.fingerprint, files.authority

    def _end_meeting(self) -> None:
        self._is_over = True
        self._ended.set()

    def _carry_out(self, effects: Sequence[Effect]) -> None:
        meeting = self._conductor.meeting
        for effect in effects:
            match effect:
                case SwitchDownlink(participant=participant):
                    self._legs.switch(participant)
                case UsePatch(patch=patch):
                    self._hall.use_patch(patch)
                case _:
                    pass
        self._legs.reconcile()
        self._audience.tell(meeting.state, [e for e in effects if isinstance(e, Tell)], meeting.revision)
        events = [e.event for e in effects if isinstance(e, Journal)]
        for event in events:
            self._note(event)
        for desk in self._desks:
            desk.decided(events)

    def _note(self, event: Event) -> None:
        if isinstance(event, PersonUnlisted):
            self._legs.dismiss(event.participant)
            self._desk.dismiss(event.participant)
        _log_booth(event)

    def _meeting(self) -> MeetingState:
        return self._conductor.meeting.state

    def _tell_leg_closed(self, participant: ParticipantId, leg: LegId, reason: LegEnd) -> None:
        if (connection := self._audience.get(participant)) is not None:
            connection.send(LegClosed(leg, reason))

    def _tell_outbox(self) -> None:
        self._audience.tell_staff("outbox", self._operations.outbox(), frozenset({Role.OPERATOR}))


def _log_booth(event: Event) -> None:
    if isinstance(event, InterpretationJudged):
        says = "can interpret" if event.is_possible else "cannot interpret"
        _log.info("= booth of channel %d %s %s", event.channel, says, " ".join(event.speakers) or "the hall")
