"""The sums of one block: from the hall's inputs and the slots to the feeds and the hall's outputs. Pure numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Sums:
    """One block of everything; all but `outputs` (BLOCK_SAMPLES, ports of the device) are (BLOCK_SAMPLES, 1)."""

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
    loudspeakers = mix(slots.values(), MONO)
    feeds = {FLOOR_FEED: microphones + loudspeakers}
    for channel in CHANNELS:
        feeds[channel_feed(channel)] = _port(ports, patch.booth_inputs.get(channel))
    for slot in patch.slots.keys() | slots.keys():
        feeds[return_feed(slot)] = _return(patch, slot, ports, slots, microphones)
    outputs = _outputs(patch, feeds, loudspeakers, slots, output_ports)
    if prelisten is not None:
        _put(outputs, patch.prelisten_output, prelisten)
    return Sums(feeds, loudspeakers, outputs)


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
        return np.zeros(MONO, dtype=np.float32)
    port: Block = np.ascontiguousarray(inputs[:, number - 1 : number])
    return port


def _return(
    patch: Patch, slot: SlotNumber, ports: Block, slots: Mapping[SlotNumber, Block], microphones: Block
) -> Block:
    """Return the floor without `slot`: as the desk makes it, where it does, else computed."""
    slot_patch = patch.slots.get(slot)
    if slot_patch is not None and slot_patch.return_input is not None:
        return _port(ports, slot_patch.return_input)
    return mix_minus(slots, slot, microphones)


def _outputs(
    patch: Patch, feeds: Mapping[FeedId, Block], loudspeakers: Block, slots: Mapping[SlotNumber, Block], ports: int
) -> Block:
    outputs: Block = np.zeros((BLOCK_SAMPLES, ports), dtype=np.float32)
    _put(outputs, patch.loudspeakers_output, loudspeakers)
    _put(outputs, patch.interpreters_output, feeds[FLOOR_FEED])
    for slot, slot_patch in patch.slots.items():
        _put(outputs, slot_patch.send_output, slots.get(slot))
        _put(outputs, slot_patch.return_output, feeds[return_feed(slot)])
    return outputs


def _put(outputs: Block, port: int | None, block: Block | None) -> None:
    if port is not None and block is not None and port <= outputs.shape[1]:
        outputs[:, port - 1] = block[:, 0]


def _port(ports: Block, number: int | None) -> Block:
    """Return one input, or silence where it is not patched or the device has no such port."""
    if number is None or not 1 <= number <= len(ports):
        return np.zeros(MONO, dtype=np.float32)
    port: Block = ports[number - 1]
    return port
