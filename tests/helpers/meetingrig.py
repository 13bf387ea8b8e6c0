"""A real meeting for tests and benchmarks: the core and delegates as processes, in a folder of their own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.ids import ParticipantId
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.children import Child
from room_console.rehearsal.recordings import Recording, read_recording
from room_console.rehearsal.staff import ScriptedChair, StaffLink, issue_links

START_TIMEOUT_S = 40.0
CHAIR = "chair"


@dataclass
class MeetingRig:
    """One meeting. Everybody in `names` is a delegate; the chair gives the floor to whoever asks first."""

    folder: Path
    names: tuple[str, ...]
    hall: str
    """The `[hall]` table of the configuration."""
    environment: Mapping[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)

    @property
    def state(self) -> Path:
        """The core's state directory."""
        return self.folder / "state"

    def heard(self, name: str) -> Recording:
        """What a delegate's headphone played."""
        path = self.folder / f"{name}-heard.wav"
        return read_recording(path, path.with_name(path.name + ".json"))

    def spoken(self, name: str) -> Recording:
        """What a delegate's microphone took."""
        path = self.folder / f"{name}-spoken.wav"
        return read_recording(path, path.with_name(path.name + ".json"))

    async def open(self, *core_arguments: str) -> Child:
        """Start the core and give everyone a link."""
        config = self.folder / "console.toml"
        people = "".join(_participant(name, "delegate") for name in self.names) + _participant(CHAIR, "chair")
        text = f'[meeting]\nid = "rig"\ntitle = "Rig"\n\n[server]\nport = 0\n\n[hall]\n{self.hall}\n{people}'
        await asyncio.to_thread(config.write_text, text)
        core = self.child(
            "core", "room_console", "core", "--config", str(config), "--state", str(self.state), *core_arguments
        )
        async with asyncio.timeout(START_TIMEOUT_S):
            while not (self.state / OPERATOR_LINK).exists():
                assert core.exit_code is None, core.last_words()
                await asyncio.sleep(0.05)
        everyone = (CHAIR, *self.names)
        self.links = await issue_links(
            self.state / OPERATOR_LINK, [ParticipantId(name) for name in everyone], frozenset(everyone)
        )
        return core

    def enter(self, name: str, *arguments: str) -> Child:
        """Let a delegate come in, recorded at both ends."""
        recorded = ["--audio-out", str(self.folder / f"{name}-heard.wav")] if "--audio-out" not in arguments else []
        recorded += ["--record-in", str(self.folder / f"{name}-spoken.wav")]
        report = ["--report", str(self.folder / f"{name}.json")]
        return self.child(name, "delegate_app", "--headless", self.links[name], *arguments, *recorded, *report)

    def child(self, name: str, *arguments: str) -> Child:
        """Start a process of the meeting."""
        child = Child(name, arguments, self.folder / f"{name}.log", self.environment)
        self.children.append(child)
        return child

    async def stop(self) -> None:
        """End the delegates, then the core."""
        await asyncio.gather(*(child.stop() for child in self.children[1:]))
        for child in self.children[:1]:
            await child.stop()


@asynccontextmanager
async def meeting(rig: MeetingRig, *core_arguments: str) -> AsyncIterator[MeetingRig]:
    """Run a meeting with its chair."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(rig.stop)
        await rig.open(*core_arguments)
        chair, owner = ScriptedChair(0.0), TaskOwner("rig chair")
        staff = await stack.enter_async_context(StaffLink(parse_join_link(rig.links[CHAIR]), chair.see))
        stack.push_async_callback(owner.cancel_all)
        spawn(chair.run(staff.client), name="chair", owner=owner)
        yield rig


def _participant(name: str, role: str) -> str:
    return (
        f'\n[[participants]]\nid = "{name}"\nname = "{name.title()}"\nrole = "{role}"\nemail = "{name}@example.org"\n'
    )
