"""A core that dies in a running meeting, with true sound; and a delegate's program that does."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from common.audio.level import from_db
from common.control.joinlink import JoinLink
from common.model.floor import RequestStatus
from common.model.ids import ChannelNumber, ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Presence, Role
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.protocol.floor import GrantFloor, RequestFloor
from common.protocol.interpretation import ChooseChannel
from common.protocol.media import SetMuted
from room_console.rehearsal.children import Child
from room_console.rehearsal.recordings import Recording, read_recording, voice_between
from tests.helpers.control import until
from tests.helpers.coreprocess import VIRTUAL_HALL, CoreProcess, Participant, core_process, participants, request_of

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

PEOPLE = {**dict.fromkeys(("anna", "boris", "carla", "dalia"), Role.DELEGATE), "chair": Role.CHAIR}
ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
ANNAS_VOICE, FRENCH_BOOTHS_VOICE = 5, 2
ON_AIR_TIMEOUT_S = 30.0
BACK_WITHIN_S = 5.0
SOUND_WITHIN_S = 15.0
"""From the core listening again; what it took is logged."""
LISTEN_S = 4.0
HEARD_DBFS = -60.0

_log = logging.getLogger(__name__)


@dataclass
class Delegates:
    """Headless delegates as processes."""

    folder: Path
    links: dict[str, JoinLink]
    children: dict[str, Child] = field(default_factory=dict)

    def enter(self, name: str, *arguments: str) -> Child:
        """Start one."""
        known = ["delegate_app", "--headless", str(self.links[name]), "--report", str(self.folder / f"{name}.json")]
        heard = ["--audio-out", str(self.folder / f"{name}.wav")]
        self.children[name] = Child(name, [*known, *heard, *arguments], self.folder / f"{name}.log")
        return self.children[name]

    async def leave(self) -> None:
        """End them all."""
        await asyncio.gather(*(child.stop() for child in self.children.values()))

    def heard(self, name: str) -> Recording:
        """Read what one heard."""
        return read_recording(self.folder / f"{name}.wav", self.folder / f"{name}.wav.json")

    def report(self, name: str) -> dict[str, Any]:
        """Read what one noted."""
        found: dict[str, Any] = msgspec.json.decode((self.folder / f"{name}.json").read_bytes())
        return found


@asynccontextmanager
async def running_meeting(core: CoreProcess) -> AsyncIterator[tuple[Delegates, dict[str, Participant]]]:
    """Have Anna on air, Boris on the French channel, Carla on the floor, Dalia muted in the list, and the chair."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(core_process(core))
        links = await core.links(PEOPLE)
        light = {name: links[name] for name in ("chair", "dalia")}
        people = await stack.enter_async_context(participants(light))
        delegates = Delegates(core.state.parent, links)
        stack.push_async_callback(delegates.leave)
        delegates.enter("anna", "--audio-in", f"voice:{ANNAS_VOICE}", "--request-floor")
        delegates.enter("boris", "--channel", "fr")
        delegates.enter("carla")
        chair, dalia = people["chair"], people["dalia"]
        await until(lambda: request_of(chair.view, ANNA), ON_AIR_TIMEOUT_S)
        request = request_of(chair.view, ANNA)
        assert request is not None
        await chair.client.request(GrantFloor(request=request.request))
        await dalia.client.request(RequestFloor())
        await dalia.client.request(SetMuted(is_muted=True))
        await dalia.client.request(ChooseChannel(channel=ChannelNumber(6), original_level=0.25))
        await until(lambda: is_on_air(chair), ON_AIR_TIMEOUT_S)
        await until(lambda: chair.view.own[BORIS].channel == 2, ON_AIR_TIMEOUT_S)
        yield delegates, people


def is_on_air(chair: Participant) -> bool:
    """Tell whether Anna is."""
    request = request_of(chair.view, ANNA)
    return request is not None and request.is_on_air


def without(people: dict[ParticipantId, ParticipantView], name: str) -> dict[ParticipantId, ParticipantView]:
    """Leave somebody out who was not attached all the time."""
    return {who: view for who, view in people.items() if who != name}


def back_after_s(report: dict[str, Any], listening_epoch_s: float) -> float:
    """Return when a delegate's link was back, by their own report, in seconds after the core listened again."""
    joined = [p["at_ms"] / 1000 for p in report["phases"] if p["phase"] == "joined"]
    assert len(joined) == 2, report["phases"]
    return max(0.0, float(joined[1]) - listening_epoch_s)


