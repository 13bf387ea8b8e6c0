"""Whatever comes over the stream of core and media process, it is a message or a ValueError; nothing is hoarded."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from room_console.core.media.embedded import wire
from room_console.core.media.embedded.frames import MAX_FRAME_BYTES, FrameReader, encode
from tests.helpers.footprint import footprint
from tests.helpers.garbage import damaged

numbers = st.integers(0, 0xFFFF)
instants = st.floats(allow_nan=False, allow_infinity=False)
payloads = st.binary(max_size=300)
sound = st.builds(wire.SoundPacket, numbers, numbers, numbers, instants, instants, payloads)
picture = st.builds(
    wire.Picture,
    numbers,
    st.integers(0, 255),
    st.booleans(),
    numbers,
    instants,
    st.lists(payloads, max_size=5).map(tuple),
)
sections = st.builds(wire.SentSection, st.sampled_from(["audio", "video"]), numbers, st.integers(0, 127))
control = st.one_of(
    st.builds(wire.OpenLeg, numbers, st.text(max_size=20), st.text(max_size=30), st.text(max_size=10)),
    st.builds(
        wire.SetRemote,
        numbers,
        st.lists(st.text(max_size=95), max_size=2).map(tuple),
        st.booleans(),
        st.lists(sections, max_size=3).map(tuple),
    ),
    st.builds(wire.Follow, numbers, st.none() | numbers, st.none() | numbers, st.none() | numbers),
    st.builds(wire.CloseLeg, numbers),
    st.builds(wire.AllowProbe, payloads, instants),
    st.builds(wire.DeclareFeed, numbers, st.just("video"), st.lists(numbers, max_size=3).map(tuple)),
    st.builds(wire.LegDown, numbers, st.sampled_from(["closed", "failed", "lost"])),
)
carried = st.one_of(
    st.builds(wire.RtpArrived, numbers, instants, payloads),
    st.builds(wire.RtcpArrived, numbers, instants, payloads),
    st.builds(wire.SendRtcp, numbers, payloads),
)
messages: st.SearchStrategy[wire.AnyMessage] = st.one_of(sound, picture, control, carried)


@given(st.lists(messages, max_size=8), st.integers(1, 50))
def test_messages_in_any_pieces(sent: list[wire.AnyMessage], size: int) -> None:
    stream = b"".join(encode(message) for message in sent)
    reader = FrameReader()
    read = [m for at in range(0, len(stream), size) for m in reader.feed(stream[at : at + size])]
    assert read == sent
    assert footprint(reader) == 0


@given(st.lists(st.binary(max_size=400), max_size=10))
def test_any_bytes(pieces: list[bytes]) -> None:
    reader = FrameReader()
    with contextlib.suppress(ValueError):
        for piece in pieces:
            list(reader.feed(piece))
    assert footprint(reader) <= sum(len(piece) for piece in pieces)


@given(st.lists(messages.map(encode), min_size=1, max_size=4).map(b"".join).flatmap(lambda s: damaged(st.just(s))))
def test_damaged_frames(stream: bytes) -> None:
    with contextlib.suppress(ValueError):
        list(FrameReader().feed(stream))


@given(messages)
def test_a_frame_of_any_message_fits(message: wire.AnyMessage) -> None:
    assert len(encode(message)) <= MAX_FRAME_BYTES + 4


@pytest.mark.parametrize("length", [0, MAX_FRAME_BYTES + 1, 0xFFFFFFFF])
def test_an_absurd_length_is_refused_at_once(length: int) -> None:
    with pytest.raises(ValueError, match="length"):
        list(FrameReader().feed(length.to_bytes(4, "big") + b"x"))
