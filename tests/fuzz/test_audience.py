"""Whoever comes, goes and returns, whenever: a client's view at a revision is the meeting's at that revision."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError
from common.model.ids import ParticipantId, Revision
from common.model.meeting import MeetingView
from common.model.people import Person, Role
from common.protocol.codec import decode_from_console
from common.protocol.revision import apply_change, whole_view
from common.protocol.view import Changes, Roster, Snapshot
from room_console.core import audience as audience_module
from room_console.core import snapshots as snapshots_module
from room_console.core import told as told_module
from room_console.core.audience import PRESENCES_S, RIPE_S, Audience
from room_console.core.meeting.effects import Tell
from room_console.core.meeting.inputs import Dropped, FloorRequested, Input, Joined, MutedSet, PersonRegistered
from room_console.core.meeting.views import view_for
from tests.helpers.corestore import NotedConnection
from tests.helpers.meetinginputs import EVERYBODY, nonsense, speaker
from tests.helpers.playbook import START_MS, a_room

SMALL = (
    (audience_module, "FEW", 1),
    (audience_module, "CROWD", 3),
    (audience_module, "SLICE", 1),
    (audience_module, "SLICE_S", 0.0),
    (snapshots_module, "SHARED_FROM", 2),
    (snapshots_module, "MOST_CHANGED", 1),
    (told_module, "KEPT_CHANGES", 12),
)
"""What is done for thousands is done here for a handful."""


@dataclass
class Client(NotedConnection):
    """A client that keeps its view as the real one does."""

    views: list[tuple[Revision, MeetingView]] = field(default_factory=list)
    _roster: Roster | None = None

    def send_encoded(self, data: bytes) -> None:
        """Take a message."""
        match message := decode_from_console(data):
            case Roster():
                self._roster = message
            case Snapshot(revision=revision):
                self.views.append((revision, whole_view(message, self._roster)))
            case Changes(revision=revision, changes=changes):
                view = self.views[-1][1]
                for change in changes:
                    view = apply_change(view, change)
                self.views.append((revision, view))
            case _:
                pass


class Coming(RuleBasedStateMachine):
    """A meeting, those attached to it, and what each of them sees."""

    @initialize(is_crowd=st.booleans())
    def open_the_room(self, is_crowd: bool) -> None:
        self.patches = [patch.object(*each) for each in SMALL if is_crowd or each[1] != "CROWD"]
        for each in self.patches:
            each.start()
        self.loop = asyncio.new_event_loop()
        self.clock = ManualClock()
        self.meeting = a_room(mics=2).meeting
        roles = {person.participant: person.role for person in self.meeting.state.people.values()}
        self.audience = Audience(self.meeting.revision, roles, self.clock)
        self.clients: dict[ParticipantId, Client] = {}
        self.seen: dict[ParticipantId, tuple[Revision, MeetingView]] = {}
        self.true: dict[Revision, dict[ParticipantId, MeetingView]] = {}
        self.now_ms = START_MS
        self.note_truth()

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.run(self.audience.stop())
            self.run(self.loop.shutdown_default_executor())
            self.loop.close()
            for each in self.patches:
                each.stop()

    @rule(happened=st.lists(nonsense, min_size=1, max_size=4))
    def anything(self, happened: list[Input]) -> None:
        self.happen(happened)

    @rule(who=st.sampled_from(EVERYBODY), is_resuming=st.booleans(), takes_packed=st.booleans())
    def come(self, who: ParticipantId, is_resuming: bool, takes_packed: bool) -> None:
        person = self.meeting.state.people.get(who)
        if person is None:
            return
        self.happen([Joined(who)])
        client = Client(who, person.role)
        known = self.seen.get(who) if is_resuming else None
        if known is not None:
            client.views.append(known)
        self.clients[who] = client

        async def greet() -> None:
            self.audience.add(client)
            self.audience.greet(self.meeting.state, client, known and known[0], takes_packed)

        self.run(greet())
        assert client.views[-1][0] == self.meeting.revision

    @rule(who=st.sampled_from(EVERYBODY))
    def drop(self, who: ParticipantId) -> None:
        self.detach(who)
        self.happen([Dropped(who)])

    @rule(who=speaker, is_muted=st.booleans())
    def ask_and_mute(self, who: ParticipantId, is_muted: bool) -> None:
        self.happen([Joined(who), FloorRequested(who), MutedSet(who, is_muted)])

    @rule(who=speaker, role=st.sampled_from((Role.DELEGATE, Role.OBSERVER)), name=st.text(max_size=3))
    def accredit(self, who: ParticipantId, role: Role, name: str) -> None:
        self.happen([PersonRegistered(Person(who, f"{who} {name}".strip(), "Norland", role), None)])

    @rule(who=st.sampled_from(EVERYBODY))
    def ping(self, who: ParticipantId) -> None:
        if (client := self.clients.get(who)) is not None:
            self.audience.keep_up(client)

    @rule(turns=st.integers(1, 6))
    def a_slice_goes_by(self, turns: int) -> None:
        self.run(self.turn(turns))

    @rule()
    def a_while_goes_by(self) -> None:
        self.run(self.clock.elapse(PRESENCES_S))

    @rule()
    def the_roster_is_encoded(self) -> None:
        self.run(self.encoded())

    @invariant()
    def nobody_sees_what_is_not_true(self) -> None:
        for who, client in getattr(self, "clients", {}).items():
            for revision, view in client.views[-3:]:
                assert view == self.true[revision][who]
            self.seen[who] = client.views[-1]
            if client.is_closed:
                self.audience.remove(client)
        self.clients = {who: client for who, client in getattr(self, "clients", {}).items() if not client.is_closed}

    def is_behind(self, client: Client) -> bool:
        return client.views[-1][1] != view_for(self.meeting.state, client.participant)

    def happen(self, happened: Sequence[Input]) -> None:
        """Let the conductor decide a batch, and tell of it."""
        tells: list[Tell] = []
        for each in happened:
            self.now_ms += 1
            try:
                tells += [e for e in self.meeting.handle(each, self.now_ms) if isinstance(e, Tell)]
            except ConferenceError:
                continue
        self.note_truth()
        for gone in self.clients.keys() - self.meeting.state.people.keys():
            self.detach(gone)

        async def tell() -> None:
            self.audience.tell(self.meeting.state, tells, self.meeting.revision)

        self.run(tell())

    def detach(self, who: ParticipantId) -> None:
        if (client := self.clients.pop(who, None)) is not None:
            self.audience.remove(client)

    def note_truth(self) -> None:
        state = self.meeting.state
        self.true[self.meeting.revision] = {who: view_for(state, who) for who in state.people}

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.loop.run_until_complete(work)

    async def turn(self, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)

    async def encoded(self) -> None:
        if tasks := set(self.audience._snapshots._tasks._tasks):
            await asyncio.wait(tasks)

    @rule()
    def in_the_end_everyone_sees_all(self) -> None:
        self.run(self.clock.elapse(PRESENCES_S + RIPE_S))
        self.run(self.turn(4 * len(EVERYBODY)))
        for client in self.clients.values():
            self.audience.keep_up(client)
            assert client.is_closed or not self.is_behind(client)


Coming.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestComing = Coming.TestCase
