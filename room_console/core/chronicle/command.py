"""`python -m room_console minutes`: the minutes index of a state directory, without a window or a core."""

import argparse
import sys
import time
from pathlib import Path
from typing import Final

from common.model.chronicle import MinutesFormat
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.chronicle.minutes import make_minutes
from room_console.core.store.files import DATABASE

EXIT_FINE, EXIT_FAILED = 0, 1
PARTIAL: Final = ".partial"


def run_minutes(arguments: argparse.Namespace) -> int:
    """Write every file that is asked for; return the exit code."""
    wanted = {kind: path for kind in MinutesFormat if (path := getattr(arguments, kind)) is not None}
    if not wanted:
        sys.stderr.write("error: name a file: --docx, --csv or --json\n")
        return EXIT_FAILED
    try:
        for kind, path in wanted.items():
            _write(arguments, kind, path)
    except ConferenceError as error:
        sys.stderr.write(f"error: {error.detail}\n")
        return EXIT_FAILED
    return EXIT_FINE


def _write(arguments: argparse.Namespace, kind: MinutesFormat, path: Path) -> None:
    """Write one file, whole or not at all. Raises: ConferenceError."""
    partial = path.with_name(path.name + PARTIAL)
    try:
        now_ms = time.time_ns() // 1_000_000
        database = arguments.state / DATABASE
        speeches = make_minutes(lambda _: None, database, kind, arguments.session, partial, now_ms)
        partial.replace(path)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)
    sys.stdout.write(f"{path}: {speeches} speeches\n")
