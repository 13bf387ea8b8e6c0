"""What the window shows of the readiness checks, as one immutable value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from common.model.checks import CheckName, CheckResult, Finding, ReadinessReport
from common.model.ids import MeetingId


class Step(StrEnum):
    """Where a run stands, in the order in which the steps are taken."""

    DEVICES = "devices"
    CAMERA = "camera"
    SILENCE = "silence"
    """The room is listened to, while the person is silent."""
    SPEECH = "speech"
    PLAYBACK = "playback"
    """One hears oneself; the microphone is listened to for what the loudspeaker gives it."""
    NETWORK = "network"
    RESULT = "result"


class Delivery(StrEnum):
    """What became of the report."""

    NONE = "none"
    """There is no meeting that it could go to."""
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    """The console could not take it: it is sent when the meeting is next joined."""


@dataclass(frozen=True, slots=True)
class NetworkRun:
    """How far the measuring of the network is. `share` is 0 to 1; `waits_s` is there while others are measured."""

    is_running: bool = False
    share: float = 0.0
    doing: CheckName | None = None
    waits_s: float | None = None
    results: tuple[CheckResult, ...] = ()


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The last whole run: when, for which meeting, by which devices."""

    made_at_ms: int
    meeting: MeetingId | None
    microphone: str | None
    headphone: str | None

    def holds(self, meeting: MeetingId, microphone: str | None, headphone: str | None, now_ms: int) -> bool:
        """Tell whether it was made today (by this machine's calendar), for this meeting, by these devices."""
        is_today = _day(self.made_at_ms) == _day(now_ms)
        return is_today and (self.meeting, self.microphone, self.headphone) == (meeting, microphone, headphone)


@dataclass(frozen=True, slots=True)
class CheckState:
    """A run of the checks. Without a `step` none is under way."""

    step: Step | None = None
    target: str | None = None
    """Title or host of the meeting whose network is measured; None measures none."""
    live: tuple[CheckResult, ...] = ()
    """Devices and camera as they are now."""
    results: tuple[CheckResult, ...] = ()
    """What the steps that are over have found, but the network's."""
    is_recording: bool = False
    is_playing: bool = False
    share: float = 0.0
    """How much of the recording is done, 0 to 1."""
    has_recording: bool = False
    fault: Finding | None = None
    """Why recording or playing back broke off."""
    network: NetworkRun = field(default_factory=NetworkRun)
    report: ReadinessReport | None = None
    """Of this run, once it is over."""
    delivery: Delivery = Delivery.NONE
    last: LastCheck | None = None


def merged(older: Iterable[CheckResult], newer: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Return the newest result of each check, in the order of the checks."""
    found = {result.name: result for result in (*older, *newer)}
    return tuple(found[name] for name in CheckName if name in found)


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000).astimezone().date().isoformat()
