"""Readiness on the wire: the way to the measuring, the report, and what staff are told of it (R9, R10)."""

import msgspec

from common.model.checks import CheckResult, Fitness, ReadinessReport
from common.model.ids import ChannelNumber, ParticipantId
from common.protocol.entry import IceServerAccess
from common.protocol.envelope import Message, Request

MAX_RESULTS = 64
MAX_TEXT = 120


class StartCheck(Request, frozen=True, tag="start_check"):
    """Participant: let me measure the network. Answered by `CheckAccess`, or `Refused` (`busy`, with a wait).

    A participant has one run at a time: asking again ends the one before. Whoever was refused has a place in the queue,
    kept as long as they ask again about when they were told to.
    """


class CheckAccess(Message, frozen=True, tag="check_access"):
    """Console to who asked: where to measure and with what; good for `expires_in_s`, for one run.

    `ticket` goes into the query of ndt7 as `access_token`: `/ndt/v7/download` and `/ndt/v7/upload` take it once each
    (401 after that). The run gives its place to others when both have ended, when it expires, or when the link that
    asked closes. `probe_key` (hex) signs the packets to `probe_addresses` (`host:port` of the media engine's UDP port,
    IPv6 in brackets), as `common.rtc.probe` has them; it is good until the run expires. Both are secrets and are never
    logged.
    """

    ref: int
    ticket: str
    probe_key: str
    probe_addresses: tuple[str, ...]
    expires_in_s: float
    ice_servers: tuple[IceServerAccess, ...] = ()

    def __repr__(self) -> str:
        return f"CheckAccess(ref={self.ref})"


class SubmitReport(Request, frozen=True, tag="submit_report", kw_only=True):
    """Participant: what the checks found. Answered by `Done` once kept, or `Refused` (`too_large`, `disk`)."""

    report: ReadinessReport


class LiveFitness(msgspec.Struct, frozen=True):
    """How an open uplink sounds now, by the last speech heard of it."""

    fitness: Fitness
    speech_s: float
    """How much speech that is judged by."""
    results: tuple[CheckResult, ...] = ()


class Readiness(Message, frozen=True, tag="readiness"):
    """Console to staff, at their entry all, then those that changed: the newest report of each participant."""

    reports: dict[ParticipantId, ReadinessReport]


class ListReadiness(Request, frozen=True, tag="list_readiness", kw_only=True):
    """Staff: all reports of one participant. Answered by `ReadinessHistory`."""

    participant: ParticipantId


class ReadinessHistory(Message, frozen=True, tag="readiness_history"):
    """Console to the staff who asked: newest first."""

    ref: int
    participant: ParticipantId
    reports: tuple[ReadinessReport, ...]


class PreListen(Request, frozen=True, tag="pre_listen", kw_only=True):
    """Operator: let me hear this participant's uplink off-air; None ends that. Answered by `Done` or `Refused`."""

    participant: ParticipantId | None


class SayCannotInterpret(Request, frozen=True, tag="say_cannot_interpret", kw_only=True):
    """A booth, or the operator for it: who speaks now cannot be interpreted; or no more so. Answered by `Done`."""

    channel: ChannelNumber
    is_raised: bool
