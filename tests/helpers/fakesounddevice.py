"""PortAudio as a script says: stands where the module `sounddevice` is imported from."""

import sys
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from common.audio.format import Block
from common.model.units import SAMPLE_RATE_HZ


class PortAudioError(Exception):
    """As of the module."""


@dataclass
class FakeStream:
    """A stream that calls back when the test says so."""

    kind: str
    wish: dict[str, Any]
    samplerate: float
    is_started: bool = False
    is_closed: bool = False
    active: bool = True
    latency: float | tuple[float, float] = 0.01

    def start(self) -> None:
        self.is_started = True

    def close(self) -> None:
        self.is_closed = True

    def hear(self, indata: Block, status: str = "") -> None:
        """Let a microphone's callback come."""
        self.wish["callback"](indata, len(indata), None, status)

    def play(self, samples: int, status: str = "") -> Block:
        """Let a headphone's callback come."""
        outdata = np.full((samples, self.wish["channels"]), np.nan, dtype=np.float32)
        self.wish["callback"](outdata, samples, None, status)
        return outdata

    def carry(self, indata: Block) -> Block:
        """Let a hall's callback come."""
        outdata = np.full((len(indata), self.wish["channels"][1]), np.nan, dtype=np.float32)
        self.wish["callback"](indata, outdata, len(indata), None, "")
        return outdata


@dataclass
class FakeSounddevice:
    """Devices as (host, name, inputs, outputs, rate); `refused` holds (rate, ports) that do not open."""

    devices: list[tuple[str, str, int, int, int]]
    default: tuple[int, int] = (0, 0)
    refused: set[tuple[int, int]] = field(default_factory=set)
    streams: list[FakeStream] = field(default_factory=list)
    scans: int = 0

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be what `import sounddevice` finds."""
        module: Any = ModuleType("sounddevice")
        hosts = list(dict.fromkeys(d[0] for d in self.devices))
        module.PortAudioError = PortAudioError
        module._exit_handler = lambda: None
        module._terminate = lambda: None
        module._initialize = self._scan
        module.default = SimpleNamespace(device=self.default)
        module.query_hostapis = lambda: [{"name": host} for host in hosts]
        module.query_devices = lambda: [
            {
                "name": name,
                "hostapi": hosts.index(host),
                "max_input_channels": inputs,
                "max_output_channels": outputs,
                "default_samplerate": float(rate),
            }
            for host, name, inputs, outputs, rate in self.devices
        ]
        for kind in ("InputStream", "OutputStream", "Stream"):
            setattr(module, kind, lambda kind=kind, **wish: self._open(kind, wish))
        monkeypatch.setitem(sys.modules, "sounddevice", module)

    def _scan(self) -> None:
        self.scans += 1

    def _open(self, kind: str, wish: dict[str, Any]) -> FakeStream:
        if (wish.get("samplerate", SAMPLE_RATE_HZ), wish["channels"]) in self.refused:
            raise PortAudioError("Invalid sample rate")
        self.streams.append(FakeStream(kind, wish, wish["samplerate"]))
        return self.streams[-1]
