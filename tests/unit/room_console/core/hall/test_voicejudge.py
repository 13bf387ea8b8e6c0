"""A voice is judged by what it is, not by what the line lost or a switch shut off."""

from collections.abc import Callable

import numpy as np
import pytest

from common.audio.fitness import analyse
from common.audio.format import Block
from common.model.checks import CheckName, Fitness, fitness_of
from common.model.units import BLOCK_SAMPLES
from room_console.core.hall.voicejudge import MENDED_BLOCKS, SHUT_BLOCKS, VoiceJudge
from tests.helpers.madeupspeech import a_voice, by_telephone

VOICE_S = 14.0
LOST_EVERY, LOST_BLOCKS = 20, 2
"""One packet in ten."""


@pytest.fixture(scope="module")
def voice() -> Block:
    return a_voice(VOICE_S)


def blocks_of(sound: Block) -> list[Block]:
    return [sound[at : at + BLOCK_SAMPLES] for at in range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)]


def heard(sound: Block, mended: Callable[[int], int] = lambda _: 0) -> VoiceJudge:
    """Let a judge hear it all; `mended` says how much was made up until a block."""
    judge = VoiceJudge()
    for number, block in enumerate(blocks_of(sound)):
        judge.take(block, mended(number))
    return judge


def with_holes(sound: Block, fill: Callable[[int], Block]) -> Block:
    """Put what `fill` gives in the place of every lost packet."""
    holed = sound.copy()
    length = LOST_BLOCKS * BLOCK_SAMPLES
    for at in range(0, len(sound) - length, LOST_EVERY * BLOCK_SAMPLES):
        holed[at : at + length] = fill(length)
    return holed


def counted(number: int) -> int:
    """Count what was made up when block `number` is read."""
    return 1 + number // LOST_EVERY


def fitness(judge: VoiceJudge) -> Fitness:
    return fitness_of(judge.results())


def test_a_good_voice_is_fit_and_one_by_telephone_is_not(voice: Block) -> None:
    assert fitness(heard(voice)) is Fitness.FIT
    unfit = heard(by_telephone(voice))
    assert fitness(unfit) is Fitness.UNFIT
    assert unfit.speech_s > 5.0


def test_nothing_is_said_of_who_has_not_spoken(voice: Block) -> None:
    assert fitness(VoiceJudge()) is Fitness.UNKNOWN
    assert fitness(heard(voice[:48_000])) is Fitness.UNKNOWN
    assert fitness(heard(np.zeros_like(voice))) is Fitness.UNKNOWN


def test_what_the_line_made_is_not_the_voice_s(voice: Block) -> None:
    rng = np.random.default_rng(2)
    holed = with_holes(voice, lambda n: np.sign(rng.standard_normal((n, 1))).astype(np.float32))
    assert fitness_of(analyse(holed[:, 0])) is not Fitness.FIT, "or there is nothing to leave out"
    assert fitness(heard(holed, counted)) is Fitness.FIT


def test_what_is_made_up_widens_no_narrow_voice(voice: Block) -> None:
    rng = np.random.default_rng(1)
    noisy = with_holes(by_telephone(voice), lambda n: (0.1 * rng.standard_normal((n, 1))).astype(np.float32))
    edge_hz = {r.name: r.value for r in heard(noisy, counted).results()}[CheckName.BAND]
    plain_hz = {r.name: r.value for r in heard(by_telephone(voice)).results()}[CheckName.BAND]
    assert edge_hz is not None
    assert plain_hz is not None
    assert edge_hz < 1.1 * plain_hz
    assert fitness(heard(noisy, counted)) is Fitness.UNFIT


def test_a_switch_that_was_turned_off_is_no_gate(voice: Block) -> None:
    off = np.zeros_like(voice)
    judge = heard(np.concatenate((voice, off, voice, off)))
    assert fitness(judge) is Fitness.FIT


def test_a_gate_that_shuts_the_pauses_off_is_still_found(voice: Block) -> None:
    shut = voice.copy()
    for block in blocks_of(shut):
        if np.sqrt(np.mean(block**2)) < 10 ** (-60 / 20):
            block[:] = 0.0
    assert fitness(heard(shut)) is not Fitness.FIT


def test_the_block_that_a_slot_reads_too_is_left_as_it_is(voice: Block) -> None:
    before = voice.copy()
    heard(voice, counted)
    assert np.array_equal(voice, before)


def test_one_that_waits_its_turn_loses_no_more_than_that() -> None:
    judge = VoiceJudge()
    judge.wait(3)
    assert judge._waits == 3
    judge.wait(4)
    assert judge._waits == 0


def test_blocks_come_to_the_meter_just_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = VoiceJudge()
    came: list[float] = []
    monkeypatch.setattr(judge._meter, "add", lambda block: came.append(float(block.max())))
    for number in range(20):
        mended = 1 if number >= 10 else 0
        judge.take(np.full((BLOCK_SAMPLES, 1), 0.01 * (number + 1), np.float32), mended)
    judge.take(None, 1)
    whole = [n for n in range(1, 21) if n not in range(11, 11 + MENDED_BLOCKS)]
    assert came == pytest.approx([0.01 * n for n in whole], rel=1e-3)


def test_quiet_of_a_second_is_heard_and_longer_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = VoiceJudge()
    came: list[Block] = []
    monkeypatch.setattr(judge._meter, "add", came.append)
    for _ in range(SHUT_BLOCKS + 50):
        judge.take(np.zeros((BLOCK_SAMPLES, 1), np.float32), 0)
    assert len(came) == SHUT_BLOCKS
