"""A hall with a real 16 x 16 device, JACK's dummy driver through PortAudio, and delegates on several channels."""

import asyncio
from pathlib import Path

import pytest

from common.audio.testsignal import room_tone
from common.audio.testsignal.voice import voice_loop
from room_console.rehearsal.recordings import VOICE_WINDOW_S, Recording, level_error_db, rejection_db, voice_between
from tests.helpers.jackpeer import JackPeer
from tests.helpers.meetingrig import MeetingRig, meeting
from tests.helpers.soundservers import jack_server

pytestmark = pytest.mark.flaky(reruns=2)

HALL = 'device = "portaudio:JACK Audio Connection Kit:system"\ninputs = 16\noutputs = 16\ncamera = "none"\n'
LOUDSPEAKERS = 1
BOOTHS = range(2, 8)
LISTEN_S = 12.0
SPEAK_S = 12.0


def voices_heard(heard: Recording, from_mono_s: float, to_mono_s: float) -> list[int | None]:
    """Name the voice of each window between two instants; None where a pause leaves too little to tell."""
    windows = int((to_mono_s - from_mono_s) / VOICE_WINDOW_S)
    starts = [from_mono_s + n * VOICE_WINDOW_S for n in range(windows)]
    return [voice_between(heard, start, start + VOICE_WINDOW_S) for start in starts]


def hears_only(voice: int, voices: list[int | None]) -> bool:
    """Tell whether this voice is heard nearly all the time, and no other at any."""
    return set(voices) <= {voice, None} and voices.count(voice) >= 0.7 * len(voices)


@pytest.mark.timeout(180)
async def test_each_hears_their_channel_and_the_speaker_not_themselves(tmp_path: Path) -> None:
    with jack_server() as server:
        name = server.environment["JACK_DEFAULT_SERVER"]
        booths = {port: voice_loop(port - 1) for port in BOOTHS}
        rig = MeetingRig(tmp_path, ("anna", "boris", "carla"), HALL, server.environment)
        with JackPeer(name, {1: room_tone(), **booths}, [LOUDSPEAKERS], 90.0) as peer:
            async with meeting(rig):
                peer.connect()
                rig.enter("anna", "--channel", "en")
                rig.enter("boris", "--channel", "ru")
                await asyncio.sleep(LISTEN_S)
                rig.enter("carla", "--audio-in", "chirp:1.5", "--request-floor", "--speak-seconds", str(SPEAK_S))
                await asyncio.sleep(SPEAK_S)
            loudspeakers = peer.heard(LOUDSPEAKERS)
    anna, boris, carla, said = rig.heard("anna"), rig.heard("boris"), rig.heard("carla"), rig.spoken("carla")
    settled = anna.started_mono_s + 3.0
    assert hears_only(1, voices_heard(anna, settled, settled + LISTEN_S))
    assert hears_only(4, voices_heard(boris, settled, settled + LISTEN_S))
    came = level_error_db(said, loudspeakers)
    assert came is not None
    assert abs(came) < 1.5
    on_air = loudspeakers.chirps()[0]
    rejection = rejection_db(said, carla, on_air, on_air + SPEAK_S)
    assert rejection is not None
    assert rejection >= 60.0
