"""What is heard: the channel, the original softly under it, at one's own volume."""

import numpy as np

from common.audio.format import Block
from common.audio.level import from_db
from common.audio.limiter import CEILING, LOUDNESS_DBFS
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from delegate_app.core.listening import Listening
from delegate_app.core.playout import MAX_BLOCKS_AT_ONCE, Playout


def steady(value: float) -> Block:
    return np.full((BLOCK_SAMPLES, 1), value, np.float32)


class Ear:
    """A headphone that wants so many blocks."""

    name = "ear"
    xruns = 0
    is_alive = True
    latency_ms = 0.0

    def __init__(self, wants: int) -> None:
        self.wants = wants
        self.heard: list[Block] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def wants_block(self) -> bool:
        return len(self.heard) < self.wants

    def write(self, block: Block) -> None:
        self.heard.append(block)


class Sound:
    """So many blocks of one value, then nothing."""

    def __init__(self, value: float, blocks: int = 1000) -> None:
        self.value, self.left, self.reads = value, blocks, 0

    def read(self) -> Block | None:
        self.reads += 1
        self.left -= 1
        return steady(self.value) if self.left >= 0 else None


def hearing(main: Sound, original: Sound | None = None) -> Listening:
    """Listen to these, beyond the block in which they come in."""
    listening = Listening()
    listening.use((main, original or Sound(0.0, 0)))
    listening.read()
    return listening


def test_the_original_lies_under_the_channel_at_its_level() -> None:
    listening = hearing(Sound(0.5), Sound(0.4))
    listening.set_original_level(0.25)
    listening.read()
    second = listening.read()
    assert second is not None
    np.testing.assert_allclose(second, 0.6, atol=1e-6)


def test_at_level_0_there_is_no_original() -> None:
    first = hearing(Sound(0.5), Sound(0.4)).read()
    assert first is not None
    np.testing.assert_array_equal(first, steady(0.5))


def test_the_original_alone_is_heard_while_the_channel_has_not_come() -> None:
    listening = hearing(Sound(0.0, 0), Sound(0.4))
    listening.set_original_level(1.0)
    listening.read()
    second = listening.read()
    assert second is not None
    np.testing.assert_allclose(second, 0.4, atol=1e-6)


def test_the_mix_stays_within_full_scale() -> None:
    listening = hearing(Sound(0.9), Sound(0.9))
    listening.set_original_level(1.0)
    listening.read()
    second = listening.read()
    assert second is not None
    assert float(second.max()) == 1.0


def test_another_downlink_comes_in_as_the_old_one_goes_out() -> None:
    old, new = Sound(0.5), Sound(0.5)
    listening = hearing(old)
    listening.use(None)
    listening.use((new, Sound(0.0, 0)))
    blocks = [listening.read() for _ in range(2)]
    assert all(block is not None for block in blocks)
    heard = np.concatenate([block for block in blocks if block is not None])
    np.testing.assert_allclose(heard, 0.5, atol=1e-6)
    assert (old.reads, new.reads) == (2, 2)


def test_a_downlink_that_goes_does_not_click() -> None:
    listening = hearing(Sound(0.8))
    listening.use(None)
    last = listening.read()
    assert last is not None
    assert float(np.abs(np.diff(last[:, 0])).max()) < 0.01
    assert float(last[-1, 0]) < 0.01
    assert listening.read() is None


def test_nothing_has_come_yet() -> None:
    assert Listening().read() is None


def test_the_headphone_gets_what_it_wants_and_gaps_are_counted_from_the_first_sound() -> None:
    listening = Listening()
    playout, ear = Playout(listening), Ear(3)
    playout.output = ear
    playout.pump()
    assert (len(ear.heard), playout.gaps) == (3, 0)
    listening.use((Sound(0.5, 4), Sound(0.0, 0)))
    ear.wants = 3 + 4 + 2
    playout.pump()
    assert (len(ear.heard), playout.gaps) == (3 + 4 + 2, 2)


def test_a_headphone_that_never_has_enough_does_not_hold_the_loop() -> None:
    playout, ear = Playout(Listening()), Ear(1000)
    playout.output = ear
    playout.pump()
    assert len(ear.heard) == MAX_BLOCKS_AT_ONCE


def test_the_volume_is_ones_own_and_the_meter_shows_what_is_heard() -> None:
    playout, ear = Playout(hearing(Sound(0.5))), Ear(6)
    playout.output = ear
    playout.set_volume(0.5)
    playout.pump()
    np.testing.assert_allclose(ear.heard[-1], 0.25)
    assert -13.0 < playout.level.rms_dbfs < -11.0


def test_what_is_too_loud_is_held_before_the_volume() -> None:
    playout, ear = Playout(hearing(Sound(1.0))), Ear(30)
    playout.output = ear
    playout.set_volume(0.5)
    for _ in range(3):
        playout.pump()
    assert max(float(np.abs(block).max()) for block in ear.heard[1:]) <= 0.5 * CEILING


def test_ones_own_voice_in_its_check_is_held_as_all_else_and_comes_no_later() -> None:
    playout, ear = Playout(Listening()), Ear(500)
    playout.output, playout.own_voice = ear, Sound(1.0)
    while len(ear.heard) < ear.wants:
        playout.pump()
    heard = np.concatenate(ear.heard)[:, 0]
    assert np.flatnonzero(heard)[0] <= 0.003 * SAMPLE_RATE_HZ
    assert heard.max() <= CEILING
    assert heard[-SAMPLE_RATE_HZ:].max() <= from_db(LOUDNESS_DBFS)
