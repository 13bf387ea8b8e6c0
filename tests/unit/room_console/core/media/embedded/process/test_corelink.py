"""The media process's end of the stream."""

import socket
from collections.abc import Iterator

import pytest

from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.process.corelink import MEDIA_WAITING_BYTES, WAITING_BYTES, CoreLink
from room_console.core.media.embedded.wire import AnyMessage, LegUp, Refused, RtpArrived, Stop


@pytest.fixture
def ends() -> Iterator[tuple[CoreLink, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield CoreLink(ours), theirs


def test_messages_go_both_ways(ends: tuple[CoreLink, socket.socket]) -> None:
    link, core = ends
    link.tell(LegUp(1))
    link.tell(LegUp(2))
    assert not link.flush()
    assert list(FrameReader().feed(core.recv(1_000))) == [LegUp(1), LegUp(2)]
    assert link.read() == []
    core.sendall(encode(Stop()))
    assert link.read() == [Stop()]
    core.close()
    assert link.read() is None


def test_a_core_that_does_not_read_loses_packets_and_later_all(ends: tuple[CoreLink, socket.socket]) -> None:
    link, core = ends
    packet = RtpArrived(1, 0.0, bytes(1_000))
    kept = 0
    while not link.dropped:
        link.tell(packet)
        link.flush()
        kept += 1
    assert kept * 1_000 < 3 * MEDIA_WAITING_BYTES
    for _ in range(WAITING_BYTES // 100_000 + 1):
        link.tell(Refused("a" * 100_000))
    assert link.dropped > 1
    reader, heard = FrameReader(), list[AnyMessage]()
    while link.flush():
        heard += reader.feed(core.recv(1 << 20))
    assert sum(isinstance(message, RtpArrived) for message in heard) >= kept - 1_000


def test_a_core_that_is_gone_is_an_error(ends: tuple[CoreLink, socket.socket]) -> None:
    link, core = ends
    core.close()
    link.tell(LegUp(1))
    with pytest.raises(OSError, match=r"."):
        link.flush()
