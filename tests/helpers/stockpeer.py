"""A listener on stock aiortc, with nothing of ours in it but the way it is asked."""

from collections import deque

import av
import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from numpy.typing import NDArray

from common.aio.tasks import TaskOwner, spawn
from common.model.media import Sdp
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.ice import LOOPBACK
from tests.helpers.stockice import bind_to_hosts

KEPT_FRAMES = 100


class StockListener:
    """Hears and sees what it is offered: the newest two seconds of each section."""

    def __init__(self) -> None:
        self.frames: list[deque[av.AudioFrame | av.VideoFrame]] = []
        self._owner = TaskOwner("stock listener")
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("track", self._begin)

    async def answer(self, offer: Sdp) -> Sdp:
        """Take an offer and make the answer."""
        await self._connection.setRemoteDescription(RTCSessionDescription(sdp=offer, type="offer"))
        answer = await self._connection.createAnswer()
        bind_to_hosts(self._connection, [LOOPBACK])
        await self._connection.setLocalDescription(answer)
        return Sdp(self._connection.localDescription.sdp)

    def heard(self, which: int, last_s: float) -> NDArray[np.float32]:
        """Return the newest sound of a section, one side of stereo."""
        frames = [f for f in self.frames[which] if isinstance(f, av.AudioFrame)] if which < len(self.frames) else []
        if not frames:
            return np.zeros(0, np.float32)
        samples = np.concatenate([frame.to_ndarray().reshape(-1, 2)[:, 0] for frame in frames])
        return samples[-round(last_s * SAMPLE_RATE_HZ) :].astype(np.float32) / np.float32(32768)

    async def close(self) -> None:
        """End it."""
        await self._connection.close()
        await self._owner.cancel_all()

    def _begin(self, track: MediaStreamTrack) -> None:
        kept: deque[av.AudioFrame | av.VideoFrame] = deque(maxlen=KEPT_FRAMES)
        self.frames.append(kept)
        spawn(self._keep(track, kept), name="keep", owner=self._owner)

    async def _keep(self, track: MediaStreamTrack, kept: "deque[av.AudioFrame | av.VideoFrame]") -> None:
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, av.AudioFrame | av.VideoFrame):
                    kept.append(frame)
        except MediaStreamError:
            return
