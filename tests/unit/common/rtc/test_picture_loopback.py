"""Pictures and sound of one leg over a line that loses, doubles and delays: short freezes, and lips in step.

Simulated time: the freezes are those of the line and the repairs, without the time that a codec takes.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.helpers.instantcodecs import use_instant_codecs
from tests.helpers.picturerig import TICK_S, HandClock, PictureRig, share_in_step
from tests.helpers.simulatedline import Line

DELAY_S = 0.02
ROUND_TRIP_S = 2 * DELAY_S
PICTURE_S = 0.04


class Rigs:
    """Makes rigs, and ends them."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.made: list[PictureRig] = []

    def make(self, line: Line, *, seed: int = 1, seconds: float = 0.0) -> PictureRig:
        """Make a rig and let it run."""
        rig = PictureRig(line, self.clock, seed=seed)
        self.made.append(rig)
        self.run(rig, seconds)
        return rig

    def run(self, rig: PictureRig, seconds: float) -> None:
        """Let time pass, tick by tick."""
        rig.run_simulated(self.clock, seconds)


@pytest.fixture
def rigs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rigs]:
    """Make rigs in simulated time."""
    use_instant_codecs(monkeypatch)
    rigs = Rigs()
    yield rigs
    for rig in rigs.made:
        rig.close()


def test_on_a_clean_line_every_picture_is_shown_in_its_turn_and_nothing_is_asked_for(rigs: Rigs) -> None:
    rig = rigs.make(Line(DELAY_S), seconds=6.0)
    numbers = [number for _, number in rig.seen.shown]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert len(numbers) >= 145
    assert max(rig.seen.freezes_s(rigs.clock() - 4.0)) <= PICTURE_S + 2 * TICK_S
    assert rig.receiving.pictures[0].keys_asked == 0
    assert rig.receiving.statistics().packets_lost == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_lost_packet_freezes_the_picture_for_a_round_trip_and_a_picture_at_most(rigs: Rigs, seed: int) -> None:
    rig = rigs.make(Line(DELAY_S), seed=seed, seconds=2.0)
    since_s = rigs.clock()
    rig.there.drop_next("picture")
    rigs.run(rig, 2.0)
    freeze_s = max(rig.seen.freezes_s(since_s)) - PICTURE_S
    assert freeze_s <= ROUND_TRIP_S + PICTURE_S + 3 * TICK_S
    assert rig.receiving.pictures[0].keys_asked == 0


def test_what_can_not_be_repaired_is_helped_by_a_key_frame_soon(rigs: Rigs) -> None:
    rig = rigs.make(Line(DELAY_S), seconds=2.0)
    since_s = rigs.clock()
    rig.there.drop_next("picture", times=40)
    rigs.run(rig, 0.3)
    rig.there.drop_next("picture", times=0)
    rigs.run(rig, 3.0)
    assert max(rig.seen.freezes_s(since_s)) <= 0.3 + ROUND_TRIP_S + PICTURE_S + 0.15
    assert rigs.clock() - rig.seen.shown[-1][0] < 0.3


@pytest.mark.parametrize(("loss", "least_in_step"), [(0.05, 0.94), (0.1, 0.8)])
def test_lips_keep_step_with_the_sound_under_loss(rigs: Rigs, loss: float, least_in_step: float) -> None:
    rig = rigs.make(Line(DELAY_S, jitter_s=0.01, loss=loss), seconds=8.0)
    assert len(rig.seen.lip_errors_s) > 80
    assert share_in_step(rig.seen.lip_errors_s) >= least_in_step


def test_lips_keep_step_as_the_sound_is_delayed_more_and_less(rigs: Rigs) -> None:
    rig = rigs.make(Line(DELAY_S), seconds=3.0)
    calm_ms = rig.receiving.statistics().delay_ms
    rig.there.line.jitter_s = 0.12
    rigs.run(rig, 5.0)
    assert rig.receiving.statistics().delay_ms > calm_ms + 30
    rig.there.line.jitter_s = 0.0
    rigs.run(rig, 4.0)
    assert share_in_step(rig.seen.lip_errors_s) > 0.9


def test_pictures_wait_for_a_slow_output(rigs: Rigs) -> None:
    rig = rigs.make(Line(DELAY_S), seconds=2.0)
    rig.receiving.set_output_delay(100.0)
    rig.seen.lip_errors_s.clear()
    rigs.run(rig, 4.0)
    assert np.median(rig.seen.lip_errors_s) == pytest.approx(-0.1, abs=0.035)


def test_doubles_and_disorder_cost_neither_pictures_nor_requests_for_ever(rigs: Rigs) -> None:
    rig = rigs.make(Line(DELAY_S, jitter_s=0.03, doubles=0.2), seconds=5.0)
    assert len(rig.seen.shown) > 95
    assert rig.sending.picture is not None
    assert rig.there.sent["picture"] < 1.15 * rig.sending.picture.writer.packets
    assert rig.receiving.pictures[0].keys_asked <= 2


def test_a_line_cut_for_two_seconds_leaves_nothing_behind(rigs: Rigs) -> None:
    rig = rigs.make(Line(DELAY_S), seconds=2.0)
    rig.there.line.loss = 1.0
    rigs.run(rig, 2.0)
    rig.there.line.loss = 0.0
    healed_s = rigs.clock()
    rigs.run(rig, 7.0)
    again_s = next(at_s for at_s, _ in rig.seen.shown if at_s > healed_s)
    assert again_s - healed_s < 1.0
    assert max(rig.seen.freezes_s(healed_s + 5.0)) < 0.3
