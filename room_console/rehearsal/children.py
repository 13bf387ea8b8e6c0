"""Child processes with what they used: CPU seconds and the most memory they held."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

STOP_TIMEOUT_S = 8.0
SAMPLE_S = 0.5


@dataclass(slots=True)
class Usage:
    """What a process has used so far."""

    cpu_s: float = 0.0
    peak_rss_mb: float = 0.0


class Child:
    """A Python module run as a process; its output goes to a file. Thread: one at a time."""

    def __init__(
        self, name: str, arguments: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.usage = Usage()
        self.log = log
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {}), "PYTHONUNBUFFERED": "1"},
            )
        self._watched = psutil.Process(self._process.pid)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._process.poll()

    def sample(self) -> None:
        """Look at what it uses."""
        with contextlib.suppress(psutil.Error):
            family = [self._watched, *self._watched.children(recursive=True)]
            times = [process.cpu_times() for process in family]
            self.usage.cpu_s = round(sum(t.user + t.system for t in times), 2)
            self.usage.peak_rss_mb = max(self.usage.peak_rss_mb, round(self._watched.memory_info().rss / 1e6, 1))

    async def wait(self, timeout_s: float) -> int | None:
        """Wait for its end; None when it did not end in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while self.exit_code is None and loop.time() < deadline:
            self.sample()
            await asyncio.sleep(SAMPLE_S / 5)
        return self.exit_code

    async def stop(self) -> int:
        """Ask it to end; end it by force after 8 s."""
        self.sample()
        if self.exit_code is None:
            self._process.terminate()
            if await self.wait(STOP_TIMEOUT_S) is None:
                self._process.kill()
        return await asyncio.to_thread(self._process.wait)

    def last_words(self, lines: int = 12) -> str:
        """Return the end of its output."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
