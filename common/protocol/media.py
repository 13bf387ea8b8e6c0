"""Legs: offers and answers travel on the control link, whichever engine serves them."""

from common.model.ids import LegId
from common.model.media import LegEnd, Sdp
from common.protocol.envelope import Count, Measure, Message, Request


class OpenDownlink(Request, frozen=True, tag="open_downlink"):
    """Participant: offer me what I follow. Answered by `DownlinkOffer` or `Refused`.

    An earlier downlink of the same participant is replaced.
    """


class DownlinkOffer(Message, frozen=True, tag="downlink_offer"):
    """Console: in this order an audio section (the channel), an audio section (the original), a video section."""

    ref: int
    leg: LegId
    sdp: Sdp


class AnswerDownlink(Request, frozen=True, tag="answer_downlink", kw_only=True):
    """Participant: the answer to an offer. Answered by `Done` or `Refused`."""

    leg: LegId
    sdp: Sdp


class OfferUplink(Request, frozen=True, tag="offer_uplink", kw_only=True):
    """Participant on standby or granted: an audio and perhaps a video section. Answered by `UplinkAnswer`.

    An earlier uplink of the same participant is replaced.
    """

    sdp: Sdp


class UplinkAnswer(Message, frozen=True, tag="uplink_answer"):
    """Console: the answer to the uplink."""

    ref: int
    leg: LegId
    sdp: Sdp


class CloseLeg(Request, frozen=True, tag="close_leg", kw_only=True):
    """Participant: I have closed this leg of mine. Answered by `Done`."""

    leg: LegId


class LegClosed(Message, frozen=True, tag="leg_closed"):
    """Console: a leg of yours has ended; with `failed`, open it again."""

    leg: LegId
    reason: LegEnd


class SetMuted(Request, frozen=True, tag="set_muted", kw_only=True):
    """Participant: my own microphone switch. Kept through every reconnection. Answered by `Done`."""

    is_muted: bool


class ReportLink(Request, frozen=True, tag="report_link", kw_only=True):
    """Participant, every 2 s: how the downlink arrives. No answer with `ref` 0."""

    received: Count
    lost: Count
    concealed: Count
    late: Count
    jitter_ms: Measure
    round_trip_ms: Measure | None = None
