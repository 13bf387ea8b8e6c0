"""A console on one host and a delegate of the bench on the other; hosts are network namespaces."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
START_TIMEOUT_S = 30.0
END_TIMEOUT_S = 8.0
CONSOLE_PORT = 8443
POLL_S = 0.05
LAST_WORDS = 300
CONFIG = """
[meeting]
id = "readiness"
title = "A meeting that is measured"
[server]
host = "{host}"
port = {port}
[hall]
device = "none"
camera = "none"
[[participants]]
id = "anna"
name = "Anna"
email = "anna@example.org"
"""
LINKS = """
import asyncio, sys
from pathlib import Path
from common.model.ids import ParticipantId
from room_console.rehearsal.staff import issue_links
print(*asyncio.run(issue_links(Path(sys.argv[1]), [ParticipantId("anna")], frozenset())).values())
"""


class BenchError(Exception):
    """Something that the bench started did not do its part; says what."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where to run what: the beginnings of commands on both hosts, and Anna's join link."""

    on_hall: Sequence[str]
    on_remote: Sequence[str]
    address: str
    """The console's."""
    link: str = field(repr=False)

    def measure(self, what: str, timeout_s: float) -> Any:
        """Let a delegate do one thing and return what it says. Raises: BenchError."""
        done = finished([*self.on_remote, *_child(what, self.link)], timeout_s)
        return json.loads(done)

    @contextmanager
    def flows(self) -> Iterator["Flows"]:
        """Have a delegate that sends flows when told."""
        command = [*self.on_remote, *_child("flows", self.link)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
        ) as process:
            try:
                yield Flows(process)
            finally:
                process.kill()


class Flows:
    """A delegate's process that sends flows. Thread: one; waits."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def get_ready(self) -> None:
        """Let it get a ticket and find the way. Raises: BenchError."""
        if self._ask() != "ready":
            raise BenchError("the delegate did not get ready")

    def send(self) -> dict[str, float]:
        """Let it send one flow; return its figures. Raises: BenchError."""
        figures = self._ask()
        if not isinstance(figures, dict):
            raise BenchError("the delegate sent no flow")
        return figures

    def _ask(self) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline() or "null")
        except (OSError, ValueError) as error:
            raise BenchError("the delegate has ended") from error


@contextmanager
def site(
    folder: Path, on_hall: Sequence[str], on_remote: Sequence[str], address: str, more: str = ""
) -> Iterator[Site]:
    """Run a console at an address of the hall's host, with `more` in its configuration.

    Raises: BenchError where it does not come up.
    """
    config, state, log = folder / "console.toml", folder / "state", folder / "console.log"
    config.write_text(CONFIG.format(host=address, port=CONSOLE_PORT) + more, encoding="utf-8")
    arguments = ["-m", "room_console", "core", "--config", str(config), "--state", str(state)]
    with log.open("wb") as output:
        console = subprocess.Popen(
            [*on_hall, sys.executable, *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=ROOT
        )
    try:
        operator = state / "operator.link"
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while not operator.exists():
            if console.poll() is not None or time.monotonic() > deadline_s:
                raise BenchError(f"the console did not come up: {log.read_text(errors='replace')[-LAST_WORDS:]}")
            time.sleep(POLL_S)
        link = finished([*on_hall, sys.executable, "-c", LINKS, str(operator)], START_TIMEOUT_S)
        yield Site(on_hall, on_remote, address, link)
    finally:
        console.terminate()
        try:
            console.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            console.kill()
            console.wait()


def finished(command: Sequence[str], timeout_s: float) -> str:
    """Run a command to its end and return the last line that it prints.

    Raises: BenchError, also for one that is too slow, which is interrupted and then killed.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        process_group=0,
    ) as process:
        try:
            output, complaints = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            _end(process)
            raise BenchError(f"not done within {timeout_s:.0f} s") from None
        except BaseException:
            _end(process)
            raise
    lines = output.strip().splitlines()
    if process.returncode or not lines:
        last_words = complaints.strip().splitlines()[-1:]
        raise BenchError(f"ended with {process.returncode}: {' '.join(last_words)[-LAST_WORDS:]}")
    return lines[-1]


def _end(process: "subprocess.Popen[str]") -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=3.0)
            return


def _child(what: str, link: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.readiness.child", what, link]
