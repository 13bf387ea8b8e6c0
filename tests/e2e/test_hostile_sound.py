"""Who sends sound without the floor, or with the own switch on mute, is not heard in the hall."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from common.aio.tasks import TaskOwner, spawn
from common.audio.level import rms_dbfs
from common.devices.fake import VoiceInput
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestStatus
from common.model.ids import LegId
from common.model.people import Role
from common.model.units import BLOCK_S
from common.protocol.floor import GrantFloor, RequestFloor, RevokeFloor
from common.protocol.media import LegClosed, OfferUplink, SetMuted, UplinkAnswer
from common.rtc.legs import UplinkPeer
from common.rtc.transport import PeerState
from room_console.rehearsal.recordings import Recording, read_recording, voice_between
from tests.helpers.control import until
from tests.helpers.coreprocess import VIRTUAL_HALL, CoreProcess, Participant, core_process, participants

PEOPLE = {"mallory": Role.DELEGATE, "chair": Role.CHAIR}
VOICE = 5
LOUDSPEAKERS_PORT = 1
SPEAK_S = 3.0
SETTLE_S = 0.5
"""More than the way from the microphone to the loudspeakers."""
SILENCE_DBFS = -80.0
TIMEOUT_S = 20.0


@dataclass
class Span:
    """Between two instants of the monotonic clock."""

    from_mono_s: float
    to_mono_s: float

    def level_dbfs(self, heard: Recording) -> float:
        """Return how loud it was meanwhile."""
        return rms_dbfs(heard.between(self.from_mono_s, self.to_mono_s))

    def voice(self, heard: Recording) -> int | None:
        """Name who spoke meanwhile."""
        return voice_between(heard, self.from_mono_s, self.to_mono_s)


async def a_while() -> Span:
    """Let sound go on for a while; return the span in which all of it has arrived."""
    await asyncio.sleep(SETTLE_S)
    begun_mono_s = time.monotonic()
    await asyncio.sleep(SPEAK_S)
    return Span(begun_mono_s, time.monotonic())


async def speak(peer: UplinkPeer) -> None:
    """Send a voice, whatever anybody says."""
    voice = VoiceInput(VOICE)
    voice.start()
    while True:
        while (block := voice.read()) is not None:
            peer.write(block)
        await asyncio.sleep(BLOCK_S / 2)


@contextlib.asynccontextmanager
async def shouting(participant: Participant) -> AsyncIterator[LegId]:
    """Open an uplink and send a voice on it from then on."""
    owner = TaskOwner("mallory")
    peer = UplinkPeer(with_picture=False)
    try:
        answer = await participant.client.request(OfferUplink(sdp=await peer.offer()))
        assert isinstance(answer, UplinkAnswer)
        await peer.accept(answer.sdp)
        await until(lambda: peer.state is PeerState.UP, TIMEOUT_S)
        spawn(speak(peer), name="speak", owner=owner)
        yield answer.leg
    finally:
        await owner.cancel_all()
        await peer.close()


async def refused_uplink(participant: Participant) -> ErrorCode:
    """Offer an uplink that may not be; return the refusal's code."""
    peer = UplinkPeer(with_picture=False)
    try:
        offer = await peer.offer()
        with pytest.raises(ConferenceError) as refusal:
            await participant.client.request(OfferUplink(sdp=offer))
    finally:
        await peer.close()
    return refusal.value.code


def is_on_air(participant: Participant) -> bool:
    """Tell whether they are."""
    return participant.request is not None and participant.request.is_on_air


async def test_only_the_floor_and_an_open_switch_lead_to_the_loudspeakers(tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    core = CoreProcess(tmp_path, PEOPLE, VIRTUAL_HALL, rehearse=hall)
    async with core_process(core), participants(await core.links(PEOPLE)) as people:
        mallory, chair = people["mallory"], people["chair"]
        assert await refused_uplink(mallory) is ErrorCode.NOT_ALLOWED
        await mallory.client.request(RequestFloor())
        assert mallory.request is not None
        assert mallory.request.status is RequestStatus.ACCEPTED
        number = mallory.request.request
        async with shouting(mallory) as leg:
            on_standby = await a_while()
            await chair.client.request(GrantFloor(request=number))
            await until(lambda: is_on_air(mallory), TIMEOUT_S)
            granted = await a_while()
            await mallory.client.request(SetMuted(is_muted=True))
            assert not is_on_air(mallory)
            muted = await a_while()
            await mallory.client.request(SetMuted(is_muted=False))
            await until(lambda: is_on_air(mallory), TIMEOUT_S)
            open_again = await a_while()
            await chair.client.request(RevokeFloor(request=number))
            revoked = await a_while()
            closed = [m for m in mallory.watcher.messages if isinstance(m, LegClosed)]
            assert [m.leg for m in closed] == [leg]
        assert await refused_uplink(mallory) is ErrorCode.NOT_ALLOWED
    assert core.complaints() == []
    loudspeakers = read_recording(hall / "outputs.wav", hall / "hall.json", LOUDSPEAKERS_PORT)
    assert granted.voice(loudspeakers) == open_again.voice(loudspeakers) == VOICE
    for silent in (on_standby, muted, revoked):
        assert silent.level_dbfs(loudspeakers) < SILENCE_DBFS
