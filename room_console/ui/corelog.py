"""What the core writes while no one reads along: a file of bounded size, kept in the state directory."""

import os
from pathlib import Path

LOG_FILE = "core.log"
MAX_BYTES = 2_000_000
"""Of the file; the one before it, `core.log.1`, is as long at most."""
TAIL_BYTES = 16_000


class CoreLog:
    """The core appends to it by itself, whether or not a window lives. Thread: any but the window's."""

    def __init__(self, state: Path) -> None:
        self.path = state / LOG_FILE

    def open_for_core(self) -> int:
        """Return a descriptor that appends, for a core that starts. Raises: OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.trim()
        return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def trim(self) -> None:
        """Set a log that has grown too long aside, while it is written to: what appends goes on at the new end.

        Raises: OSError.
        """
        try:
            if self.path.stat().st_size <= MAX_BYTES:
                return
        except FileNotFoundError:
            return
        with self.path.open("r+b") as file:
            file.seek(-MAX_BYTES, os.SEEK_END)
            kept = file.read()
            file.truncate(0)
        before = self.path.with_suffix(".log.1")
        with open(os.open(before, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(kept)

    def last_lines(self, lines: int) -> str:
        """Return the end of it; empty where there is none."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - TAIL_BYTES))
                text = file.read().decode("utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])
