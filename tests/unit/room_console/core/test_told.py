"""What was told of late brings a view up to date, or says that it cannot."""

from dataclasses import replace

import pytest

from common.model.ids import ParticipantId, Revision
from common.model.people import Presence, Role
from common.protocol.codec import decode_from_console, encode
from common.protocol.view import Change, Changes, FloorChanged, ParticipantChanged, ParticipantRemoved, PresencesChanged
from room_console.core import told as told_module
from room_console.core.meeting.effects import AtBooths, Audience, Everyone, Operators, Own, Staff, Tell
from room_console.core.meeting.inputs import Dropped, FloorRequested, MutedSet, PersonRegistered
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.views import may_see
from room_console.core.told import Told, newest
from tests.helpers.playbook import ANNA, BORIS, CHAIR, PEOPLE, Room, a_room, given


def tell_all(told: Told, room: Room) -> None:
    """Note what the last thing that happened has told."""
    told.add([effect for effect in room.effects if isinstance(effect, Tell)], room.meeting.revision)


def changes_since(told: Told, state: MeetingState, who: ParticipantId, seen: Revision) -> Changes:
    """Return what someone is told."""
    message = decode_from_console(told.since(state, who, seen) or told.nothing())
    assert isinstance(message, Changes)
    return message


def test_who_comes_back_hears_what_was_missed() -> None:
    room = given(a_room())
    seen = room.meeting.revision
    told = Told(seen, {})
    room.when(FloorRequested(ANNA))
    tell_all(told, room)
    assert told.is_enough(BORIS, seen)
    missed = changes_since(told, room.meeting.state, BORIS, seen)
    assert any(isinstance(change, FloorChanged) for change in missed.changes)
    assert changes_since(told, room.meeting.state, BORIS, room.meeting.revision) == Changes(room.meeting.revision, ())


def test_it_is_not_enough_for_who_was_away_too_long_or_claims_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told_module, "KEPT_CHANGES", 4)
    room = given(a_room())
    start = room.meeting.revision
    told = Told(start, {})
    for is_muted in (True, False) * 6:
        room.when(MutedSet(ANNA, is_muted))
        tell_all(told, room)
    now = room.meeting.revision
    assert not told.is_enough(ANNA, start)
    assert not told.is_enough(ANNA, Revision(now + 1))
    assert told.is_enough(ANNA, Revision(now - 1))


def test_it_is_not_enough_for_who_has_another_role_since_whichever_way_it_went() -> None:
    room = a_room()
    start = room.meeting.revision
    told = Told(start, {person.participant: person.role for person in room.meeting.state.people.values()})
    room.when(Dropped(ANNA), Dropped(CHAIR), PersonRegistered(replace(PEOPLE[0], role=Role.CHAIR)))
    tell_all(told, room)
    now = room.meeting.revision
    assert not told.is_enough(ANNA, start)
    assert told.is_enough(CHAIR, start)
    assert told.is_enough(ANNA, now)


def test_the_same_news_are_encoded_once_for_all_who_stand_at_the_same_revision() -> None:
    room = given(a_room())
    seen = room.meeting.revision
    told = Told(seen, {})
    room.when(FloorRequested(ANNA))
    tell_all(told, room)
    assert told.since(room.meeting.state, BORIS, seen) is told.since(room.meeting.state, ANNA, seen)


def said(*changes: Change) -> list[Tell]:
    """Return tells of these changes, one a revision."""
    return [Tell(Everyone(), Revision(n), change) for n, change in enumerate(changes, 1)]


def test_of_a_person_s_presences_the_newest_counts() -> None:
    joined, left = (
        PresencesChanged({ANNA: Presence.JOINED, BORIS: Presence.JOINED}),
        PresencesChanged({ANNA: Presence.LEFT}),
    )
    assert newest(said(joined, left)) == (PresencesChanged({ANNA: Presence.LEFT, BORIS: Presence.JOINED}),)


def test_a_presence_that_is_older_than_the_person_as_told_is_left_out() -> None:
    view = a_room().meeting.state.participants[ANNA]
    anew, joined = (
        ParticipantChanged(replace(view, presence=Presence.ABSENT)),
        PresencesChanged({ANNA: Presence.JOINED}),
    )
    assert newest(said(joined, anew)) == (anew,)
    assert newest(said(anew, joined)) == (anew, joined)
    assert newest(said(anew, joined, ParticipantRemoved(ANNA))) == (ParticipantRemoved(ANNA),)


def test_each_is_told_what_they_may_see_whatever_was_found_for_others_of_their_role() -> None:
    room = given(a_room())
    state, view = room.meeting.state, room.meeting.state.participants[ANNA]
    told = Told(Revision(0), {})
    audiences: tuple[Audience, ...] = (Everyone(), Own(ANNA), Staff(), Operators(), AtBooths(), Own(BORIS))
    tells = [
        Tell(audience, Revision(number), ParticipantChanged(replace(view, participant=ParticipantId(f"n-{number}"))))
        for number, audience in enumerate(audiences, 1)
    ]
    told.add(tells, Revision(len(tells)))
    for person in (*PEOPLE, *reversed(PEOPLE)):
        who = person.participant
        expected = [tell.change for tell in tells if may_see(state, tell.audience, who)]
        assert list(changes_since(told, state, who, Revision(0)).changes) == expected
    assert told.since(state, ParticipantId("stranger"), Revision(0)) == encode(Changes(Revision(6), (tells[0].change,)))
