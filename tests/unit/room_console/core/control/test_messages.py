"""Frames become messages in whatever pieces they come; what breaks the rules ends the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from room_console.core.control.messages import MOST_CONTROLS, MessageReader
from room_console.core.control.ndt7.frames import CloseCode, FrameError, Opcode
from tests.helpers.clientframes import client_frame, head

MOST_BYTES = 1_000
MESSAGES = st.lists(
    st.tuples(st.sampled_from((Opcode.TEXT, Opcode.BINARY)), st.binary(max_size=MOST_BYTES)), max_size=5
)


@given(MESSAGES, st.lists(st.integers(1, 40), min_size=1))
def test_messages_come_out_as_they_were_sent(messages: list[tuple[Opcode, bytes]], pieces: list[int]) -> None:
    wire = b"".join(client_frame(opcode, payload) for opcode, payload in messages)
    reader, found, at, turn = MessageReader(MOST_BYTES), [], 0, 0
    while at < len(wire):
        size = pieces[turn % len(pieces)]
        found += reader.feed(wire[at : at + size])
        at, turn = at + size, turn + 1
    assert found == messages


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    reader = MessageReader(MOST_BYTES)
    try:
        for _ in range(3):
            reader.feed(data)
    except FrameError:
        pass


def test_parts_are_joined_and_a_ping_may_come_between() -> None:
    reader = MessageReader(MOST_BYTES)
    wire = client_frame(Opcode.TEXT, b"one ", is_last=False) + client_frame(Opcode.PING, b"?")
    wire += client_frame(Opcode.CONTINUATION, b"two ", is_last=False) + client_frame(Opcode.CONTINUATION, b"three")
    assert reader.feed(wire) == [(Opcode.PING, b"?"), (Opcode.TEXT, b"one two three")]
    assert reader.feed(client_frame(Opcode.TEXT, b"next")) == [(Opcode.TEXT, b"next")]


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (client_frame(Opcode.TEXT, b"x", is_masked=False), CloseCode.PROTOCOL_ERROR),
        (client_frame(Opcode.TEXT, b"x", reserved=4), CloseCode.PROTOCOL_ERROR),
        (client_frame(3, b"x"), CloseCode.PROTOCOL_ERROR),
        (client_frame(Opcode.CONTINUATION, b"x"), CloseCode.PROTOCOL_ERROR),
        (client_frame(Opcode.TEXT, b"x", is_last=False) + client_frame(Opcode.TEXT, b"y"), CloseCode.PROTOCOL_ERROR),
        (client_frame(Opcode.PING, b"x" * 126), CloseCode.PROTOCOL_ERROR),
        (client_frame(Opcode.PING, is_last=False), CloseCode.PROTOCOL_ERROR),
        (head(Opcode.TEXT, MOST_BYTES + 1), CloseCode.TOO_BIG),
        (head(Opcode.TEXT, 1 << 62), CloseCode.TOO_BIG),
        (
            client_frame(Opcode.TEXT, bytes(MOST_BYTES), is_last=False) + head(Opcode.CONTINUATION, 1),
            CloseCode.TOO_BIG,
        ),
        (client_frame(Opcode.PING) * (MOST_CONTROLS + 1), CloseCode.POLICY),
        (
            client_frame(Opcode.TEXT, is_last=False)
            + client_frame(Opcode.CONTINUATION, is_last=False) * (MOST_CONTROLS + 1),
            CloseCode.POLICY,
        ),
    ],
)
def test_what_breaks_the_rules_is_refused_before_it_is_gathered(wire: bytes, code: CloseCode) -> None:
    with pytest.raises(FrameError) as refusal:
        MessageReader(MOST_BYTES).feed(wire)
    assert refusal.value.code is code
