"""How late packets left, told by percentiles."""

from room_console.core.media.embedded.process.lateness import STEP_MS, Lateness


def test_median_and_99th_percentile_are_told_once() -> None:
    lateness = Lateness()
    lateness.add(0.001, 98)
    lateness.add(0.010, 2)
    assert lateness.take() == (1 + STEP_MS, 10 + STEP_MS)
    assert lateness.take() == (0.0, 0.0)


def test_what_is_off_the_scale_counts_at_its_ends() -> None:
    lateness = Lateness()
    lateness.add(100.0, 1)
    lateness.add(-1.0, 1)
    assert lateness.take() == (STEP_MS, 500.0)
