"""Stock aiortc as a peer: one track through a MediaRelay, a connection for each listener, in a process of its own."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import av
import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

from common.audio.testsignal import Voice
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.fanout.child import ask, child
from tests.bench.fanout.figures import TICK_S

FRAME_SAMPLES = round(TICK_S * SAMPLE_RATE_HZ)


class VoiceTrack(MediaStreamTrack):
    """A voice in frames of 20 ms, mono s16, at their pace."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._voice, self._number, self._start_s = Voice(1), 0, time.monotonic()

    async def recv(self) -> av.AudioFrame:
        """Return the next frame when it is due."""
        await asyncio.sleep(max(0.0, self._start_s + self._number * TICK_S - time.monotonic()))
        samples = np.concatenate([self._voice.read(), self._voice.read()]).ravel()
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16)[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, self._number * FRAME_SAMPLES
        frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
        self._number += 1
        return frame


@dataclass
class StockRelay:
    """The relay's process, seen from outside."""

    process: BaseProcess
    pipe: Connection

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self.process.pid is not None
        return self.process.pid

    async def watch(self) -> str:
        """Open a connection for one more listener; return its offer."""
        return await ask(self.pipe, None)

    async def start(self, answer: str) -> None:
        """Take the answer to the last offer."""
        await ask(self.pipe, answer)


@asynccontextmanager
async def running_relay() -> AsyncIterator[StockRelay]:
    """Run the relay."""
    async with child(_serve, is_daemon=True) as (process, pipe):
        yield StockRelay(process, pipe)


def _serve(pipe: Connection) -> None:
    asyncio.run(_relay(pipe))


async def _relay(pipe: Connection) -> None:
    """Answer the pipe, offer and answer in turn, until its other end is closed."""
    relay, voice = MediaRelay(), VoiceTrack()
    connections: list[RTCPeerConnection] = []
    loop = asyncio.get_running_loop()
    while True:
        try:
            answer: str | None = await loop.run_in_executor(None, pipe.recv)
        except (EOFError, OSError):
            break
        if answer is None:
            connections.append(connection := RTCPeerConnection(RTCConfiguration(iceServers=[])))
            connection.addTransceiver(relay.subscribe(voice), direction="sendonly")
            await connection.setLocalDescription(await connection.createOffer())
            pipe.send(connection.localDescription.sdp)
        else:
            await connections[-1].setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
            pipe.send("taken")
    await asyncio.gather(*(one.close() for one in connections))
