"""An X display without a screen for programs that insist on a window."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def x_display() -> Iterator[str]:
    """Run Xvfb on a free number; yields the DISPLAY. RuntimeError if it does not come up."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        command, pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    ) as process:
        os.close(write_end)
        try:
            with os.fdopen(read_end) as told:
                number = told.readline().strip()
            if not number:
                raise RuntimeError("Xvfb did not come up")
            yield f":{number}"
        finally:
            process.terminate()


def x_missing() -> str | None:
    """Say why there is no display; None if there is."""
    return None if shutil.which("Xvfb") else "xvfb is not installed"
