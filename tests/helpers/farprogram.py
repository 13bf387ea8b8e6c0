"""The programs of `farpeers`, from outside: what they are told, and what they noted."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ANSWER_TIMEOUT_S = 20.0
AUDIBLE = 0.02
LASTING_BLOCKS = 20
POLL_S = 0.1
Connect = Callable[..., "FarProgram"]
Server = tuple[str, str, str]
"""URL, user name, password."""


class FarProgram:
    """One of the programs, from outside."""

    def __init__(self, command: Sequence[str], trusted: Path | None) -> None:
        environment = {**os.environ, **({"SSL_CERT_FILE": str(trusted)} if trusted is not None else {})}
        self._process = subprocess.Popen(
            [*command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            start_new_session=True,
            env=environment,
        )

    def ask(self, **wish: object) -> Any:
        """Have something done; return what it gave. Raises: AssertionError where the program failed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        line = self._process.stdout.readline()
        assert line, f"the program ended at {wish.get('do')}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["gave"]

    def end(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(ANSWER_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def run_on(host: Sequence[str], *arguments: str, trusted: Path | None = None) -> Iterator[FarProgram]:
    """Run one of the programs on a host, given as what its command begins with; it trusts this certificate alone."""
    program = FarProgram([*host, sys.executable, "-m", "tests.helpers.farpeers", *arguments], trusted)
    try:
        program.ask(do="start")
        yield program
    finally:
        program.end()


@dataclass(frozen=True)
class Report:
    """What a program noted since the last time."""

    heard: list[tuple[float, float]]
    """Instant and level of each block of 10 ms."""
    log: list[tuple[float, str]]
    ways: tuple[tuple[str, str], ...] = ()
    """State and path of the downlink, then of the uplink, of what there is."""

    def said_at(self, words: str) -> float:
        """Return when the log first said that. Raises: AssertionError."""
        found = next((at_mono_s for at_mono_s, line in self.log if words in line), None)
        assert found is not None, f"never said: {words}"
        return found

    def says(self, words: str) -> bool:
        """Tell whether the log says that."""
        return any(words in line for _, line in self.log)

    def quiet_ms(self, since_mono_s: float) -> int:
        """Return how long nothing was heard since then, in all."""
        return 10 * sum(level < AUDIBLE for at_mono_s, level in self.heard if at_mono_s >= since_mono_s)

    def sound_after(self, mono_s: float) -> float:
        """Return when something was heard after then. Raises: AssertionError."""
        found = next((at_mono_s for at_mono_s, level in self.heard if at_mono_s >= mono_s and level >= AUDIBLE), None)
        assert found is not None, "nothing was heard"
        return found

    def silence_after(self, mono_s: float) -> float:
        """Return when 200 ms of silence began after then. Raises: AssertionError."""
        blocks = [block for block in self.heard if block[0] >= mono_s]
        runs = (blocks[n : n + LASTING_BLOCKS] for n in range(len(blocks) - LASTING_BLOCKS))
        found = next((run[0][0] for run in runs if all(level < AUDIBLE for _, level in run)), None)
        assert found is not None, "never silent"
        return found


def reported(program: FarProgram) -> Report:
    """Ask for a report."""
    gave = program.ask(do="report")
    heard = [(at_mono_s, level) for at_mono_s, level in gave["heard"]]
    log = [(at_mono_s, line) for at_mono_s, line in gave["log"]]
    return Report(heard, log, _ways(gave.get("ways", ())))


def reported_with(program: FarProgram, timeout_s: float, *words: str) -> Report:
    """Report once the log says all of these, or the time is over."""
    deadline_s = time.monotonic() + timeout_s
    told = reported(program)
    while not all(told.says(each) for each in words) and time.monotonic() < deadline_s:
        time.sleep(POLL_S)
        more = reported(program)
        told = replace(more, heard=told.heard + more.heard, log=told.log + more.log)
    return told


def wait_for_ways(program: FarProgram, wanted: Sequence[tuple[str, str]], timeout_s: float) -> None:
    """Wait until the legs stand so, or the time is over."""
    deadline_s = time.monotonic() + timeout_s
    while _ways(program.ask(do="ways")) != tuple(wanted) and time.monotonic() < deadline_s:
        time.sleep(POLL_S)


def _ways(gave: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((state, path) for state, path in gave)


def listen(hall: FarProgram, remote: FarProgram, towards: str, servers: Sequence[Server] = ()) -> FarProgram:
    """Open a downlink; return the program that hears."""
    offer = hall.ask(do="downlink")
    hall.ask(do="answer", sdp=remote.ask(do="answer", sdp=offer, towards=towards, servers=list(servers)))
    return remote


def speak(hall: FarProgram, remote: FarProgram, towards: str, servers: Sequence[Server] = ()) -> FarProgram:
    """Open an uplink; return the program that hears."""
    offer = remote.ask(do="offer", towards=towards, servers=list(servers))
    remote.ask(do="accept", sdp=hall.ask(do="uplink", sdp=offer))
    return hall
