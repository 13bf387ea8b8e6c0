"""What the crowd's bench reads from two tapes: delay and gaps, before and while the crowd checks."""

import json
from pathlib import Path

import numpy as np
import pytest

from common.model.units import SAMPLE_RATE_HZ
from room_console.rehearsal.recordings import Recording
from tests.bench.readiness.crowd import LOOP_S, Times, figures, results, speech

TIMES = Times(1_000.0, 1_006.0, 1_012.0)


def tapes(late_ms: float = 0.0, gap_ms: float = 0.0) -> tuple[Recording, Recording]:
    """Make 12 s that reach the hall after 50 ms, later by `late_ms` and with a gap once the crowd checks."""
    said = np.tile(speech(), round(12.0 / LOOP_S))
    half, late, gap = (round(s * SAMPLE_RATE_HZ) for s in (6.0, late_ms / 1000, gap_ms / 1000))
    came = said.copy()
    came[half:] = np.concatenate((np.zeros(late, np.float32), said[half : len(said) - late]))
    at = half + round(1.3 * SAMPLE_RATE_HZ) + late
    came[at : at + gap] = 0
    return Recording(said, 1_000.0), Recording(came, 1_000.05)


def test_a_sound_that_nothing_disturbs() -> None:
    found = figures(*tapes(), TIMES)
    assert found["delay_alone_ms"] == pytest.approx(50.0, abs=0.2)
    assert found["most_added_ms"] == pytest.approx(0.0, abs=0.2)
    assert found["longest_gap_ms"] == 0.0
    assert found["chirps_heard"] == pytest.approx(found["chirps_said"], abs=1)


def test_a_delay_and_a_gap_show() -> None:
    found = figures(*tapes(late_ms=30.0, gap_ms=50.0), TIMES)
    assert found["most_added_ms"] == pytest.approx(30.0, abs=0.5)
    assert found["longest_gap_ms"] == pytest.approx(50.0, abs=10.0)
    assert found["longest_gap_alone_ms"] == 0.0


def test_silence_is_no_figure() -> None:
    silent = Recording(np.zeros(12 * SAMPLE_RATE_HZ, np.float32), 1_000.0)
    with pytest.raises(ValueError, match="chirps"):
        figures(silent, silent, TIMES)


def test_what_the_crowd_printed_is_summed_up(tmp_path: Path) -> None:
    log = tmp_path / "crowd.log"
    lines = [{"took_s": 11.0, "down_mbps": 25.0, "up_mbps": None}, {"took_s": 20.5, "down_mbps": 24.0, "up_mbps": 8.0}]
    log.write_text("\n".join(["a line of a log", *(json.dumps(line) for line in lines)]))
    assert results(log) == {"checked": 2, "least_down_mbps": 24.0, "least_up_mbps": 8.0, "longest_check_s": 20.5}
