"""A program on one JACK server, run apart because PortAudio looks for its server once a process.

Usage: python -m tests.helpers.jackrig loop|killed SECONDS; prints one JSON object.
`killed` is told of the kill and of the return by stdin.
"""

import json
import sys
import threading
import time
from typing import Any

import jack
import numpy as np

from common.aio.realtime import favour_sound
from common.audio.align import find_all
from common.audio.format import Block
from common.audio.testsignal import chirp, identify_voice
from common.audio.testsignal.voice import voice_loop
from common.devices.portaudio import PortAudioHall
from common.model.ids import FeedId, SlotNumber
from common.model.patch import default_patch
from common.model.units import SAMPLE_RATE_HZ
from room_console.core.hall.bridge import HallBridge

PORTS = 16
HALL = "portaudio:JACK Audio Connection Kit:system"
PUMP_S = 0.004


class Peer:
    """The hall's other side: speaks a signal into the bridge's input, and records one of its outputs."""

    def __init__(self, say: Block, seconds: float) -> None:
        self.client = jack.Client("hall-peer", no_start_server=True)
        self._say = self.client.outports.register("say")
        self._hear = self.client.inports.register("hear")
        self.heard: Block = np.zeros(int(seconds * SAMPLE_RATE_HZ), dtype=np.float32)
        self._signal = say
        self._at = 0
        self.client.set_process_callback(self._process)

    def _process(self, frames: int) -> None:
        places = np.arange(self._at, self._at + frames)
        self._say.get_array()[:] = self._signal.take(places, mode="wrap")
        if self._at + frames <= len(self.heard):
            self.heard[self._at : self._at + frames] = self._hear.get_array()
        self._at += frames

    def connect(self, hall_input: int, hall_output: int) -> None:
        """Patch the peer to PortAudio's ports, numbered from 1, in place of JACK's own."""
        inputs = self.client.get_ports("PortAudio.*", is_audio=True, is_input=True)
        outputs = self.client.get_ports("PortAudio.*", is_audio=True, is_output=True)
        for source in self.client.get_all_connections(inputs[hall_input - 1]):
            self.client.disconnect(source, inputs[hall_input - 1])
        self.client.connect(self._say, inputs[hall_input - 1])
        self.client.connect(outputs[hall_output - 1], self._hear)


class Feed:
    """Keeps a feed's blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def write(self, block: Block) -> None:
        self.blocks.append(block)


class Returned:
    """The floor feed as a slot's sound: what the hall says comes back to it."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def read(self) -> Block | None:
        return self._feed.blocks.pop(0) if self._feed.blocks else None


def pump_for(bridge: HallBridge, seconds: float) -> None:
    """Pump as the media loop does."""
    end_mono_s = time.monotonic() + seconds
    while time.monotonic() < end_mono_s:
        bridge.pump()
        time.sleep(PUMP_S)


def loop(seconds: float) -> dict[str, Any]:
    """Send voice 4 with chirps in by input 1; feed it back as a slot; find it on the loudspeakers' output."""
    signal = voice_loop(4)[: 2 * SAMPLE_RATE_HZ].copy()
    signal[: len(chirp())] = chirp()
    feeds: dict[FeedId, Feed] = {}
    hall = PortAudioHall(HALL, PORTS, PORTS)
    patch = default_patch(PORTS, PORTS)
    bridge = HallBridge(hall, patch, lambda feed: feeds.setdefault(feed, Feed()))
    peer = Peer(signal, seconds)
    bridge.start()
    with peer.client:
        peer.connect(hall_input=3, hall_output=patch.slots[SlotNumber(1)].send_output or 0)
        booth = feeds.setdefault(FeedId("channel-2"), Feed())
        bridge.connect_slot(SlotNumber(1), Returned(booth))
        settled = hall.xruns
        pump_for(bridge, seconds)
        xruns = hall.xruns - settled
    heard = peer.heard
    places = find_all(chirp(), heard)
    period = len(signal)
    delays_ms = [1000 * (d.samples % period) / SAMPLE_RATE_HZ for d in places]
    voice, confidence = identify_voice(heard[-SAMPLE_RATE_HZ * 3 // 2 :])
    silent = max(float(np.abs(b).max()) for b in feeds[FeedId("channel-3")].blocks)
    bridge.stop()
    return {
        "delays_ms": delays_ms,
        "voice": voice,
        "confidence": confidence,
        "xruns": xruns,
        "counts": hall.counts(),
        "lateness_p95_ms": bridge.lateness_p95_ms(),
        "blocks": len(feeds[FeedId("channel-3")].blocks),
        "silent_peak": silent,
    }


def killed(seconds: float) -> dict[str, Any]:
    """Say `ready`, learn by a line each that the server was killed and that it is back; measure how soon we know."""
    feeds: dict[FeedId, Feed] = {}
    bridge = HallBridge(
        PortAudioHall(HALL, PORTS, PORTS), default_patch(PORTS, PORTS), lambda f: feeds.setdefault(f, Feed())
    )
    bridge.start()
    told: list[float] = []

    def take_notes() -> None:
        for _ in sys.stdin:
            told.append(time.monotonic())

    threading.Thread(target=take_notes, daemon=True).start()
    pump_for(bridge, 0.5)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    noted: list[tuple[float, int, str]] = []
    end_mono_s = time.monotonic() + seconds
    while time.monotonic() < end_mono_s and len(noted) < 2:
        bridge.pump()
        if len(told) > len(noted) and bridge.is_running is (len(noted) == 1):
            noted.append((time.monotonic(), len(feeds[FeedId("floor")].blocks), bridge.fault))
        time.sleep(PUMP_S)
    pump_for(bridge, 1.0)
    is_running = bridge.is_running
    bridge.stop()
    (lost_s, lost_blocks, fault), (back_s, back_blocks, _) = noted
    return {
        "noticed_after_s": lost_s - told[0],
        "back_after_s": back_s - told[1],
        "fault": fault,
        "blocks_per_s_between": (back_blocks - lost_blocks) / (back_s - lost_s),
        "is_running": is_running,
        "xruns": bridge.xruns,
    }


if __name__ == "__main__":
    favour_sound()
    result = {"loop": loop, "killed": killed}[sys.argv[1]](float(sys.argv[2]))
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
