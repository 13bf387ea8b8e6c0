"""How each participant's media runs: their own report of the downlink, the engine's counters of the uplink."""

from dataclasses import dataclass, field

from common.model.ids import ParticipantId
from common.model.media import LegStatistics, LinkQuality, quality_of
from common.protocol.media import ReportLink, ReportVoice
from common.protocol.operator import LinkReport
from room_console.core.legs import LegDesk

_SILENT = ReportVoice()


@dataclass(slots=True)
class _Line:
    """The counters of the last report, and what it made of them."""

    received: int = 0
    lost: int = 0
    report: LinkReport | None = None


@dataclass(slots=True)
class Lines:
    """How each participant's media runs: their own report of the downlink, the engine's counters of the uplink."""

    _down: dict[ParticipantId, _Line] = field(default_factory=dict)
    _up: dict[ParticipantId, _Line] = field(default_factory=dict)
    _voices: dict[ParticipantId, ReportVoice] = field(default_factory=dict)
    _told: dict[ParticipantId, LinkReport] = field(default_factory=dict)

    def take_voice(self, participant: ParticipantId, report: ReportVoice) -> None:
        """Take what a participant's app says of voice and microphone."""
        self._voices[participant] = report

    def take(self, participant: ParticipantId, report: ReportLink) -> None:
        """Take a participant's report of the downlink."""
        line = self._down.setdefault(participant, _Line())
        _advance(line, report.received, report.lost, report.jitter_ms, report.round_trip_ms)

    def take_uplinks(self, statistics: dict[ParticipantId, LegStatistics]) -> None:
        """Take the engine's counters; uplinks not named have ended."""
        for gone in self._up.keys() - statistics.keys():
            del self._up[gone]
        for participant, s in statistics.items():
            line = self._up.setdefault(participant, _Line())
            _advance(line, s.packets_received, s.packets_lost, s.jitter_ms, s.round_trip_ms)

    def forget(self, participant: ParticipantId) -> None:
        """Forget someone who dropped or left."""
        self._down.pop(participant, None)
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
        reports = [
            line.report
            for lines in (self._down, self._up)
            if (line := lines.get(participant)) and line.report is not None
        ]
        loss = max((r.loss for r in reports), default=0.0)
        jitter_ms = max((r.jitter_ms for r in reports), default=0.0)
        round_trip_ms = max((r.round_trip_ms for r in reports if r.round_trip_ms is not None), default=None)
        quality = quality_of(loss, round_trip_ms, jitter_ms) if reports else LinkQuality.UNKNOWN
        has_uplink, has_downlink = legs.uplink(participant) is not None, legs.downlink(participant) is not None
        voice = self._voices.get(participant, _SILENT)
        return LinkReport(
            quality,
            loss,
            jitter_ms,
            round_trip_ms,
            has_uplink,
            has_downlink,
            processing=voice.processing,
            microphone=voice.microphone,
        )


def _advance(line: _Line, received: int, lost: int, jitter_ms: float, round_trip_ms: float | None) -> None:
    """Judge what came since the last counters; counters that fell back belong to a new leg."""
    is_new = received < line.received or lost < line.lost
    came, missed = (received, lost) if is_new else (received - line.received, lost - line.lost)
    line.received, line.lost = received, lost
    loss = round(missed / (came + missed), 3) if came + missed > 0 else 0.0
    jitter_ms, round_trip_ms = round(jitter_ms), round(round_trip_ms) if round_trip_ms is not None else None
    quality = quality_of(loss, round_trip_ms, jitter_ms)
    line.report = LinkReport(quality, loss, jitter_ms, round_trip_ms, has_uplink=True, has_downlink=True)
