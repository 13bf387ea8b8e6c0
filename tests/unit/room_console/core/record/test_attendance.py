"""Who was there: from joins, drops and restarts, cut to sessions."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from common.model.ids import ParticipantId
from common.model.people import Presence
from common.model.record import Attended
from common.model.zones import zone
from room_console.core.meeting.events import ConsoleRestarted, Event, PersonUnlisted, PresenceChanged
from room_console.core.meeting.programmeevents import SessionBegan, SessionEnded
from room_console.core.record.attendance import PresenceBook, SessionBook, Span, attended, attended_all, within

HOUR_MS = 3_600_000
ANNA, BORIS, CARLA, DORA = (ParticipantId(name) for name in ("anna", "boris", "carla", "dora"))
JOINED, DROPPED, LEFT = Presence.JOINED, Presence.RECONNECTING, Presence.LEFT


def book(*happened: tuple[int, Event]) -> PresenceBook:
    made = PresenceBook()
    for at_ms, event in happened:
        made.note(at_ms, event)
    return made


def was(at_ms: int, who: ParticipantId, presence: Presence) -> tuple[int, Event]:
    return at_ms, PresenceChanged(who, presence)


def test_a_dropped_link_makes_two_pieces() -> None:
    spans = book(was(10, ANNA, JOINED), was(20, ANNA, DROPPED), was(25, ANNA, JOINED), was(40, ANNA, LEFT)).spans(99)
    assert spans == {ANNA: (Span(10, 20), Span(25, 40))}
    assert attended(spans, (), [Span(0, 99)]) == (Attended(ANNA, 10, 40, 25, 2),)


def test_who_is_still_there_is_there_until_now() -> None:
    assert book(was(10, ANNA, JOINED)).spans(30) == {ANNA: (Span(10, 30),)}


def test_a_crash_ends_everyones_span_at_the_last_thing_known() -> None:
    found = book(was(10, ANNA, JOINED), was(20, BORIS, JOINED), (90, ConsoleRestarted()), was(95, ANNA, JOINED))
    assert found.spans(100) == {ANNA: (Span(10, 20), Span(95, 100))}


def test_joining_anew_while_joined_goes_on() -> None:
    assert book(was(10, ANNA, JOINED), was(20, ANNA, JOINED), was(30, ANNA, LEFT)).spans(99) == {ANNA: (Span(10, 30),)}


def test_who_is_taken_off_the_list_while_they_are_there_was_there_until_then() -> None:
    made = book(was(10, ANNA, JOINED), (20, PersonUnlisted(ANNA)), was(30, BORIS, JOINED))
    assert made.spans(99) == {ANNA: (Span(10, 20),), BORIS: (Span(30, 99),)}


def test_a_session_over_midnight_far_away_is_cut_by_instants_and_no_day() -> None:
    kiribati = zone("Pacific/Kiritimati")
    begins, ends = (datetime(2027, 1, 1 + day, hour, tzinfo=kiribati) for day, hour in ((0, 22), (1, 2)))
    frame = [Span(round(begins.timestamp() * 1000), round(ends.timestamp() * 1000))]
    spans = {ANNA: (Span(frame[0].from_ms - 5, frame[0].from_ms + 3 * HOUR_MS),)}
    assert attended(spans, (), frame) == (
        Attended(ANNA, frame[0].from_ms, frame[0].from_ms + 3 * HOUR_MS, 3 * HOUR_MS, 1),
    )


def test_a_session_cuts_off_what_is_outside_it() -> None:
    spans = {ANNA: (Span(0, 15), Span(18, 40)), BORIS: (Span(0, 9),)}
    assert attended(spans, (), [Span(10, 20)]) == (Attended(ANNA, 10, 20, 7, 2),)


def test_who_was_seen_in_the_hall_was_there_throughout() -> None:
    assert attended({ANNA: (Span(12, 13),)}, {ANNA}, [Span(10, 20)]) == (Attended(ANNA, 10, 20, 10, 1, True),)


def test_nobody_was_in_a_session_that_has_not_begun() -> None:
    assert attended({ANNA: (Span(0, 50),)}, {BORIS}, []) == ()


def test_the_whole_meeting_is_its_sessions_and_the_hall_counts_by_the_session_in_which_one_was_seen() -> None:
    frames = {1: [Span(100, 200)], 2: [Span(300, 400), Span(500, 550)], 3: []}
    presences = {ANNA: (Span(0, 90), Span(150, 320)), CARLA: (Span(0, 50),)}
    found = attended_all(presences, {1: {BORIS}, 2: {ANNA, BORIS}, 3: {DORA}}, frames)
    assert {one.participant: one for one in found} == {
        ANNA: Attended(ANNA, 150, 550, 50 + 100 + 50, 3, True),
        BORIS: Attended(BORIS, 100, 550, 250, 3, True),
    }


def test_sessions_whose_hours_overlap_count_once() -> None:
    frames = {1: [Span(0, 20)], 2: [Span(10, 30)]}
    assert attended_all({ANNA: (Span(0, 99),)}, {}, frames) == (Attended(ANNA, 0, 30, 30, 1),)


def sittings(*happened: Event) -> dict[int, tuple[Span, ...]]:
    made = SessionBook()
    for event in happened:
        made.note(event)
    return made.spans(99)


def test_a_session_that_is_opened_again_has_two_spans() -> None:
    opened = (SessionBegan(1, 10), SessionEnded(1, 20), SessionBegan(2, 30), SessionEnded(2, 40), SessionBegan(1, 50))
    assert sittings(*opened) == {1: (Span(10, 20), Span(50, 99)), 2: (Span(30, 40),)}


def test_a_session_that_nobody_opened_has_none() -> None:
    assert sittings(PresenceChanged(ANNA, JOINED)) == {}


spans_of = st.lists(st.integers(0, 100), max_size=12, unique=True).map(
    lambda edges: tuple(Span(a, b) for a, b in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@given(spans_of, spans_of)
def test_cutting_keeps_every_instant_that_is_in_both_and_no_other(
    spans: tuple[Span, ...], frame: tuple[Span, ...]
) -> None:
    def instants(found: tuple[Span, ...]) -> set[int]:
        return {at for span in found for at in range(span.from_ms, span.to_ms)}

    cut = within(spans, frame)
    assert instants(cut) == instants(spans) & instants(frame)
    assert sum(span.to_ms - span.from_ms for span in cut) == len(instants(cut))
