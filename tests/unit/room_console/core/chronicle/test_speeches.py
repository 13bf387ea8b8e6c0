"""Who spoke, from the journal."""

from common.model.chronicle import Speech, TimeBy, totals
from common.model.floor import RequestKind
from room_console.core.chronicle.speeches import SpeechBook
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    SpeakerSetAside,
    UndoAsked,
    UplinkHeard,
)
from tests.helpers.chronicled import Chronicle, a_debate
from tests.helpers.playbook import ANNA, CHAIR, a_room


def book(chronicle: Chronicle) -> SpeechBook:
    made = SpeechBook()
    for at_ms, event in chronicle.entries:
        made.note(at_ms, event)
    return made


def speeches(chronicle: Chronicle) -> tuple[Speech, ...]:
    return book(chronicle).until(chronicle.room.now_ms)


def test_each_speech_has_its_item_group_language_place_and_times() -> None:
    found = speeches(a_debate().after(20, UplinkHeard(ANNA)))
    assert [(s.participant, s.session, s.item, s.on_behalf_of, s.language, s.is_in_hall) for s in found] == [
        ("anna", 1, "1", "The Group", "fr", False),
        ("boris", 1, "1", "=B", "en", True),
        ("carla", 1, None, "", "", False),
    ]
    assert [(s.to_ms - s.from_ms) // 1000 for s in found] == [100, 45, 20]
    assert [s.spoken_ms // 1000 for s in found] == [90, 45, 20]
    assert found[1].kind is RequestKind.RESPONSE


def test_the_book_ends_in_the_meetings_own_state() -> None:
    chronicle = a_debate()
    assert book(chronicle).state == chronicle.room.meeting.state


def test_who_was_granted_and_never_heard_has_not_spoken() -> None:
    assert speeches(Chronicle(a_room()).after(1, FloorRequested(ANNA))) == ()
    room = Chronicle(a_room(ANNA))
    assert speeches(room.after(1, FloorGranted(CHAIR, room.room.request_of(ANNA)), FloorReleased(ANNA))) == ()


def test_a_fault_or_an_undone_revocation_makes_two_speeches_of_one() -> None:
    made = Chronicle(a_room(ANNA))
    number = made.room.request_of(ANNA)
    made.after(1, FloorGranted(CHAIR, number), UplinkHeard(ANNA)).after(30, SpeakerSetAside(CHAIR, number))
    made.after(5, UplinkHeard(ANNA), FloorGranted(CHAIR, number)).after(20, FloorRevoked(CHAIR, number))
    made.after(5, UndoAsked(CHAIR), UplinkHeard(ANNA)).after(10, FloorReleased(ANNA))
    assert [s.spoken_ms for s in speeches(made)] == [30_000, 20_000, 10_000]


def test_time_is_summed_up_by_whatever_one_likes_the_longest_first() -> None:
    found = speeches(a_debate().after(20, UplinkHeard(ANNA)))
    summed = {by: [(t.key, t.speeches, t.spoken_ms // 1000) for t in totals(found, by)] for by in TimeBy}
    assert summed[TimeBy.DELEGATION] == [("Norland", 3, 155)]
    assert summed[TimeBy.PARTICIPANT] == [("Anna", 1, 90), ("Boris", 1, 45), ("Carla", 1, 20)]
    assert summed[TimeBy.GROUP] == [("The Group", 1, 90), ("=B", 1, 45), ("", 1, 20)]
    assert summed[TimeBy.KIND] == [("intervention", 2, 110), ("response", 1, 45)]
    assert summed[TimeBy.LANGUAGE] == [("fr", 1, 90), ("en", 1, 45), ("", 1, 20)]
    assert summed[TimeBy.ITEM] == [("1", 2, 135), ("", 1, 20)]
    assert summed[TimeBy.CATEGORY] == [("member", 3, 155)]
    assert summed[TimeBy.SESSION] == [("1", 3, 155)]
    assert totals((), TimeBy.ITEM) == ()
