"""A rehearsal from the first process to the last: the core, the players, the chair, the windows if there are any."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.cast import CHAIR, GUEST, SHORTEST_S, Cast, Player, cast_for
from room_console.rehearsal.children import Child
from room_console.rehearsal.report import Folder, measure
from room_console.rehearsal.script import configuration, delegate_arguments
from room_console.rehearsal.staff import ScriptedChair, StaffLink, issue_links

CONSOLE_WINDOW, DELEGATE_WINDOW = "console window", "delegate window"
CORE_TIMEOUT_S = 30.0
WINDOWS_S = 60.0
"""Over how long the players play their parts where the windows decide the end."""
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """How to rehearse. Without `seconds` it lasts until the windows are closed.

    `look` are options for both windows; `displays` names the X display of each, the session's own by default.
    """

    has_windows: bool
    seconds: float | None
    chair_patience_s: float
    look: tuple[str, ...] = ()
    displays: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Rehearsal:
    """One rehearsal in a folder of its own. Thread: the loop's."""

    plan: Plan
    cast: Cast
    folder: Folder
    say: Callable[[str], object]
    children: list[Child] = field(default_factory=list)

    async def run(self) -> dict[str, Any]:
        """Play to the end and measure. Raises: ConferenceError where a process fails."""
        began_mono_s = time.monotonic()
        (self.folder.path / "console.toml").write_text(configuration(self.cast), encoding="utf-8")
        try:
            core = await self._start_core()
            links = await self._links()
            async with self._chairing(links[CHAIR.key]):
                await self._play(core, links)
        finally:
            await self._stop()
        seconds = time.monotonic() - began_mono_s
        self.say("measuring what was recorded")
        usage = {child.name: child.usage for child in self.children}
        offset = time.time() - time.monotonic()
        return await asyncio.to_thread(measure, self.folder, self.cast, usage, seconds, offset)

    async def _start_core(self) -> Child:
        self.say("the core starts, with a virtual hall in which seven voices speak")
        path = self.folder.path
        core = self._child(
            "core",
            ["room_console", "core", *self._core_arguments(), "--rehearse", str(self.folder.hall)],
        )
        link = path / "state" / OPERATOR_LINK
        async with asyncio.timeout(CORE_TIMEOUT_S):
            while not link.exists():
                if core.exit_code is not None:
                    raise ConferenceError(ErrorCode.INTERNAL, f"the core ended:\n{core.last_words()}")
                await asyncio.sleep(POLL_S)
        return core

    def _core_arguments(self) -> list[str]:
        return ["--config", str(self.folder.path / "console.toml"), "--state", str(self.folder.path / "state")]

    async def _links(self) -> dict[str, str]:
        everyone = [ParticipantId(player.key) for player in (CHAIR, GUEST, *self.cast.players)]
        local = frozenset({CHAIR.key, GUEST.key})
        return await issue_links(self.folder.path / "state" / OPERATOR_LINK, everyone, local)

    @asynccontextmanager
    async def _chairing(self, link: str) -> AsyncIterator[None]:
        chair = ScriptedChair(self.plan.chair_patience_s)
        owner = TaskOwner("rehearsal chair")
        async with StaffLink(parse_join_link(link), chair.see) as staff:
            spawn(chair.run(staff.client), name="chair", owner=owner)
            try:
                yield
            finally:
                await owner.cancel_all()

    async def _play(self, core: Child, links: dict[str, str]) -> None:
        windows = self._open_windows(links) if self.plan.has_windows else []
        started = asyncio.get_running_loop().time()
        waiting = list(self.cast.players)
        while not self._is_over(started, windows):
            elapsed_s = asyncio.get_running_loop().time() - started
            while waiting and waiting[0].enters_at_s <= elapsed_s:
                self._enter(waiting.pop(0), links)
            if core.exit_code is not None:
                raise ConferenceError(ErrorCode.INTERNAL, f"the core ended:\n{core.last_words()}")
            for child in self.children:
                child.sample()
            await asyncio.sleep(POLL_S)

    def _is_over(self, started: float, windows: list[Child]) -> bool:
        if self.plan.seconds is not None and asyncio.get_running_loop().time() - started >= self.plan.seconds:
            return True
        return self.plan.seconds is None and all(window.exit_code is not None for window in windows)

    def _open_windows(self, links: dict[str, str]) -> list[Child]:
        console = self._child(CONSOLE_WINDOW, ["room_console", *self._core_arguments(), *self.plan.look])
        guest = ["delegate_app", "--new-window", links[GUEST.key], *self.plan.look]
        return [console, self._child(DELEGATE_WINDOW, guest)]

    def _enter(self, player: Player, links: dict[str, str]) -> None:
        self.say(f"{player.delegation} joins" + (" and asks for the floor" if player.asks else ""))
        outbox = self.folder.path / "state" / "outbox"
        self._child(player.key, delegate_arguments(player, links[player.key], outbox, self.folder))

    def _child(self, name: str, arguments: list[str]) -> Child:
        environment = {"DISPLAY": self.plan.displays[name]} if name in self.plan.displays else {}
        child = Child(name, arguments, self.folder.path / f"{name.replace(' ', '-')}.log", environment)
        self.children.append(child)
        return child

    async def _stop(self) -> None:
        players = [child for child in self.children if child.name != "core"]
        await asyncio.gather(*(child.stop() for child in players))
        for child in self.children:
            code = await child.stop()
            if code not in (0, -15):
                self.say(f"{child.name} ended with {code}:\n{child.last_words()}")


async def rehearse(plan: Plan, report: Path | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Rehearse in a temporary folder, write the report, clear the folder away. Raises: ConferenceError, OSError."""
    if plan.seconds is not None and plan.seconds < SHORTEST_S:
        say(f"under {SHORTEST_S:.0f} s not every channel is heard")
    path = Path(tempfile.mkdtemp(prefix="hemicycle-rehearsal-"))
    try:
        measured = await Rehearsal(plan, cast_for(plan.seconds or WINDOWS_S), Folder(path), say).run()
    finally:
        shutil.rmtree(path, ignore_errors=True)
    if report is not None:
        text = json.dumps(measured, indent=2, ensure_ascii=False) + "\n"
        await asyncio.to_thread(report.write_text, text, encoding="utf-8")
    return measured
