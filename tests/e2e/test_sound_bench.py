"""The sound bench in small: ours and stock aiortc, real devices, the impaired line, judged by what was heard."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.sound.course import jack_missing
from tests.helpers.impairedlink.link import link_or_skip

pytestmark = pytest.mark.flaky(reruns=2)

TIMEOUT_S = 110


@pytest.mark.timeout(TIMEOUT_S + 10)
def test_both_are_heard_and_what_is_missing_is_said(tmp_path: Path) -> None:
    with link_or_skip("hall", "remote"):
        pass
    if reason := jack_missing():
        pytest.skip(reason)
    out, plot = tmp_path / "sound.json", tmp_path / "sound.svg"
    command = [sys.executable, "-m", "tests.bench.sound", "--quick", "--peers", "hemicycle", "aiortc"]
    done = subprocess.run(
        [*command, "--json", str(out), "--plot", str(plot)],
        capture_output=True,
        text=True,
        check=True,
        timeout=TIMEOUT_S,
    )
    result = json.loads(out.read_text())
    peers = result["peers"]
    assert set(peers) == {"hemicycle", "aiortc"}, result["missing"]
    for figures in peers.values():
        assert 5.0 < figures["mouth_to_ear_ms"] < 400.0
        assert figures["mouth_to_ear_p95_ms"] >= figures["mouth_to_ear_ms"]
    assert set(peers["hemicycle"]["directions"]) == {"hall_to_delegate", "delegate_to_hall"}
    if "pesq" not in result["missing"]:
        assert peers["hemicycle"]["pesq"]["0"] > 2.0
    assert "| hemicycle |" in done.stdout
    assert plot.read_text().startswith("<svg")
