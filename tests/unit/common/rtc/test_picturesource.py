"""A picture is encoded while someone watches, and its thread goes with the last."""

import asyncio
import threading

import pytest

from common.rtc.picturesource import PictureSource
from common.rtc.tracks import EncodedPictureTrack
from tests.helpers.media import grey_picture


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "picture-stage"]


@pytest.fixture
async def source() -> PictureSource:
    return PictureSource("stage")


async def test_nobody_watches_and_nothing_is_encoded(source: PictureSource) -> None:
    source.write_picture(grey_picture(1))
    assert threads() == []
    assert source.encoded == 0


async def test_whoever_comes_sees_the_newest_picture_at_once(source: PictureSource) -> None:
    track = EncodedPictureTrack()
    source.write_picture(grey_picture(1))
    source.add(track)
    async with asyncio.timeout(5):
        assert len(bytes(await track.recv())) > 0
    source.close()


async def test_two_watch_one_encoder_and_it_ends_with_the_last(source: PictureSource) -> None:
    first, second = EncodedPictureTrack(), EncodedPictureTrack()
    source.add(first)
    source.add(second)
    assert threads() == ["picture-stage"]
    source.write_picture(grey_picture(1))
    async with asyncio.timeout(5):
        assert bytes(await first.recv()) == bytes(await second.recv())
    assert source.encoded == 1
    source.remove(first)
    assert (source.listeners, threads()) == (1, ["picture-stage"])
    source.remove(second)
    source.close()
    assert threads() == []


async def test_feedback_without_an_encoder_is_nothing(source: PictureSource) -> None:
    source.on_key_wanted()
    source.on_estimate(1)
    source.on_loss(1.0)
    assert threads() == []
