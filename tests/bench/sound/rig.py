"""One peer's surroundings: a JACK server, mouths and ears on it, the impaired link, and every process by its number."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from tests.bench.sound.stalls import Stall
from tests.bench.sound.types import Direction, Heard, Sound
from tests.helpers.impairedlink.link import ImpairedLink, impaired_link
from tests.helpers.soundservers import jack_dummy

HALL, REMOTE = "hall", "remote"
ROOT = Path(__file__).resolve().parents[3]
PORTS, PERIOD_SAMPLES = 16, 128
END_TIMEOUT_S = 3.0
LAST_WORDS = 80
POLL_S = 0.15

STARTING = ["nice", "-n", "10"]
"""What a program is behind while it comes up, which takes more of the processor than all that follows."""

Act = Callable[[], None]
T = TypeVar("T")


class PeerFailedError(Exception):
    """A program did not come up, or ended; says what it last said."""


class EarProcess:
    """Commands `tests.bench.sound.ear`. Thread: one at a time, waits."""

    def __init__(self, mouths: int, ears: int, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.bench.sound.ear", str(mouths), str(ears)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=os.environ | environment,
            text=True,
            process_group=0,
        )
        self._line()

    def ask(self, **command: Any) -> Any:
        """Give a command; return the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise PeerFailedError("the bench's own JACK client has ended")
        return json.loads(line)

    def rest(self) -> Any:
        """Return the second answer of a command that has two."""
        return self._line()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


@dataclass
class Rig:
    """What a peer's `open` is given. Processes that it starts here end with it."""

    folder: Path
    link: ImpairedLink
    environment: dict[str, str]
    """Of a client of the JACK server."""
    start_timeout_s: float
    ears: EarProcess | None = None
    directions: Sequence[Direction] = ()
    processes: list[tuple[str, "subprocess.Popen[bytes]"]] = field(default_factory=list)
    _sessions: int = 0

    def start(self, name: str, host: str | None, command: Sequence[str], **environment: str) -> None:
        """Start a program, on a host of the link if one is named; its output goes to a file in the folder.

        It starts behind those that are measured; `favour` lets it run before everything else.
        """
        prefix = [*(self.link.on(host) if host else ()), *STARTING]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [*prefix, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | self.environment | environment,
                cwd=ROOT,
                process_group=0,
            )
        self.processes.append((name, process))

    def favour(self) -> None:
        """Let the programs run as favoured as the bench, in whose session they are, for all peers alike."""
        own = os.getpriority(os.PRIO_PROCESS, 0)
        for _, process in self.processes:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PGRP, process.pid, own)

    def check(self) -> None:
        """Raise PeerFailedError if a program has ended."""
        for name, process in self.processes:
            if process.poll() is not None:
                raise PeerFailedError(f"{name} ended with {process.returncode}: {self.last_words(name)}")

    def last_words(self, name: str) -> str:
        """Return the end of what a program said."""
        lines = self.said(name).splitlines()
        return lines[-1][-LAST_WORDS:] if lines else "nothing"

    def said(self, name: str) -> str:
        """Return what a program said so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait; PeerFailedError when it never comes true."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.start_timeout_s):
                while not await asyncio.to_thread(condition):
                    self.check()
                    await asyncio.sleep(POLL_S)
                return
        words = "; ".join(f"{name} said: {self.last_words(name)}" for name, _ in self.processes)
        raise PeerFailedError(f"{what} did not come ({words})")

    async def ports(self, *wanted: str) -> None:
        """Wait until JACK has these ports."""
        await self.until(lambda: set(wanted) <= {name for name, _ in self.all_ports()}, f"{wanted} on JACK")

    def all_ports(self) -> list[tuple[str, bool]]:
        """Return the programs' ports, and whether each takes sound."""
        listed = subprocess.run(
            ["jack_lsp", "-p"],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        ).stdout.splitlines()
        names, kinds = listed[::2], listed[1::2]
        return [(name, "input" in kind) for name, kind in zip(names, kinds, strict=False) if name[:4] != "ear:"]

    def listens(self, host: str, port: int) -> bool:
        """Tell whether somebody takes TCP connections at a host's port."""
        connect = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 1)"
        command = [*self.link.on(host), sys.executable, "-c", connect, self.link.address(host), str(port)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def connect(self, directions: Sequence[Direction]) -> None:
        """Patch mouths and ears to a program's ports."""
        self.directions = directions
        self.ears = EarProcess(len(directions), len(directions), self.environment)
        self.patch()

    def patch(self) -> None:
        """Patch again: a program that stumbled (ALSA's plugin does) comes back patched to JACK's own ports."""
        assert self.ears is not None
        mouths = [list(direction.mouth) for direction in self.directions]
        self.ears.ask(do="connect", mouths=mouths, ears=[direction.ear for direction in self.directions])

    async def run(self, say: Sound, acts: Sequence[tuple[float, Act]] = ()) -> Heard:
        """Say a signal, act at instants of it (seconds from its start), return what was heard."""
        assert self.ears is not None
        self._sessions += 1
        said, heard = (self.folder / f"{self._sessions}-{what}.npy" for what in ("said", "heard"))
        np.save(said, say)
        ears = self.ears
        started = await asyncio.to_thread(lambda: ears.ask(do="run", say=str(said), heard=str(heard)))
        rest = asyncio.get_running_loop().run_in_executor(None, ears.rest)
        rest.add_done_callback(_look_at)
        begun = asyncio.get_running_loop().time()
        for at_s, act in acts:
            await asyncio.sleep(max(0.0, begun + at_s - asyncio.get_running_loop().time()))
            await asyncio.to_thread(act)
        found = await rest
        self.check()
        sound = await asyncio.to_thread(np.load, heard)
        return Heard(sound, started["started_mono_s"], [Stall(*stall) for stall in found["stalls"]], found["missed"])

    def end(self) -> None:
        """End every program, the last first."""
        if self.ears is not None:
            self.ears.close()
        for _, process in reversed(self.processes):
            _send(process, signal.SIGTERM)
        deadline_s = time.monotonic() + END_TIMEOUT_S
        for _, process in reversed(self.processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline_s - time.monotonic()))
            _send(process, signal.SIGKILL)
            process.wait()


def _look_at(rest: "asyncio.Future[Any]") -> None:
    """Nobody else looks when the session was given up."""
    if not rest.cancelled():
        rest.exception()


def _send(process: "subprocess.Popen[bytes]", number: int) -> None:
    """Signal a program and what it started: they are a group of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


@asynccontextmanager
async def rig(folder: Path, seed: int, start_timeout_s: float) -> AsyncIterator[Rig]:
    """Make a peer's surroundings. Raises: LinkUnavailableError, SoundServerError."""
    stack = contextlib.ExitStack()

    def make() -> Rig:
        link = stack.enter_context(impaired_link(HALL, REMOTE, seed=seed))
        server = stack.enter_context(jack_dummy(PORTS, PORTS, PERIOD_SAMPLES, waits_for_clients=True))
        made = Rig(folder, link, server.environment, start_timeout_s)
        stack.callback(made.end)
        return made

    try:
        yield await _whole(make)
    finally:
        await _whole(stack.close)


async def _whole(call: Callable[[], T]) -> T:
    """Run in a thread what waits, so that others' sessions go on; to its end even if nobody waits for it any more."""
    running = asyncio.get_running_loop().run_in_executor(None, call)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await running
        raise
