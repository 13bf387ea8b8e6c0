"""A program with a headset: a chirp a second goes out by the headphone, and comes back, or not, at the microphone.

Usage: python -m tests.helpers.headsetrig HEADPHONE MICROPHONE SECONDS, with a sound server's environment; prints JSON.
"""

import json
import sys
import time
from itertools import pairwise
from typing import Any

import numpy as np

from common.aio.realtime import favour_sound
from common.audio.align import find_all
from common.audio.format import Block
from common.audio.testsignal import chirp
from common.devices.portaudio import open_input, open_output
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

PUMP_S = 0.004
PEAK = 0.25


def measure(headphone_name: str, microphone_name: str, seconds: float) -> dict[str, Any]:
    """Play, hear, and compare. `steps` are samples lost or added between two chirps."""
    headphone, microphone = open_output(headphone_name), open_input(microphone_name)
    headphone.start()
    microphone.start()
    heard: list[Block] = []
    said_mono_s, heard_mono_s = list[float](), list[float]()
    signal = np.zeros((SAMPLE_RATE_HZ, 1), dtype=np.float32)
    signal[: len(chirp()), 0] = PEAK * chirp() / np.abs(chirp()).max()
    at, started_mono_s = 0, time.monotonic()
    while (now := time.monotonic()) < started_mono_s + seconds:
        while headphone.wants_block():
            if at % SAMPLE_RATE_HZ == 0:
                said_mono_s.append(now)
            headphone.write(signal.take(range(at, at + BLOCK_SAMPLES), axis=0, mode="wrap"))
            at += BLOCK_SAMPLES
        while (block := microphone.read()) is not None:
            heard.append(block)
            heard_mono_s.append(now)
        time.sleep(PUMP_S)
    result = {
        "is_alive": headphone.is_alive and microphone.is_alive,
        "xruns": [headphone.xruns, microphone.xruns],
        "written_per_s": at / seconds,
        "heard_per_s": len(heard) * BLOCK_SAMPLES / seconds,
    }
    headphone.stop()
    microphone.stop()
    sound = np.concatenate(heard)[:, 0]
    places = find_all(chirp(), sound)
    arrivals = [heard_mono_s[int(p.samples) // BLOCK_SAMPLES] for p in places]
    result |= {
        "said": len(said_mono_s),
        "chirps": len(places),
        "least_confidence": min((p.confidence for p in places), default=0.0),
        "delays_ms": [round(1000 * (a - max(s for s in said_mono_s if s <= a)), 1) for a in arrivals],
        "steps": [round(b.samples - a.samples) - SAMPLE_RATE_HZ for a, b in pairwise(places)],
        "peak": float(np.abs(sound).max()),
    }
    return result


if __name__ == "__main__":
    favour_sound()
    sys.stdout.write(json.dumps(measure(sys.argv[1], sys.argv[2], float(sys.argv[3]))) + "\n")
