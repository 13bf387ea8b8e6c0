"""Packets wait in a bounded queue; their timestamps tell the truth."""

import pytest
from aiortc.mediastreams import MediaStreamError

from common.rtc.tracks import PICTURE_QUEUE_PACKETS, SOUND_QUEUE_PACKETS, EncodedPictureTrack, EncodedSoundTrack


async def test_sound_runs_on_by_20_ms_a_packet_whatever_the_jitter() -> None:
    track = EncodedSoundTrack()
    for at_s in (5.0, 5.031, 5.033):
        track.push(b"x", at_s)
    assert [(await track.recv()).pts for _ in range(3)] == [0, 960, 1920]


async def test_a_pause_shows_in_the_timestamps() -> None:
    track = EncodedSoundTrack()
    track.push(b"x", 5.0)
    track.push(b"x", 6.0)
    assert [(await track.recv()).pts for _ in range(2)] == [0, 48_000]


async def test_a_full_queue_drops_the_oldest() -> None:
    track = EncodedSoundTrack()
    for number in range(SOUND_QUEUE_PACKETS + 2):
        track.push(bytes([number]), number * 0.02)
    assert bytes(await track.recv()) == b"\x02"
    assert track.dropped == 2


async def test_a_stopped_track_ends_its_reader() -> None:
    track = EncodedSoundTrack()
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()


async def test_pictures_begin_with_a_key_frame() -> None:
    track = EncodedPictureTrack()
    track.push(b"a", False, 1.0)
    track.push(b"K", True, 2.0)
    track.push(b"b", False, 2.5)
    first, second = await track.recv(), await track.recv()
    assert (bytes(first), first.pts, bytes(second), second.pts) == (b"K", 0, b"b", 45_000)


async def test_a_listener_too_slow_for_pictures_waits_for_the_next_key_frame() -> None:
    track = EncodedPictureTrack()
    for number in range(PICTURE_QUEUE_PACKETS + 1):
        track.push(bytes([number]), number == 0, number / 25)
    assert track.needs_key
    assert track.dropped == PICTURE_QUEUE_PACKETS
    track.push(b"K", True, 3.0)
    assert bytes(await track.recv()) == b"K"
