"""A leg's pictures in real time, with the codecs in their threads: shown over a bad line, and every thread ended."""

import threading

import pytest

from tests.helpers.picturerig import PictureRig, share_in_step
from tests.helpers.simulatedline import Line

pytestmark = pytest.mark.flaky(reruns=2)


def codec_threads() -> list[str]:
    """Name the threads that encode and decode."""
    return [t.name for t in threading.enumerate() if t.name.startswith(("picture-uplink", "decode-"))]


def test_pictures_get_over_a_line_that_loses_and_nothing_is_left_behind() -> None:
    rig = PictureRig(Line(0.02, jitter_s=0.01, loss=0.05))
    try:
        rig.run(4.0)
        assert len(codec_threads()) == 2
    finally:
        rig.close()
    assert codec_threads() == []
    assert len(rig.seen.shown) > 30
    assert max(rig.seen.freezes_s()) < 1.0
    assert share_in_step(rig.seen.lip_errors_s) > 0.8
    assert rig.receiving.pictures[0].buffer.missing.repaired > 0
