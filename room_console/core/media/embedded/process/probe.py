"""The media port's answer to probes: who measures the way to it gets each authentic datagram back, once."""

from dataclasses import dataclass, field
from typing import Final

from common.rtc.probe import (
    KEY_BYTES,
    MOST_KEYS,
    MOST_PACKETS,
    MOST_PER_S,
    WINDOW,
    build_echo,
    flow_of,
    named_flow,
    parse_request,
)

MOST_IN_ALL_PER_S: Final = 1_000
"""Of all keys together, taken before anything is reckoned: 3 % of a core, as 20 voices."""
_WINDOW_MASK: Final = (1 << WINDOW) - 1


@dataclass(slots=True)
class _Stream:
    """Which sequences came: bit n of `seen` is the highest less n."""

    highest: int = -1
    seen: int = 0
    received: int = 0

    def take(self, sequence: int) -> bool:
        """Count a sequence; tell whether it was new."""
        ahead = sequence - self.highest
        if self.received >= MOST_PACKETS or ahead <= -WINDOW or (ahead <= 0 and self.seen >> -ahead & 1):
            return False
        if ahead > 0:
            self.seen = (self.seen << min(ahead, WINDOW) | 1) & _WINDOW_MASK
            self.highest = sequence
        else:
            self.seen |= 1 << -ahead
        self.received += 1
        return True


@dataclass(slots=True)
class _Credit:
    """What may still come: a second's worth at once."""

    rate_per_s: float
    filled_mono_s: float
    left: float

    def take(self, now_mono_s: float) -> bool:
        """Take one; tell whether there was one."""
        self.left = min(self.rate_per_s, self.left + (now_mono_s - self.filled_mono_s) * self.rate_per_s)
        self.filled_mono_s = now_mono_s
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass(slots=True)
class _Flow:
    """One key: until when it is good, what it may still send, its streams."""

    key: bytes = field(repr=False)
    until_mono_s: float
    credit: _Credit
    streams: dict[int, _Stream] = field(default_factory=dict)


class Probes:
    """Knows the keys, and makes the echoes. Instants are arguments. At most MOST_KEYS keys of 16 streams each."""

    def __init__(self) -> None:
        self._flows: dict[bytes, _Flow] = {}
        self._all = _Credit(MOST_IN_ALL_PER_S, 0.0, MOST_IN_ALL_PER_S)

    def __len__(self) -> int:
        return len(self._flows)

    def allow(self, key: bytes, until_mono_s: float, now_mono_s: float) -> None:
        """Answer this key until then. Raises: ValueError where it is no key."""
        if len(key) != KEY_BYTES:
            raise ValueError("not a probe's key")
        for flow in [name for name, kept in self._flows.items() if kept.until_mono_s <= now_mono_s]:
            del self._flows[flow]
        while len(self._flows) >= MOST_KEYS:
            del self._flows[next(iter(self._flows))]
        self._flows[flow_of(key)] = _Flow(key, until_mono_s, _Credit(MOST_PER_S, now_mono_s, MOST_PER_S))

    def echo_of(self, datagram: bytes, now_mono_s: float) -> bytes | None:
        """Return the echo, of the same length; None where none is due.

        Raises: ValueError where the datagram is malformed or not authentic.
        """
        flow = self._flows.get(named_flow(datagram) or b"")
        if flow is None or now_mono_s >= flow.until_mono_s or not self._all.take(now_mono_s):
            return None
        request = parse_request(flow.key, datagram)
        stream = flow.streams.setdefault(request.stream, _Stream())
        if not flow.credit.take(now_mono_s) or not stream.take(request.sequence):
            return None
        return build_echo(flow.key, request, stream.received, round(now_mono_s * 1e6), len(datagram))
