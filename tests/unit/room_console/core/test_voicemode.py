"""Voice mode's ears: a voice opens its microphone, silence closes it, and nothing else does."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from common.aio.clock import ManualClock
from common.audio.format import Block
from common.model.floor import DiscussionMode
from common.model.ids import LegId
from common.model.meeting import Rules
from common.model.units import BLOCK_SAMPLES
from room_console.core.meeting.inputs import Input, RulesSet, UplinkHeard
from room_console.core.uplinks import StageSwitch, UplinkPort
from room_console.core.voicemode import LOOK_S, SILENCE_S, VoiceWatch
from tests.helpers.madeupspeech import a_voice
from tests.helpers.playbook import ANNA, BORIS, OLGA, Room, a_room

pytestmark = pytest.mark.usefixtures("no_task_left")
BLOCKS_PER_LOOK = round(LOOK_S / 0.01)


@dataclass
class Listening:
    """Anna and Boris on standby in voice mode, their uplinks up, and what each of them says."""

    room: Room = field(default_factory=lambda: a_room(ANNA, BORIS, standby=2))
    clock: ManualClock = field(default_factory=ManualClock)
    posted: list[Input] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.room.when(
            RulesSet(OLGA, Rules(standby=2, mode=DiscussionMode.VOICE)), UplinkHeard(ANNA), UplinkHeard(BORIS)
        )
        self.uplinks = {who: UplinkPort(LegId(who), StageSwitch()) for who in (ANNA, BORIS)}
        self.watch = VoiceWatch(lambda: self.room.meeting.state, lambda: self.uplinks, self.post, self.clock)

    def post(self, happened: Input) -> None:
        self.posted.append(happened)
        self.room.when(happened)

    async def hear(self, anna: Block, boris: Block) -> None:
        """Let both say this, looked at ten times a second."""
        for at in range(0, len(anna), BLOCK_SAMPLES):
            for who, sound in ((ANNA, anna), (BORIS, boris)):
                self.uplinks[who].sound.judge.take(sound[at : at + BLOCK_SAMPLES], 0)
            if at // BLOCK_SAMPLES % BLOCKS_PER_LOOK == 0:
                self.clock.advance(LOOK_S)
                await self.watch.look()


def noise(seconds: float, seed: int) -> Block:
    """A quiet room."""
    sound = np.random.default_rng(seed).normal(0.0, 10 ** (-62 / 20), (round(seconds * 48_000), 1))
    return sound.astype(np.float32)


def voice(seconds: float) -> Block:
    """Somebody who speaks, in a quiet room."""
    sound = np.asarray(a_voice(seconds), dtype=np.float32).reshape(-1, 1)
    return sound + noise(len(sound) / 48_000, 3)[: len(sound)]


async def test_who_speaks_is_given_the_floor_and_loses_it_in_silence() -> None:
    made = Listening()
    await made.hear(noise(3, 1), noise(3, 2))
    assert not made.posted
    speech = voice(4)
    await made.hear(speech, noise(len(speech) / 48_000, 4))
    made.room.list_is("anna on air 1", "boris standby")
    await made.hear(noise(SILENCE_S + 1.5, 5), noise(SILENCE_S + 1.5, 6))
    made.room.list_is("anna standby", "boris standby")


async def test_in_another_mode_nobody_is_listened_to() -> None:
    made = Listening()
    made.room.when(RulesSet(OLGA, Rules(standby=2)))
    await made.hear(noise(2, 1), noise(2, 2))
    speech = voice(3)
    await made.hear(speech, noise(len(speech) / 48_000, 3))
    assert not made.posted


async def test_an_uplink_that_is_gone_is_forgotten() -> None:
    made = Listening()
    await made.hear(noise(2, 1), noise(2, 2))
    speech = voice(3)
    await made.hear(speech, noise(len(speech) / 48_000, 3))
    assert made.posted
    made.posted.clear()
    made.uplinks = {BORIS: made.uplinks[BORIS]}
    made.clock.advance(SILENCE_S + 1)
    await made.watch.look()
    assert not made.posted
