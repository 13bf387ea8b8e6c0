"""`python -m room_console demo`: rehearse, and say what was measured."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from common.model.errors import ConferenceError
from room_console.rehearsal.play import Plan, rehearse

HEADLESS_S = 40.0
PATIENCE_S = 8.0
"""How long the scripted chair leaves a request to the person at the console window."""


def run_demo(parsed: argparse.Namespace, look: Sequence[str]) -> int:
    """Run a rehearsal; return the exit code. `look` are options for both windows."""
    if not parsed.headless and sys.platform.startswith("linux") and not _has_display():
        _say("there is no display here: use --headless, or a desktop session")
        return 2
    seconds = parsed.seconds if parsed.seconds is not None or not parsed.headless else HEADLESS_S
    plan = Plan(not parsed.headless, seconds, 0.0 if parsed.headless else PATIENCE_S, tuple(look))
    try:
        measured = asyncio.run(rehearse(plan, Path(parsed.report) if parsed.report else None, _say))
    except (ConferenceError, OSError, TimeoutError) as error:
        _say(f"the rehearsal failed: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.write(json.dumps(measured, indent=2, ensure_ascii=False) + "\n")
    return 0


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
