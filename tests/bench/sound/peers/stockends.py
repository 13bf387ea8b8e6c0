"""Both ends of stock aiortc, each a process: a microphone's track as it comes, a received track as it comes.

`python -m tests.bench.sound.peers.stockends talker|listener ORIGIN`, with a JACK server's environment. Nothing is
set: the Opus, the jitter buffer and the pacing are aiortc's own. Only the way to and from the device is added.
"""

import asyncio
import fractions
import sys
from typing import Any

import av
import numpy as np
from aiohttp import ClientSession
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription

from common.aio.realtime import favour_sound
from common.devices.portaudio import open_input, open_output
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

DEVICE = "portaudio:JACK Audio Connection Kit:system"
PUMP_S = 0.004
FRAME_BLOCKS = 2
FIRST_S, FIRST_BLOCKS, MOST_WAITING_BLOCKS = 3.0, 4, 20
"""What the track gives in a burst waits: 40 ms in the first 3 s, 200 ms later; beyond that the oldest goes."""


class Microphone(MediaStreamTrack):
    """The device as a track of 20 ms frames."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._device, self._at = open_input(DEVICE), 0
        self._device.start()

    async def recv(self) -> av.AudioFrame:
        """Return the next frame when the device has given it."""
        blocks: list[Any] = []
        while len(blocks) < FRAME_BLOCKS:
            block = self._device.read()
            if block is None:
                await asyncio.sleep(PUMP_S)
            else:
                blocks.append(block)
        samples = np.clip(np.concatenate(blocks)[:, 0] * 32768.0, -32768, 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, self._at
        frame.time_base = fractions.Fraction(1, SAMPLE_RATE_HZ)
        self._at += len(samples)
        return frame


async def play(track: MediaStreamTrack) -> None:
    """Give the device what the track gives, silence where it gives nothing."""
    device, waiting = open_output(DEVICE), list[Any]()
    device.start()
    begun = asyncio.get_running_loop().time()

    async def receive() -> None:
        while True:
            frame = await track.recv()
            assert isinstance(frame, av.AudioFrame)
            sound = frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0] / 32768.0
            waiting.extend(sound.astype(np.float32).reshape(-1, BLOCK_SAMPLES, 1))
            is_first = asyncio.get_running_loop().time() < begun + FIRST_S
            del waiting[: -FIRST_BLOCKS if is_first else -MOST_WAITING_BLOCKS]

    silence = np.zeros((BLOCK_SAMPLES, 1), np.float32)
    async with asyncio.TaskGroup() as group:
        group.create_task(receive())
        while True:
            while device.wants_block():
                device.write(waiting.pop(0) if waiting else silence)
            await asyncio.sleep(PUMP_S)


async def talk(origin: str, session: ClientSession, peer: RTCPeerConnection) -> None:
    """Offer the microphone."""
    peer.addTrack(Microphone())
    await peer.setLocalDescription(await peer.createOffer())
    await session.post(f"{origin}/offer", data=peer.localDescription.sdp)
    answer = await (await session.get(f"{origin}/answer")).text()
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await asyncio.Event().wait()


async def listen(origin: str, session: ClientSession, peer: RTCPeerConnection) -> None:
    """Answer, and play the track."""
    offer = await (await session.get(f"{origin}/offer")).text()
    await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    await session.post(f"{origin}/answer", data=peer.localDescription.sdp)
    await play(peer.getReceivers()[0].track)


async def main(role: str, origin: str) -> None:
    """Run until ended."""
    async with ClientSession() as session:
        await (talk if role == "talker" else listen)(origin, session, RTCPeerConnection())


if __name__ == "__main__":
    favour_sound()
    asyncio.run(main(sys.argv[1], sys.argv[2]))
