"""Whatever a client of the bandwidth test sends, it is counted or refused, and nothing is hoarded."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from room_console.core.control.ndt7.frames import Control, FrameCounter, FrameError
from tests.helpers.clientframes import client_frame
from tests.helpers.footprint import footprint
from tests.helpers.garbage import damaged

frames = st.builds(
    client_frame,
    st.integers(0, 15),
    st.binary(max_size=300),
    is_last=st.booleans(),
    is_masked=st.booleans(),
    reserved=st.sampled_from([0, 0, 0, 1, 4]),
)
good = st.builds(client_frame, st.sampled_from([1, 2, 8, 9, 10]), st.binary(max_size=125))
streams = st.one_of(
    st.binary(max_size=2_000),
    st.lists(frames, max_size=8).map(b"".join),
    damaged(st.lists(good, max_size=8).map(b"".join)),
)


def fed(counter: FrameCounter, stream: bytes, size: int) -> list[Control]:
    """Feed a stream in pieces."""
    return [control for at in range(0, len(stream), size) for control in counter.feed(stream[at : at + size])]


@given(streams, st.integers(1, 400))
def test_any_stream_is_counted_or_refused(stream: bytes, size: int) -> None:
    counter = FrameCounter()
    with contextlib.suppress(FrameError):
        controls = fed(counter, stream, size)
        assert all(len(control.payload) <= 125 for control in controls)
    assert counter.payload_bytes <= len(stream)
    assert footprint(counter) <= 200


@given(st.lists(good, max_size=12).map(b"".join), st.integers(1, 50), st.integers(1, 50))
def test_pieces_do_not_matter(stream: bytes, one: int, other: int) -> None:
    first, second = FrameCounter(), FrameCounter()
    assert fed(first, stream, one) == fed(second, stream, other)
    assert first.payload_bytes == second.payload_bytes
