"""The real core as a process: what is measured."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.bench.joins.observed import Usage, receiving_s, usage
from tests.bench.joins.site import configuration
from tests.bench.twomachines import HALL_PROCESSOR, LOOPBACK, Line
from tests.helpers.control import until
from tests.helpers.coreprocess import ROOT, free_port

START_TIMEOUT_S: Final = 60.0
STOP_TIMEOUT_S: Final = 10.0
OPEN_MARK: Final = "the meeting is open"


class Core:
    """`python -m room_console core` on a state directory, by the system's usual priority. Thread: one at a time."""

    def __init__(self, folder: Path, is_plain: bool, line: Line = LOOPBACK) -> None:
        self.state = folder / "state"
        self.is_plain = is_plain
        self.line = line
        self.port = free_port()
        self._log = folder / "core.log"
        self._config = folder / "console.toml"
        self._module = "tests.bench.joins.plaincore" if is_plain else "room_console"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def operator_link(self) -> Path:
        """The file by which staff on this machine attach."""
        return self.state / "operator.link"

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def usage(self) -> Usage:
        """What the process has taken; on a machine of its own, with all that this has received."""
        found = usage(self.pid)
        return replace(found, cpu_s=found.cpu_s + receiving_s(HALL_PROCESSOR)) if self.line.namespace else found

    async def start(self) -> None:
        """Start, and wait until the meeting is open."""
        self._launch()
        await until(lambda: OPEN_MARK in self.log() or not self.is_running, START_TIMEOUT_S)
        if not self.is_running:
            raise RuntimeError(f"the core ended:\n{self.log()[-2000:]}")

    def _launch(self) -> None:
        self._config.write_text(configuration(self.line.hall_address, self.port), encoding="utf-8")
        arguments = ["core", "--config", str(self._config), "--state", str(self.state)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*self.line.in_hall, sys.executable, "-m", self._module, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    def log(self) -> str:
        """Return what it has said."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def complaints(self) -> list[str]:
        """Return the log's warnings, errors and traces."""
        return [line for line in self.log().splitlines() if " WARNING " in line or " ERROR " in line or "Trace" in line]

    def kill(self) -> None:
        """End the process as a crash does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    async def stop(self) -> None:
        """Ask the process to end; kill it if it does not."""
        if self._process is None or not self.is_running:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self._process.wait, STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
