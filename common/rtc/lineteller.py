"""What a line carries, told to the sender (REMB): once for all that comes over it."""

from collections.abc import Callable, Sequence

from common.rtc.arrival import UNLIMITED_BPS, LineEstimate
from common.rtc.reception import Reception
from common.rtc.rtcp import line_estimate

ESTIMATE_S = 1.0
UPDATE_S = 0.05


class LineTeller:
    """Thread: one at a time."""

    def __init__(self, own_ssrc: int, send_rtcp: Callable[[bytes], None]) -> None:
        self.line = LineEstimate()
        self._own_ssrc = own_ssrc
        self._send_rtcp = send_rtcp
        self._next_update_mono_s = 0.0
        self._next_estimate_mono_s = 0.0
        self._is_limited = False
        self._beside: tuple[Sequence[int], float] = ((), 0.0)

    def note_beside(self, ssrcs: Sequence[int], rate_bps: float) -> None:
        """Take what else comes over the line: estimates are of all together."""
        self._beside = (ssrcs, rate_bps)

    def tick(self, pictures: Sequence[Reception], now_mono_s: float) -> None:
        """Say what the line carries, at once where it was found full, and once that it is free again."""
        if now_mono_s < self._next_update_mono_s:
            return
        self._next_update_mono_s = now_mono_s + UPDATE_S
        if not pictures:
            return
        is_cut = self.line.update(now_mono_s, sum(r.expected for r in pictures), sum(r.received for r in pictures))
        is_told = self.line.bps is not None or self._is_limited
        if not is_told or not (is_cut or now_mono_s >= self._next_estimate_mono_s):
            return
        self._next_estimate_mono_s = now_mono_s + ESTIMATE_S
        self._is_limited = self.line.bps is not None
        ssrcs, beside_bps = self._beside
        bps = beside_bps + (UNLIMITED_BPS if self.line.bps is None else self.line.bps)
        self._send_rtcp(line_estimate(self._own_ssrc, bps, [*(r.ssrc for r in pictures), *ssrcs]))
