"""Any media file as sound: one port, 48 kHz."""

from pathlib import Path

import av
import numpy as np

from common.audio.format import Block
from common.audio.wav import read_wav
from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ


def load_sound(path: Path) -> Block:
    """Read a file's first sound track as (n, 1), its ports averaged. Raises: MediaError(`device`)."""
    if path.suffix.lower() == ".wav":
        mono: Block = read_wav(path).mean(axis=1, keepdims=True, dtype=np.float32)
        return mono
    try:
        return _decoded(path)
    except (av.FFmpegError, OSError) as error:
        raise MediaError(ErrorCode.DEVICE, f"{path.name}: {error.strerror}") from error


def _decoded(path: Path) -> Block:
    pieces: list[Block] = []
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise MediaError(ErrorCode.DEVICE, f"{path.name}: no sound in it")
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE_HZ)
        for frame in container.decode(audio=0):
            pieces += [_samples(f) for f in resampler.resample(frame)]
        pieces += [_samples(f) for f in resampler.resample(None)]
    return np.concatenate(pieces) if pieces else np.zeros((0, 1), dtype=np.float32)


def _samples(frame: av.AudioFrame) -> Block:
    return frame.to_ndarray().reshape(-1, 1).astype(np.float32)
