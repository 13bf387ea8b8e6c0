"""A delegate before a loudspeaker: what goes up to the hall while the hall is heard in the room."""

import numpy as np
import pytest

from common.audio import echo
from common.audio.format import Block
from common.audio.level import rms_dbfs
from common.audio.testsignal import Voice
from common.devices.audio import AudioDevice, AudioInput, AudioOutput
from common.devices.fake import PacedInput, PacedOutput
from common.model.floor import RequestStatus
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.protocol.media import ReportVoice
from tests.helpers.delegate import delegate, until
from tests.helpers.delegatedevices import FakeKit
from tests.helpers.fakecontrol import LINK, view_of
from tests.helpers.room import way_to_microphone

pytestmark = [
    pytest.mark.flaky(reruns=2),
    pytest.mark.skipif(not echo.is_available(), reason="livekit is not installed"),
]

SPEAKERS = "MacBook Pro Speakers (Core Audio)"
HEADSET = "Headset (Jabra)"
LEARNING_S, JUDGED_S = 7.0, 3.0
WAY = way_to_microphone(0.35, 15.0)
SPECTRUM = np.fft.rfft(WAY, 1 << 15)


class Room:
    """What its loudspeaker plays comes to its microphone, with reflections."""

    def __init__(self) -> None:
        self._air = np.zeros(1 << 15, np.float64)
        self.heard: list[Block] = []

    def play(self, block: Block) -> None:
        """Let a block sound from now on."""
        self._air += np.fft.irfft(np.fft.rfft(block[:, 0], 1 << 15) * SPECTRUM, 1 << 15)

    def read(self) -> Block:
        """Return what the microphone hears within the next 10 ms."""
        block: Block = self._air[:BLOCK_SAMPLES, None].astype(np.float32)
        self._air = np.concatenate((self._air[BLOCK_SAMPLES:], np.zeros(BLOCK_SAMPLES)))
        self.heard.append(block)
        return block


class RoomOutput(PacedOutput):
    """The room's loudspeaker."""

    def __init__(self, room: Room) -> None:
        super().__init__("speakers")
        self._room = room

    def play(self, block: Block) -> None:
        """Let it sound."""
        self._room.play(block)


class RoomKit(FakeKit):
    """Devices in one room; the headphone's title is given."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.room = Room()
        self._title = title

    def list_audio(self) -> list[AudioDevice]:
        """List a microphone and what sound comes out of."""
        return [
            AudioDevice("microphone", "Built-in Microphone (Core Audio)", 1, 0, SAMPLE_RATE_HZ),
            AudioDevice("output", self._title, 0, 2, SAMPLE_RATE_HZ),
        ]

    def open_input(self, name: str) -> AudioInput:
        """Open the room's microphone."""
        return PacedInput(name, self.room)

    def open_output(self, name: str) -> AudioOutput:
        """Open the room's loudspeaker."""
        del name
        return RoomOutput(self.room)


class Nothing:
    """A sound that never comes."""

    def read(self) -> Block | None:
        """Return nothing."""
        return None


def last(blocks: list[Block]) -> Block:
    """Return the end of a recording."""
    return np.concatenate(blocks[-round(JUDGED_S * 100) :])


@pytest.mark.parametrize(("title", "is_removed"), [(SPEAKERS, True), (HEADSET, False)])
async def test_the_hall_does_not_hear_itself_through_a_loudspeaker(title: str, is_removed: bool) -> None:
    kit = RoomKit(title)
    async with delegate(kit) as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.GRANTED))
        client = bench.client
        await until(lambda: client.state.devices.headphone and bench.peers.uplinks, 10.0)
        await until(lambda: client.state.voice.processing.removes_echo is is_removed, 10.0)
        client._runner.call(client._side.listening.use, (Voice(2), Nothing()))
        sent = bench.peers.uplinks[0].blocks
        began = len(sent)
        await until(lambda: len(sent) > began + 100 * (LEARNING_S + JUDGED_S), 60.0)
        reduction_db = rms_dbfs(last(kit.room.heard)) - rms_dbfs(last(sent))
        assert rms_dbfs(last(kit.room.heard)) > -45.0
        if is_removed:
            assert reduction_db > 25.0
        else:
            assert abs(reduction_db) < 1.0
        told = [m for m in bench.control.posts if isinstance(m, ReportVoice)]
        assert told[-1].processing.removes_echo is is_removed
