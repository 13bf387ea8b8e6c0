"""Datagrams read many at a time, by when the kernel had them."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.bench.fanout.bulk import BulkReader, has_bulk, note_arrivals

pytestmark = pytest.mark.skipif(not has_bulk(), reason="needs recvmmsg of 64-bit Linux")


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    with socket.socket(type=socket.SOCK_DGRAM) as sender, socket.socket(type=socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        note_arrivals(receiver)
        sender.connect(receiver.getsockname())
        yield sender, receiver


def test_all_that_waits_is_read_at_once(pair: tuple[socket.socket, socket.socket]) -> None:
    sender, receiver = pair
    for length in (20, 1_400, 1):
        sender.send(bytes([length % 256]) * length)
    reader = BulkReader()
    assert reader.read(receiver) == 3
    assert [len(reader.datagram(row)) for row in range(3)] == [20, 1_400, 1]
    assert reader.datagram(1) == bytes([1_400 % 256]) * 1_400
    assert reader.read(receiver) == 0


def test_arrival_is_when_it_came_not_when_it_was_read(pair: tuple[socket.socket, socket.socket]) -> None:
    sender, receiver = pair
    before_s = time.monotonic()
    sender.send(b"one")
    sender.send(b"two")
    after_s = time.monotonic()
    while time.monotonic() < after_s + 0.02:
        continue
    reader = BulkReader()
    assert reader.read(receiver) == 2
    first_s, second_s = reader.arrived_s(2)
    assert before_s - 0.001 < first_s <= second_s < after_s + 0.01
