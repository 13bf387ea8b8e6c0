"""The console window is a client: killed in mid-meeting, it takes nothing with it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from common.audio.testsignal import identify_voice
from common.model.units import SAMPLE_RATE_HZ
from room_console.rehearsal.recordings import longest_gap_ms
from tests.helpers.meetingrig import MeetingRig, meeting

pytestmark = pytest.mark.flaky(reruns=2)

HALL = 'device = "virtual"\n'
WINDOW_UP_S = 6.0
AROUND_S = 2.0


@pytest.mark.timeout(120)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is Unix's")
async def test_killing_the_window_leaves_no_gap_in_anyones_sound(tmp_path: Path) -> None:
    rig = MeetingRig(tmp_path, ("anna",), HALL, {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)})
    async with meeting(rig):
        rig.enter("anna", "--channel", "fr")
        config = ["--config", str(tmp_path / "console.toml"), "--state", str(rig.state)]
        window = rig.child("window", "room_console", *config)
        await asyncio.sleep(WINDOW_UP_S)
        assert window.exit_code is None, window.last_words()
        loop = asyncio.get_running_loop()
        killed_mono_s = loop.time()
        os.kill(window.pid, signal.SIGKILL)
        await asyncio.sleep(AROUND_S * 1.5)
        core = rig.children[0]
        assert core.exit_code is None
    heard = rig.heard("anna")
    before = longest_gap_ms(heard, killed_mono_s - AROUND_S, killed_mono_s)
    after = longest_gap_ms(heard, killed_mono_s, killed_mono_s + AROUND_S)
    assert identify_voice(heard.between(killed_mono_s, killed_mono_s + AROUND_S))[0] == 2
    assert after <= max(before, 10.0), f"{after} ms of silence after the kill, {before} ms before it"
    assert len(heard.sound) > AROUND_S * SAMPLE_RATE_HZ
