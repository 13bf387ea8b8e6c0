"""A virtual session without any mixer: two remote speakers hear each other, neither hears themselves."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from common.control.joinlink import parse_join_link
from common.model.agenda import AgendaItem, Format, SegmentKind, SegmentRules, Session
from common.model.ids import ParticipantId
from common.model.units import SAMPLE_RATE_HZ
from common.protocol.floor import GrantFloor
from common.protocol.meetings import CallItem, OpenSession, PutItem, PutSession
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.recordings import Recording
from room_console.rehearsal.staff import StaffLink
from tests.helpers.delegate import until
from tests.helpers.meetingrig import MeetingRig

pytestmark = pytest.mark.flaky(reruns=2)

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
TONES_HZ = {ANNA: 440, BORIS: 1_000}
NO_MIXER = 'device = "none"\ncamera = "none"\n'
WAIT_S, TALK_S = 40.0, 3.0
SESSION = Session(1, "", 0, 3_600_000, Format.VIRTUAL)
PANEL = AgendaItem("1", "A panel", 1, SegmentKind.PANEL, SegmentRules(max_open_mics=2, standby=0))


def share_of_tone(recording: Recording, hz: int, from_mono_s: float, to_mono_s: float) -> float:
    """Return how much of the power lies within 30 Hz of a tone."""
    sound = recording.between(from_mono_s, to_mono_s)
    power = np.abs(np.fft.rfft(sound)) ** 2
    at_hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    return float(power[np.abs(at_hz - hz) < 30].sum() / max(float(power.sum()), 1e-9))


@pytest.mark.timeout(120)
async def test_two_remote_speakers_hear_each_other_without_a_mixer(tmp_path: Path) -> None:
    rig = MeetingRig(tmp_path, (ANNA, BORIS), NO_MIXER)
    try:
        await rig.open()
        link = await asyncio.to_thread((rig.state / OPERATOR_LINK).read_text)
        operator = StaffLink(parse_join_link(link))
        async with operator:
            for wish in (PutSession(session=SESSION), PutItem(item=PANEL), OpenSession(number=1), CallItem(number="1")):
                await operator.client.request(wish)
            for who, hz in TONES_HZ.items():
                rig.enter(who, "--audio-in", f"tone:{hz}", "--request-floor")

            def floor() -> list[object]:
                view = operator.client.view
                return [r for r in view.floor if r.is_on_air] if view is not None else []

            def asked() -> int:
                return len(operator.client.view.floor) if operator.client.view is not None else 0

            await until(lambda: asked() == 2, WAIT_S)
            assert operator.client.view is not None
            for request in operator.client.view.floor:
                await operator.client.request(GrantFloor(request=request.request))
            await until(lambda: len(floor()) == 2, WAIT_S)
            begun_mono_s = time.monotonic() + 1.5
            await asyncio.sleep(1.5 + TALK_S)
            ended_mono_s = time.monotonic()
            await asyncio.sleep(0.5)
    finally:
        await rig.stop()
    for who, other in ((ANNA, BORIS), (BORIS, ANNA)):
        heard = rig.heard(who)
        assert share_of_tone(heard, TONES_HZ[other], begun_mono_s, ended_mono_s) > 0.9, f"{who} hears {other}"
        assert share_of_tone(heard, TONES_HZ[who], begun_mono_s, ended_mono_s) < 0.001, f"{who} hears themselves"
