"""Records what a hall hears and plays, for measurement: `inputs.wav`, `outputs.wav` and `hall.json` in a folder."""

import json
import logging
import threading
from collections import deque
from pathlib import Path

import numpy as np

from common.aio.realtime import yield_to_sound
from common.audio.format import Block
from common.audio.wav import WavWriter
from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ

INPUTS_FILE, OUTPUTS_FILE, ABOUT_FILE = "inputs.wav", "outputs.wav", "hall.json"
QUEUE_BLOCKS = 4000
"""20 s of both directions."""
CLOSE_TIMEOUT_S = 5.0
LOOK_S = 0.1
_log = logging.getLogger(__name__)


class _Track:
    """One file, in which every block lies at its time."""

    def __init__(self, path: Path, ports: int) -> None:
        self._writer = WavWriter(path, max(1, ports))
        self._ports = ports

    def put(self, start: int, block: Block) -> None:
        gap = start - self._writer.samples
        if gap > 0:
            self._writer.write(np.zeros((gap, max(1, self._ports)), dtype=np.float32))
        if gap >= 0 and self._ports:
            self._writer.write(block)

    def close(self) -> None:
        self._writer.close()


class HallRecording:
    """Writes in a thread of its own; blocks that it can't take in time are lost, silent in the file, and counted.

    The thread looks for blocks ten times a second: waking it for each would cost the media loop the interpreter, again
    and again.
    """

    def __init__(self, folder: Path, inputs: int, outputs: int, started_mono_s: float) -> None:
        self.lost = 0
        self._queue: deque[tuple[_Track, int, Block]] = deque()
        self._is_closing = threading.Event()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._inputs = _Track(folder / INPUTS_FILE, inputs)
            self._outputs = _Track(folder / OUTPUTS_FILE, outputs)
            about = {"started_mono_s": started_mono_s, "sample_rate_hz": SAMPLE_RATE_HZ}
            (folder / ABOUT_FILE).write_text(json.dumps(about), encoding="utf-8")
        except OSError as error:
            raise MediaError(ErrorCode.DEVICE, f"{folder.name}: {error.strerror}") from error
        self._thread = threading.Thread(target=self._main, name="hall-recording", daemon=True)
        self._thread.start()

    def hear(self, start: int, block: Block) -> None:
        """Take an input block that begins at sample `start`; never waits."""
        self._put(self._inputs, start, block)

    def play(self, start: int, block: Block) -> None:
        """Take an output block that begins at sample `start`; never waits."""
        self._put(self._outputs, start, block)

    def close(self) -> None:
        """Write what is queued and finish the files, within 5 s."""
        self._is_closing.set()
        self._thread.join(CLOSE_TIMEOUT_S)

    def _put(self, track: _Track, start: int, block: Block) -> None:
        if len(self._queue) < QUEUE_BLOCKS:
            self._queue.append((track, start, block))
        else:
            self.lost += 1

    def _main(self) -> None:
        yield_to_sound()
        try:
            while not self._is_closing.wait(LOOK_S):
                self._write_queued()
            self._write_queued()
            self._inputs.close()
            self._outputs.close()
        except OSError as error:
            _log.error("x hall recording ended: %s", error.strerror)

    def _write_queued(self) -> None:
        while self._queue:
            track, start, block = self._queue.popleft()
            track.put(start, block)
