"""Packets grouped so that the kernel can cut them."""

import pytest

from room_console.core.media.embedded.process.arena import MOST_SEGMENTS, Run, runs_of


@pytest.mark.parametrize(
    ("lengths", "runs"),
    [
        ([], []),
        ([5], [Run(0, 1, 5)]),
        ([9, 9, 9], [Run(0, 3, 9)]),
        ([9, 9, 4], [Run(0, 3, 9)]),
        ([9, 4, 9], [Run(0, 2, 9), Run(2, 1, 9)]),
        ([9, 4, 4], [Run(0, 2, 9), Run(2, 1, 4)]),
        ([4, 9, 9], [Run(0, 1, 4), Run(1, 2, 9)]),
        ([9] * (MOST_SEGMENTS + 1), [Run(0, MOST_SEGMENTS, 9), Run(MOST_SEGMENTS, 1, 9)]),
    ],
)
def test_equal_packets_and_one_shorter_go_together(lengths: list[int], runs: list[Run]) -> None:
    assert runs_of(lengths) == runs
