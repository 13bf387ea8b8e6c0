"""Of the voice: nothing by a headset, the echo removed by a loudspeaker, the rest by choice, all of it told."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import numpy as np
import pytest
import pytest_asyncio

from common.audio.echo import VoiceProcessor
from common.audio.format import Block
from common.devices.audio import AudioDevice
from common.model.errors import ErrorCode, MediaError
from common.model.units import BLOCK_SAMPLES
from common.model.voice import UNTOUCHED, MicrophoneState, VoiceProcessing
from common.protocol.envelope import Request
from common.protocol.media import ReportVoice
from delegate_app.core.microphone import Microphone
from delegate_app.core.settings import HearsBy
from delegate_app.core.state import Phase
from delegate_app.core.statekeeper import StateKeeper
from delegate_app.core.voice import VoiceDesk, VoiceReports
from tests.helpers.control import until
from tests.helpers.logfail import LogWatch

SPEAKERS = AudioDevice("speakers", "MacBook Pro Speakers (Core Audio)", 0, 2, 48_000)
HEADSET = AudioDevice("headset", "Headset (Jabra)", 1, 2, 48_000)
ECHO = VoiceProcessing(removes_echo=True)


class Made:
    """A processor that turns a voice round, or fails."""

    def __init__(self, processing: VoiceProcessing) -> None:
        self.processing = processing
        self.is_broken = False
        self.told: list[float] = []
        self.far: list[Block] = []

    def played(self, block: Block) -> None:
        """Note it."""
        self.far.append(block)

    def heard(self, block: Block, delay_ms: float) -> Block:
        """Turn it round."""
        if self.is_broken:
            raise MediaError(ErrorCode.MEDIA_FAILED, "broken")
        self.told.append(delay_ms)
        return -block


class Rig:
    """A desk whose processors the test sees."""

    def __init__(self) -> None:
        self.keeper = StateKeeper()
        self.used: list[VoiceProcessor | None] = []
        self.is_missing = False
        self.desk = VoiceDesk(self.keeper, self.used.append, self.make)

    def make(self, processing: VoiceProcessing) -> VoiceProcessor:
        """Make one, in a worker thread."""
        if self.is_missing:
            raise MediaError(ErrorCode.MEDIA_FAILED, "no voice processing")
        return cast(VoiceProcessor, Made(processing))

    def hear_by(self, device: AudioDevice) -> None:
        """Put a headphone in."""
        self.keeper.change_devices(headphones=(SPEAKERS, HEADSET), microphones=(HEADSET,), headphone=device.name)

    async def is_processed(self, processing: VoiceProcessing) -> None:
        """Wait until that is in effect."""
        await until(lambda: self.keeper.state.voice.processing == processing)


@pytest_asyncio.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run a desk."""
    made = Rig()
    made.desk.start()
    yield made
    await made.desk.stop()


async def test_a_headset_s_voice_is_left_as_it_is(rig: Rig) -> None:
    rig.hear_by(HEADSET)
    await asyncio.sleep(0.01)
    assert rig.keeper.state.voice.processing == UNTOUCHED
    assert not rig.keeper.state.voice.is_loudspeaker
    assert rig.used == []


async def test_a_loudspeaker_s_echo_is_removed_until_a_headset_is_back(rig: Rig) -> None:
    rig.hear_by(SPEAKERS)
    await rig.is_processed(ECHO)
    assert rig.keeper.state.voice.is_loudspeaker
    assert rig.used[-1] is not None
    rig.hear_by(HEADSET)
    await rig.is_processed(UNTOUCHED)
    assert rig.used[-1] is None


async def test_what_the_user_says_overrules_the_name(rig: Rig) -> None:
    rig.hear_by(SPEAKERS)
    rig.desk.choose(HearsBy.HEADSET, reduces_noise=False, levels_gain=False)
    await rig.is_processed(UNTOUCHED)
    rig.hear_by(HEADSET)
    rig.desk.choose(HearsBy.LOUDSPEAKER, reduces_noise=False, levels_gain=False)
    await rig.is_processed(ECHO)


async def test_noise_and_gain_are_choices_of_their_own(rig: Rig) -> None:
    rig.hear_by(HEADSET)
    rig.desk.choose(HearsBy.AUTOMATIC, reduces_noise=True, levels_gain=True)
    await rig.is_processed(VoiceProcessing(False, True, True))


