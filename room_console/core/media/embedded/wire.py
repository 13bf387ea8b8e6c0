"""What the core and the media process say to each other; `frames` carries it over a stream.

Numbers of legs and feeds are the core's; a number is not used again while its leg is open. Instants are
`time.monotonic` of this machine, which its processes share.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import msgspec

KEY_INTERVAL_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """How the media process runs: where it listens (port 0 is any), and whether the process is its own to set up.

    `is_plain` forgoes what only some systems have (sendmmsg, segmentation).
    """

    addresses: tuple[str, ...] = ("127.0.0.1",)
    port: int = 0
    is_own_process: bool = True
    max_legs: int = 4_000
    is_plain: bool = False


class Message(msgspec.Struct, frozen=True, tag=True):
    """A message of either side."""


class SentSection(msgspec.Struct, frozen=True):
    """What a downlink carries in one section: the SSRC is ours, the rest as agreed."""

    kind: Literal["audio", "video"]
    ssrc: int
    payload_type: int
    abs_send_time_id: int | None = None


class OpenLeg(Message, frozen=True):
    """Make ready for a peer: it will send checks for `ice_name`, signed with `ice_password` (both ours).

    A downlink has sections in the order main, original, picture, screen; an uplink has none: its packets go to the core
    as they are. `cname` goes into our reports. Where the peer's fingerprints are not known yet, SetRemote follows.
    """

    leg: int
    ice_name: str
    ice_password: str
    cname: str
    sections: tuple[SentSection, ...] = ()
    fingerprints: tuple[str, ...] = ()
    is_dtls_client: bool = False


class SetRemote(Message, frozen=True):
    """Say what the peer answered: its fingerprints, our DTLS role, the sections as agreed (same order, same SSRCs)."""

    leg: int
    fingerprints: tuple[str, ...]
    is_dtls_client: bool
    sections: tuple[SentSection, ...]


class Follow(Message, frozen=True):
    """Let a downlink carry these feeds from their next packets on; None is nothing."""

    leg: int
    main: int | None = None
    original: int | None = None
    picture: int | None = None
    screen: int | None = None


class CloseLeg(Message, frozen=True):
    """End a leg; no LegDown follows."""

    leg: int


class DeclareFeed(Message, frozen=True):
    """Begin a feed; a picture has 1 to 3 layers, 0 is the smallest, with its rate in bit/s each.

    With `pace_bps` its pictures are large and come at any time: they are sent no faster, and beside the others.
    """

    feed: int
    kind: Literal["audio", "video"]
    layer_bps: tuple[int, ...] = ()
    pace_bps: int = 0


class AllowProbe(Message, frozen=True):
    """Answer the probes that are signed with this key (`common.rtc.probe`), until its end. It is never logged."""

    key: bytes
    until_mono_s: float

    def __repr__(self) -> str:
        return f"AllowProbe(until_mono_s={self.until_mono_s})"


class Stop(Message, frozen=True):
    """End the media process; so does the end of the stream."""


class SoundPacket(Message, frozen=True):
    """One Opus packet: `timestamp` counts samples at 48 kHz (32 bits), `samples` is its duration.

    All sounds count on one clock: a listener who changes the feed goes on at the same moment. Its first sample was
    captured at `captured_mono_s`; the core gave it away at `given_mono_s`, by which lateness is told.
    """

    feed: int
    timestamp: int
    samples: int
    captured_mono_s: float
    given_mono_s: float
    payload: bytes


class Picture(Message, frozen=True):
    """One coded picture of a layer as RTP payloads; `timestamp` at 90 kHz is the same in all layers."""

    feed: int
    layer: int
    is_key: bool
    timestamp: int
    captured_mono_s: float
    payloads: tuple[bytes, ...]


class EndPictures(Message, frozen=True):
    """What was shown of this feed has ended: send nothing that waits, and nothing before the next key frame."""

    feed: int


class SendRtcp(Message, frozen=True):
    """Send a plain compound packet on an uplink."""

    leg: int
    packet: bytes


class Ready(Message, frozen=True):
    """The first message of the process: candidates as in SDP ("candidate:..."), and its certificate."""

    candidates: tuple[str, ...]
    fingerprint: str


class Refused(Message, frozen=True):
    """The only message of a process that can't listen: why."""

    reason: str


class LegUp(Message, frozen=True):
    """Keys are agreed, media flow."""

    leg: int


class LegDown(Message, frozen=True):
    """A leg has ended by itself, and is forgotten already."""

    leg: int
    reason: Literal["closed", "failed", "lost"]


class KeyWanted(Message, frozen=True):
    """Somebody needs a key frame of this layer; at most once in KEY_INTERVAL_S for a layer."""

    feed: int
    layer: int


class Wanted(Message, frozen=True):
    """Whether anybody takes this layer (of a sound: 0); what nobody takes need not be encoded."""

    feed: int
    layer: int
    is_wanted: bool


class LegReport(msgspec.Struct, frozen=True):
    """One leg's counters since it came up; losses are as the peer says, `recent_loss` of its sounds.

    `layer` is None where no picture is carried. `is_thin`: its line is too thin for sound as it is. `holds_pictures`:
    it is, or it is tried whether it still is, and the line is kept free of pictures.
    """

    leg: int
    packets_sent: int = 0
    packets_received: int = 0
    packets_lost: int = 0
    packets_repeated: int = 0
    recent_loss: float = 0.0
    jitter_ms: float = 0.0
    round_trip_ms: float | None = None
    estimate_bps: int | None = None
    layer: int | None = None
    is_thin: bool = False
    holds_pictures: bool = False


class LegReports(Message, frozen=True):
    """Of legs that are up; each comes once a second."""

    legs: tuple[LegReport, ...]


class ProcessReport(Message, frozen=True):
    """Each second: how late sound packets left after they had come from the core, and what was used and dropped.

    `cpu_s` is since the start. `dropped_to_core` are packets that the core did not fetch in time, `refused` datagrams
    that were of nobody, not authentic or malformed.
    """

    lateness_p50_ms: float
    lateness_p99_ms: float
    sent: int
    skipped_ticks: int
    unsent: int
    dropped_to_core: int
    refused: int
    cpu_s: float


class RtpArrived(Message, frozen=True):
    """A plain RTP packet of an uplink."""

    leg: int
    arrived_mono_s: float
    packet: bytes


class RtcpArrived(Message, frozen=True):
    """A plain compound RTCP packet of an uplink."""

    leg: int
    arrived_mono_s: float
    packet: bytes


Control: TypeAlias = (
    OpenLeg
    | SetRemote
    | Follow
    | CloseLeg
    | DeclareFeed
    | EndPictures
    | AllowProbe
    | Stop
    | Ready
    | Refused
    | LegUp
    | LegDown
    | KeyWanted
    | Wanted
    | LegReports
    | ProcessReport
)
ToProcess: TypeAlias = (
    OpenLeg
    | SetRemote
    | Follow
    | CloseLeg
    | DeclareFeed
    | EndPictures
    | AllowProbe
    | Stop
    | SoundPacket
    | Picture
    | SendRtcp
)
ToCore: TypeAlias = (
    Ready | Refused | LegUp | LegDown | KeyWanted | Wanted | LegReports | ProcessReport | RtpArrived | RtcpArrived
)
AnyMessage: TypeAlias = ToProcess | ToCore
