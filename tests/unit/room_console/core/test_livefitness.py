"""The verdict on each open uplink: soon the first time, then now and then, and none for an uplink that is gone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from common.aio.clock import ManualClock
from common.audio.format import Block
from common.model.checks import Fitness
from common.model.ids import LegId, ParticipantId
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from room_console.core import livefitness
from room_console.core.hall.voicejudge import VoiceJudge
from room_console.core.livefitness import AGAIN_S, LEAST_SPEECH_S, UNKNOWN, LiveFitnessWatch, judged_now
from room_console.core.uplinks import StageSwitch, UplinkPort
from tests.helpers.madeupspeech import a_voice, by_telephone

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")


@dataclass
class Watch:
    """A watch, its clock, and how often it judged."""

    clock: ManualClock = field(default_factory=ManualClock)
    judgings: list[VoiceJudge] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = LiveFitnessWatch(self.clock)

    async def fitness(self, who: ParticipantId, uplinks: dict[ParticipantId, UplinkPort]) -> Fitness | None:
        await self.watch.look(uplinks)
        found = self.watch.of(who, uplinks.get(who))
        return found.fitness if found is not None else None


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, no_task_left: None) -> Iterator[Watch]:
    watch = Watch()

    def noted(judge: VoiceJudge) -> object:
        watch.judgings.append(judge)
        return judged_now(judge)

    monkeypatch.setattr(livefitness, "judged_now", noted)
    yield watch
    watch.watch.close()


def port(name: str) -> UplinkPort:
    return UplinkPort(LegId(name), StageSwitch())


def speak(uplink: UplinkPort, sound: Block) -> None:
    """Let the judge of an uplink hear this."""
    for at in range(0, len(sound), BLOCK_SAMPLES):
        uplink.sound.judge.take(sound[at : at + BLOCK_SAMPLES], 0)
        if at % SAMPLE_RATE_HZ == 0:
            uplink.sound.judge.measure()


async def test_fit_and_unfit_beside_the_name_and_nothing_without_an_uplink(made: Watch) -> None:
    anna, boris = port("up-anna"), port("up-boris")
    uplinks = {ANNA: anna, BORIS: boris}
    assert made.watch.of(ANNA, anna) == UNKNOWN
    speak(anna, a_voice(8.0))
    speak(boris, by_telephone(a_voice(8.0)))
    assert [await made.fitness(who, uplinks) for who in uplinks] == [Fitness.FIT, Fitness.UNFIT]
    told = made.watch.of(BORIS, boris)
    assert told is not None
    assert told.speech_s > 3.0
    assert told.results
    assert await made.fitness(ANNA, {BORIS: boris}) is None


async def test_until_there_is_one_it_is_asked_each_time_and_then_seldom(made: Watch) -> None:
    uplinks = {ANNA: port("up")}
    for _ in range(3):
        assert await made.fitness(ANNA, uplinks) is Fitness.UNKNOWN
    assert len(made.judgings) == 3
    speak(uplinks[ANNA], a_voice(8.0))
    assert await made.fitness(ANNA, uplinks) is Fitness.FIT
    for _ in range(3):
        await made.fitness(ANNA, uplinks)
    assert len(made.judgings) == 4
    made.clock.advance(AGAIN_S)
    await made.fitness(ANNA, uplinks)
    assert len(made.judgings) == 5


async def test_a_word_or_two_are_too_little(made: Watch) -> None:
    uplinks = {ANNA: port("up")}
    speak(uplinks[ANNA], by_telephone(a_voice(2.5)))
    assert await made.fitness(ANNA, uplinks) is Fitness.UNKNOWN
    told = made.watch.of(ANNA, uplinks[ANNA])
    assert told is not None
    assert 0.0 < told.speech_s < LEAST_SPEECH_S


async def test_another_uplink_begins_unjudged(made: Watch) -> None:
    first = port("up-1")
    speak(first, by_telephone(a_voice(8.0)))
    assert await made.fitness(ANNA, {ANNA: first}) is Fitness.UNFIT
    second = port("up-2")
    assert made.watch.of(ANNA, second) == UNKNOWN
    assert await made.fitness(ANNA, {ANNA: second}) is Fitness.UNKNOWN


async def test_a_voice_that_becomes_bad_is_told_so(made: Watch) -> None:
    uplinks = {ANNA: port("up")}
    speak(uplinks[ANNA], a_voice(8.0))
    assert await made.fitness(ANNA, uplinks) is Fitness.FIT
    speak(uplinks[ANNA], by_telephone(a_voice(30.0)))
    made.clock.advance(AGAIN_S)
    assert await made.fitness(ANNA, uplinks) is Fitness.UNFIT