async def test_a_missing_library_is_said_once_and_tried_again_at_the_next_choice(
    rig: Rig, expects_logs: LogWatch
) -> None:
    expects_logs("can't be processed")
    rig.is_missing = True
    rig.hear_by(SPEAKERS)
    await until(lambda: rig.keeper.state.voice.is_failed)
    assert rig.keeper.state.voice.processing == UNTOUCHED
    assert rig.used == [None]
    rig.is_missing = False
    rig.desk.choose(HearsBy.LOUDSPEAKER, reduces_noise=False, levels_gain=False)
    await rig.is_processed(ECHO)
    assert not rig.keeper.state.voice.is_failed


async def test_a_processor_that_fails_leaves_the_voice_as_it_is(rig: Rig, expects_logs: LogWatch) -> None:
    expects_logs("broken")
    rig.hear_by(SPEAKERS)
    await rig.is_processed(ECHO)
    processor = cast(Made, rig.used[-1])
    microphone = hearing_microphone()
    microphone.on_failed = rig.desk.failed
    microphone.process_by(cast(VoiceProcessor, processor))
    assert read(microphone).min() == -1.0
    processor.is_broken = True
    assert read(microphone).min() == 1.0
    assert rig.keeper.state.voice.is_failed
    assert rig.keeper.state.voice.processing == UNTOUCHED
    assert read(microphone).min() == 1.0


def test_the_processor_hears_what_is_played_and_how_long_the_way_is() -> None:
    processor = Made(ECHO)
    microphone = hearing_microphone()
    microphone.playing_ms = lambda: 25.0
    microphone.process_by(cast(VoiceProcessor, processor))
    played = np.zeros((BLOCK_SAMPLES, 1), np.float32)
    microphone.played(played)
    read(microphone)
    assert processor.told == [25.0 + Loud.latency_ms]
    assert processor.far == [played]
    microphone.process_by(None)
    microphone.played(played)
    assert len(processor.far) == 1


@pytest.mark.parametrize(
    ("microphone", "lost", "state"),
    [
        ("headset", (), MicrophoneState.IN_USE),
        (None, (), MicrophoneState.NONE),
        (None, ("microphone",), MicrophoneState.LOST),
        ("built-in", ("microphone",), MicrophoneState.REPLACED),
        ("headset", ("headphone",), MicrophoneState.IN_USE),
    ],
)
def test_the_console_is_told_of_the_microphone(
    microphone: str | None, lost: tuple[str, ...], state: MicrophoneState
) -> None:
    keeper, posts = StateKeeper(), list[Request]()
    keeper.subscribe(VoiceReports(posts.append).note)
    keeper.change_devices(microphone=microphone, lost_places=lost)
    assert posts == []
    keeper.change(phase=Phase.JOINED)
    assert posts == [ReportVoice(microphone=state)]


def test_it_is_told_at_each_change_and_anew_after_each_return() -> None:
    keeper, posts = StateKeeper(), list[Request]()
    keeper.subscribe(VoiceReports(posts.append).note)
    keeper.change(phase=Phase.JOINED)
    keeper.change_media(loss=0.5)
    assert len(posts) == 1
    keeper.change_voice(processing=ECHO)
    assert posts[-1] == ReportVoice(processing=ECHO, microphone=MicrophoneState.NONE)
    keeper.change(phase=Phase.RECONNECTING)
    assert len(posts) == 2
    keeper.change(phase=Phase.JOINED)
    assert posts[2] == posts[1]


class Loud:
    """A microphone that always hears full scale."""

    name = "loud"
    xruns = 0
    is_alive = True
    latency_ms = 7.0

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def read(self) -> Block | None:
        return np.ones((BLOCK_SAMPLES, 1), np.float32)


def hearing_microphone() -> Microphone:
    """Return one with its gate open, past the ramp."""
    microphone = Microphone()
    microphone.gate.set(True, False)
    microphone.use(Loud())
    microphone.read()
    return microphone


def read(microphone: Microphone) -> Block:
    """Return the next block."""
    block = microphone.read()
    assert block is not None
    return block
