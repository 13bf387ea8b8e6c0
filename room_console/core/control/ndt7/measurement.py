"""What ndt7's server tells its client of a test: as JSON, several times a second."""

from typing import Final

import msgspec

INTERVAL_S: Final = 0.25


class AppInfo(msgspec.Struct, frozen=True):
    """What the program counted."""

    elapsed_us: int = msgspec.field(name="ElapsedTime")
    payload_bytes: int = msgspec.field(name="NumBytes")


class TcpInfo(msgspec.Struct, frozen=True):
    """What the system counted, where it tells (Linux' TCP_INFO). Times in us."""

    elapsed_us: int = msgspec.field(name="ElapsedTime")
    round_trip_us: int = msgspec.field(name="RTT")
    round_trip_variation_us: int = msgspec.field(name="RTTVar")
    least_round_trip_us: int = msgspec.field(name="MinRTT")
    acknowledged_bytes: int = msgspec.field(name="BytesAcked")
    received_bytes: int = msgspec.field(name="BytesReceived")
    sent_bytes: int = msgspec.field(name="BytesSent")
    repeated_bytes: int = msgspec.field(name="BytesRetrans")
    busy_us: int = msgspec.field(name="BusyTime")
    limited_by_receiver_us: int = msgspec.field(name="RWndLimited")
    limited_by_buffer_us: int = msgspec.field(name="SndBufLimited")


class ConnectionInfo(msgspec.Struct, frozen=True):
    """Which connection it was. The addresses are `host:port`."""

    client: str = msgspec.field(name="Client")
    server: str = msgspec.field(name="Server")
    name: str = msgspec.field(name="UUID")


class Measurement(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message."""

    app: AppInfo = msgspec.field(name="AppInfo")
    origin: str = msgspec.field(name="Origin")
    test: str = msgspec.field(name="Test")
    tcp: TcpInfo | None = msgspec.field(name="TCPInfo", default=None)
    connection: ConnectionInfo | None = msgspec.field(name="ConnectionInfo", default=None)
