"""A client's frames are counted in whatever pieces they come, and what breaks the rules is refused."""

import itertools

import pytest

from room_console.core.control.ndt7.frames import (
    MAX_MESSAGE_BYTES,
    CloseCode,
    Control,
    FrameCounter,
    FrameError,
    Opcode,
    frame,
)
from tests.helpers.clientframes import client_frame, head
from tests.helpers.footprint import footprint

BIG = bytes(8_192)


def fault(data: bytes) -> CloseCode:
    """Feed what must be refused; return the code."""
    with pytest.raises(FrameError) as caught:
        list(FrameCounter().feed(data))
    return caught.value.code


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
def test_a_message_is_counted_by_its_length(length: int) -> None:
    counter = FrameCounter()
    assert list(counter.feed(client_frame(Opcode.BINARY, bytes(length)))) == []
    assert counter.payload_bytes == length


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_any_pieces_count_the_same(size: int) -> None:
    stream = b"".join(
        (
            client_frame(Opcode.BINARY, bytes(300)),
            client_frame(Opcode.PING, b"are you there"),
            client_frame(Opcode.TEXT, b"{}"),
            client_frame(Opcode.CLOSE, b"\x03\xe8"),
        )
    )
    counter = FrameCounter()
    heard = [c for at in range(0, len(stream), size) for c in counter.feed(stream[at : at + size])]
    assert heard == [Control(Opcode.PING, b"are you there"), Control(Opcode.CLOSE, b"\x03\xe8")]
    assert counter.payload_bytes == 302


def test_a_message_in_fragments_with_a_ping_between() -> None:
    counter = FrameCounter()
    stream = (
        client_frame(Opcode.BINARY, BIG, is_last=False)
        + client_frame(Opcode.PING)
        + client_frame(Opcode.CONTINUATION, BIG, is_last=False)
        + client_frame(Opcode.CONTINUATION, BIG)
        + client_frame(Opcode.BINARY, BIG)
    )
    assert list(counter.feed(stream)) == [Control(Opcode.PING, b"")]
    assert counter.payload_bytes == 4 * len(BIG)


def test_the_biggest_message_is_taken_and_nothing_of_it_kept() -> None:
    counter = FrameCounter()
    list(counter.feed(head(Opcode.BINARY, MAX_MESSAGE_BYTES)))
    for _ in range(MAX_MESSAGE_BYTES // 65_536):
        list(counter.feed(bytes(65_536)))
        assert footprint(counter) <= 200
    assert counter.payload_bytes == MAX_MESSAGE_BYTES
    assert list(counter.feed(client_frame(Opcode.PING, b"x"))) == [Control(Opcode.PING, b"x")]


@pytest.mark.parametrize(
    "data",
    [
        client_frame(Opcode.BINARY, b"four", is_masked=False),
        client_frame(Opcode.BINARY, b"rsv", reserved=4),
        client_frame(3, b"opcode"),
        client_frame(11, b"opcode"),
        client_frame(Opcode.CONTINUATION, b"of nothing"),
        client_frame(Opcode.BINARY, b"a", is_last=False) + client_frame(Opcode.BINARY, b"b"),
        client_frame(Opcode.PING, b"x", is_last=False),
        client_frame(Opcode.CLOSE, bytes(126)),
    ],
)
def test_what_breaks_the_protocol_is_refused(data: bytes) -> None:
    assert fault(data) is CloseCode.PROTOCOL_ERROR


@pytest.mark.parametrize("length", [MAX_MESSAGE_BYTES + 1, 1 << 40, (1 << 64) - 1])
def test_too_big_a_message_is_refused_at_its_head(length: int) -> None:
    assert fault(head(Opcode.BINARY, length)) is CloseCode.TOO_BIG


def test_too_big_a_message_in_fragments_is_refused() -> None:
    counter = FrameCounter()
    half = MAX_MESSAGE_BYTES // 2
    list(counter.feed(head(Opcode.BINARY, half, is_last=False) + bytes(half)))
    with pytest.raises(FrameError) as caught:
        list(counter.feed(head(Opcode.CONTINUATION, half + 1)))
    assert caught.value.code is CloseCode.TOO_BIG


@pytest.mark.parametrize("opcode", [Opcode.BINARY, Opcode.PING])
def test_a_flood_of_tiny_frames_is_refused(opcode: Opcode) -> None:
    assert fault(client_frame(opcode) * 300) is CloseCode.POLICY


def test_a_test_that_goes_on_for_long_is_not_a_flood() -> None:
    counter = FrameCounter()
    for number in range(1_000):
        list(counter.feed(client_frame(Opcode.BINARY, BIG)))
        if number % 10 == 0:
            list(counter.feed(client_frame(Opcode.TEXT, b"{}")))
    assert counter.payload_bytes == 1_000 * len(BIG) + 200


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
def test_a_servers_frame_is_whole_and_unmasked(length: int) -> None:
    made = frame(Opcode.BINARY, bytes(length))
    assert made == head(Opcode.BINARY, length, is_masked=False) + bytes(length)


def test_a_head_may_have_its_length_longer_than_needed() -> None:
    for width, opcode in itertools.product((2, 8), (Opcode.BINARY, Opcode.TEXT)):
        counter = FrameCounter()
        list(counter.feed(head(opcode, 7, width=width) + bytes(7)))
        assert counter.payload_bytes == 7
