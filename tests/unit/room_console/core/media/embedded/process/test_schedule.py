"""What leaves first, and what not at all."""

from collections.abc import Iterator

import pytest

from room_console.core.media.embedded.process.chunk import Chunk
from room_console.core.media.embedded.process.lane import Lane
from room_console.core.media.embedded.process.schedule import (
    MAX_WAITING_PICTURES,
    PICTURE_LATE_S,
    SOUND_LATE_S,
    Schedule,
    WaitingPicture,
)
from tests.helpers.lanekit import Bench, Ear, bench, picture_chunk, sound_chunk

LATER = picture_chunk(0, (100,))._replace(due_mono_s=0.003)


@pytest.fixture
def made() -> Iterator[Bench]:
    with bench() as made:
        yield made


def taken(made: Bench, *, is_stamped: bool = False, ears: int = 1) -> tuple[Lane, Ear]:
    """Make a lane that ears take."""
    lane = Lane(made.outlet, 512)
    listeners = [made.ear(is_stamped=is_stamped) for _ in range(ears)]
    for ear in listeners:
        lane.join(ear.stream)
    return lane, listeners[0]


def run(schedule: Schedule, now_mono_s: float) -> None:
    while schedule.step(now_mono_s):
        pass


def waiting(lane: Lane, chunks: list[Chunk], skipped: list[str] | None = None) -> WaitingPicture:
    told = skipped if skipped is not None else []
    return WaitingPicture(lane, chunks, lambda: told.append("skipped"))


def test_sound_goes_before_a_picture_even_in_its_midst(made: Bench) -> None:
    schedule = Schedule()
    picture, picture_ear = taken(made, is_stamped=True, ears=200)
    sound, sound_ear = taken(made)
    schedule.add_picture(waiting(picture, [picture_chunk(0, (100,) * 10, is_key=True)]))
    assert schedule.step(0.0)
    assert len(picture_ear.datagrams()) == 10
    schedule.add_sound(sound, sound_chunk(0))
    assert schedule.step(0.0)
    assert len(sound_ear.heard()) == 1
    assert len(made.ears[199].datagrams()) == 0
    run(schedule, 0.0)
    assert len(made.ears[199].datagrams()) == 10


def test_a_large_picture_is_spread(made: Bench) -> None:
    schedule = Schedule()
    lane, ear = taken(made, is_stamped=True)
    chunks = [
        picture_chunk(0, (100, 100), is_key=True, is_ended=False),
        picture_chunk(0, (100,))._replace(due_mono_s=0.003),
    ]
    schedule.add_picture(waiting(lane, chunks))
    assert schedule.wait_s(0.0) == 0.0
    run(schedule, 0.0)
    assert len(ear.heard()) == 2
    assert schedule.wait_s(0.001) == pytest.approx(0.002)
    run(schedule, 0.003)
    assert [packet.marker for packet in ear.heard()] == [True]
    assert schedule.wait_s(0.003) is None


def test_sound_that_is_too_late_is_skipped_and_counted(made: Bench) -> None:
    schedule = Schedule()
    lane, ear = taken(made)
    schedule.add_sound(lane, sound_chunk(0))
    run(schedule, 0.0)
    schedule.add_sound(lane, sound_chunk(1))
    schedule.add_sound(lane, sound_chunk(2))
    run(schedule, 0.02 + SOUND_LATE_S + 0.001)
    heard = ear.heard()
    assert [packet.timestamp - heard[0].timestamp for packet in heard] == [0, 2 * 960]
    assert heard[1].sequence == heard[0].sequence + 1
    assert (schedule.skipped_ticks, schedule.unsent) == (1, 1)


def test_a_picture_that_is_too_late_is_skipped_as_a_whole(made: Bench) -> None:
    schedule, skipped = Schedule(), list[str]()
    lane, ear = taken(made, is_stamped=True)
    schedule.add_picture(waiting(lane, [picture_chunk(0, (100,), is_key=True)], skipped))
    run(schedule, PICTURE_LATE_S + 0.01)
    assert skipped == ["skipped"]
    assert ear.heard() == []


def test_a_picture_that_was_begun_is_sent_to_its_end(made: Bench) -> None:
    schedule = Schedule()
    lane, ear = taken(made, is_stamped=True)
    chunks = [
        picture_chunk(0, (100,), is_key=True, is_ended=False),
        picture_chunk(0, (100,))._replace(due_mono_s=0.003),
    ]
    schedule.add_picture(waiting(lane, chunks))
    run(schedule, 0.0)
    run(schedule, 9.0)
    assert len(ear.heard()) == 2


def test_pictures_that_wait_are_bounded(made: Bench) -> None:
    schedule, skipped = Schedule(), list[str]()
    lane, _ = taken(made, is_stamped=True)
    for tick in range(MAX_WAITING_PICTURES + 2):
        schedule.add_picture(waiting(lane, [picture_chunk(tick, (1,))], skipped))
    assert len(skipped) == 2


def test_lateness_is_told_of_every_packet(made: Bench) -> None:
    schedule = Schedule(lambda: 0.005)
    lane, _ = taken(made, ears=3)
    schedule.add_sound(lane, sound_chunk(0))
    run(schedule, 0.004)
    assert schedule.lateness.take() == (5.5, 5.5)


def test_nothing_to_do_is_nothing_to_wait_for() -> None:
    schedule = Schedule()
    assert schedule.wait_s(0.0) is None
    assert not schedule.step(0.0)
