"""The mouths and ears of a run: one JACK client that says signals and records, both on the same clock.

Run apart: `python -m tests.bench.sound.ear MOUTHS EARS` with a JACK server's environment; a JSON command a line
on stdin, a JSON answer a line on stdout. Mouths and ears go on by the cycles that were run, not by the clock: what came
too late for JACK was neither said nor heard, and is told with the stalls.
"""

import gc
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.stalls import look_at
from tests.bench.sound.types import Sound

TAIL_S = 0.4
"""How long the ears listen on after the mouths' last word."""


class Session:
    """What is said, what was heard, and where the session is. Thread: JACK's, until `is_over`."""

    def __init__(self, say: Sound, ears: int, period: int) -> None:
        self.cycles = -(-(len(say) + int(TAIL_S * SAMPLE_RATE_HZ)) // period)
        samples = self.cycles * period
        self.said: Sound = np.pad(say, (0, samples - len(say))).astype(np.float32)
        self.heard: Sound = np.full((ears, samples), 0.0, np.float32)
        self.frames = np.full(self.cycles, 0, np.int64)
        self.begun_mono_s = np.full(self.cycles, 0.0)
        self.cycle = 0
        self.is_started, self.is_over = threading.Event(), threading.Event()


class Ear:
    """The client. Thread: the main one, but for `_process`."""

    def __init__(self, mouths: int, ears: int) -> None:
        import jack

        self._client = jack.Client("ear", no_start_server=True)
        self._mouths = [self._client.outports.register(f"say_{n}") for n in range(mouths)]
        self._ears = [self._client.inports.register(f"hear_{n}") for n in range(ears)]
        self._session: Session | None = None
        self._client.set_process_callback(self._process)
        self._client.activate()

    def ports(self) -> list[list[Any]]:
        """Return the name of each sound port of the others, and whether it takes sound."""
        return [[port.name, port.is_input] for port in self._client.get_ports(is_audio=True) if port.name[:4] != "ear:"]

    def connect(self, mouths: list[list[str]], ears: list[str]) -> None:
        """Patch each mouth to inputs, and an output to each ear, in place of whatever was there."""
        for port, targets in zip(self._mouths, mouths, strict=True):
            for target in targets:
                for source in self._client.get_all_connections(target):
                    self._client.disconnect(source, target)
                self._client.connect(port, target)
        for port, source in zip(self._ears, ears, strict=True):
            for connected in self._client.get_all_connections(port):
                self._client.disconnect(connected, port)
            self._client.connect(source, port)

    def run(self, say: Path, heard: Path) -> dict[str, Any]:
        """Say a signal by all mouths, report the start, record to its end."""
        period = self._client.blocksize
        session = Session(np.load(say), len(self._ears), period)
        self._session = session
        session.is_started.wait()
        answer({"started_mono_s": float(session.begun_mono_s[0])})
        session.is_over.wait()
        self._session = None
        np.save(heard, session.heard)
        return look_at(session.frames, session.begun_mono_s, period)._asdict()

    def _process(self, frames: int) -> None:
        session = self._session
        if session is None or session.is_over.is_set():
            for mouth in self._mouths:
                mouth.get_array()[:] = 0.0
            return
        cycle = session.cycle
        session.frames[cycle] = self._client.last_frame_time
        session.begun_mono_s[cycle] = time.monotonic()
        place = slice(cycle * frames, (cycle + 1) * frames)
        for mouth in self._mouths:
            mouth.get_array()[:] = session.said[place]
        for number, ear in enumerate(self._ears):
            session.heard[number, place] = ear.get_array()
        session.cycle = cycle + 1
        if cycle == 0:
            session.is_started.set()
        if session.cycle == session.cycles:
            session.is_over.set()


def answer(value: Any) -> None:
    """Say one line."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Carry out commands until stdin closes."""
    ear = Ear(int(sys.argv[1]), int(sys.argv[2]))
    gc.freeze()
    gc.disable()
    answer("ready")
    for line in sys.stdin:
        match json.loads(line):
            case {"do": "ports"}:
                answer(ear.ports())
            case {"do": "connect", "mouths": mouths, "ears": ears}:
                ear.connect(mouths, ears)
                answer("connected")
            case {"do": "run", "say": say, "heard": heard}:
                answer(ear.run(Path(say), Path(heard)))


if __name__ == "__main__":
    main()
