"""The sums of one block: from the hall's inputs and the slots to the feeds and the hall's outputs. Pure numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from common.audio.format import Block
from common.audio.mix import mix, mix_minus
from common.model.ids import ChannelNumber, FeedId, SlotNumber
from common.model.interpretation import FLOOR, MAX_CHANNELS
from common.model.media import FLOOR_FEED, channel_feed, return_feed
from common.model.patch import Patch
from common.model.units import BLOCK_SAMPLES

MONO = (BLOCK_SAMPLES, 1)
CHANNELS = tuple(ChannelNumber(n) for n in range(FLOOR + 1, MAX_CHANNELS))
_CHANNEL_FEEDS = tuple((channel, channel_feed(channel)) for channel in CHANNELS)
_return_feed = cache(return_feed)
SILENCE: Block = np.zeros(MONO, dtype=np.float32)
SILENCE.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Sums:
    """One block of everything; all but `outputs` (BLOCK_SAMPLES, ports of the device) are (BLOCK_SAMPLES, 1).

    What is the same is the same array, and may be one that was given: nobody writes into any of them.
    """

    feeds: dict[FeedId, Block]
    loudspeakers: Block
    outputs: Block


def sum_block(
    patch: Patch,
    inputs: Block,
    slots: Mapping[SlotNumber, Block],
    output_ports: int,
    prelisten: Block | None = None,
) -> Sums:
    """Mix one block. `slots` holds the connected ones; `inputs` is (BLOCK_SAMPLES, ports of the device).

    `prelisten` goes to its own output and into no sum.
    """
    ports = np.ascontiguousarray(inputs.T)[:, :, None]
    microphones = _port(ports, patch.floor_input)
    loudspeakers = mix(slots.values(), MONO) if slots else SILENCE
    returns, floor = mix_minus(slots, microphones)
    feeds = {FLOOR_FEED: floor}
    for channel, feed in _CHANNEL_FEEDS:
        feeds[feed] = _port(ports, patch.booth_inputs.get(channel))
    for slot, slot_patch in patch.slots.items():
        if slot_patch.return_input is not None:
            feeds[_return_feed(slot)] = _port(ports, slot_patch.return_input)
        else:
            feeds[_return_feed(slot)] = returns.get(slot, floor)
    for slot in slots.keys() - patch.slots.keys():
        feeds[_return_feed(slot)] = returns[slot]
    return Sums(feeds, loudspeakers, _outputs(patch, feeds, loudspeakers, slots, prelisten, output_ports))


def silent_sums(patch: Patch, output_ports: int) -> Sums:
    """Return what `sum_block` makes of silence while no slot is connected; nobody may write into it."""
    slots: dict[SlotNumber, Block] = {}
    sums = sum_block(patch, np.zeros((BLOCK_SAMPLES, 0), dtype=np.float32), slots, output_ports)
    for block in (*sums.feeds.values(), sums.loudspeakers, sums.outputs):
        block.flags.writeable = False
    return sums


def input_port(inputs: Block, number: int | None) -> Block:
    """Return one input (BLOCK_SAMPLES, 1) of all; silence where it is not patched or the device has no such port."""
    if number is None or not 1 <= number <= inputs.shape[1]:
        return SILENCE
    port: Block = np.ascontiguousarray(inputs[:, number - 1 : number])
    return port


def _outputs(
    patch: Patch,
    feeds: Mapping[FeedId, Block],
    loudspeakers: Block,
    slots: Mapping[SlotNumber, Block],
    prelisten: Block | None,
    ports: int,
) -> Block:
    if not ports:
        return np.zeros((BLOCK_SAMPLES, 0), dtype=np.float32)
    blocks = [SILENCE] * ports
    _put(blocks, patch.loudspeakers_output, loudspeakers)
    _put(blocks, patch.interpreters_output, feeds[FLOOR_FEED])
    for slot, slot_patch in patch.slots.items():
        _put(blocks, slot_patch.send_output, slots.get(slot))
        _put(blocks, slot_patch.return_output, feeds[_return_feed(slot)])
    _put(blocks, patch.prelisten_output, prelisten)
    return np.concatenate(blocks).reshape(ports, BLOCK_SAMPLES).T


def _put(blocks: list[Block], port: int | None, block: Block | None) -> None:
    if port is not None and block is not None and port <= len(blocks):
        blocks[port - 1] = block


def _port(ports: Block, number: int | None) -> Block:
    """Return one input, or silence where it is not patched or the device has no such port."""
    if number is None or not 1 <= number <= len(ports):
        return SILENCE
    port: Block = ports[number - 1]
    return port
