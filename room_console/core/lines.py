"""How each participant's media runs: their own report of the downlink, the engine's counters of the uplink."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from common.model.ids import ParticipantId
from common.model.media import LegStatistics, LinkQuality, MediaPath, quality_of
from common.protocol.checks import LiveFitness
from common.protocol.media import ReportLink, ReportVoice
from common.protocol.operator import LegReport, LinkReport
from room_console.core.legs import LegDesk
from room_console.core.uplinks import UplinkPort

_SILENT = ReportVoice()
DELAY_STEP_MS = 5
"""Delays are told in steps, so that a line that does not change is not told again each second."""


class _Counters(NamedTuple):
    """What a receiver counted since its leg came up."""

    received: int = 0
    lost: int = 0
    late: int = 0
    concealed: int = 0
    recovered_fec: int = 0
    recovered_nack: int = 0


@dataclass(slots=True)
class _Line:
    """The counters of the last report, and what it made of them."""

    counters: _Counters = field(default_factory=_Counters)
    report: LegReport | None = None

    def advance(self, now: _Counters, state: LegReport) -> None:
        """Judge what came since the last counters; counters that fell back belong to a new leg."""
        is_new = any(new < old for new, old in zip(now, self.counters, strict=True))
        since = now if is_new else _Counters(*(new - old for new, old in zip(now, self.counters, strict=True)))
        self.counters = now
        sent = since.received + since.lost
        round_trip_ms = state.round_trip_ms
        self.report = LegReport(
            loss=_share(since.lost + since.late + since.recovered_nack, sent),
            recovered=_share(since.recovered_fec + since.recovered_nack, sent),
            concealed=_share(since.concealed, sent),
            jitter_ms=round(state.jitter_ms),
            delay_ms=DELAY_STEP_MS * round(state.delay_ms / DELAY_STEP_MS),
            round_trip_ms=round(round_trip_ms) if round_trip_ms is not None else None,
            path=state.path,
        )


@dataclass(slots=True)
class Lines:
    """How each participant's media runs: their own report of the downlink, the engine's counters of the uplink."""

    fitness_of: Callable[[ParticipantId, UplinkPort | None], LiveFitness | None] = lambda *_: None
    """Asked how an open uplink sounds."""
    _down: dict[ParticipantId, _Line] = field(default_factory=dict)
    _up: dict[ParticipantId, _Line] = field(default_factory=dict)
    _up_paths: dict[ParticipantId, MediaPath] = field(default_factory=dict)
    """By which path an uplink comes is known at its other end only."""
    _voices: dict[ParticipantId, ReportVoice] = field(default_factory=dict)
    _told: dict[ParticipantId, LinkReport] = field(default_factory=dict)

    def take_voice(self, participant: ParticipantId, report: ReportVoice) -> None:
        """Take what a participant's app says of voice and microphone."""
        self._voices[participant] = report

    def take(self, participant: ParticipantId, report: ReportLink) -> None:
        """Take a participant's report of the downlink."""
        now = _Counters(
            report.received,
            report.lost,
            report.late,
            report.concealed,
            report.recovered_fec,
            report.recovered_nack,
        )
        state = LegReport(
            jitter_ms=report.jitter_ms,
            delay_ms=report.delay_ms,
            round_trip_ms=report.round_trip_ms,
            path=report.path,
        )
        self._down.setdefault(participant, _Line()).advance(now, state)
        if report.uplink_path is not None:
            self._up_paths[participant] = report.uplink_path

    def take_uplinks(self, statistics: dict[ParticipantId, LegStatistics]) -> None:
        """Take the engine's counters; uplinks not named have ended."""
        for gone in self._up.keys() - statistics.keys():
            del self._up[gone]
        for participant, s in statistics.items():
            now = _Counters(s.packets_received, s.packets_lost, s.late, s.concealed, s.recovered_fec, s.recovered_nack)
            path = self._up_paths.get(participant, MediaPath.DIRECT)
            state = LegReport(jitter_ms=s.jitter_ms, delay_ms=s.delay_ms, round_trip_ms=s.round_trip_ms, path=path)
            self._up.setdefault(participant, _Line()).advance(now, state)

    def forget(self, participant: ParticipantId) -> None:
        """Forget someone who dropped or left."""
        self._down.pop(participant, None)
        self._up_paths.pop(participant, None)
        self._voices.pop(participant, None)

    def changed(self, legs: LegDesk, *, everything: bool = False) -> dict[ParticipantId, LinkReport]:
        """Return the reports that differ from those told last, or all."""
        known = self._down.keys() | self._up.keys() | self._voices.keys() | self._told.keys()
        now = {p: self._report(p, legs) for p in known}
        fresh = {p: r for p, r in now.items() if everything or self._told.get(p) != r}
        self._told = {p: r for p, r in now.items() if r.has_downlink or r.has_uplink or p in self._voices}
        return fresh

    def changed_of(self, participant: ParticipantId, legs: LegDesk) -> dict[ParticipantId, LinkReport]:
        """Return one participant's report where it differs from that told last."""
        report = self._report(participant, legs)
        if self._told.get(participant) == report:
            return {}
        self._told[participant] = report
        return {participant: report}

    def _report(self, participant: ParticipantId, legs: LegDesk) -> LinkReport:
        port = legs.uplink(participant)
        has_uplink, has_downlink = port is not None, legs.downlink(participant) is not None
        uplink, downlink = (lines.get(participant, _Line()).report for lines in (self._up, self._down))
        reports = [report for report in (uplink, downlink) if report is not None]
        loss = max((r.loss for r in reports), default=0.0)
        jitter_ms = max((r.jitter_ms for r in reports), default=0.0)
        round_trip_ms = max((r.round_trip_ms for r in reports if r.round_trip_ms is not None), default=None)
        voice = self._voices.get(participant, _SILENT)
        return LinkReport(
            quality=quality_of(loss, round_trip_ms, jitter_ms) if reports else LinkQuality.UNKNOWN,
            loss=loss,
            jitter_ms=jitter_ms,
            round_trip_ms=round_trip_ms,
            has_uplink=has_uplink,
            has_downlink=has_downlink,
            uplink=uplink if has_uplink else None,
            downlink=downlink if has_downlink else None,
            processing=voice.processing,
            microphone=voice.microphone,
            fitness=self.fitness_of(participant, port),
            is_line_thin=legs.has_thin_line(participant),
        )


def _share(count: int, sent: int) -> float:
    return min(1.0, round(count / sent, 3)) if sent > 0 else 0.0
