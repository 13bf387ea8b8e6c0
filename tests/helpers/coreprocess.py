"""The real console core as a process that can be killed, and participants who note what it tells them."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from common.control.joinlink import JoinLink, parse_join_link
from common.model.floor import FloorRequest
from common.model.ids import ParticipantId, Revision
from common.model.meeting import MeetingView, OwnState
from common.model.people import Role
from common.protocol.entry import Welcome
from room_console.rehearsal.staff import issue_links
from tests.helpers.control import Notes, until

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 30.0
"""A generous bound on a loaded machine; what it really took is what the tests report."""
ATTACH_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 8.0

NO_HALL: Mapping[str, str] = {"device": "none", "camera": "none"}
VIRTUAL_HALL: Mapping[str, str] = {"device": "virtual", "camera": "none"}


def configuration(people: Mapping[str, Role], port: int, hall: Mapping[str, str], max_open_mics: int = 1) -> str:
    """Write a core's configuration; each person's address is NAME@example.org."""
    head = f"""[meeting]
id = "crash"
title = "Meeting in a test"

[server]
port = {port}

[rules]
max_open_mics = {max_open_mics}

[hall]
"""
    keys = "".join(f'{key} = "{value}"\n' for key, value in hall.items())
    return head + keys + "".join(_participant(name, role) for name, role in people.items())


def _participant(name: str, role: Role) -> str:
    return f"""
[[participants]]
id = "{name}"
name = "{name.title()}"
delegation = "{name.title()}land"
role = "{role}"
email = "{name}@example.org"
"""


def free_port() -> int:
    """Find a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class CoreProcess:
    """`python -m room_console core` in a folder of its own, always on the same port. Thread: one at a time."""

    def __init__(
        self,
        folder: Path,
        people: Mapping[str, Role],
        hall: Mapping[str, str] = NO_HALL,
        *,
        max_open_mics: int = 1,
        rehearse: Path | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.state = folder / "state"
        self.log = folder / "core.log"
        self.port = free_port()
        self.started_mono_s = 0.0
        config = folder / "console.toml"
        config.write_text(configuration(people, self.port, hall, max_open_mics), encoding="utf-8")
        self._arguments = ["core", "--config", str(config), "--state", str(self.state)]
        if rehearse is not None:
            self._arguments += ["--rehearse", str(rehearse)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def operator_link(self) -> Path:
        """The file by which staff on this machine attach."""
        return self.state / "operator.link"

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process; it listens later."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "room_console", *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self.started_mono_s = time.monotonic()

    async def wait_listening(self) -> float:
        """Wait until the door is open; return the seconds since the process was started."""
        async with asyncio.timeout(START_TIMEOUT_S):
            while not _is_open(self.port):
                assert self.is_running, f"the core ended:\n{self.last_words()}"
                await asyncio.sleep(0.02)
        return time.monotonic() - self.started_mono_s

    async def open(self) -> float:
        """Start for the first time, until the operator's link is laid out; return the seconds until it listened."""
        self.start()
        seconds = await self.wait_listening()
        await until(self.operator_link.exists, START_TIMEOUT_S)
        return seconds

    def kill(self) -> None:
        """End the process as a crash does: kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    async def stop(self) -> int:
        """Ask the process to end, and return its exit code; one that does not within 8 s is killed."""
        assert self._process is not None
        if self.is_running:
            self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await until(lambda: not self.is_running, STOP_TIMEOUT_S)
        if self.is_running:
            self.kill()
        return self._process.returncode

    async def links(self, people: Iterable[str], *, local: bool = True) -> dict[str, JoinLink]:
        """Issue join links as the operator; `local` ones ask for no code."""
        names = [ParticipantId(name) for name in people]
        texts = await issue_links(self.operator_link, names, frozenset(names) if local else frozenset())
        return {name: parse_join_link(text) for name, text in texts.items()}

    def last_words(self, lines: int = 30) -> str:
        """Return the end of the log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def complaints(self) -> list[str]:
        """Return the log's warnings, errors and traces."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return [line for line in text.splitlines() if " WARNING " in line or " ERROR " in line or "Traceback" in line]


def _is_open(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(0.5)
        return sock.connect_ex(("127.0.0.1", port)) == 0


@contextlib.asynccontextmanager
async def core_process(core: CoreProcess) -> AsyncIterator[CoreProcess]:
    """Have a core that runs, and ends with the test."""
    try:
        await core.open()
        yield core
    finally:
        await core.stop()


@dataclass
class Watcher(Notes):
    """Notes what it is told, when it was welcomed, and whether a revision ever fell back."""

    welcomed_mono_s: float = 0.0
    fell_back: list[tuple[Revision, Revision]] = field(default_factory=list)

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None:
        """Note the welcome and its instant."""
        super().on_welcome(welcome, is_new_instance)
        self.welcomed_mono_s = time.monotonic()

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """Note the view."""
        if self.views and revision < self.views[-1][1]:
            self.fell_back.append((self.views[-1][1], revision))
        self.views[:] = [(view, revision)]


class Participant:
    """A light client: attached, reattaching by itself. Thread: the loop's."""

    def __init__(self, name: str, link: JoinLink, owner: TaskOwner) -> None:
        self.name = ParticipantId(name)
        self.watcher = Watcher()
        self.client = ControlClient(link, f"device-of-{name}-long-enough-for-a-key", "test", self.watcher)
        spawn(self.client.run(), name=f"client {name}", owner=owner)

    @property
    def view(self) -> MeetingView:
        """The newest view."""
        view = self.client.view
        assert view is not None
        return view

    @property
    def own(self) -> OwnState:
        """What the core keeps for this participant."""
        return self.view.own[self.name]

    @property
    def request(self) -> FloorRequest | None:
        """This participant's open request."""
        return request_of(self.view, self.name)

    async def wait_welcome(self, after_mono_s: float, timeout_s: float = ATTACH_TIMEOUT_S) -> float:
        """Wait for a welcome after an instant, with a view; return its instant."""
        await until(lambda: self.watcher.welcomed_mono_s > after_mono_s and self.client.view is not None, timeout_s)
        return self.watcher.welcomed_mono_s


def request_of(view: MeetingView, participant: ParticipantId) -> FloorRequest | None:
    """Find someone's open request."""
    return next((request for request in view.floor if request.participant == participant), None)


@contextlib.asynccontextmanager
async def participants(links: Mapping[str, JoinLink]) -> AsyncIterator[dict[str, Participant]]:
    """Attach clients until each has a view; close them at the end, dropping their links."""
    owner = TaskOwner("participants")
    found = {name: Participant(name, link, owner) for name, link in links.items()}
    try:
        for each in found.values():
            await each.wait_welcome(0.0)
        yield found
    finally:
        await asyncio.gather(*(each.client.close() for each in found.values()))
        await owner.cancel_all()


async def wait_settled(people: Sequence[Participant], timeout_s: float = ATTACH_TIMEOUT_S) -> Revision:
    """Wait until all hold the same revision; return it."""
    await until(lambda: len({each.client.revision for each in people}) == 1, timeout_s)
    revision = people[0].client.revision
    assert revision is not None
    return revision
