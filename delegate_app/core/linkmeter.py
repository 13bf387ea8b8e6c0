"""How well the downlink arrives: over the last report, and over all of its legs."""

from dataclasses import dataclass

from common.model.media import LegStatistics, LinkQuality, quality_of


@dataclass(slots=True)
class Totals:
    """Packets of every downlink so far."""

    received: int = 0
    lost: int = 0
    concealed: int = 0
    late: int = 0


class LinkMeter:
    """Turns a leg's growing counters into the loss of the last report; a leg that began anew counts from 0."""

    def __init__(self) -> None:
        self.loss = 0.0
        self.recovered = 0.0
        """Of the packets sent since the last report, those that the line lost and that were brought back, 0 to 1."""
        self.concealed = 0.0
        """Of them, those that had to be made up, 0 to 1."""
        self.last = LegStatistics()
        self.totals = Totals()

    def add(self, now: LegStatistics) -> LinkQuality:
        """Take the leg's counters and judge the time since the last ones."""
        before = self.last if now.packets_received >= self.last.packets_received else LegStatistics()
        received = now.packets_received - before.packets_received
        lost = max(0, now.packets_lost - before.packets_lost)
        self.totals.received += received
        self.totals.lost += lost
        self.totals.concealed += max(0, now.concealed - before.concealed)
        self.totals.late += max(0, now.late - before.late)
        self.last = now
        self._judge_repairs(before, now, received + lost)
        if received + lost == 0:
            self.loss = 1.0 if now.packets_received else 0.0
            return LinkQuality.BAD if now.packets_received else LinkQuality.UNKNOWN
        self.loss = lost / (received + lost)
        return quality_of(self.loss, now.round_trip_ms, now.jitter_ms)

    def _judge_repairs(self, before: LegStatistics, now: LegStatistics, sent: int) -> None:
        recovered = now.recovered_fec + now.recovered_nack - before.recovered_fec - before.recovered_nack
        self.recovered = _share(recovered, sent)
        self.concealed = _share(now.concealed - before.concealed, sent)


def _share(part: int, whole: int) -> float:
    return min(1.0, max(0, part) / whole) if whole > 0 else 0.0
