"""A voice is judged by what it is, not by what the line lost or a switch shut off."""

from collections.abc import Callable

import numpy as np
import pytest

from common.audio.fitness import analyse
from common.audio.format import Block
from common.model.checks import CheckName, Fitness, fitness_of
from common.model.units import BLOCK_SAMPLES
from room_console.core.hall.voicejudge import MENDED_BLOCKS, SHUT_BLOCKS, WAITING_BLOCKS, VoiceJudge
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
        if number % 100 == 0:
            judge.measure()
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


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> tuple[VoiceJudge, list[Block]]:
    """Make a judge, and a list of the blocks that come to its meter."""
    judge, blocks = VoiceJudge(), list[Block]()
    monkeypatch.setattr(judge._meter, "add", lambda sound: blocks.extend(blocks_of(sound)))
    return judge, blocks


def test_blocks_come_to_the_meter_just_once_and_in_order(came: tuple[VoiceJudge, list[Block]]) -> None:
    judge, blocks = came
    for number in range(20):
        mended = 1 if number >= 10 else 0
        judge.take(np.full((BLOCK_SAMPLES, 1), 0.01 * (number + 1), np.float32), mended)
        if number % 7 == 0:
            judge.measure()
    judge.take(None, 1)
    judge.measure()
    whole = [n for n in range(1, 21) if n not in range(11, 11 + MENDED_BLOCKS)]
    assert [float(block.max()) for block in blocks] == pytest.approx([0.01 * n for n in whole], rel=1e-3)


def test_quiet_of_a_second_is_heard_and_longer_is_not(came: tuple[VoiceJudge, list[Block]]) -> None:
    judge, blocks = came
    for _ in range(SHUT_BLOCKS + 50):
        judge.take(np.zeros((BLOCK_SAMPLES, 1), np.float32), 0)
    judge.measure()
    assert len(blocks) == SHUT_BLOCKS


def test_what_nobody_asked_about_is_forgotten_and_faded_around(came: tuple[VoiceJudge, list[Block]]) -> None:
    judge, blocks = came
    for _ in range(5):
        judge.take(np.full((BLOCK_SAMPLES, 1), 0.1, np.float32), 0)
    judge.measure()
    for _ in range(WAITING_BLOCKS + 7):
        judge.take(np.full((BLOCK_SAMPLES, 1), 0.2, np.float32), 0)
    judge.measure()
    assert len(blocks) == 5 + WAITING_BLOCKS - 1, "the last is kept until it is known what follows"
    assert abs(float(blocks[4][-1, 0])) < 1e-4, "faded out before what is missing"
    assert abs(float(blocks[5][0, 0])) < 1e-4, "and in after it"
    assert float(blocks[6][0, 0]) == pytest.approx(0.2)


def test_one_who_must_not_wait_does_not_measure_beside_another(came: tuple[VoiceJudge, list[Block]]) -> None:
    judge, blocks = came
    for _ in range(5):
        judge.take(np.full((BLOCK_SAMPLES, 1), 0.1, np.float32), 0)
    with judge._measuring:
        assert not judge.is_speaking
    assert not blocks
    assert not judge.is_speaking
    assert len(blocks) == 4
