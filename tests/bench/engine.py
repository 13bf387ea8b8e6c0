"""Measure the embedded engine on loopback: the processor's time per listener, and where a packet's milliseconds go.

`python -m tests.bench.engine [--quick] [--json FILE]`
"""

import argparse
import asyncio
import itertools
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

import av
import numpy as np
from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterFrame
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtp import RtpPacket

from common.audio.format import Block
from common.audio.testsignal import Voice
from common.model.ids import LegId
from common.model.media import FLOOR_FEED, STAGE_FEED, DownlinkFeeds, Sdp
from common.model.units import BLOCK_S, BLOCK_SAMPLES
from common.rtc.legs import DownlinkPeer
from common.rtc.opus import OpusEncoder
from common.rtc.receive import BlockCutter, PromptBuffer, make_prompt
from room_console.core.media.embedded import EmbeddedEngine
from tests.helpers.media import Ear, beside, grey_picture, play, running, tone, until

STAGES = ("written", "encoded", "sent", "received", "decoded")
BURST_BLOCKS = 50
SETTLE_S = 0.5
NOISE = 0.001
"""Added to the voice, so that no two packets are equal."""


class Nowhere:
    """Takes everything and keeps nothing."""

    def write(self, block: Block) -> None:
        del block

    def write_picture(self, picture: av.VideoFrame) -> None:
        del picture


def listen_elsewhere(pipe: Connection) -> None:
    """Answer offers until told to end; the listeners of a process of their own."""

    async def serve() -> None:
        peers: list[DownlinkPeer] = []
        loop = asyncio.get_running_loop()
        while (offer := await loop.run_in_executor(None, pipe.recv)) is not None:
            nowhere = Nowhere()
            peers.append(DownlinkPeer(nowhere.write_picture))
            pipe.send(await peers[-1].answer(Sdp(offer)))
        await asyncio.gather(*(one.close() for one in peers))

    asyncio.run(serve())


