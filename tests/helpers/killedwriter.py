"""A process that says what was acknowledged, killed at a given instant."""

import subprocess
import threading


def last_acknowledged(process: "subprocess.Popen[bytes]", after_s: float) -> int:
    """Kill a writer `after_s` from its first line; return the highest number that it said, one a line.

    A line that the kill cut short does not count.
    """
    assert process.stdout is not None
    with process, process.stdout:
        said = process.stdout.readline()
        timer = threading.Timer(after_s, process.kill)
        timer.start()
        said += process.stdout.read()
        timer.join()
    return max(int(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n"))
