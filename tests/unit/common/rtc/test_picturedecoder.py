"""Pictures are decoded beside; what can't be decoded or comes too fast asks for a key frame, and nothing piles up."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from aiortc.codecs.vpx import Vp8Encoder

from common.rtc.picture import H264Scaler
from common.rtc.picturebuffer import PictureBuffer, WholePicture
from common.rtc.picturedecoder import MAX_WAITING, DecodedPicture, PictureDecoder
from common.rtc.picturerate import STEPS
from common.rtc.rtp import Rtp
from tests.helpers.picturerig import number_of, numbered_picture


@pytest.fixture
def decoder() -> Iterator[PictureDecoder]:
    """Make a decoder, and end it."""
    made = PictureDecoder("H264", "test")
    yield made
    made.close()


def pictures(numbers: range, keys: tuple[int, ...] = ()) -> list[WholePicture]:
    """Encode numbered pictures; the first is a key frame."""
    scaler = H264Scaler()
    encoded = [scaler.encode(numbered_picture(n), n / 25, STEPS[0], n in keys) for n in numbers]
    made = zip(numbers, encoded, strict=True)
    return [WholePicture(n, picture.is_key, picture.data) for n, picture in made if picture is not None]


def until(condition: Callable[[], bool]) -> None:
    """Wait for the thread, 5 s at most."""
    end_s = time.monotonic() + 5.0
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.002)


def taken(decoder: PictureDecoder, count: int) -> list[DecodedPicture]:
    """Wait for so many pictures."""
    found: list[DecodedPicture] = []

    def are_there() -> bool:
        found.extend(decoder.take())
        return len(found) >= count

    until(are_there)
    return found


def test_pictures_come_out_with_their_timestamps_and_none_is_held_back(decoder: PictureDecoder) -> None:
    for picture in pictures(range(3, 8)):
        assert decoder.put(picture)
        [decoded] = taken(decoder, 1)
        assert (decoded.timestamp, number_of(decoded.frame)) == (picture.timestamp, picture.timestamp)


def test_what_can_not_be_decoded_is_told_once_and_the_next_key_frame_heals_it(decoder: PictureDecoder) -> None:
    decoder.put(WholePicture(1, True, b"\x00\x00\x01\x67\xff\xff\x00\x00\x01\x65\xff"))
    until(decoder.take_broken)
    assert not decoder.take_broken()
    stream = pictures(range(4), keys=(2,))
    for picture in stream[1:]:
        decoder.put(picture)
    assert [decoded.timestamp for decoded in taken(decoder, 2)] == [2, 3]
    assert not decoder.take_broken()


def test_a_picture_larger_than_any_screen_is_refused(decoder: PictureDecoder) -> None:
    scaler = H264Scaler()
    huge = scaler.encode(numbered_picture(1, 8192, 4096), 0.0, replace(STEPS[0], most_pixels=8192 * 4096), False)
    assert huge is not None
    decoder.put(WholePicture(1, True, huge.data))
    until(decoder.take_broken)
    assert decoder.take() == []


def test_vp8_of_another_sender_is_put_together_and_decoded() -> None:
    encoder, buffer, decoder = Vp8Encoder(), PictureBuffer("VP8"), PictureDecoder("VP8", "test")
    number = 100
    for count in range(5):
        frame = numbered_picture(count)
        frame.pts, frame.time_base = count * 3600, Fraction(1, 90_000)
        payloads, timestamp = encoder.encode(frame)
        for payload in payloads:
            buffer.put(number, Rtp(97, payload is payloads[-1], number & 0xFFFF, timestamp, 1, payload), 0.0)
            number += 1
    whole = list(buffer.take())
    assert [picture.is_key for picture in whole] == [True, False, False, False, False]
    for picture in whole:
        decoder.put(picture)
    assert [number_of(decoded.frame) for decoded in taken(decoder, 5)] == [0, 1, 2, 3, 4]
    decoder.close()


def test_too_many_at_once_are_dropped_up_to_a_key_frame() -> None:
    decoder = PictureDecoder("H264", "test")
    decoder.close()
    stream = pictures(range(MAX_WAITING + 3), keys=(MAX_WAITING + 2,))
    assert all(decoder.put(picture) for picture in stream[:MAX_WAITING])
    assert not decoder.put(stream[MAX_WAITING])
    assert decoder.dropped == MAX_WAITING + 1
    assert decoder.put(stream[MAX_WAITING + 2])
