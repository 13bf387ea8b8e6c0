"""The log against the test: what was announced may come, nothing else."""

import logging

from tests.helpers.logfail import LogWatch


def watch_with(*lines: str) -> LogWatch:
    watch = LogWatch()
    for line in lines:
        watch.emit(logging.LogRecord("hall", logging.WARNING, __file__, 1, line, None, None))
    return watch


def test_a_line_that_nobody_announced_is_a_complaint() -> None:
    assert watch_with("no signal").complaints() == ["unexpected: WARNING hall: no signal"]


def test_an_announced_line_is_none() -> None:
    watch = watch_with("no signal", "no signal")
    watch("hall: no sig")
    assert watch.complaints() == []


def test_an_announced_line_that_never_comes_is_one() -> None:
    watch = watch_with()
    watch("no signal")
    assert watch.complaints() == ["never came: no signal"]


def test_a_line_that_may_come_may_stay_away() -> None:
    watch = watch_with()
    watch.maybe("no signal")
    assert watch.complaints() == []
