"""What the system knows of a TCP connection: Linux' `struct tcp_info` (linux/tcp.h); nothing where there is none."""

import asyncio
import contextlib
import socket
import struct
from typing import Final

from room_console.core.control.ndt7.measurement import TcpInfo

_LAYOUT: Final = struct.Struct("=68x I I 44x Q Q 12x I 16x Q Q Q 8x Q Q")
"""Up to `tcpi_bytes_retrans`, which came with Linux 4.19: rtt, rttvar, bytes_acked, bytes_received, min_rtt,
busy_time, rwnd_limited, sndbuf_limited, bytes_sent, bytes_retrans."""
_UNSENT_BYTES: Final = 128 * 1024
"""What waits in the system beyond what is on its way: enough for 10 ms at 100 Mbit/s."""
_TCP_INFO: Final[int | None] = getattr(socket, "TCP_INFO", None)
_TCP_NOTSENT_LOWAT: Final[int | None] = getattr(socket, "TCP_NOTSENT_LOWAT", None)


def tcp_info(transport: asyncio.BaseTransport, elapsed_us: int) -> TcpInfo | None:
    """Ask the system; None where it does not tell."""
    sock = transport.get_extra_info("socket")
    if _TCP_INFO is None or sock is None:
        return None
    try:
        return parse_tcp_info(sock.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _LAYOUT.size), elapsed_us)
    except OSError:
        return None


def parse_tcp_info(told: bytes, elapsed_us: int) -> TcpInfo | None:
    """Read the system's answer; None where it is an older system's."""
    if len(told) < _LAYOUT.size:
        return None
    rtt, variation, acked, received, least, busy, by_receiver, by_buffer, sent, repeated = _LAYOUT.unpack_from(told)
    return TcpInfo(elapsed_us, rtt, variation, least, acked, received, sent, repeated, busy, by_receiver, by_buffer)


def keep_queue_short(transport: asyncio.Transport, most_bytes: int) -> None:
    """Let little wait to be sent, here and, where that can be said, in the system: what waits is late."""
    transport.set_write_buffer_limits(high=most_bytes)
    sock = transport.get_extra_info("socket")
    if _TCP_NOTSENT_LOWAT is not None and sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