def sound_back_mono_s(heard: Recording, killed_mono_s: float) -> float:
    """Find the first sound after the silence that the kill left, as an instant of the monotonic clock."""
    begin = max(0, round((killed_mono_s + 0.5 - heard.started_mono_s) * SAMPLE_RATE_HZ))
    sound = np.abs(heard.sound[begin:])
    blocks = sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES).max(axis=1)
    is_loud = [bool(level > from_db(HEARD_DBFS)) for level in blocks]
    back = is_loud.index(True, is_loud.index(False))
    return heard.started_mono_s + (begin + back * BLOCK_SAMPLES) / SAMPLE_RATE_HZ


async def test_a_core_that_is_killed_in_a_debate_comes_back_with_everyone_and_the_sound(tmp_path: Path) -> None:
    core = CoreProcess(tmp_path, PEOPLE, VIRTUAL_HALL)
    async with running_meeting(core) as (delegates, people):
        chair = people["chair"]
        await asyncio.sleep(LISTEN_S)
        before = chair.view
        core.kill()
        killed_mono_s = time.monotonic()
        core.start()
        start_s = await core.wait_listening()
        listening_mono_s = core.started_mono_s + start_s
        listening_epoch_s = time.time() - (time.monotonic() - listening_mono_s)
        for each in people.values():
            assert await each.wait_welcome(killed_mono_s) - listening_mono_s < BACK_WITHIN_S
        await until(lambda: is_on_air(chair), ON_AIR_TIMEOUT_S)
        on_air_s = time.monotonic() - listening_mono_s
        await asyncio.sleep(LISTEN_S)
        after = chair.view
        await delegates.leave()
    assert [(r.request, r.participant, r.status, r.slot) for r in after.floor] == [
        (r.request, r.participant, r.status, r.slot) for r in before.floor
    ]
    assert after.own == before.own
    assert without(after.participants, "operator") == without(before.participants, "operator")
    assert after.floor[0].status is RequestStatus.GRANTED
    assert after.own[ParticipantId("dalia")].is_muted
    back_s = {name: back_after_s(delegates.report(name), listening_epoch_s) for name in ("anna", "boris", "carla")}
    assert max(back_s.values()) < BACK_WITHIN_S
    sound_s = {name: sound_back_mono_s(delegates.heard(name), killed_mono_s) for name in ("boris", "carla")}
    ends_mono_s = listening_mono_s + on_air_s + LISTEN_S
    assert voice_between(delegates.heard("carla"), ends_mono_s - LISTEN_S + 1.0, ends_mono_s) == ANNAS_VOICE
    assert voice_between(delegates.heard("boris"), ends_mono_s - LISTEN_S + 1.0, ends_mono_s) == FRENCH_BOOTHS_VOICE
    assert max(sound_s.values()) - listening_mono_s < SOUND_WITHIN_S
    _log.info(
        "measured: start to listening %.2f s; after listening: links back %s s, on air %.2f s, sound %s s",
        start_s,
        {name: round(value, 2) for name, value in back_s.items()},
        on_air_s,
        {name: round(value - listening_mono_s, 2) for name, value in sound_s.items()},
    )


async def test_a_delegates_program_that_dies_needs_a_new_link_and_keeps_its_place(tmp_path: Path) -> None:
    """Without a keyring the device key dies with the program, and the token knows only that device."""
    core = CoreProcess(tmp_path, PEOPLE)
    async with core_process(core), participants(await core.links(["chair"])) as people:
        chair = people["chair"]
        delegates = Delegates(tmp_path, await core.links(["anna"], local=False))
        code = ("--code-from", str(core.state / "outbox"))
        try:
            first = delegates.enter("anna", *code, "--request-floor")
            await until(lambda: request_of(chair.view, ANNA), ON_AIR_TIMEOUT_S)
            request = request_of(chair.view, ANNA)
            first._process.kill()
            assert await first.stop() == -signal.SIGKILL
            await until(lambda: chair.view.participants[ANNA].presence is Presence.RECONNECTING, ON_AIR_TIMEOUT_S)
            again = delegates.enter("anna", *code)
            assert await again.wait(ON_AIR_TIMEOUT_S) == 3
            assert "refused: token_used" in again.last_words()
            assert request_of(chair.view, ANNA) == request
            delegates.links = await core.links(["anna"], local=False)
            delegates.enter("anna", *code)
            await until(lambda: chair.view.participants[ANNA].presence is Presence.JOINED, ON_AIR_TIMEOUT_S)
            assert request_of(chair.view, ANNA) == request
        finally:
            await delegates.leave()
