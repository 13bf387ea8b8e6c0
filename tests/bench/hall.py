"""What the hall bridge costs: `python -m tests.bench.hall [--quick] [--json FILE]`.

Time of one block with seven channels, four slots and their four returns, the speakers' sound decoded for it;
`cpu` leaves out what other programs took. `fitness` is what judging one uplink costs: a block on the media loop, one
measured and a verdict in the worker thread, and all together as a share of a core.
Delay through a device: `tests.helpers.jackrig`.
"""

import argparse
import json
import platform
import time
from pathlib import Path

from common.audio.format import Block
from common.audio.testsignal import Voice
from common.model.ids import FeedId, SlotNumber
from common.model.patch import default_patch
from common.model.units import BLOCK_S, BLOCK_SAMPLES, PACKET_SAMPLES
from common.rtc.opus import OpusEncoder
from common.rtc.rtp import Rtp
from common.rtc.sections import OPUS_PAYLOAD_TYPE
from common.rtc.sound import SoundReceiver
from room_console.core.hall.bridge import HallBridge
from room_console.core.hall.silent import SilentHall
from room_console.core.hall.taps import UplinkTap
from room_console.core.hall.voicejudge import VoiceJudge
from room_console.core.livefitness import AGAIN_S, judged_now
from tests.helpers.madeupspeech import a_voice

SLOTS = 4
BLOCKS, QUICK_BLOCKS = 30_000, 3_000
BUDGET_US = 2000.0
MEASURED_BLOCKS = 100
"""How many are measured together in the worker: each second, as `LiveFitnessWatch` is looked at."""


class WoundClock:
    """Monotonic seconds that pass a block at a time."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Speaker:
    """A remote speaker, whose packets come as they are made."""

    def __init__(self, number: int, clock: WoundClock) -> None:
        self.sound = SoundReceiver(mono_s=clock)
        self._voice, self._encoder, self._clock = Voice(number), OpusEncoder(), clock
        self._ssrc, self._sent = 1000 + number, 0

    def speak(self) -> None:
        """Say one more block."""
        if (payload := self._encoder.encode(self._voice.read())) is not None:
            sequence, timestamp = self._sent & 0xFFFF, self._sent * PACKET_SAMPLES & 0xFFFF_FFFF
            packet = Rtp(OPUS_PAYLOAD_TYPE, False, sequence, timestamp, self._ssrc, payload)
            self.sound.put(packet, self._clock.now_s)
            self._sent += 1


class Nowhere:
    """A feed that nobody hears."""

    def write(self, block: Block) -> None:
        """Take a block."""


def measure(blocks: int) -> dict[str, object]:
    """Time `blocks` pumps of one block each."""
    clock = WoundClock()
    patch = default_patch(16, 16, SLOTS)
    writers: dict[FeedId, Nowhere] = {}
    bridge = HallBridge(SilentHall(16, 16, clock), patch, lambda f: writers.setdefault(f, Nowhere()), clock)
    speakers = [Speaker(n, clock) for n in range(SLOTS)]
    bridge.start()
    for number, speaker in enumerate(speakers, start=1):
        tap = UplinkTap()
        bridge.uplinks.open(tap, speaker.sound)
        bridge.connect_slot(SlotNumber(number), tap)
    taken_us, cpu_us = [], []
    for _ in range(blocks):
        for speaker in speakers:
            speaker.speak()
        clock.now_s += BLOCK_S
        started_s, cpu_started_s = time.perf_counter(), time.thread_time()
        bridge.pump()
        cpu_us.append((time.thread_time() - cpu_started_s) * 1e6)
        taken_us.append((time.perf_counter() - started_s) * 1e6)
    bridge.stop()
    taken_us.sort()
    cpu_us.sort()
    return {
        "blocks": blocks,
        "median_us": taken_us[blocks // 2],
        "p99_us": taken_us[blocks * 99 // 100],
        "worst_us": taken_us[-1],
        "over_budget": sum(t > BUDGET_US for t in taken_us),
        "cpu_median_us": cpu_us[blocks // 2],
        "cpu_p99_us": cpu_us[blocks * 99 // 100],
        "cpu_worst_us": cpu_us[-1],
        "cpu_over_budget": sum(t > BUDGET_US for t in cpu_us),
        "core_share": sum(cpu_us) / blocks / (BLOCK_S * 1e6),
    }


def judging(blocks: int) -> dict[str, float]:
    """Time what a judge does with each block, and a verdict, as `livefitness` asks for it."""
    judge, voice = VoiceJudge(), a_voice(blocks * BLOCK_S)
    took_us, verdicts_us, measured_us = [], [], 0.0
    for number in range(blocks):
        block = voice[number * BLOCK_SAMPLES : (number + 1) * BLOCK_SAMPLES]
        started_s = time.thread_time()
        judge.take(block, 0)
        took_us.append((time.thread_time() - started_s) * 1e6)
        if number % MEASURED_BLOCKS == 0:
            started_s = time.thread_time()
            judge.measure()
            measured_us += (time.thread_time() - started_s) * 1e6
        if number and number % round(AGAIN_S / BLOCK_S) == 0:
            started_s = time.thread_time()
            judged_now(judge)
            verdicts_us.append((time.thread_time() - started_s) * 1e6)
    verdict_us = sorted(verdicts_us)[len(verdicts_us) // 2]
    return {
        "block_mean_us": sum(took_us) / blocks,
        "block_p99_us": sorted(took_us)[blocks * 99 // 100],
        "measured_us": measured_us / blocks,
        "verdict_us": verdict_us,
        "core_share": (sum(took_us) + measured_us) / blocks / (BLOCK_S * 1e6) + verdict_us / (AGAIN_S * 1e6),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.hall")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    blocks = QUICK_BLOCKS if options.quick else BLOCKS
    result = measure(blocks) | {"fitness": judging(blocks), "machine": platform.machine()}
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
