"""A layer is encoded while somebody wants it, begins with a key frame, and its packets fit."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import av
import pytest

from common.rtc.picturelayers import PictureLayers
from common.rtc.picturepackets import MAX_PAYLOAD_BYTES, begins_key_frame, join_payloads
from common.rtc.picturerate import LAYERS
from tests.helpers.media import until
from tests.helpers.picturerig import numbered_picture


@dataclass
class Taken:
    layer: int
    is_key: bool
    timestamp: int
    captured_mono_s: float
    payloads: Sequence[bytes]


class Layers:
    """Layers with what they gave."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.layers = PictureLayers("test", self.take)

    def take(self, layer: int, is_key: bool, timestamp: int, captured_mono_s: float, payloads: Sequence[bytes]) -> None:
        self.taken.append(Taken(layer, is_key, timestamp, captured_mono_s, payloads))

    def of(self, layer: int) -> list[Taken]:
        return [taken for taken in self.taken if taken.layer == layer]


def threads() -> list[str]:
    return sorted(thread.name for thread in threading.enumerate() if thread.name.startswith("picture-test"))


@pytest.fixture
async def rig() -> AsyncIterator[Layers]:
    rig = Layers()
    yield rig
    rig.layers.close()
    assert threads() == []


async def test_nobody_wants_it_and_nothing_is_encoded(rig: Layers) -> None:
    rig.layers.write_picture(numbered_picture(1))
    assert threads() == []
    rig.layers.want_key(0)
    assert rig.layers.encoded == [0] * len(LAYERS)


async def test_whoever_comes_gets_the_newest_picture_at_once_and_it_is_a_key_frame(rig: Layers) -> None:
    rig.layers.write_picture(numbered_picture(1, 1280, 720))
    rig.layers.want(2, True)
    rig.layers.want(2, True)
    await until(lambda: bool(rig.taken))
    [taken] = rig.taken
    assert (taken.layer, taken.is_key) == (2, True)
    assert begins_key_frame("H264", taken.payloads[0])
    assert max(map(len, taken.payloads)) <= MAX_PAYLOAD_BYTES
    assert taken.timestamp == round(taken.captured_mono_s * 90_000) & 0xFFFF_FFFF
    assert threads() == ["picture-test-2"]


async def test_layers_have_their_sizes_and_one_scale_of_time(rig: Layers) -> None:
    for layer in range(len(LAYERS)):
        rig.layers.want(layer, True)
    rig.layers.write_picture(numbered_picture(7, 1280, 720))
    await until(lambda: all(rig.of(layer) for layer in range(len(LAYERS))))
    pixels = []
    for layer in range(len(LAYERS)):
        decoder = av.CodecContext.create("h264", "r")
        assert isinstance(decoder, av.VideoCodecContext)
        [frame] = decoder.decode(av.Packet(join_payloads("H264", list(rig.of(layer)[0].payloads))))
        pixels.append(frame.width * frame.height)
    assert pixels == [step.most_pixels for step in LAYERS]
    stamps = [rig.of(layer)[0].timestamp for layer in range(len(LAYERS))]
    assert max(stamps) - min(stamps) < 90_000 * 0.05


async def test_a_layer_that_nobody_wants_any_more_ceases(rig: Layers) -> None:
    rig.layers.want(1, True)
    rig.layers.write_picture(numbered_picture(1))
    await until(lambda: bool(rig.taken))
    rig.layers.want(1, False)
    await until(lambda: threads() == [])
    rig.taken.clear()
    rig.layers.write_picture(numbered_picture(2))
    await asyncio.sleep(0)
    assert rig.taken == []


async def test_a_picture_is_kept_from_no_layer_by_another(rig: Layers) -> None:
    rig.layers.want(0, True)
    rig.layers.want(2, True)
    rig.layers.write_picture(numbered_picture(1))
    await until(lambda: bool(rig.of(0)) and bool(rig.of(2)))
    assert rig.layers.encoded == [1, 0, 1]
