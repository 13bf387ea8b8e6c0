"""A headset on real sound servers: a null sink's monitor is the microphone beside it."""

from pathlib import Path

import pytest

from common.devices.portaudio import list_devices
from tests.helpers.headsetrig import PEAK, measure
from tests.helpers.soundservers import pipewire_server, pulse_server

SECONDS = 8.0
SETTLED_CHIRPS = 4
"""A null sink comes down from its own 2 s of latency at first; the last 5 s are judged."""
MOST_DELAY_MS = 250.0
"""60 to 110 ms on a calm machine."""


def check(result: dict[str, object]) -> None:
    delays, steps = result["delays_ms"], result["steps"]
    assert isinstance(delays, list)
    assert isinstance(steps, list)
    assert result["is_alive"], result
    assert len(delays) >= SETTLED_CHIRPS + 1, result
    assert steps[-SETTLED_CHIRPS:] == [0] * SETTLED_CHIRPS, result
    assert max(delays[-SETTLED_CHIRPS:]) < MOST_DELAY_MS, result
    assert result["peak"] == pytest.approx(PEAK, rel=0.1), result


def test_what_the_headphone_plays_the_microphone_hears_on_pulseaudio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pulse_server(tmp_path) as server:
        server.give_environment(monkeypatch)
        check(measure("portaudio:ALSA:pulse", "portaudio:ALSA:pulse", SECONDS))


@pytest.mark.parametrize("name", ["portaudio:ALSA:pulse", "portaudio:ALSA:pipewire"])
def test_what_the_headphone_plays_the_microphone_hears_on_pipewire(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pipewire_server(tmp_path) as server:
        server.give_environment(monkeypatch)
        if name not in [d.name for d in list_devices()]:
            pytest.skip(f"ALSA does not know {name} here (package pipewire-alsa)")
        check(measure(name, name, SECONDS))