async def processor_per_listener(listeners: int, seconds: float, with_picture: bool) -> dict[str, float]:
    """Return the engine process's share of a core with and without listeners, in percent."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=listen_elsewhere, args=(there,))
    process.start()
    loop = asyncio.get_running_loop()
    engine = EmbeddedEngine()
    await engine.start()
    source = engine.publish_picture(STAGE_FEED)
    floor = engine.publish_sound(FLOOR_FEED)
    voice = Voice(1)
    pictures = [grey_picture(n * 20, 640, 360) for n in range(10)]

    def write(number: int) -> None:
        floor.write(voice.read())
        if with_picture and number % 4 == 0:
            source.write_picture(pictures[number // 4 % 10])

    feeds = DownlinkFeeds(main=FLOOR_FEED, picture=STAGE_FEED if with_picture else None)
    shares = []
    async with beside(play(3600, also=write)):
        for wanted in (0, 1, listeners):
            for number in range(1 if wanted == listeners else 0, wanted):
                leg = LegId(f"leg-{number}")
                here.send(await engine.open_downlink(leg, feeds))
                await engine.answer_downlink(leg, Sdp(await loop.run_in_executor(None, here.recv)))
            await asyncio.sleep(2 * SETTLE_S + 0.02 * wanted)
            before_s, start_s = time.process_time(), time.monotonic()
            await asyncio.sleep(seconds)
            shares.append(100 * (time.process_time() - before_s) / (time.monotonic() - start_s))
    here.send(None)
    await engine.close()
    await loop.run_in_executor(None, process.join)
    each = (shares[2] - shares[1]) / (listeners - 1)
    return {"idle_percent": shares[0], "one_percent": shares[1], "listeners": listeners, "each_percent": each}


@contextmanager
def watched_stages(at: dict[str, dict[bytes, float]], order: list[bytes]) -> Iterator[None]:
    """Note when each packet, known by its payload, passes each stage."""
    encode, send, add, put = OpusEncoder.encode, RTCDtlsTransport._send_rtp, PromptBuffer.add, BlockCutter.put
    decoded = iter(range(10**9))

    def encode_noted(self: OpusEncoder, block: Block) -> bytes | None:
        packet = encode(self, block)
        if packet is not None:
            at["encoded"][packet] = time.monotonic()
        return packet

    async def send_noted(self: RTCDtlsTransport, data: bytes) -> None:
        await send(self, data)
        for size in (len(data) - 12, len(data) - 20, len(data) - 24, len(data) - 28):
            if data[-size:] in at["encoded"]:
                at["sent"][data[-size:]] = time.monotonic()

    def add_noted(self: PromptBuffer, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        order.append(packet.payload)
        at["received"][packet.payload] = time.monotonic()
        return add(self, packet)

    def put_noted(self: BlockCutter, frame: av.AudioFrame) -> None:
        put(self, frame)
        at["decoded"][order[next(decoded)]] = time.monotonic()

    with (
        mock.patch.object(OpusEncoder, "encode", encode_noted),
        mock.patch.object(RTCDtlsTransport, "_send_rtp", send_noted),
        mock.patch.object(PromptBuffer, "add", add_noted),
        mock.patch.object(BlockCutter, "put", put_noted),
    ):
        yield


async def delay_by_stage(seconds: float) -> dict[str, dict[str, float]]:
    """Return each stage's median and 95th percentile in ms, from the write of a packet's second block on."""
    at: dict[str, dict[bytes, float]] = {stage: {} for stage in STAGES}
    written: list[float] = []
    order: list[bytes] = []
    voice, random = Voice(1), np.random.default_rng(1)
    with watched_stages(at, order):
        async with running("embedded") as rig:
            writer = rig.engine.publish_sound(FLOOR_FEED)
            listener = await rig.listen(LegId("leg"), DownlinkFeeds(main=FLOOR_FEED), Ear())
            await until(lambda: bool(rig.events))
            await asyncio.sleep(SETTLE_S)

            def write(number: int) -> None:
                if number % 2:
                    written.append(time.monotonic())
                noise = random.normal(0.0, NOISE, (BLOCK_SAMPLES, 1)).astype(np.float32)
                writer.write(voice.read() + noise)

            await play(seconds, also=write)
            await asyncio.sleep(SETTLE_S)
            await listener.close()
    at["written"] = dict(zip(at["encoded"], written, strict=True))
    whole = [packet for packet in at["encoded"] if all(packet in at[stage] for stage in STAGES)]
    result = {"packets": {"sent": float(len(written)), "followed": float(len(whole))}}
    for before, after in [*itertools.pairwise(STAGES), (STAGES[0], STAGES[-1])]:
        result[f"{before}_to_{after}_ms"] = spread([1000 * (at[after][p] - at[before][p]) for p in whole])
    return result


async def delay_of_bursts(seconds: float, with_stock_buffer: bool) -> dict[str, float]:
    """Return how long after its writing a tone's beginning is given to the participant, in ms."""

    def keep_stock(receiver: RTCRtpReceiver) -> PromptBuffer:
        del receiver
        return PromptBuffer()

    ear, began = Ear(), []
    with mock.patch("common.rtc.peer.make_prompt", keep_stock if with_stock_buffer else make_prompt):
        async with running("embedded") as rig:
            writer = rig.engine.publish_sound(FLOOR_FEED)
            listener = await rig.listen(LegId("leg"), DownlinkFeeds(main=FLOOR_FEED), ear)
            await until(lambda: bool(rig.events))

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
    seconds, listeners = (3.0, 5) if is_quick else (15.0, 30)
    return {
        "sound": await processor_per_listener(listeners, seconds, with_picture=False),
        "sound_and_picture": await processor_per_listener(listeners, seconds, with_picture=True),
        "stages": await delay_by_stage(seconds),
        "burst_ms": await delay_of_bursts(2 * seconds, with_stock_buffer=False),
        "burst_with_stock_buffer_ms": await delay_of_bursts(2 * seconds, with_stock_buffer=True),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, five listeners")
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
