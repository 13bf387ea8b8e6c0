"""The stage shows the speaker's picture, and the hall's where none comes from them."""

import av

from common.model.ids import LegId
from room_console.core.uplinks import PICTURE_WAIT_S, StageSwitch

HALL, ANNA, BORIS = (av.VideoFrame(16, 16, "yuv420p") for _ in range(3))
ANNAS, BORISES = LegId("up-anna"), LegId("up-boris")


class Screen:
    """Takes pictures."""

    def __init__(self) -> None:
        self.shown: list[av.VideoFrame] = []

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Keep a picture."""
        self.shown.append(picture)


class Now:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.mono_s = 100.0

    def __call__(self) -> float:
        return self.mono_s


def a_stage() -> tuple[StageSwitch, Screen, Now]:
    """Return a stage that is open, its screen and its clock."""
    now, screen = Now(), Screen()
    stage = StageSwitch(now)
    stage.open(screen)
    return stage, screen, now


def test_without_a_speaker_the_hall_is_shown() -> None:
    stage, screen, _ = a_stage()
    stage.write_picture(HALL)
    stage.write_uplink(ANNAS, ANNA)
    assert screen.shown == [HALL]


def test_the_speakers_picture_replaces_the_halls_from_its_first_one_on() -> None:
    stage, screen, _ = a_stage()
    stage.show(ANNAS)
    stage.write_picture(HALL)
    stage.write_uplink(ANNAS, ANNA)
    stage.write_picture(HALL)
    stage.write_uplink(BORISES, BORIS)
    assert screen.shown == [HALL, ANNA]


def test_a_picture_that_stops_gives_way_to_the_hall() -> None:
    stage, screen, now = a_stage()
    stage.show(ANNAS)
    stage.write_uplink(ANNAS, ANNA)
    now.mono_s += PICTURE_WAIT_S * 1.01
    stage.write_picture(HALL)
    assert screen.shown == [ANNA, HALL]


def test_before_it_is_open_nothing_is_shown() -> None:
    screen = Screen()
    stage = StageSwitch(Now())
    stage.write_picture(HALL)
    stage.open(screen)
    assert screen.shown == []
