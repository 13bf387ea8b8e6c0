"""A small room, as a loudspeaker and a microphone in it have it: the way between them, measured in samples."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.audio.format import Block
from common.audio.wav import read_wav
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

REVERBERATION_S = 0.3
"""To -60 dB: a furnished hotel room."""
DIRECT_MS = 3.0
"""One metre."""
SENTENCE = (
    "The delegation wishes to thank the chair for the document, and would like to put three questions on the record "
    "before the committee turns to the second item of its agenda."
)


def way_to_microphone(gain: float, delay_ms: float, seed: int = 5) -> NDArray[np.float64]:
    """Return an impulse response: a direct sound after `delay_ms`, and reflections that die away."""
    rng = np.random.default_rng(seed)
    length = round(REVERBERATION_S * SAMPLE_RATE_HZ)
    tail = rng.standard_normal(length) * 10.0 ** (-3.0 * np.arange(length) / length) * 0.02
    response = np.concatenate((np.zeros(round((delay_ms + DIRECT_MS) * SAMPLE_RATE_HZ / 1000)), tail))
    response[len(response) - length] += 1.0
    scaled: NDArray[np.float64] = response * gain
    return scaled


def heard_in_room(sound: Block, way: NDArray[np.float64]) -> Block:
    """Return (n, 1) as it comes by that way."""
    size = 1 << (len(sound) + len(way)).bit_length()
    spectrum = np.fft.rfft(sound[:, 0], size) * np.fft.rfft(way, size)
    heard: Block = np.fft.irfft(spectrum, size)[: len(sound), None].astype(np.float32)
    return heard


def spoken(folder: Path, program: str, seconds: float, rms_dbfs: float = -24.0) -> Block | None:
    """Let `espeak-ng` or `flite` read a sentence again and again; None where it is not installed."""
    path = folder / f"{program}.wav"
    if shutil.which(program) is None:
        return None
    told = ["-w", str(path), SENTENCE] if program == "espeak-ng" else ["-t", SENTENCE, "-o", str(path)]
    subprocess.run([program, *told], check=True, capture_output=True, timeout=60)
    return blocks_at(read_wav(path), seconds, rms_dbfs)


def blocks_at(sound: Block, seconds: float, rms_dbfs: float) -> Block:
    """Repeat (n, 1) for so long, in whole blocks, at that level."""
    count = round(seconds * SAMPLE_RATE_HZ) // BLOCK_SAMPLES * BLOCK_SAMPLES
    repeated = np.resize(sound[:, :1], (count, 1)).astype(np.float32)
    level = float(np.sqrt(np.mean(np.square(repeated, dtype=np.float64))))
    scaled: Block = repeated * np.float32(10.0 ** (rms_dbfs / 20.0) / level)
    return scaled
