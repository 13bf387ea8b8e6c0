"""The program's side of a stream that runs in a process of its own."""

from collections.abc import Callable

from common.devices.paced import monotonic
from common.devices.portaudio.apart import Apart
from common.devices.portaudio.child import Opened
from common.devices.portaudio.shared import Count, StreamMemory
from common.model.errors import ErrorCode, MediaError

OPEN_TIMEOUT_S = 8.0
"""A process starts in half a second; a driver that takes longer than this is given up."""
QUIET_S, LOOK_S = 0.7, 0.25
"""A driver that hangs is known by this, one that ends says so at once. Time in which nobody looked, as when the machine
stood still or slept, counts as one look's: the driver stood still as well."""


class StreamOwner:
    """Starts, watches and ends one stream. Thread: one at a time; `count` and `is_alive` from any."""

    def __init__(self, run: Callable[..., None]) -> None:
        self._run = run
        self._process: Apart | None = None
        self._memory: StreamMemory | None = None
        self._counts = StreamMemory(0, 0, 1).counts()
        self._seen_calls = 0
        self._looked_mono_s = 0.0
        self._quiet_s = 0.0

    def start(self, name: str | None, memory: StreamMemory) -> Opened:
        """Open and start the stream, within 8 s. Raises: MediaError(`device`)."""
        self.stop()
        process = Apart("sound-stream", self._run, name, memory)
        answer = process.receive(OPEN_TIMEOUT_S)
        if not isinstance(answer, Opened):
            process.stop()
            raise MediaError(ErrorCode.DEVICE, answer or f"{name or 'the default device'}: its driver does not answer")
        self._memory, self._counts = memory, memory.counts()
        self._seen_calls = 0
        self._looked_mono_s, self._quiet_s = monotonic(), -answer.settling_s
        self._process = process
        return answer

    def stop(self) -> None:
        """End the stream without playing what is queued, within a second, whatever its driver does."""
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def count(self, what: Count) -> int:
        """Return a counter of the callback's."""
        return int(self._counts[what])

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks came of late, or may still be to come."""
        if self._process is None or self.count(Count.ENDED):
            return False
        calls, now = self.count(Count.CALLS), monotonic()
        since_s, self._looked_mono_s = min(now - self._looked_mono_s, LOOK_S), now
        self._quiet_s += since_s
        if calls != self._seen_calls:
            self._seen_calls = calls
            self._quiet_s = min(self._quiet_s, 0.0)
        return self._quiet_s < QUIET_S
