"""What a run notes, by a clock that the test sets."""

from dataclasses import replace

from common.aio.clock import ManualClock
from common.model.floor import RequestStatus
from delegate_app.core.headless.record import FloorNote, Record
from delegate_app.core.state import DelegateState, Phase
from tests.helpers.fakecontrol import ANNA, view_of

JOINED = DelegateState(phase=Phase.JOINED, me=ANNA, view=view_of())


def after(clock: ManualClock, seconds: float) -> None:
    clock.advance(seconds)


def test_gaps_are_counted_and_the_longest_kept() -> None:
    clock = ManualClock()
    record = Record(clock)
    for phase, stays_s in (
        (Phase.JOINED, 5.0),
        (Phase.RECONNECTING, 0.5),
        (Phase.JOINED, 5.0),
        (Phase.RECONNECTING, 2.0),
        (Phase.JOINED, 1.0),
    ):
        record.note(replace(JOINED, phase=phase))
        after(clock, stays_s)
    assert (record.reconnections.count, record.reconnections.longest_gap_ms) == (2, 2000)
    assert len(record.phases) == 5


def test_a_speech_from_the_request_to_its_end() -> None:
    clock = ManualClock()
    record = Record(clock)
    note = FloorNote(clock.now_ms())
    record.floor.append(note)
    for view in (
        view_of(),
        view_of(RequestStatus.PENDING),
        view_of(RequestStatus.GRANTED),
        view_of(RequestStatus.GRANTED, is_on_air=True),
        view_of(),
    ):
        record.note(replace(JOINED, view=view))
        after(clock, 1.0)
    asked = note.requested_at_ms
    assert (note.granted_at_ms, note.on_air_at_ms, note.ended_at_ms) == (asked + 2000, asked + 3000, asked + 4000)
    assert note.request_to_on_air_ms == 3000


def test_a_denied_request_has_an_end_and_was_never_on_air() -> None:
    clock = ManualClock()
    record = Record(clock)
    record.floor.append(FloorNote(clock.now_ms()))
    record.note(replace(JOINED, view=view_of(RequestStatus.PENDING)))
    record.note(replace(JOINED, view=view_of()))
    record.note(replace(JOINED, view=view_of(RequestStatus.GRANTED, is_on_air=True)))
    (note,) = record.floor
    assert note.is_over
    assert note.request_to_on_air_ms is None
