"""The core's log: bounded, private, and readable from its end."""

import os
from pathlib import Path

from room_console.ui.corelog import MAX_BYTES, CoreLog


def test_a_long_log_is_set_aside_while_the_core_goes_on_writing(tmp_path: Path) -> None:
    log = CoreLog(tmp_path / "state")
    descriptor = log.open_for_core()
    os.write(descriptor, b"x" * MAX_BYTES + b"the newest before\n")
    log.trim()
    os.write(descriptor, b"the first after\n")
    os.close(descriptor)
    assert log.path.read_bytes() == b"the first after\n"
    aside = log.path.with_name("core.log.1").read_bytes()
    assert len(aside) == MAX_BYTES
    assert aside.endswith(b"the newest before\n")


def test_a_short_log_is_left_alone(tmp_path: Path) -> None:
    log = CoreLog(tmp_path)
    descriptor = log.open_for_core()
    os.write(descriptor, b"one\ntwo\nthree\n")
    os.close(descriptor)
    log.trim()
    assert log.last_lines(2) == "two\nthree"
    assert log.path.stat().st_mode & 0o077 == 0


def test_no_log_has_no_last_lines(tmp_path: Path) -> None:
    log = CoreLog(tmp_path)
    log.trim()
    assert log.last_lines(5) == ""
