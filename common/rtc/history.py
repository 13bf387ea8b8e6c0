"""What was sent lately, to be sent once more where it is asked for: the very same bytes.

Other bytes under the same sequence number would be sealed with a nonce that was used already (RFC 7714, section 8.1).
"""

from collections import OrderedDict
from dataclasses import dataclass

MAX_REPEATS = 4
REPEAT_SHARE = 0.5
"""Of what is sent, at most so much is sent again: who asks for more is helped by a key frame, or not at all."""


@dataclass(slots=True)
class _Sent:
    packet: bytes
    first_mono_s: float
    last_mono_s: float
    repeats: int = 0


class SentHistory:
    """The packets of one source. Thread: one at a time."""

    def __init__(self, keep_s: float, most_packets: int) -> None:
        self.repeated = 0
        self._keep_s = keep_s
        self._most_packets = most_packets
        self._sent: OrderedDict[int, _Sent] = OrderedDict()
        self._bytes = 0
        self._credit_bytes = 0.0

    def add(self, sequence: int, packet: bytes, now_mono_s: float) -> None:
        """Keep a packet that was just sent."""
        self._sent[sequence] = _Sent(packet, now_mono_s, now_mono_s)
        self._bytes += len(packet)
        while len(self._sent) > self._most_packets or self._oldest_mono_s < now_mono_s - self._keep_s:
            _, gone = self._sent.popitem(last=False)
            self._bytes -= len(gone.packet)
        self._credit_bytes = min(self._credit_bytes, self._bytes * REPEAT_SHARE) + len(packet) * REPEAT_SHARE

    def take(self, sequence: int, now_mono_s: float, round_trip_s: float) -> bytes | None:
        """Return a packet to be sent again; None if it is gone, or was sent again within half a round trip."""
        sent = self._sent.get(sequence)
        if sent is None or sent.repeats >= MAX_REPEATS or self._credit_bytes <= 0:
            return None
        if sent.repeats > 0 and now_mono_s - sent.last_mono_s < round_trip_s / 2:
            return None
        sent.repeats += 1
        sent.last_mono_s = now_mono_s
        self._credit_bytes -= len(sent.packet)
        self.repeated += 1
        return sent.packet

    @property
    def _oldest_mono_s(self) -> float:
        return next(iter(self._sent.values())).first_mono_s
