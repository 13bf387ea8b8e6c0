"""Measure where a packet's milliseconds go between the hall's block and the listener's reader, on loopback.

`python -m tests.bench.engine [--quick] [--json FILE]`
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from common.audio.testsignal import Voice
from common.model.ids import LegId
from common.model.media import FLOOR_FEED, DownlinkFeeds
from common.model.units import BLOCK_S, BLOCK_SAMPLES
from common.rtc.legs import DownlinkPeer
from common.rtc.rtp import parse_rtp
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.core.media.embedded.wire import SoundPacket, ToProcess
from tests.helpers.media import Ear, play, running, tone, until

LEG = LegId("leg")
FLOOR = DownlinkFeeds(main=FLOOR_FEED)
BURST_BLOCKS = 50
SETTLE_S = 1.0
NOISE = 0.001
"""Added to the voice, so that no two packets are equal."""


class Stages:
    """When each packet, known by its payload, was given to the media process and came to the listener."""

    def __init__(self, engine: EmbeddedEngine, peer: DownlinkPeer) -> None:
        self.given: dict[bytes, SoundPacket] = {}
        self.arrived: dict[bytes, float] = {}
        self._send, self._take = engine.process.send, peer.transport.on_rtp
        engine._feeds._send = self._note_given
        for sound in engine._feeds._sounds.values():
            for feed in sound.encodings:
                feed._send = self._note_given
        peer.transport.on_rtp = self._note_arrived

    def _note_given(self, message: ToProcess) -> None:
        if isinstance(message, SoundPacket):
            self.given[message.payload] = message
        self._send(message)

    def _note_arrived(self, packet: bytes, arrived_mono_s: float) -> None:
        self.arrived.setdefault(parse_rtp(packet).payload, arrived_mono_s)
        self._take(packet, arrived_mono_s)


async def delay_by_stage(seconds: float) -> dict[str, dict[str, float]]:
    """Return each stage's median and 95th percentile in ms, from the capture of a packet's first sample on."""
    voice, random = Voice(1), np.random.default_rng(1)
    async with running("embedded") as rig:
        assert isinstance(rig.engine, EmbeddedEngine)
        writer = rig.engine.publish_sound(FLOOR_FEED)
        peer = await rig.listen(LEG, FLOOR, Ear())
        assert isinstance(peer, DownlinkPeer)
        await until(lambda: bool(rig.events))
        stages = Stages(rig.engine, peer)

        def write(number: int) -> None:
            del number
            noise = random.normal(0.0, NOISE, (BLOCK_SAMPLES, 1)).astype(np.float32)
            writer.write(voice.read() + noise)

        await play(seconds, also=write)
        await asyncio.sleep(SETTLE_S)
        waited_ms = peer.statistics().delay_ms
        lateness_ms = rig.engine.packet_health().lateness_ms
        await peer.close()
    both = [(p, stages.arrived[payload]) for payload, p in stages.given.items() if payload in stages.arrived]
    return {
        "packets": {"sent": float(len(stages.given)), "arrived": float(len(both))},
        "captured_to_encoded_ms": spread([1000 * (p.given_mono_s - p.captured_mono_s) for p, _ in both]),
        "encoded_to_arrived_ms": spread([1000 * (at - p.given_mono_s) for p, at in both]),
        "playout_delay_ms": {"at_the_end": round(waited_ms, 2)},
        "media_process": {"lateness_p99_ms": lateness_ms},
    }


async def delay_of_bursts(seconds: float) -> dict[str, float]:
    """Return how long after its writing a tone's beginning is read at the listener's end, in ms."""
    ear, began = Ear(), []
    async with running("embedded") as rig:
        writer = rig.engine.publish_sound(FLOOR_FEED)
        listener = await rig.listen(LEG, FLOOR, ear)
        await until(lambda: bool(rig.events))
        await asyncio.sleep(SETTLE_S)

        def write(number: int) -> None:
            is_loud = number // BURST_BLOCKS % 2 == 1
            if is_loud and number % BURST_BLOCKS == 0:
                began.append(time.monotonic())
            writer.write(tone(1000, number, 0.3 if is_loud else 0.0))

        await play(seconds, also=write)
        await asyncio.sleep(SETTLE_S)
        await listener.close()
    loud = [float(np.abs(block).max()) > 0.1 for block in ear.blocks]
    heard = [ear.at_s[n] for n in range(1, len(loud)) if loud[n] and not loud[n - 1]]
    firsts = [(a, next((b for b in heard if a < b < a + BURST_BLOCKS * BLOCK_S), None)) for a in began]
    return spread([1000 * (b - a) for a, b in firsts if b is not None])


def spread(values: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    return {"median": round(float(np.median(values)), 2), "p95": round(float(np.percentile(values, 95)), 2)}


async def measure(is_quick: bool) -> dict[str, Any]:
    """Run every measurement."""
    seconds = 5.0 if is_quick else 20.0
    return {"stages": await delay_by_stage(seconds), "burst_ms": await delay_of_bursts(2 * seconds)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    sys.setswitchinterval(0.0005)
    figures = asyncio.run(measure(arguments.quick))
    text = json.dumps(figures, indent=2)
    print(text)
    if arguments.json is not None:
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
