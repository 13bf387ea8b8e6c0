"""The private room: who is in it and the operator hear each other, and nobody else hears either; told by the voices."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from common.audio.testsignal import TALKBACK_VOICE, identify_voice
from common.control.joinlink import parse_join_link
from common.model.checks import Fitness
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView
from common.protocol.checks import LiveFitness, PreListen
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done
from common.protocol.operator import LinkReports
from common.protocol.rooms import CloseRoom, OpenRoom
from room_console.core.hall.recording import ABOUT_FILE, OUTPUTS_FILE
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.recordings import Recording, read_recording
from room_console.rehearsal.staff import StaffLink
from tests.helpers.delegate import until
from tests.helpers.halltape import HALL, HEARD
from tests.helpers.meetingrig import MeetingRig

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
ANNAS_VOICE, ENGLISH, FRENCH = 5, 1, 2
LOUDSPEAKERS, INTERPRETERS, SENDS, PRELISTEN = 1, 2, (3, 4, 5, 6), 11
WAIT_S, TALK_S, SETTLE_S = 40.0, 6.0, 1.0
MOSTLY = 0.85
"""Of the voiced sound: what is left are frames between two syllables."""


class Operator(StaffLink):
    """Follows who called for help, and how their uplink sounds."""

    def __init__(self, link: str) -> None:
        super().__init__(parse_join_link(link), self._see)
        self.view: MeetingView | None = None
        self.sounds: dict[ParticipantId, LiveFitness] = {}

    def _see(self, view: MeetingView) -> None:
        self.view = view

    def on_message(self, message: ConsoleMessage) -> None:
        """Take what is said of the lines."""
        if isinstance(message, LinkReports):
            self.sounds |= {who: report.fitness for who, report in message.reports.items() if report.fitness}

    def has_called(self, who: ParticipantId) -> bool:
        """Tell whether a case of theirs is open."""
        own = self.view.own.get(who) if self.view is not None else None
        return own is not None and own.assistance is not None and own.assistance.case is not None


def tape(folder: Path, port: int) -> Recording:
    """Read what a port of the hall played."""
    return read_recording(folder / OUTPUTS_FILE, folder / ABOUT_FILE, port)


def voice_in(recording: Recording, from_mono_s: float, to_mono_s: float) -> int | None:
    """Name the voice that is heard there, and almost no other."""
    voice, share = identify_voice(recording.between(from_mono_s, to_mono_s))
    return voice if share > MOSTLY else None


def loudest(recording: Recording, from_mono_s: float, to_mono_s: float) -> float:
    """Return the highest peak there."""
    return float(np.abs(recording.between(from_mono_s, to_mono_s)).max(initial=0.0))


@pytest.mark.timeout(180)
async def test_two_talk_off_air_and_nobody_else_hears_either(tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    rig = MeetingRig(tmp_path, (ANNA, BORIS), HALL)
    try:
        await rig.open("--rehearse", str(hall))
        operator = Operator(await asyncio.to_thread((rig.state / OPERATOR_LINK).read_text))
        async with operator:
            rig.enter(ANNA, "--audio-in", f"voice:{ANNAS_VOICE}", "--channel", "fr", "--call-for-help")
            rig.enter(BORIS, "--audio-in", "voice:3", "--channel", "en")
            await until(lambda: operator.has_called(ANNA), WAIT_S)
            await until(lambda: operator.view and operator.view.own[BORIS].channel == ENGLISH, WAIT_S)
            await asyncio.sleep(2 * SETTLE_S)
            begun_mono_s = time.monotonic()
            assert isinstance(await operator.client.request(OpenRoom(participant=ANNA)), Done)
            await until(lambda: ANNA in operator.sounds, WAIT_S)
            talking_mono_s = time.monotonic() + SETTLE_S
            with pytest.raises(ConferenceError) as refused:
                await operator.client.request(PreListen(participant=BORIS))
            assert refused.value.code is ErrorCode.LIMIT
            await asyncio.sleep(SETTLE_S + TALK_S)
            await until(lambda: operator.sounds[ANNA].fitness is not Fitness.UNKNOWN, WAIT_S)
            ended_mono_s = time.monotonic()
            assert isinstance(await operator.client.request(CloseRoom()), Done)
            await asyncio.sleep(SETTLE_S + 3.0)
            over_mono_s = time.monotonic()
    finally:
        await rig.stop()
    off_air = tape(hall, PRELISTEN)
    assert voice_in(off_air, talking_mono_s, ended_mono_s) == ANNAS_VOICE
    assert loudest(off_air, 0.0, begun_mono_s) <= HEARD
    assert loudest(off_air, ended_mono_s + 0.3, over_mono_s) <= HEARD
    assert voice_in(rig.heard(ANNA), begun_mono_s - SETTLE_S, begun_mono_s) == FRENCH
    assert voice_in(rig.heard(ANNA), talking_mono_s, ended_mono_s) == TALKBACK_VOICE
    assert voice_in(rig.heard(ANNA), ended_mono_s + SETTLE_S, over_mono_s) == FRENCH
    assert voice_in(rig.heard(BORIS), talking_mono_s, ended_mono_s) == ENGLISH
    for port in (LOUDSPEAKERS, *SENDS):
        assert loudest(tape(hall, port), 0.0, over_mono_s) <= HEARD, f"port {port}"
    assert voice_in(tape(hall, INTERPRETERS), talking_mono_s, ended_mono_s) == 0
