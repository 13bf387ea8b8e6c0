import numpy as np
import pytest

from common.audio.gain import RampedGain
from common.audio.level import from_db, peak_dbfs, rms_dbfs, to_db
from common.audio.meter import SILENT, Meter
from common.audio.mix import mix, mix_minus
from common.audio.testsignal import tone
from common.model.units import BLOCK_SAMPLES, SILENCE_DBFS

MONO = (BLOCK_SAMPLES, 1)


def test_decibels_go_and_come_back() -> None:
    assert from_db(to_db(0.25)) == pytest.approx(0.25)
    assert to_db(0.0) == SILENCE_DBFS


def test_a_full_sine_is_minus_3() -> None:
    sine = tone(1000, 1.0, 0.0)
    assert rms_dbfs(sine) == pytest.approx(-3.01, abs=0.01)
    assert peak_dbfs(sine) == pytest.approx(0.0, abs=0.01)


def test_a_meter_tells_each_port_after_50_ms() -> None:
    meter = Meter(ports=2)
    sound = np.stack([tone(1000, 0.05, -20.0), np.zeros(2400, dtype=np.float32)], axis=1)
    for start in range(0, 1920, BLOCK_SAMPLES):
        meter.add(sound[start : start + BLOCK_SAMPLES])
        assert meter.levels == (SILENT, SILENT)
    meter.add(sound[1920:])
    assert meter.level.rms_dbfs == pytest.approx(-23.01, abs=0.05)
    assert meter.level.peak_dbfs == pytest.approx(-20.0, abs=0.05)
    assert meter.levels[1] == SILENT


def test_a_gain_moves_in_5_ms_without_a_jump() -> None:
    gain = RampedGain(0.0)
    ones = np.ones(MONO, dtype=np.float32)
    gain.target = 1.0
    ramped = gain.apply(ones)[:, 0]
    assert ramped[0] == 0.0
    assert np.all(ramped[240:] == 1.0)
    assert np.abs(np.diff(ramped)).max() < 0.005
    assert gain.apply(ones) is ones


def test_a_mix_minus_rejects_its_own_by_more_than_100_db() -> None:
    random = np.random.default_rng(1)
    base = random.standard_normal(MONO).astype(np.float32)
    others = {n: random.standard_normal(MONO).astype(np.float32) for n in (1, 2, 3)}
    loud = others | {4: np.full(MONO, 0.9, dtype=np.float32)}
    rest = mix_minus(loud, base)[0][4] - mix([base, *others.values()], MONO)
    assert rms_dbfs(rest) - rms_dbfs(loud[4]) < -100.0


def test_each_sum_is_what_adding_one_block_after_the_other_gives_to_the_last_bit() -> None:
    random = np.random.default_rng(2)
    base, *others = (random.standard_normal(MONO).astype(np.float32) for _ in range(6))
    blocks = dict(enumerate(others))
    sums, total = mix_minus(blocks, base)
    for absent in blocks:
        expected = base.copy()
        for key, block in blocks.items():
            if key != absent:
                expected += block
        np.testing.assert_array_equal(sums[absent], expected)
    np.testing.assert_array_equal(total, sums[4] + blocks[4])


def test_sums_leave_what_they_add_as_it_was() -> None:
    blocks = {n: np.full(MONO, n, dtype=np.float32) for n in (1, 2, 3)}
    base = np.full(MONO, 0.5, dtype=np.float32)
    sums, total = mix_minus(blocks, base)
    assert [float(block[0, 0]) for block in (*sums.values(), total)] == [5.5, 4.5, 3.5, 6.5]
    assert float(mix(blocks.values(), MONO)[0, 0]) == 6.0
    assert [float(block[0, 0]) for block in (*blocks.values(), base)] == [1.0, 2.0, 3.0, 0.5]
    assert mix([base], MONO) is base
    assert mix_minus({1: base}, base)[0][1] is base
    assert not mix([], MONO).any()
