"""Legs: offers and answers travel on the control link, whichever engine serves them."""

from common.model.ids import LegId
from common.model.media import LegEnd, MediaPath, Sdp
from common.model.voice import UNTOUCHED, MicrophoneState, VoiceProcessing
from common.protocol.envelope import Count, Measure, Message, Request


class OpenDownlink(Request, frozen=True, tag="open_downlink"):
    """Participant: offer me what I follow. Answered by `DownlinkOffer` or `Refused`.

    An earlier downlink of the same participant is replaced. Without `with_picture` the picture's section stays empty.
    """

    with_picture: bool = True


class DownlinkOffer(Message, frozen=True, tag="downlink_offer"):
    """Console: two audio sections (the channel, the original), two video sections (the stage, a shared screen)."""

    ref: int
    leg: LegId
    sdp: Sdp


class AnswerDownlink(Request, frozen=True, tag="answer_downlink", kw_only=True):
    """Participant: the answer to an offer. Answered by `Done` or `Refused`."""

    leg: LegId
    sdp: Sdp


class OfferUplink(Request, frozen=True, tag="offer_uplink", kw_only=True):
    """Participant on standby or granted: sound, perhaps the camera, then perhaps a screen. Answered by `UplinkAnswer`.

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


class ReportVoice(Request, frozen=True, tag="report_voice", kw_only=True):
    """Participant, at each entry and at each change: what is done to my voice, and whether I have a microphone.

    Told to staff at once; not kept. No answer with `ref` 0.
    """

    processing: VoiceProcessing = UNTOUCHED
    microphone: MicrophoneState = MicrophoneState.UNKNOWN


class ReportLink(Request, frozen=True, tag="report_link", kw_only=True):
    """Participant, every 2 s: how the downlink arrives, and by which path each leg runs. No answer with `ref` 0.

    Counters are those of `common.model.media.LegStatistics`.
    """

    received: Count
    lost: Count
    concealed: Count
    late: Count
    jitter_ms: Measure
    round_trip_ms: Measure | None = None
    recovered_fec: Count = 0
    recovered_nack: Count = 0
    delay_ms: Measure = 0.0
    """Playout delay: how long sound waits for packets that are late."""
    path: MediaPath = MediaPath.DIRECT
    uplink_path: MediaPath | None = None
    """None without an uplink."""
