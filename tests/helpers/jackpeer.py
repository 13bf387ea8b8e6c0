"""The other side of a JACK device: what is said into its inputs, and what its outputs play, with the instants."""

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
import pytest
from numpy.typing import NDArray

from common.model.units import SAMPLE_RATE_HZ
from room_console.rehearsal.recordings import Recording
from tests.helpers.soundservers import wait_for

CONNECT_TIMEOUT_S = 20.0

Signal = NDArray[np.float32]


class JackPeer:
    """Says endless signals into a program's PortAudio inputs and records its outputs; ports are numbered from 1.

    `server` is the JACK server's name. Thread: JACK's, for the recording, which has ended when `stop` returns.
    """

    def __init__(
        self,
        server: str,
        say: Mapping[int, NDArray[np.float32]],
        hear: Sequence[int],
        seconds: float,
        name: str = "peer",
    ) -> None:
        """Be a client of this name; a program may also open it as a device of its own: PortAudio lists every client."""
        jack = pytest.importorskip("jack")
        self.started_mono_s = 0.0
        self._client: Any = jack.Client(name, no_start_server=True, servername=server)
        self._say = {port: (self._client.outports.register(f"say_{port}"), signal) for port, signal in say.items()}
        self._hear = {port: self._client.inports.register(f"hear_{port}") for port in hear}
        self._heard = {port: np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32) for port in hear}
        self._spoken = {port: np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32) for port in say}
        self._first_frame: int | None = None
        self._end = 0
        self._client.set_process_callback(self._process)

    def __enter__(self) -> Self:
        self._client.activate()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.deactivate()
        self._client.close()

    def connect(self, timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        """Wait for the program's ports and patch to them, in place of JACK's own."""
        most_in, most_out = max(self._say, default=0), max(self._hear, default=0)
        assert wait_for(lambda: len(self._ports(True)) >= most_in and len(self._ports(False)) >= most_out, timeout_s)
        inputs, outputs = self._ports(True), self._ports(False)
        for target in inputs:
            for source in self._client.get_all_connections(target):
                self._client.disconnect(source, target)
        for port, (source, _) in self._say.items():
            self._client.connect(source, inputs[port - 1])
        for port, target in self._hear.items():
            self._client.connect(outputs[port - 1], target)

    def heard(self, port: int) -> Recording:
        """What an output of the program played, so far."""
        return Recording(self._heard[port][: self._end], self.started_mono_s)

    def spoken(self, port: int) -> Recording:
        """What was said into an input of the program, so far."""
        return Recording(self._spoken[port][: self._end], self.started_mono_s)

    def _ports(self, is_input: bool) -> list[Any]:
        found: list[Any] = self._client.get_ports(
            "PortAudio.*", is_audio=True, is_input=is_input, is_output=not is_input
        )
        return found

    def _process(self, frames: int) -> None:
        now_frame = self._client.last_frame_time
        if self._first_frame is None:
            self._first_frame, self.started_mono_s = now_frame, time.monotonic()
        at = now_frame - self._first_frame
        places = np.arange(at, at + frames)
        for port, (source, signal) in self._say.items():
            said = signal.take(places, mode="wrap")
            source.get_array()[:] = said
            self._keep(self._spoken[port], at, said)
        for port, target in self._hear.items():
            self._keep(self._heard[port], at, target.get_array())
        self._end = at + frames

    def _keep(self, kept: Signal, at: int, sound: Signal) -> None:
        """Keep sound at its own time: a cycle that came too late for JACK leaves silence, and moves nothing."""
        room = max(0, len(kept) - at)
        kept[at : at + len(sound)] = sound[:room]
