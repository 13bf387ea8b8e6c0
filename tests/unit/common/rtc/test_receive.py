"""The prompt buffer that replaces aiortc's, and the cutter that makes blocks of frames."""

from fractions import Fraction

import av
import numpy as np
import pytest
from aiortc import RTCPeerConnection
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtp import RtpPacket

from common.audio.format import Block
from common.rtc.receive import BlockCutter, PromptBuffer, make_prompt


def packet(number: int) -> RtpPacket:
    made = RtpPacket(sequence_number=number & 0xFFFF, timestamp=number * 960 & 0xFFFFFFFF)
    made._data = str(number).encode()  # type: ignore[attr-defined]
    return made


def given(buffer: PromptBuffer, *numbers: int) -> list[int]:
    frames = [buffer.add(packet(number))[1] for number in numbers]
    return [int(frame.data) for frame in frames if frame is not None]


def test_each_packet_goes_on_at_once_also_over_a_loss_and_the_wrap() -> None:
    buffer = PromptBuffer()
    assert given(buffer, 65534, 65535, 65536, 65539) == [65534, 65535, 65536, 65539]
    assert buffer.late == 0


def test_a_packet_after_its_successor_is_late_and_a_copy_too() -> None:
    buffer = PromptBuffer()
    assert given(buffer, 10, 12, 11, 12, 13) == [10, 12, 13]
    assert buffer.late == 2


def test_a_sender_that_begins_anew_is_followed() -> None:
    buffer = PromptBuffer()
    assert given(buffer, 5000, 20) == [5000, 20]


async def test_the_receiver_of_this_aiortc_takes_the_buffer() -> None:
    """Noticed here if an update of aiortc renames or changes what is replaced."""
    connection = RTCPeerConnection()
    receiver = connection.addTransceiver("audio", direction="recvonly").receiver
    before = vars(receiver)["_RTCRtpReceiver__jitter_buffer"]
    buffer = make_prompt(receiver)
    assert isinstance(before, JitterBuffer)
    assert vars(receiver)["_RTCRtpReceiver__jitter_buffer"] is buffer
    await connection.close()


def frame(values: "list[list[int]]", pts: int | None = None) -> av.AudioFrame:
    """Make an s16 frame; one list of samples per port."""
    samples = np.array(values, np.int16)
    layout = "mono" if len(values) == 1 else "stereo"
    made = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), format="s16", layout=layout)
    made.sample_rate, made.pts, made.time_base = 48_000, pts, Fraction(1, 48_000)
    return made


@pytest.fixture
def blocks() -> list[Block]:
    return []


def test_stereo_becomes_mono_at_its_level(blocks: list[Block]) -> None:
    BlockCutter(blocks.append).put(frame([[16384] * 960, [0] * 960], pts=0))
    assert [block.shape for block in blocks] == [(480, 1), (480, 1)]
    assert np.all(blocks[0] == 0.25)
    assert blocks[0].dtype == np.float32


def test_frames_of_other_lengths_make_whole_blocks(blocks: list[Block]) -> None:
    cutter = BlockCutter(blocks.append)
    for number in range(3):
        cutter.put(frame([[number + 1] * 700], pts=number * 700))
    assert len(blocks) == 4
    assert np.concatenate(blocks).ravel().tolist() == [n / 32768 for n in [1] * 700 + [2] * 700 + [3] * 520]


def test_a_missing_packet_is_silence_of_its_length_and_counted(blocks: list[Block]) -> None:
    cutter = BlockCutter(blocks.append)
    cutter.put(frame([[9] * 960], pts=0))
    cutter.put(frame([[9] * 960], pts=2 * 960))
    assert len(blocks) == 6
    assert not np.any(np.concatenate(blocks[2:4]))
    assert cutter.concealed == 1


def test_a_pause_is_not_filled(blocks: list[Block]) -> None:
    cutter = BlockCutter(blocks.append)
    cutter.put(frame([[9] * 960], pts=0))
    cutter.put(frame([[9] * 960], pts=48_000))
    assert (len(blocks), cutter.concealed) == (4, 0)
