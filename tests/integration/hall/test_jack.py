"""The bridge on a real 16 x 16 device: JACK's dummy driver through PortAudio."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests.helpers.soundservers import SoundServer, jack_server

pytestmark = pytest.mark.flaky(reruns=2)

pytest.importorskip("jack", reason="JACK-Client is not installed")

DOWN_S = 3.0
"""How long the server stays away: longer than one attempt to reopen."""


def start_rig(server: SoundServer, task: str, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.helpers.jackrig", task, str(seconds)]
    environment = os.environ | server.environment
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_booth_heard_by_a_slot_comes_back_on_its_send_port() -> None:
    with jack_server() as server, start_rig(server, "loop", 8.0) as rig:
        output, _ = rig.communicate(timeout=40)
    result = json.loads(output.splitlines()[-1])
    assert len(result["delays_ms"]) >= 3
    assert max(result["delays_ms"]) < 60.0, result
    assert result["voice"] == 4
    assert result["silent_peak"] == 0.0
    assert result["blocks"] > 700


def test_a_killed_server_is_noticed_the_feeds_go_on_and_the_device_comes_back() -> None:
    with jack_server() as server, start_rig(server, "killed", 20.0) as rig:
        assert rig.stdin is not None
        assert rig.stdout is not None
        assert rig.stdout.readline() == "ready\n"
        server.kill()
        rig.stdin.write("killed\n")
        rig.stdin.flush()
        time.sleep(DOWN_S)
        server.restart()
        rig.stdin.write("back\n")
        rig.stdin.flush()
        output, _ = rig.communicate(timeout=40)
    result = json.loads(output.splitlines()[-1])
    assert result["noticed_after_s"] < 1.0, result
    assert result["fault"]
    assert 95 < result["blocks_per_s_between"] < 105, result
    assert result["back_after_s"] < 8.0, result
    assert result["longest_between_pumps_s"] < 0.1, result
    assert result["is_running"]
