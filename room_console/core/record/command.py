"""`python -m room_console participants`: the List of Participants of a state directory, without a window or a core."""

import argparse
import gc
import sys
import time
from pathlib import Path
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.record import ListFormat, ListOrder, ListPart
from room_console.core.record.making import make_list
from room_console.core.store.files import DATABASE

EXIT_FINE, EXIT_FAILED = 0, 1
PARTIAL: Final = ".partial"


def run_participants(arguments: argparse.Namespace) -> int:
    """Write every file that is asked for; return the exit code."""
    wanted = {kind: path for kind in ListFormat if (path := getattr(arguments, kind)) is not None}
    if not wanted:
        sys.stderr.write("error: name a file: --pdf, --docx or --csv" + "\n")
        return EXIT_FAILED
    gc.disable()
    try:
        for kind, path in wanted.items():
            _write(arguments, kind, path)
    except ConferenceError as error:
        sys.stderr.write(f"error: {error.detail}\n")
        return EXIT_FAILED
    return EXIT_FINE


def _write(arguments: argparse.Namespace, kind: ListFormat, path: Path) -> None:
    """Write one file, whole or not at all. Raises: ConferenceError."""
    begun_s = time.monotonic()
    order = ListOrder(
        kind,
        _parts(arguments.parts),
        tuple(arguments.languages.split(",")),
        arguments.session,
        arguments.emails,
    )
    partial = path.with_name(path.name + PARTIAL)
    try:
        now_ms = time.time_ns() // 1_000_000
        people = make_list(lambda _: None, arguments.state / DATABASE, order, partial, now_ms)
        partial.replace(path)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)
    sys.stdout.write(f"{path}: {people} people, {time.monotonic() - begun_s:.1f} s\n")


def _parts(text: str) -> tuple[ListPart, ...]:
    """Take parts by their names. Raises: ConferenceError(`malformed`)."""
    try:
        return tuple(ListPart(name) for name in text.split(","))
    except ValueError as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"parts: {error}") from error
