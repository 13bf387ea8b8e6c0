"""Two clocks for hours, in simulated time: `python -m tests.bench.drift [--quick] [--json FILE]`.

A tone is sent by one clock and read by another, over a line with jitter; libopus is left out, so that every click is
the receiver's own. For each difference of clocks: what was measured of it, how old sound was when read, at first and at
last, how often time was stretched after two minutes, and how far the tone was from a steady one at the worst.

Then starts over a line that is disturbed at first: by spells in which everything comes later, or by jitter and losses.
Of many: how much worse than nothing what was corrected was at times, in ppm, and what was found of a true drift after a
minute.
"""

import argparse
import itertools
import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.model.units import PACKET_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.sound import SoundReceiver
from tests.helpers.soundline import Line, SoundLine

TONE_HZ = 1000.0
PEAK = 0.5
SETTLING_S = 120.0
HOURS, QUICK_S = 8.0, 240.0
JITTER_S = 0.005
CASES_PPM = ((100.0, 0.0), (-100.0, 0.0), (150.0, -150.0))
"""Sender and reader, each against true time."""
HEAD = b"\x78"
"""CELT, 20 ms, mono: what a packet's length is read from."""
STARTS, QUICK_STARTS = 40, 8
DISTURBED_S, START_S, MINUTE_S = 24.0, 90.0, 66.0
SPELL_S, LATE_S = (2.0, 10.0), 0.01
STARTS_PPM = (0.0, -100.0, 100.0)
JITTERY_S, MUCH_JITTER_S, LITTLE_JITTER_S, LOSS = (10.0, 20.0), 0.03, 0.001, 0.05


class ToneDecoder:
    """Makes a packet's number a stretch of a tone; it has PACKET_SAMPLES of whole periods."""

    reads_copies = False

    def __init__(self) -> None:
        at = np.arange(PACKET_SAMPLES) / SAMPLE_RATE_HZ
        self._tone = (PEAK * np.sin(2 * np.pi * TONE_HZ * at)).astype(np.float32)

    def decode(self, payload: bytes) -> NDArray[np.float32]:
        return self._tone.copy()

    def decode_copy(self, payload: bytes, samples: int) -> NDArray[np.float32]:
        return self._tone[:samples].copy()

    def conceal(self, samples: int) -> NDArray[np.float32]:
        return np.zeros(samples, np.float32)


@dataclass
class Ear:
    """Judges each block: how far its second difference is from that of a tone."""

    receiver: SoundReceiver
    worst: float = 0.0
    blocks: int = 0
    _past: NDArray[np.float32] | None = None

    def hear(self, block: NDArray[np.float32]) -> None:
        """Take the next block; each sample of a tone follows from the two before it."""
        sound = block[:, 0] if self._past is None else np.concatenate((self._past, block[:, 0]))
        self._past = block[-2:, 0]
        turn = 2 * np.cos(2 * np.pi * TONE_HZ * (1 + self.receiver.drift_ppm * 1e-6) / SAMPLE_RATE_HZ)
        rest = np.abs(sound[2:] - turn * sound[1:-1] + sound[:-2]).max()
        self.worst = max(self.worst, float(rest))
        self.blocks += 1


