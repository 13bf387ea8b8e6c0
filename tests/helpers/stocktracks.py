"""Tracks of stock aiortc: what somebody else's microphone and camera give."""

import asyncio
from fractions import Fraction

import av
import numpy as np
from aiortc import MediaStreamTrack

from common.model.units import BLOCK_S, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from tests.helpers.media import grey_picture, tone


class ToneTrack(MediaStreamTrack):
    """A stock track: frames of 20 ms that aiortc encodes itself."""

    kind = "audio"

    def __init__(self, hz: float) -> None:
        super().__init__()
        self._hz, self._number = hz, 0
        self._begun_s: float | None = None

    async def recv(self) -> av.AudioFrame:
        loop = asyncio.get_running_loop()
        self._begun_s = loop.time() if self._begun_s is None else self._begun_s
        await asyncio.sleep(max(0.0, self._begun_s + self._number * BLOCK_S - loop.time()))
        halves = [tone(self._hz, self._number + half) for half in (0, 1)]
        samples = (np.concatenate(halves).ravel() * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.repeat(samples, 2)[None, :], format="s16", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, self._number * BLOCK_SAMPLES
        frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
        self._number += 2
        return frame


class GreyTrack(MediaStreamTrack):
    """A stock picture track, which aiortc encodes as VP8 by default."""

    kind = "video"
    _pts = 0

    async def recv(self) -> av.VideoFrame:
        await asyncio.sleep(0.05)
        frame = grey_picture(120)
        self._pts += 4500
        frame.pts, frame.time_base = self._pts, Fraction(1, 90_000)
        return frame
