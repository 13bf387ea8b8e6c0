"""Whether a device still runs, as its callbacks show it."""

from typing import Any

from common.devices.paced import monotonic
from common.devices.portaudio.library import close_stream, stream_opened

QUIET_S = 0.5
FIRST_CALL_S = 2.0
"""How long a device may take to its first callback."""


class Heart:
    """Beats with each callback. Thread: `beat` the callback's, the rest the owner's."""

    def __init__(self) -> None:
        self.flagged = 0
        self.largest_call_samples = 0
        self._calls = 0
        self._seen_calls = 0
        self._seen_mono_s = 0.0
        self._stream: Any = None

    def start(self, stream: Any) -> None:
        """Take an open stream over and start it."""
        self.flagged = self._calls = self._seen_calls = 0
        self._seen_mono_s = monotonic() + FIRST_CALL_S
        self._stream = stream
        stream_opened()
        stream.start()

    def stop(self) -> None:
        """Close the stream without playing what is queued; an error of a device that is gone is no matter."""
        stream, self._stream = self._stream, None
        if stream is not None:
            close_stream(stream)

    def beat(self, samples: int, is_flagged: bool) -> None:
        """Count a callback, and whether PortAudio says that samples were lost before it."""
        self._calls += 1
        if is_flagged:
            self.flagged += 1
        self.largest_call_samples = max(self.largest_call_samples, samples)

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks come, and came within the last 500 ms."""
        if self._stream is None or not self._stream.active:
            return False
        now = monotonic()
        if self._calls != self._seen_calls:
            self._seen_calls = self._calls
            self._seen_mono_s = now
        return now - self._seen_mono_s < QUIET_S
