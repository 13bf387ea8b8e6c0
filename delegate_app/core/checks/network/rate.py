"""From what has come by when to a rate: the way up, buffers that fill and chance at both ends are left out."""

from dataclasses import dataclass

import msgspec

SETTLE_S = 0.7
"""At the beginning, in which TCP finds the line's rate; so much is not counted."""
LEAST_S = 0.5
"""A rate from less is none."""
SAME_INSTANT_S = 0.002
MAX_SAMPLES = 100_000


class RateMeter:
    """Judges a count that grows. Instants are arguments, of any one clock."""

    def __init__(self) -> None:
        self._samples: list[tuple[float, int]] = []

    def add(self, at_s: float, total_bytes: int) -> None:
        """Note how much had come by an instant; what goes back in time or count is not believed."""
        if self._samples and (at_s < self._samples[-1][0] or total_bytes < self._samples[-1][1]):
            return
        if self._samples and at_s - self._samples[-1][0] < SAME_INSTANT_S:
            self._samples[-1] = (self._samples[-1][0], total_bytes)
        elif len(self._samples) < MAX_SAMPLES:
            self._samples.append((at_s, total_bytes))

    def mbps(self) -> float | None:
        """Return the rate since the line was found, Mbit/s; None where there is too little to judge by."""
        if not self._samples:
            return None
        first_s = self._samples[0][0]
        settled = [sample for sample in self._samples if sample[0] >= first_s + SETTLE_S] or self._samples[-1:]
        (begin_s, begin_bytes), (end_s, end_bytes) = settled[0], settled[-1]
        if end_s - begin_s < LEAST_S:
            return None
        return (end_bytes - begin_bytes) * 8 / (end_s - begin_s) / 1e6


class _AppInfo(msgspec.Struct, frozen=True):
    elapsed_us: int = msgspec.field(name="ElapsedTime")
    num_bytes: int = msgspec.field(name="NumBytes")


class _TcpInfo(msgspec.Struct, frozen=True):
    elapsed_us: int = msgspec.field(name="ElapsedTime")
    bytes_received: int | None = msgspec.field(name="BytesReceived", default=None)


class _Measurement(msgspec.Struct, frozen=True):
    """As much of ndt7's measurement message (v0.11) as counts here."""

    app_info: _AppInfo | None = msgspec.field(name="AppInfo", default=None)
    tcp_info: _TcpInfo | None = msgspec.field(name="TCPInfo", default=None)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the server says it has received, after so many seconds."""

    at_s: float
    total_bytes: int


_decoder = msgspec.json.Decoder(_Measurement)


def parse_measurement(text: str) -> Counted | None:
    """Read the server's message: its kernel's count where it has one, else its own; None for anything else."""
    try:
        message = _decoder.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    info = message.tcp_info
    if info is not None and info.bytes_received is not None:
        return _counted(info.elapsed_us, info.bytes_received)
    app = message.app_info
    return _counted(app.elapsed_us, app.num_bytes) if app is not None else None


def _counted(elapsed_us: int, total_bytes: int) -> Counted | None:
    is_plausible = 0 <= elapsed_us < 2**40 and 0 <= total_bytes < 2**53
    return Counted(elapsed_us / 1e6, total_bytes) if is_plausible else None
