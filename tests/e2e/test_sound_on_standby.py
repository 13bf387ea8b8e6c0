"""Two on standby, one by telephone: staff know before anybody is granted, and the operator listens to one off-air."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from common.audio.wav import write_wav
from common.control.joinlink import parse_join_link
from common.model.checks import CheckName, Fitness
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId
from common.model.units import SAMPLE_RATE_HZ
from common.protocol.checks import LiveFitness, PreListen
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done
from common.protocol.floor import GrantFloor
from common.protocol.operator import LinkReports
from room_console.core.hall.recording import ABOUT_FILE, OUTPUTS_FILE
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.recordings import Recording, read_recording
from room_console.rehearsal.staff import StaffLink
from tests.helpers.delegate import until
from tests.helpers.halltape import HALL, HEARD, share_heard
from tests.helpers.madeupspeech import TELEPHONE_HZ, a_voice, by_telephone
from tests.helpers.meetingrig import MeetingRig

pytestmark = pytest.mark.flaky(reruns=2)

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
WAIT_S = 40.0
LISTEN_S = 3.0
LOUDSPEAKERS, SENDS, PRELISTEN = 1, (3, 4, 5, 6), 11
SPOKEN = 0.4
"""Of the time, at the least: the rest is pauses."""


class Operator(StaffLink):
    """Keeps how every uplink sounds, and the list of speakers."""

    def __init__(self, link: str) -> None:
        super().__init__(parse_join_link(link))
        self.sounds: dict[ParticipantId, LiveFitness] = {}

    def on_message(self, message: ConsoleMessage) -> None:
        """Take what is said of the lines."""
        if isinstance(message, LinkReports):
            self.sounds |= {who: report.fitness for who, report in message.reports.items() if report.fitness}

    def fitness(self, who: ParticipantId) -> Fitness:
        """Say how someone sounds."""
        return self.sounds[who].fitness if who in self.sounds else Fitness.UNKNOWN

    def request_of(self, who: ParticipantId) -> FloorRequest | None:
        """Find someone in the list."""
        view = self.client.view
        return next((r for r in view.floor if r.participant == who), None) if view is not None else None


def enter(rig: MeetingRig, who: ParticipantId, voice: Path) -> None:
    """Let someone ask for the floor with this voice."""
    rig.enter(who, "--audio-in", str(voice), "--audio-out", "none", "--request-floor")


def tape(folder: Path, port: int) -> Recording:
    """Read what a port of the hall played."""
    return read_recording(folder / OUTPUTS_FILE, folder / ABOUT_FILE, port)


def share_above(sound: np.ndarray[tuple[int], np.dtype[np.float32]], hz: float) -> float:
    """Return how much of the power lies above a frequency."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    return float(power[np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ) > hz].sum() / power.sum())


@pytest.mark.timeout(180)
async def test_a_telephone_on_standby_is_told_unfit_before_the_grant_and_heard_by_the_operator_only(
    tmp_path: Path,
) -> None:
    hall = tmp_path / "hall"
    voice = a_voice(20.0)
    write_wav(tmp_path / "good.wav", voice)
    write_wav(tmp_path / "telephone.wav", by_telephone(voice))
    rig = MeetingRig(tmp_path, (ANNA, BORIS), HALL + "\n[rules]\nstandby = 2\n")
    try:
        await rig.open("--rehearse", str(hall))
        link = await asyncio.to_thread((rig.state / OPERATOR_LINK).read_text)
        operator = Operator(link)
        async with operator:
            enter(rig, ANNA, tmp_path / "good.wav")
            enter(rig, BORIS, tmp_path / "telephone.wav")
            await until(lambda: operator.fitness(ANNA) is Fitness.FIT, WAIT_S)
            await until(lambda: operator.fitness(BORIS) is Fitness.UNFIT, WAIT_S)
            requests = [operator.request_of(who) for who in (ANNA, BORIS)]
            assert [r.status for r in requests if r is not None] == [RequestStatus.ACCEPTED] * 2
            (band,) = [r for r in operator.sounds[BORIS].results if r.name is CheckName.BAND]
            assert band.value is not None
            assert band.value < 1.3 * TELEPHONE_HZ[1]
            begun_mono_s = time.monotonic()
            assert isinstance(await operator.client.request(PreListen(participant=BORIS)), Done)
            await asyncio.sleep(LISTEN_S)
            assert isinstance(await operator.client.request(PreListen(participant=None)), Done)
            ended_mono_s = time.monotonic()
            await asyncio.sleep(0.5)
            assert requests[0] is not None
            granted_mono_s = time.monotonic()
            await operator.client.request(GrantFloor(request=requests[0].request))
            await until(lambda: (r := operator.request_of(ANNA)) is not None and r.is_on_air, WAIT_S)
            await asyncio.sleep(1.5)
            over_mono_s = time.monotonic()
    finally:
        await rig.stop()
    off_air = tape(hall, PRELISTEN)
    heard = off_air.between(begun_mono_s + 0.3, ended_mono_s)
    assert share_heard(off_air, begun_mono_s + 0.3, ended_mono_s) > SPOKEN
    assert share_above(heard, 1.5 * TELEPHONE_HZ[1]) < 0.01, "it is the one by telephone"
    assert not np.abs(off_air.between(0.0, begun_mono_s)).max() > HEARD
    assert not np.abs(off_air.between(ended_mono_s + 0.3, over_mono_s)).max() > HEARD
    for port in (LOUDSPEAKERS, *SENDS):
        assert not np.abs(tape(hall, port).between(0.0, granted_mono_s)).max() > HEARD, f"port {port} before the grant"
    assert share_heard(tape(hall, LOUDSPEAKERS), granted_mono_s + 0.5, over_mono_s) > SPOKEN
