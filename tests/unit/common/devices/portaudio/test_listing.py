import sys
from multiprocessing import Pipe

import pytest

from common.devices.portaudio.listing import devices_here, pick, send_devices
from common.devices.portaudio.watch import report_devices
from common.model.errors import MediaError
from tests.helpers.fakesounddevice import FakeSounddevice

DEVICES = [("ALSA", "USB", 1, 0, 44_100), ("ALSA", "USB", 0, 2, 48_000), ("JACK", "system", 16, 16, 48_000)]


def test_devices_are_named_by_host_and_twins_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeSounddevice(DEVICES, default=(0, 1)).install(monkeypatch)
    devices = devices_here()
    assert [d.name for d in devices] == ["portaudio:ALSA:USB", "portaudio:ALSA:USB#2", "portaudio:JACK:system"]
    assert devices[0].is_default_input
    assert not devices[0].is_default_output
    assert devices[0].sample_rate_hz == 44_100
    assert devices[2].title == "system (JACK)"


def test_a_device_is_picked_by_name_or_as_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeSounddevice(DEVICES, default=(0, 1)).install(monkeypatch)
    devices = devices_here()
    assert pick(devices, None, is_input=False)[0] == 1
    assert pick(devices, "portaudio:JACK:system", is_input=True)[0] == 2
    with pytest.raises(MediaError, match="no output device portaudio:ALSA:USB"):
        pick(devices, "portaudio:ALSA:USB", is_input=False)
    with pytest.raises(MediaError, match="no input device at all"):
        pick([], None, is_input=True)


def test_a_machine_without_portaudio_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    ours, theirs = Pipe()
    send_devices(theirs)
    assert "libportaudio2" in ours.recv()


def test_the_watcher_lists_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSounddevice(DEVICES)
    fake.install(monkeypatch)
    ours, theirs = Pipe()
    ours.send("let go")
    report_devices(theirs, 0.0)
    assert len(ours.recv()) == 3
    assert fake.scans == 1
