"""The media process is killed in the middle of a meeting: another one takes its place, and everyone is heard again."""

import asyncio
import logging
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from common.model.units import SAMPLE_RATE_HZ
from room_console.core.hall.recording import ABOUT_FILE, OUTPUTS_FILE
from room_console.rehearsal.recordings import Recording, read_recording
from tests.helpers.meetingrig import MeetingRig, meeting

pytestmark = pytest.mark.flaky(reruns=2)

HALL = 'device = "virtual"\ncamera = "none"\n'
LISTENER, SPEAKER = "listener", "speaker"
SEND = 3
"""Where slot 1 leaves the virtual hall."""
BEFORE_S, AFTER_S, LAST_S = 8.0, 10.0, 3.0
HEARD = 10.0 ** (-60.0 / 20.0)
MOST_SILENT_S = 6.0
"""On a machine that does other things meanwhile; a calm one needs about 1 s."""
_log = logging.getLogger(__name__)


def media_process(core_pid: int) -> psutil.Process:
    """Find the core's child that listens for media."""
    (found,) = [child for child in psutil.Process(core_pid).children() if child.net_connections("udp")]
    return found


def is_heard(recording: Recording, from_mono_s: float, to_mono_s: float) -> np.ndarray:
    """Tell of each 100 ms whether anything is heard."""
    sound = recording.between(from_mono_s, to_mono_s)
    parts = sound[: len(sound) // (SAMPLE_RATE_HZ // 10) * (SAMPLE_RATE_HZ // 10)].reshape(-1, SAMPLE_RATE_HZ // 10)
    loud: np.ndarray = np.abs(parts).max(axis=1) > HEARD
    return loud


def silence_s(recording: Recording, from_mono_s: float, to_mono_s: float) -> float:
    """Return the longest silence, to 100 ms."""
    longest = run = 0
    for heard in is_heard(recording, from_mono_s, to_mono_s):
        run = 0 if heard else run + 1
        longest = max(longest, run)
    return longest / 10


@pytest.mark.timeout(150)
async def test_sound_comes_back_by_itself_both_ways(tmp_path: Path) -> None:
    """The speaker hums; the listener hears it as the floor. Nobody does anything but the programs."""
    rig = MeetingRig(tmp_path, (LISTENER, SPEAKER), HALL)
    async with meeting(rig, "--rehearse", str(tmp_path / "hall")):
        core = rig.children[0]
        rig.enter(SPEAKER, "--audio-in", "tone:440", "--request-floor")
        rig.enter(LISTENER)
        await asyncio.sleep(BEFORE_S)
        first = media_process(core.pid)
        killed_mono_s = time.monotonic()
        first.kill()
        await asyncio.sleep(AFTER_S)
        end_mono_s = time.monotonic()
        second = media_process(core.pid)
        assert second.pid != first.pid
        assert core.exit_code is None
    sent = read_recording(tmp_path / "hall" / OUTPUTS_FILE, tmp_path / "hall" / ABOUT_FILE, SEND)
    heard = rig.heard(LISTENER)
    for name, recording in (("hall", sent), ("listener", heard)):
        assert is_heard(recording, killed_mono_s - 1.0, killed_mono_s).mean() > 0.8
        gap_s = silence_s(recording, killed_mono_s, end_mono_s)
        _log.info("%s: %.1f s without sound", name, gap_s)
        assert gap_s < MOST_SILENT_S
        assert is_heard(recording, end_mono_s - LAST_S, end_mono_s - 0.5).mean() > 0.8
