"""Pictures become H.264 that decodes, at the size and with the key frames that were asked for."""

import queue

import av
import numpy as np
import pytest

from common.rtc.picture import EncodedPicture, H264Scaler, PictureEncoder, fitting_size
from common.rtc.picturerate import STEPS, PictureStep
from tests.helpers.media import grey_picture

STEP = STEPS[0]


def noisy_picture(seed: int) -> av.VideoFrame:
    random = np.random.default_rng(seed)
    return av.VideoFrame.from_ndarray(random.integers(0, 255, (360, 640, 3), np.uint8), format="rgb24")


def encoded(
    scaler: H264Scaler, picture: av.VideoFrame, at_s: float, step: PictureStep = STEP, key: bool = False
) -> EncodedPicture:
    made = scaler.encode(picture, at_s, step, key)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("size", "most_pixels", "fitting"),
    [((640, 360), 1280 * 720, (640, 360)), ((1920, 1080), 1280 * 720, (1280, 720)), ((641, 361), 10**6, (640, 360))],
)
def test_a_picture_is_shrunk_in_its_proportions_and_never_enlarged(
    size: tuple[int, int], most_pixels: int, fitting: tuple[int, int]
) -> None:
    assert fitting_size(*size, most_pixels) == fitting


def test_the_first_picture_is_a_key_frame_and_later_ones_when_asked() -> None:
    scaler = H264Scaler()
    kinds = [encoded(scaler, grey_picture(n), n / 25, key=n == 3).is_key for n in range(5)]
    assert kinds == [True, False, False, True, False]


def test_what_is_encoded_decodes_to_the_same() -> None:
    scaler, decoder = H264Scaler(), av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    frames = [f for n in range(6) for f in decoder.decode(av.Packet(encoded(scaler, grey_picture(100), n / 25).data))]
    assert (frames[-1].width, frames[-1].height) == (320, 180)
    assert frames[-1].to_ndarray(format="gray").mean() == pytest.approx(100, abs=3)


def test_a_lower_step_costs_less_and_begins_with_a_key_frame() -> None:
    scaler = H264Scaler()
    high = sum(len(encoded(scaler, noisy_picture(n), n / 25).data) for n in range(25))
    low = [encoded(scaler, noisy_picture(n), 1 + n / 25, STEPS[3]) for n in range(25)]
    assert low[0].is_key
    assert sum(len(picture.data) for picture in low) < high / 2


def test_the_thread_encodes_the_newest_and_ends() -> None:
    made: queue.Queue[EncodedPicture] = queue.Queue()
    encoder = PictureEncoder("test", made.put)
    encoder.put(grey_picture(50))
    assert made.get(timeout=5).is_key
    encoder.stop()
    encoder.join()
    encoder.put(grey_picture(60))
    assert made.empty()


def test_key_frames_come_once_a_second_at_most() -> None:
    made: queue.Queue[EncodedPicture] = queue.Queue()
    now_s = 100.0
    encoder = PictureEncoder("test", made.put, lambda: now_s)
    pictures = []
    for number in range(4):
        encoder.want_key()
        encoder.put(grey_picture(number))
        pictures.append(made.get(timeout=5))
        now_s += 0.4
    encoder.stop()
    encoder.join()
    assert [picture.is_key for picture in pictures] == [True, False, False, True]


def test_no_more_is_encoded_than_is_allowed() -> None:
    made: queue.Queue[EncodedPicture] = queue.Queue()
    sizes = []
    for most_bps in (STEPS[0].bit_rate_bps, STEPS[-1].bit_rate_bps):
        encoder = PictureEncoder("test", made.put)
        encoder.allow(most_bps)
        encoder.put(noisy_picture(1))
        sizes.append(len(made.get(timeout=5).data))
        encoder.stop()
        encoder.join()
    assert sizes[1] < sizes[0] / 3
