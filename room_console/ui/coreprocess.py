"""The core on this machine: found by its link, started where there is none, never stopped by the window."""

import asyncio
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from common.aio.clock import Clock
from common.control.joinlink import JoinLink, parse_join_link
from common.model.errors import ConferenceError, ErrorCode, UserError
from room_console.ui.corelog import CoreLog

OPERATOR_LINK = "operator.link"
"""As the core lays it out in its state directory."""
STARTS_A_MINUTE = 3
STARTING_S = 20.0
"""How long a core that was started may take until it answers."""
LAST_LINES = 8


class CoreProcess:
    """Starts cores in sessions of their own: neither the window's end nor its terminal's reaches them. Thread: main."""

    def __init__(self, arguments: Sequence[str], state: Path, clock: Clock) -> None:
        """`arguments` are those of the command `core`."""
        self._command = [sys.executable, "-m", "room_console", "core", *arguments]
        self._link_path = state / OPERATOR_LINK
        self._log = CoreLog(state)
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._starts_s: deque[float] = deque(maxlen=STARTS_A_MINUTE)

    @property
    def is_running(self) -> bool:
        """Tell whether the core that this window started lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def has_died(self) -> bool:
        """Tell whether the core that this window started is gone."""
        return self._process is not None and self._process.poll() is not None

    @property
    def is_starting(self) -> bool:
        """Tell whether a core was started a short while ago and lives."""
        return self.is_running and self._clock.mono_s() - self._starts_s[-1] < STARTING_S

    @property
    def starts(self) -> int:
        """How often a core was started within the last minute."""
        return sum(self._clock.mono_s() - s < 60.0 for s in self._starts_s)

    async def read_link(self) -> JoinLink | None:
        """Return the link that a core has laid out, if one has."""
        try:
            return parse_join_link(await asyncio.to_thread(self._link_path.read_text, encoding="utf-8"))
        except (OSError, UserError, UnicodeDecodeError):
            return None

    async def start(self) -> None:
        """Start a core. Raises: ConferenceError(`limit`) at the fourth start within a minute, (`internal`)."""
        if self.starts >= STARTS_A_MINUTE:
            raise ConferenceError(ErrorCode.LIMIT, await self.last_words())
        self._starts_s.append(self._clock.mono_s())
        try:
            self._process = await asyncio.to_thread(self._start)
        except OSError as error:
            raise ConferenceError(ErrorCode.INTERNAL, str(error)) from error

    def forgive(self) -> None:
        """Forget how often it was started: a person has said to try again."""
        self._starts_s.clear()

    async def last_words(self) -> str:
        """Return the last lines of the core's log."""
        return await asyncio.to_thread(self._log.last_lines, LAST_LINES)

    async def trim_log(self) -> None:
        """Keep the log short. Raises: OSError."""
        await asyncio.to_thread(self._log.trim)

    def _start(self) -> subprocess.Popen[bytes]:
        with open(self._log.open_for_core(), "ab") as log:
            return subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **detached()
            )


def detached() -> dict[str, Any]:
    """Return what gives a process a session of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
