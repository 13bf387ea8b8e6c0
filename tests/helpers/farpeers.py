"""An engine on one host and a participant's peer on another, as programs: told by JSON lines, answering by JSON lines.

`python -m tests.helpers.farpeers hall ADDRESS` or `... remote`. They note what they hear each 10 ms, with the instant.
"""

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from common.audio.format import BlockReader
from common.model.ids import LegId
from common.model.media import FLOOR_FEED, DownlinkFeeds, Sdp
from common.model.units import BLOCK_S
from common.rtc.ice import IceServer
from common.rtc.legs import DownlinkPeer, UplinkPeer
from room_console.core.media.embedded.engine import EmbeddedEngine
from tests.helpers.media import tone

ANSWER_TIMEOUT_S = 20.0
FLOOR_HZ, SPEECH_HZ = 440.0, 600.0
AUDIBLE = 0.02
LASTING_BLOCKS = 20
MAX_LINE_BYTES = 1 << 22
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
    state: str = ""
    path: str = ""

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
    return Report(heard, log, gave.get("state", ""), gave.get("path", ""))


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


class Notes(logging.Handler):
    """Keeps the log's lines with their instants."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[tuple[float, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.lines.append((time.monotonic(), record.getMessage()))


class Program:
    """What both have in common: a beat of 10 ms, and what was heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, float]] = []
        self.sound: BlockReader | None = None
        self.notes = Notes()
        logging.getLogger("common.rtc").addHandler(self.notes)
        logging.getLogger("common.rtc").setLevel(logging.INFO)

    async def beat(self) -> None:
        """Pull and push for ever."""
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        number = 0
        while True:
            self.push(number)
            block = self.sound.read() if self.sound is not None else None
            rms = float(np.sqrt(np.mean(np.square(block)))) if block is not None else 0.0
            self.heard.append((time.monotonic(), rms))
            number += 1
            await asyncio.sleep(max(0.0, begun_s + number * BLOCK_S - loop.time()))

    def push(self, number: int) -> None:
        """Give block `number` away."""

    async def carry_out(self, wish: dict[str, Any]) -> object:
        """Do as told."""
        raise NotImplementedError

    def report(self) -> dict[str, object]:
        """Say what was noted, and forget it."""
        noted = {"heard": self.heard, "log": self.notes.lines}
        self.heard, self.notes.lines = [], []
        return noted

    async def serve(self) -> None:
        """Take wishes until there are no more."""
        loop = asyncio.get_running_loop()
        beat = loop.create_task(self.beat())
        reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            try:
                answer = {"gave": await self.carry_out(json.loads(line))}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
        beat.cancel()
        await self.close()

    async def close(self) -> None:
        """End what was opened."""


class Nobody:
    """An uplink's pictures, unseen."""

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take one."""


class Hall(Program):
    """The engine, with a tone on the floor."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._engine = EmbeddedEngine(host)
        self._floor = self._engine.publish_sound(FLOOR_FEED)

    def push(self, number: int) -> None:
        """Give the floor's tone."""
        self._floor.write(tone(FLOOR_HZ, number))

    async def carry_out(self, wish: dict[str, Any]) -> object:
        """Do as told."""
        match wish["do"]:
            case "start":
                await self._engine.start()
            case "downlink":
                return await self._engine.open_downlink(LegId("down"), DownlinkFeeds(main=FLOOR_FEED))
            case "answer":
                await self._engine.answer_downlink(LegId("down"), Sdp(wish["sdp"]))
            case "uplink":
                answer = await self._engine.open_uplink(LegId("up"), Sdp(wish["sdp"]), Nobody())
                self.sound = self._engine.uplink_sound(LegId("up"))
                return answer
            case "report":
                return self.report()
        return None

    async def close(self) -> None:
        """End the engine."""
        await self._engine.close()


class Remote(Program):
    """One leg's peer."""

    def __init__(self) -> None:
        super().__init__()
        self._peer: UplinkPeer | DownlinkPeer | None = None

    def push(self, number: int) -> None:
        """Speak, where there is an uplink."""
        if isinstance(self._peer, UplinkPeer):
            self._peer.write(tone(SPEECH_HZ, number))

    async def carry_out(self, wish: dict[str, Any]) -> object:
        """Do as told."""
        servers = [IceServer(*server) for server in wish.get("servers", [])]
        peer = self._peer
        match wish["do"]:
            case "answer":
                self._peer = listener = DownlinkPeer(lambda picture: None, servers, towards=wish["towards"])
                answer = await listener.answer(Sdp(wish["sdp"]))
                self.sound = listener.sounds[0]
                return answer
            case "offer":
                self._peer = speaker = UplinkPeer(servers, with_picture=False, towards=wish["towards"])
                return await speaker.offer()
            case "start":
                pass
            case "accept" if isinstance(peer, UplinkPeer):
                await peer.accept(Sdp(wish["sdp"]))
            case "report" if peer is not None:
                return {**self.report(), "state": peer.state, "path": peer.statistics().path}
        return None

    async def close(self) -> None:
        """End the leg."""
        if self._peer is not None:
            await self._peer.close()


async def _main() -> None:
    program: Program = Hall(sys.argv[2]) if sys.argv[1] == "hall" else Remote()
    await program.serve()


if __name__ == "__main__":
    asyncio.run(_main())
