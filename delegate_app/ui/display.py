"""Whether there is a screen for a window: Qt ends the process without a word where there is none."""

import os
import subprocess
import sys
from collections.abc import Mapping

_PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_PROBE_TIMEOUT_S = 20.0


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Tell whether a window could be opened. Takes as long as a start of Qt where there is an X server to be asked."""
    if not platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return True
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return False
    if getattr(sys, "frozen", False):
        return True
    try:
        return _probe(environment) == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _probe(environment: Mapping[str, str]) -> int:
    """Let a process of its own try, whose end harms nobody."""
    return subprocess.run(
        [sys.executable, "-c", _PROBE],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_PROBE_TIMEOUT_S,
        check=False,
    ).returncode
