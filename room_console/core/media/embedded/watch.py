"""How the media process fares, from what it reports each second."""

import time
from collections.abc import Callable

from room_console.core.media.embedded.supervisor import MediaProcess
from room_console.core.media.embedded.wire import ProcessReport
from room_console.core.media.engine import PacketHealth


class ProcessWatch:
    """Makes a share of what was used. Thread: the media loop's; `health` any."""

    def __init__(self, process: MediaProcess, mono_s: Callable[[], float] = time.monotonic) -> None:
        self.health = PacketHealth()
        self.unsent = 0
        """What listeners went without in the last second: it was too late, or the system did not take it."""
        self._unsent_before = 0
        self._process = process
        self._mono_s = mono_s
        self._used_s: float | None = None
        self._at_mono_s = 0.0

    def begin(self) -> None:
        """Take that the process is another one from now on."""
        self._used_s = None
        self.unsent = self._unsent_before = 0
        self.health = PacketHealth(restarts=self._process.deaths + 1)

    def take(self, report: ProcessReport) -> None:
        """Take its report."""
        now_mono_s = self._mono_s()
        share = 0.0
        if self._used_s is not None and now_mono_s > self._at_mono_s:
            share = (report.cpu_s - self._used_s) / (now_mono_s - self._at_mono_s)
        self._used_s, self._at_mono_s = report.cpu_s, now_mono_s
        self.unsent, self._unsent_before = report.unsent - self._unsent_before, report.unsent
        dropped = self._process.dropped + report.dropped_to_core + report.unsent
        self.health = PacketHealth(share, report.lateness_p99_ms, dropped, self._process.deaths)
