from dataclasses import replace

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.level import rms_dbfs
from common.model.ids import FeedId, SlotNumber
from common.model.patch import SlotPatch, default_patch
from common.model.units import BLOCK_SAMPLES
from room_console.core.hall.buses import silent_sums, sum_block

PATCH = default_patch(16, 16)
RANDOM = np.random.default_rng(5)
SLOTS = [SlotNumber(n) for n in range(1, 5)]


def noise(ports: int = 1) -> Block:
    return RANDOM.standard_normal((BLOCK_SAMPLES, ports)).astype(np.float32) * np.float32(0.5)


def test_silence_is_summed_as_anything_else_is() -> None:
    sums, silence = sum_block(PATCH, np.zeros((BLOCK_SAMPLES, 16), np.float32), {}, 16), silent_sums(PATCH, 16)
    assert silence.feeds.keys() == sums.feeds.keys()
    for feed, block in (*sums.feeds.items(), ("loudspeakers", sums.loudspeakers), ("outputs", sums.outputs)):
        kept = getattr(silence, feed, None) if feed in ("loudspeakers", "outputs") else silence.feeds[FeedId(feed)]
        np.testing.assert_array_equal(kept, block, strict=True)
    with pytest.raises(ValueError, match="read-only"):
        silence.outputs[0, 0] = 1.0


def test_the_floor_is_the_microphones_and_every_slot() -> None:
    inputs, first, second = noise(16), noise(), noise()
    sums = sum_block(PATCH, inputs, {SLOTS[0]: first, SLOTS[1]: second}, 16)
    np.testing.assert_allclose(sums.feeds[FeedId("floor")], inputs[:, :1] + first + second, atol=1e-6)
    np.testing.assert_allclose(sums.loudspeakers, first + second, atol=1e-6)


@pytest.mark.parametrize("channel", range(1, 7))
def test_a_channel_is_its_booth_and_nothing_else(channel: int) -> None:
    inputs = noise(16)
    sums = sum_block(PATCH, inputs, {SLOTS[0]: noise()}, 16)
    np.testing.assert_array_equal(sums.feeds[FeedId(f"channel-{channel}")][:, 0], inputs[:, channel])


@pytest.mark.parametrize("slot", SLOTS)
def test_a_return_holds_everyone_but_its_own_to_more_than_100_db(slot: SlotNumber) -> None:
    inputs = noise(16)
    slots = {n: noise() for n in SLOTS}
    own = slots[slot]
    with_own = sum_block(PATCH, inputs, slots, 16).feeds[FeedId(f"return-{slot}")]
    others = {n: b for n, b in slots.items() if n != slot}
    without = sum_block(PATCH, inputs, others, 16).feeds[FeedId("floor")]
    assert rms_dbfs(with_own - without) - rms_dbfs(own) < -100.0


def test_a_desk_that_makes_the_mix_minus_itself_is_used() -> None:
    patch = replace(PATCH, slots={SLOTS[0]: SlotPatch(3, None, 12)})
    inputs = noise(16)
    sums = sum_block(patch, inputs, {SLOTS[0]: noise()}, 16)
    np.testing.assert_array_equal(sums.feeds[FeedId("return-1")][:, 0], inputs[:, 11])


def test_the_outputs_are_where_the_patch_says() -> None:
    inputs, first, third = noise(16), noise(), noise()
    sums = sum_block(PATCH, inputs, {SLOTS[0]: first, SLOTS[2]: third}, 16)
    floor = sums.feeds[FeedId("floor")]
    expected = np.zeros((BLOCK_SAMPLES, 16), dtype=np.float32)
    expected[:, 0] = sums.loudspeakers[:, 0]
    expected[:, 1] = floor[:, 0]
    expected[:, 2], expected[:, 4] = first[:, 0], third[:, 0]
    for slot in SLOTS:
        expected[:, 5 + slot] = sums.feeds[FeedId(f"return-{slot}")][:, 0]
    np.testing.assert_array_equal(sums.outputs, expected)


def test_a_meeting_without_a_mixer_has_the_slots_as_its_floor() -> None:
    first, second = noise(), noise()
    patch = default_patch(0, 0)
    sums = sum_block(patch, np.zeros((BLOCK_SAMPLES, 0), dtype=np.float32), {SLOTS[0]: first, SLOTS[1]: second}, 0)
    np.testing.assert_allclose(sums.feeds[FeedId("floor")], first + second, atol=1e-7)
    np.testing.assert_array_equal(sums.feeds[FeedId("return-1")], second)
    assert not sums.feeds[FeedId("channel-1")].any()


def test_pre_listening_is_heard_at_its_own_output_and_nowhere_else() -> None:
    inputs, speaker, heard = noise(16), noise(), noise()
    slots = {SLOTS[0]: speaker}
    without, sums = sum_block(PATCH, inputs, slots, 16), sum_block(PATCH, inputs, slots, 16, heard)
    assert PATCH.prelisten_output == 11
    np.testing.assert_array_equal(sums.outputs[:, 10], heard[:, 0])
    np.testing.assert_array_equal(np.delete(sums.outputs, 10, axis=1), np.delete(without.outputs, 10, axis=1))
    np.testing.assert_array_equal(sums.loudspeakers, without.loudspeakers)
    assert all(np.array_equal(block, without.feeds[feed]) for feed, block in sums.feeds.items())


def test_without_a_port_pre_listening_goes_nowhere() -> None:
    patch = replace(PATCH, prelisten_output=None)
    assert not sum_block(patch, np.zeros((BLOCK_SAMPLES, 16), np.float32), {}, 16, noise()).outputs.any()
