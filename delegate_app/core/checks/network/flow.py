"""A flow of probes as figures: round trip, and jitter and loss of each direction, apart by the console's counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from common.rtc.probe import ProbeEcho

US_PER_MS = 1000.0
TAIL = 50
"""So many probes at the end are left out where none of them came back: they may be on their way. More were lost."""

LONG_OUT_US = 1_000_000


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """What a flow showed; without two echoes there is no jitter, without one nothing but loss."""

    sent: int
    echoes: int
    round_trip_ms: float | None
    """Median."""
    jitter_up_ms: float | None
    jitter_down_ms: float | None
    loss_up_percent: float
    loss_down_percent: float

    @property
    def jitter_ms(self) -> float | None:
        """The worse direction."""
        return max((j for j in (self.jitter_up_ms, self.jitter_down_ms) if j is not None), default=None)

    @property
    def loss_percent(self) -> float:
        """The worse direction."""
        return max(self.loss_up_percent, self.loss_down_percent)


@dataclass(frozen=True, slots=True)
class _Arrival:
    sequence: int
    sent_us: int
    received: int
    received_us: int
    arrived_us: int


class Flow:
    """Keeps what was sent and what came back of one stream. Instants are arguments: us of one clock of our own."""

    def __init__(self) -> None:
        self.last_arrived_us: int | None = None
        self._sent_us: list[int] = []
        self._arrivals: dict[int, _Arrival] = {}

    @property
    def sent(self) -> int:
        """Count what was sent."""
        return len(self._sent_us)

    @property
    def first_sent_us(self) -> int | None:
        """When the first probe went out."""
        return self._sent_us[0] if self._sent_us else None

    @property
    def echoes(self) -> int:
        """Count what came back, each once."""
        return len(self._arrivals)

    def send(self, now_us: int) -> int:
        """Note that a probe goes out; return its sequence."""
        self._sent_us.append(now_us)
        return len(self._sent_us) - 1

    def take(self, echo: ProbeEcho, now_us: int) -> bool:
        """Note an echo; tell whether it is of a probe of ours, and the first of it."""
        if echo.sequence >= len(self._sent_us) or echo.sequence in self._arrivals:
            return False
        sent_us = self._sent_us[echo.sequence]
        if not 1 <= echo.received <= len(self._sent_us) or now_us < sent_us:
            return False
        self._arrivals[echo.sequence] = _Arrival(echo.sequence, sent_us, echo.received, echo.received_us, now_us)
        self.last_arrived_us = now_us
        return True

    def round_trips_ms(self) -> list[float]:
        """List all round trips, in the order in which they ended."""
        return [(a.arrived_us - a.sent_us) / US_PER_MS for a in self._arrivals.values()]

    def median_ms(self, since_us: int, until_us: int, least: int) -> float | None:
        """Return the median round trip of the probes sent in a time; None of fewer than `least`.

        One that has not come back for LONG_OUT_US by its end has been on its way for so long at least.
        """
        found = [
            (a.arrived_us if (a := self._arrivals.get(sequence)) is not None else until_us) - sent_us
            for sequence, sent_us in enumerate(self._sent_us)
            if since_us <= sent_us <= (until_us if sequence in self._arrivals else until_us - LONG_OUT_US)
        ]
        return median(found) / US_PER_MS if len(found) >= least else None

    def figures(self) -> FlowFigures:
        """Judge the flow as it is now."""
        arrivals = list(self._arrivals.values())
        if not arrivals:
            return FlowFigures(self.sent, 0, None, None, None, 100.0 if self._sent_us else 0.0, 0.0)
        last = max(a.sequence for a in arrivals) + 1
        known = last if self.sent - last <= TAIL else self.sent
        taken = max(a.received for a in arrivals)
        as_taken = sorted(arrivals, key=lambda a: a.received)
        return FlowFigures(
            self.sent,
            len(arrivals),
            median(self.round_trips_ms()),
            _jitter_ms([a.received_us - a.sent_us for a in as_taken]),
            _jitter_ms([a.arrived_us - a.received_us for a in arrivals]),
            _lost_percent(known, taken),
            _lost_percent(taken, len(arrivals)),
        )


def _jitter_ms(transits_us: Sequence[int]) -> float | None:
    """Return the mean of |D| (RFC 3550, section 6.4.1) over transits in the order of arrival.

    The RFC's J is a running mean of the same, over some 16 packets: by chance a tenth off at the end of a flow.
    """
    if len(transits_us) < 2:
        return None
    return fmean(abs(later - earlier) for earlier, later in pairwise(transits_us)) / US_PER_MS


def _lost_percent(sent: int, came: int) -> float:
    return 100.0 * max(0, sent - came) / sent
