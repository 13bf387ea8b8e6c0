"""A program on one JACK server, run apart because PortAudio looks for its server once a process.

Usage: python -m tests.helpers.jackrig loop|killed SECONDS; prints one JSON object.
`killed` is told of the kill and of the return by stdin.
"""

import gc
import json
import select
import subprocess
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
from common.model.ids import ChannelNumber, FeedId, SlotNumber
from common.model.patch import default_patch
from common.model.units import SAMPLE_RATE_HZ
from room_console.core.hall.bridge import HallBridge

PORTS = 16
HALL = "portaudio:JACK Audio Connection Kit:system"
PUMP_S = 0.004


class Peer:
    """Speaks a signal into the bridge's input, and records one of its outputs."""

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


def signal_of_voice() -> Block:
    """Return 2 s of voice 4 that begin with a chirp."""
    signal = voice_loop(4)[: 2 * SAMPLE_RATE_HZ].copy()
    signal[: len(chirp())] = chirp()
    return signal


def peer(seconds: float) -> dict[str, Any]:
    """Be the hall's other side: say `ready`, speak and record for so long, and find the chirps in the recording."""
    hall_input, hall_output = (int(n) for n in sys.argv[3:5])
    gc.disable()
    said = Peer(signal_of_voice(), seconds)
    with said.client:
        said.connect(hall_input, hall_output)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        time.sleep(seconds)
    period = 2 * SAMPLE_RATE_HZ
    places = find_all(chirp(), said.heard)
    voice, confidence = identify_voice(said.heard[-SAMPLE_RATE_HZ * 3 // 2 :])
    return {
        "delays_ms": [1000 * (d.samples % period) / SAMPLE_RATE_HZ for d in places],
        "least_confidence": min((d.confidence for d in places), default=0.0),
        "voice": voice,
        "confidence": confidence,
    }


def loop(seconds: float) -> dict[str, Any]:
    """Have voice 4 with chirps said into booth 2; feed it back as a slot; it comes out at the slot's send port."""
    feeds: dict[FeedId, Feed] = {}
    hall = PortAudioHall(HALL, PORTS, PORTS)
    patch = default_patch(PORTS, PORTS)
    bridge = HallBridge(hall, patch, lambda feed: feeds.setdefault(feed, Feed()))
    bridge.start()
    bridge.connect_slot(SlotNumber(1), Returned(feeds.setdefault(FeedId("channel-2"), Feed())))
    ports = [str(patch.booth_inputs[ChannelNumber(2)]), str(patch.slots[SlotNumber(1)].send_output)]
    command = [sys.executable, "-m", "tests.helpers.jackrig", "peer", str(seconds), *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        while not select.select([other.stdout], [], [], 0)[0]:
            pump_for(bridge, 0.1)
        settled = hall.counts()
        pump_for(bridge, seconds)
        counts, lateness_p95_ms = hall.counts(), bridge.lateness_p95_ms()
        while not other.poll() and other.returncode is None:
            pump_for(bridge, 0.1)
        result: dict[str, Any] = json.loads(other.stdout.read().splitlines()[-1])
    silent = max(float(np.abs(b).max()) for b in feeds[FeedId("channel-3")].blocks)
    bridge.stop()
    return result | {
        "counts": {name: counts[name] - settled[name] for name in counts} | {"queued": counts["queued_samples"]},
        "lateness_p95_ms": lateness_p95_ms,
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
    pumped_s, longest_s = time.monotonic(), 0.0
    while time.monotonic() < end_mono_s and len(noted) < 2:
        bridge.pump()
        longest_s, pumped_s = max(longest_s, time.monotonic() - pumped_s), time.monotonic()
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
        "longest_between_pumps_s": longest_s,
        "fault": fault,
        "blocks_per_s_between": (back_blocks - lost_blocks) / (back_s - lost_s),
        "is_running": is_running,
        "xruns": bridge.xruns,
    }


if __name__ == "__main__":
    favour_sound()
    result = {"loop": loop, "killed": killed, "peer": peer}[sys.argv[1]](float(sys.argv[2]))
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
