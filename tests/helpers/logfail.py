"""Silence is part of a test: a warning or an error in the log that the test did not announce makes it fail."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest


@dataclass
class Expectation:
    """A line that may come; with `is_needed` it must come, once at least."""

    pattern: re.Pattern[str]
    is_needed: bool
    is_seen: bool = False


class LogWatch(logging.Handler):
    """Collects what is logged from WARNING on and holds it against what the test announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._expected: list[Expectation] = []

    def __call__(self, pattern: str) -> None:
        """Announce lines that `pattern` is found in, `LEVEL logger: message`; one at least must come."""
        self._expected.append(Expectation(re.compile(pattern), is_needed=True))

    def maybe(self, pattern: str) -> None:
        """Announce lines that come at some times and not at others, with the timing of threads or the network."""
        self._expected.append(Expectation(re.compile(pattern), is_needed=False))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record; from any thread."""
        self.records.append(record)

    def complaints(self) -> list[str]:
        """Name each line that nobody announced and each announced line that did not come."""
        unexpected = [line for line in map(_line, self.records) if not self._is_expected(line)]
        missed = [e.pattern.pattern for e in self._expected if e.is_needed and not e.is_seen]
        return [f"unexpected: {line}" for line in unexpected] + [f"never came: {pattern}" for pattern in missed]

    def _is_expected(self, line: str) -> bool:
        found = [e for e in self._expected if e.pattern.search(line)]
        for expectation in found:
            expectation.is_seen = True
        return bool(found)


def _line(record: logging.LogRecord) -> str:
    text = f"{record.levelname} {record.name}: {record.getMessage()}"
    if record.exc_info and record.exc_info[1] is not None:
        text += f" [{record.exc_info[1]!r}]"
    return text


@contextmanager
def watched_logs() -> Iterator[LogWatch]:
    """Watch the root logger; fail the running test at the end if there is anything to complain about."""
    watch = LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    try:
        yield watch
    finally:
        root.removeHandler(watch)
    if complaints := watch.complaints():
        pytest.fail("the log and the test disagree:\n  " + "\n  ".join(complaints), pytrace=False)
