"""What a virtual hall played at the first slot's send, for tests that listen to a meeting afterwards."""

from pathlib import Path

import numpy as np

from common.model.units import SAMPLE_RATE_HZ
from room_console.core.hall.recording import ABOUT_FILE, OUTPUTS_FILE
from room_console.rehearsal.recordings import Recording, read_recording

HALL = 'device = "virtual"\ncamera = "none"\n'
SEND_PORT = 3
"""Where slot 1 leaves the virtual hall, by the default patch."""
HEARD = 10.0 ** (-60.0 / 20.0)
_MS_SAMPLES = SAMPLE_RATE_HZ // 1000


def sent(folder: Path) -> Recording:
    """Read what was sent to the desk from slot 1."""
    return read_recording(folder / OUTPUTS_FILE, folder / ABOUT_FILE, SEND_PORT)


def share_heard(recording: Recording, from_mono_s: float, to_mono_s: float) -> float:
    """Return how much of the time something is heard: a tone crosses zero, so of each millisecond the peak."""
    peaks = np.abs(recording.between(from_mono_s, to_mono_s))
    whole = peaks[: len(peaks) // _MS_SAMPLES * _MS_SAMPLES].reshape(-1, _MS_SAMPLES).max(axis=1)
    return float(np.mean(whole > HEARD)) if len(whole) else 0.0
