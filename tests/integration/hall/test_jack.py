"""The bridge on a real 16 x 16 device: JACK's dummy driver through PortAudio."""

import json
import os
import subprocess
import sys

import pytest

from tests.helpers.soundservers import SoundServer, jack_server

pytest.importorskip("jack", reason="JACK-Client is not installed")


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


def test_a_killed_server_is_noticed_within_a_second_and_the_feeds_go_on() -> None:
    with jack_server() as server, start_rig(server, "killed", 5.0) as rig:
        assert rig.stdin is not None
        assert rig.stdout is not None
        assert rig.stdout.readline() == "ready\n"
        rig.stdin.write("killing\n")
        rig.stdin.flush()
        server.kill()
        output, _ = rig.communicate(timeout=40)
    result = json.loads(output.splitlines()[-1])
    assert result["noticed_after_s"] < 1.0
    assert result["is_running"] is False
    assert result["fault"]
    assert 95 < result["blocks_per_s_after"] < 105
