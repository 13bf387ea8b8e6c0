"""What happened to a delegate, with its instants: the report of a run without a window."""

import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import psutil

from common.aio.clock import Clock
from common.model.ids import ChannelNumber
from delegate_app.core.client import DelegateClient
from delegate_app.core.state import DelegateState, FloorPhase, Phase

LIBRARIES = ("aiortc", "aiohttp", "av", "numpy", "msgspec")
_AWAY = frozenset({Phase.RECONNECTING})


@dataclass(slots=True)
class SwitchNote:
    """One change of channel: asked by us, and done when the console said so. Milliseconds since the epoch, ours."""

    language: str
    asked_at_ms: int
    channel: ChannelNumber | None = None
    done_at_ms: int | None = None
    refused: str | None = None


@dataclass(slots=True)
class FloorNote:
    """One request for the floor. Milliseconds since the epoch by our own clock."""

    requested_at_ms: int
    granted_at_ms: int | None = None
    on_air_at_ms: int | None = None
    ended_at_ms: int | None = None
    refused: str | None = None
    is_listed: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.ended_at_ms is not None or self.refused is not None

    @property
    def request_to_on_air_ms(self) -> int | None:
        """How long it took."""
        return self.on_air_at_ms - self.requested_at_ms if self.on_air_at_ms is not None else None


@dataclass(slots=True)
class Reconnections:
    """How often the link dropped, and for how long at most."""

    count: int = 0
    longest_gap_ms: int = 0
    since_ms: int | None = field(default=None, repr=False)

    def note(self, is_away: bool, now_ms: int) -> None:
        """Take whether the link is lost at this instant."""
        if is_away and self.since_ms is None:
            self.since_ms = now_ms
            self.count += 1
        elif not is_away and self.since_ms is not None:
            self.longest_gap_ms = max(self.longest_gap_ms, now_ms - self.since_ms)
            self.since_ms = None


class Record:
    """Notes states as they come. Thread: the client's loop."""

    def __init__(self, clock: Clock) -> None:
        self.phases: list[dict[str, Any]] = []
        self.floor: list[FloorNote] = []
        self.switches: list[SwitchNote] = []
        self.reconnections = Reconnections()
        self.refused: str | None = None
        self._clock = clock
        self._started_s = clock.mono_s()

    def note(self, state: DelegateState) -> None:
        """Take a new state."""
        now_ms = self._clock.now_ms()
        if not self.phases or self.phases[-1]["phase"] != state.phase:
            error = state.error if state.phase is not Phase.JOINED else None
            self.phases.append({"phase": state.phase, "at_ms": now_ms, "error": error})
        self.reconnections.note(state.phase in _AWAY, now_ms)
        if self.floor and not self.floor[-1].is_over:
            self._note_floor(self.floor[-1], state, now_ms)

    def _note_floor(self, note: FloorNote, state: DelegateState, now_ms: int) -> None:
        note.is_listed = note.is_listed or state.floor_phase is not FloorPhase.NONE
        match state.floor_phase:
            case FloorPhase.ON_AIR:
                note.granted_at_ms = note.granted_at_ms or now_ms
                note.on_air_at_ms = note.on_air_at_ms or now_ms
            case FloorPhase.GRANTED:
                note.granted_at_ms = note.granted_at_ms or now_ms
            case FloorPhase.NONE if note.is_listed:
                note.ended_at_ms = now_ms

    def report(self, client: DelegateClient) -> dict[str, Any]:
        """Sum up, as JSON can hold it."""
        state, meter = client.state, client.meter
        process = psutil.Process()
        last = self.floor[-1] if self.floor else None
        return {
            "participant": state.me,
            "phases": self.phases,
            "refused": self.refused,
            "request_to_on_air_ms": last.request_to_on_air_ms if last else None,
            "floor": [
                {
                    "requested_at_ms": n.requested_at_ms,
                    "granted_at_ms": n.granted_at_ms,
                    "on_air_at_ms": n.on_air_at_ms,
                    "ended_at_ms": n.ended_at_ms,
                    "request_to_on_air_ms": n.request_to_on_air_ms,
                    "refused": n.refused,
                }
                for n in self.floor
            ],
            "switches": [
                {
                    "channel": s.channel,
                    "language": s.language,
                    "asked_at_ms": s.asked_at_ms,
                    "done_at_ms": s.done_at_ms,
                    "refused": s.refused,
                }
                for s in self.switches
            ],
            "screen_pictures": client.sharing.shown.count,
            "packets": {
                "received": meter.totals.received,
                "lost": meter.totals.lost,
                "concealed": meter.totals.concealed,
                "late": meter.totals.late,
            },
            "jitter_ms": meter.last.jitter_ms,
            "round_trip_ms": meter.last.round_trip_ms,
            "quality": state.media.quality,
            "reconnections": {
                "count": self.reconnections.count,
                "longest_gap_ms": self.reconnections.longest_gap_ms,
            },
            "playout_gaps": client.playout_gaps,
            "pictures": client.stage_picture.count,
            "xruns": client.xruns,
            "clock_offset_ms": state.clock_offset_ms,
            "cpu_s": sum(process.cpu_times()[:2]),
            "peak_rss_mb": peak_rss_mb(process),
            "seconds": round(self._clock.mono_s() - self._started_s, 3),
            "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        }


def peak_rss_mb(process: psutil.Process) -> float:
    """Return the most memory that this process ever held; on a system that doesn't keep it, what it holds now."""
    if os.name == "posix":
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return float(round(peak / (1024 if sys.platform != "darwin" else 1024 * 1024), 1))
    memory = process.memory_info()
    return float(round(getattr(memory, "peak_wset", memory.rss) / 1024 / 1024, 1))
