"""The budget adds up to the whole, and says so where a stage could not be measured."""

import pytest

from common.rtc.sound.libopus import load_libopus
from tests.bench.sound.budget import Row, budget_of, codec_ms

WHOLE: Row = {
    "mouth_to_ear_ms": 70.0,
    "mouth_to_ear_p95_ms": 75.0,
    "packet_ms": 20.0,
    "playout_ms": 20.0,
    "link_ms": 0.1,
}
PARTS = ("devices", "packet", "codec", "network", "playout", "rest")


def test_the_stages_add_up() -> None:
    row = budget_of(WHOLE, headset_ms=24.0, hall_ms=22.0, opus_ms=6.5)
    assert row["devices"] == 23.0
    assert row["packet"] == 10.0
    assert sum(row[part] or 0.0 for part in PARTS) == pytest.approx(70.0, abs=0.3)


def test_a_stage_that_was_not_measured_is_part_of_the_rest() -> None:
    row = budget_of(WHOLE, headset_ms=None, hall_ms=22.0, opus_ms=None)
    assert row["devices"] is None
    assert row["rest"] == pytest.approx(39.9)


def test_a_way_on_which_nothing_was_heard_has_no_rest() -> None:
    assert budget_of(WHOLE | {"mouth_to_ear_ms": None}, 24.0, 22.0, 6.5)["rest"] is None


@pytest.mark.skipif(load_libopus() is None, reason="libopus cannot be loaded here")
def test_opus_looks_ahead_by_less_than_a_block() -> None:
    delay_ms = codec_ms()
    assert delay_ms is not None
    assert 2.0 < delay_ms < 10.0
