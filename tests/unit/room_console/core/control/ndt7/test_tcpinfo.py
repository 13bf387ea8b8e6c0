"""What the system tells of a connection, and that nothing is told where it does not."""

import asyncio
import socket
import struct
import sys

import pytest

from room_console.core.control.ndt7 import tcpinfo
from room_console.core.control.ndt7.tcpinfo import keep_queue_short, parse_tcp_info, tcp_info


class SocketTransport(asyncio.Transport):
    """A transport that has a socket, or none."""

    def __init__(self, sock: socket.socket | None) -> None:
        super().__init__({"socket": sock})
        self.high_bytes: int | None = None

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high_bytes = high


def test_the_fields_stand_where_linux_puts_them() -> None:
    told = bytearray(232)
    for offset, layout, value in (
        (68, "=I", 31_000),
        (72, "=I", 4_000),
        (120, "=Q", 10),
        (128, "=Q", 11),
        (148, "=I", 29_000),
        (168, "=Q", 12),
        (176, "=Q", 13),
        (184, "=Q", 14),
        (200, "=Q", 15),
        (208, "=Q", 16),
    ):
        struct.pack_into(layout, told, offset, value)
    found = parse_tcp_info(bytes(told), 99)
    assert found is not None
    assert (found.elapsed_us, found.round_trip_us, found.round_trip_variation_us) == (99, 31_000, 4_000)
    assert (found.least_round_trip_us, found.acknowledged_bytes, found.received_bytes) == (29_000, 10, 11)
    assert (found.busy_us, found.limited_by_receiver_us, found.limited_by_buffer_us) == (12, 13, 14)
    assert (found.sent_bytes, found.repeated_bytes) == (15, 16)


@pytest.mark.parametrize("length", [0, 104, 215])
def test_an_older_system_tells_too_little(length: int) -> None:
    assert parse_tcp_info(bytes(length), 0) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_real_connection_counts_what_it_carries() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as client:
        server, _ = listener.accept()
        with server:
            client.sendall(bytes(5_000))
            assert len(server.recv(5_000, socket.MSG_WAITALL)) == 5_000
            found = tcp_info(SocketTransport(server), 7)
            assert found is not None
            assert (found.received_bytes, found.elapsed_us) == (5_000, 7)
            keep_queue_short(SocketTransport(server), 1_000)
            assert server.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == tcpinfo._UNSENT_BYTES


def test_another_system_tells_nothing_and_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcpinfo, "_TCP_INFO", None)
    monkeypatch.setattr(tcpinfo, "_TCP_NOTSENT_LOWAT", None)
    with socket.socket() as sock:
        transport = SocketTransport(sock)
        assert tcp_info(transport, 0) is None
        keep_queue_short(transport, 1_000)
        assert transport.high_bytes == 1_000


def test_a_connection_that_is_gone_tells_nothing() -> None:
    sock = socket.socket()
    sock.close()
    assert tcp_info(SocketTransport(sock), 0) is None
    assert tcp_info(SocketTransport(None), 0) is None
    keep_queue_short(SocketTransport(sock), 1_000)
