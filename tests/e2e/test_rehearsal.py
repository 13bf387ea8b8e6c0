"""The rehearsal as a user runs it: one command, real processes, a report of what was measured."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.flaky(reruns=2)

SECONDS = 30
LANGUAGES = ("floor", "en", "fr", "es", "ru", "ar", "zh")
KEYS = {
    "hall_to_delegate_ms",
    "delegate_to_hall_ms",
    "level_error_db",
    "mix_minus_rejection_db",
    "channel_switch_gap_ms",
    "request_to_on_air_ms",
    "packets",
    "channels_heard",
    "cpu_s",
    "peak_rss_mb",
    "versions",
    "seconds",
}


@pytest.mark.timeout(180)
def test_the_rehearsal_measures_a_whole_meeting(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = ["room_console", "demo", "--headless", "--seconds", str(SECONDS), "--report", str(report)]
    run = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, timeout=170, check=False)
    assert run.returncode == 0, run.stderr
    measured = json.loads(report.read_text(encoding="utf-8"))
    assert json.loads(run.stdout) == measured
    assert measured.keys() >= KEYS
    assert measured["channels_heard"] == {language: voice for voice, language in enumerate(LANGUAGES)}
    assert 0 < measured["hall_to_delegate_ms"]["median"] <= 250
    assert 0 < measured["delegate_to_hall_ms"]["median"] <= 250
    assert abs(measured["level_error_db"]) < 2.0
    assert measured["mix_minus_rejection_db"] >= 60
    assert measured["request_to_on_air_ms"] < 5000
    assert measured["packets"]["sent"] > 2000
    assert set(measured["cpu_s"]) == set(measured["peak_rss_mb"]) == {"core", "observers", "kenya", "brazil", "fiji"}
    assert all(used > 0 for used in (*measured["cpu_s"].values(), *measured["peak_rss_mb"].values()))
    assert measured["seconds"] >= SECONDS