def run(sender_ppm: float, reader_ppm: float, seconds: float, jitter_s: float = JITTER_S) -> dict[str, float]:
    """Let one pair of clocks run."""
    line = SoundLine(
        Line(jitter_s=jitter_s),
        packets=(HEAD,),
        sender_ppm=sender_ppm,
        reader_ppm=reader_ppm,
        decoder=ToneDecoder,
    )
    started_s = time.process_time()
    line.run(SETTLING_S)
    stretched, concealed = line.receiver.counters.stretched, line.receiver.counters.concealed
    ear = Ear(line.receiver)
    ages: list[float] = []
    step_s = 10.0
    for _ in range(round((seconds - SETTLING_S) / step_s)):
        heard = line.run(step_s)
        for block in heard.blocks:
            ear.hear(block)
        ages.append(float(np.nanmedian(heard.delays_ms)))
    tenth = max(1, len(ages) // 10)
    return {
        "sender_ppm": sender_ppm,
        "reader_ppm": reader_ppm,
        "seconds": seconds,
        "measured_ppm": line.receiver.drift_ppm,
        "age_first_ms": float(np.median(ages[:tenth])),
        "age_last_ms": float(np.median(ages[-tenth:])),
        "age_least_ms": min(ages),
        "age_most_ms": max(ages),
        "stretched": line.receiver.counters.stretched - stretched,
        "concealed": line.receiver.counters.concealed - concealed,
        "blocks": ear.blocks,
        "worst_click": ear.worst / PEAK,
        "cpu_s": time.process_time() - started_s,
    }


Disturbance = Callable[[Line, int], Callable[[float], None]]
"""Makes, for a line and a seed, what changes the line each second."""


def late_spells(line: Line, seed: int) -> Callable[[float], None]:
    """Let everything come later for a while, again and again."""
    random, calm_s, until_s = np.random.default_rng(seed), line.delay_s, 0.0
    line.jitter_s = JITTER_S

    def disturb(now_s: float) -> None:
        nonlocal until_s
        if now_s >= until_s:
            until_s = now_s + random.uniform(*SPELL_S)
            line.delay_s = calm_s + random.uniform(0.0, LATE_S) * (now_s < DISTURBED_S)

    return disturb


def jitter_and_losses(line: Line, seed: int) -> Callable[[float], None]:
    """Let packets come unevenly and get lost until it is over."""
    over_s = np.random.default_rng(seed).uniform(*JITTERY_S)

    def disturb(now_s: float) -> None:
        line.jitter_s, line.loss = (MUCH_JITTER_S, LOSS) if now_s < over_s else (LITTLE_JITTER_S, 0.0)

    return disturb


def start(ppm: float, seed: int, disturbed: Disturbance) -> tuple[float, float]:
    """Begin over a line disturbed at first; return how much worse than nothing was done, and the drift in a minute."""
    impaired = Line(seed=seed)
    disturb = disturbed(impaired, seed)
    line = SoundLine(impaired, packets=(HEAD,), sender_ppm=ppm, decoder=ToneDecoder, keeps=False)
    worst, minute = 0.0, math.nan
    while line.now_s < START_S:
        disturb(line.now_s)
        line.run(1.0)
        found = line.receiver.drift_ppm
        worst = max(worst, abs(found - ppm) - abs(ppm))
        if line.now_s <= MINUTE_S:
            minute = found
    return worst, minute


def starts(ppm: float, count: int, disturbed: Disturbance) -> dict[str, float | str]:
    """Begin many times."""
    worst, minute = np.array([start(ppm, seed, disturbed) for seed in range(1, count + 1)]).T
    return {
        "starts": count,
        "disturbed_by": disturbed.__name__,
        "true_ppm": ppm,
        "wrong_ppm_most": float(worst.max()),
        "wrong_ppm_median": float(np.median(worst)),
        "after_a_minute_ppm_median": float(np.median(minute)),
        "after_a_minute_ppm_least": float(minute.min()),
        "after_a_minute_ppm_most": float(minute.max()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.drift")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--hours", type=float, default=HOURS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    seconds = QUICK_S if options.quick else options.hours * 3600
    result: list[Mapping[str, object]] = []
    for sender_ppm, reader_ppm in CASES_PPM:
        result.append(run(sender_ppm, reader_ppm, seconds))
        print(json.dumps(result[-1], indent=2), flush=True)
    for disturbed, ppm in itertools.product((late_spells, jitter_and_losses), STARTS_PPM):
        result.append(starts(ppm, QUICK_STARTS if options.quick else STARTS, disturbed))
        print(json.dumps(result[-1], indent=2), flush=True)
    if options.json:
        options.json.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
