"""The one port: bound everywhere, drained by either way."""

import socket
import sys

import pytest

from room_console.core.media.embedded.process.mmsg import RECEIVED_AT_ONCE, has_mmsg
from room_console.core.media.embedded.process.port import DRAINED_AT_ONCE, UdpPort, peer_of

WAYS = pytest.mark.parametrize("is_plain", [True, False])


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
            udp.bind(("::1", 0))
    except OSError:
        return False
    return True


ADDRESSES = [("127.0.0.1", "::1") if has_ipv6() else ("127.0.0.1",), ("127.0.0.1", "127.0.0.2")]


@WAYS
@pytest.mark.parametrize("addresses", ADDRESSES)
def test_all_addresses_have_the_same_port_and_tell_who_sent(addresses: tuple[str, ...], is_plain: bool) -> None:
    port = UdpPort(addresses, 0, is_plain=is_plain)
    try:
        assert {udp.getsockname()[1] for udp in port.sockets} == {port.number}
        for number, host in enumerate(addresses):
            with socket.socket(port.sockets[number].family, socket.SOCK_DGRAM) as sender:
                sender.bind((host, 0))
                sender.sendto(b"one", (host, port.number))
                sender.sendto(b"two", (host, port.number))
                first, second = port.drain(number)
                assert (first[0], second[0]) == (b"one", b"two")
                peer = peer_of(number, first[1])
                assert peer.address[:2] == sender.getsockname()[:2]
                port.sockets[number].sendto(b"answer", peer.address)
                assert sender.recv(10) == b"answer"
                assert port.drain(number) == []
    finally:
        port.close()


@WAYS
def test_what_comes_is_taken_a_part_at_a_time(is_plain: bool) -> None:
    port = UdpPort(("127.0.0.1",), 0, is_plain=is_plain)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(DRAINED_AT_ONCE + 3):
            sender.sendto(number.to_bytes(2, "big"), ("127.0.0.1", port.number))
        drained = port.drain(0)
        assert DRAINED_AT_ONCE <= len(drained) < DRAINED_AT_ONCE + RECEIVED_AT_ONCE
        drained += port.drain(0)
        assert [datagram for datagram, _ in drained] == [n.to_bytes(2, "big") for n in range(DRAINED_AT_ONCE + 3)]
    port.close()


def test_candidates_prefer_the_first_address() -> None:
    port = UdpPort(("127.0.0.1", "127.0.0.2"), 0)
    lines = [line.split() for line in port.candidates()]
    port.close()
    assert [line[4] for line in lines] == ["127.0.0.1", "127.0.0.2"]
    assert {int(line[5]) for line in lines} == {port.number}
    assert int(lines[0][3]) > int(lines[1][3])
    assert lines[0][6:] == ["typ", "host"]


def test_a_port_that_is_taken_is_not_given() -> None:
    first = UdpPort(("127.0.0.1",), 0)
    with pytest.raises(OSError, match="in use"):
        UdpPort(("127.0.0.2", "127.0.0.1"), first.number)
    first.close()


@pytest.mark.skipif(sys.platform != "linux" or sys.maxsize < 2**32, reason="64-bit Linux has these calls")
def test_linux_takes_many_at_once() -> None:
    assert has_mmsg()
