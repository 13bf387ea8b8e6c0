"""For the console's own windows: patch, people, links, levels, health."""

from typing import Annotated

import msgspec

from common.model.ids import FeedId, ParticipantId, SlotNumber
from common.model.media import LinkQuality, MediaPath
from common.model.patch import Patch
from common.model.people import Role
from common.model.voice import UNTOUCHED, MicrophoneState, VoiceProcessing
from common.protocol.checks import LiveFitness
from common.protocol.envelope import Message, Request

DeviceName = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class SetPatch(Request, frozen=True, tag="set_patch", kw_only=True):
    """Operator: this patch from the next block on. Answered by `Done` or `Refused` (`patch_invalid`)."""

    patch: Patch


class AddPerson(Request, frozen=True, tag="add_person", kw_only=True):
    """Operator: register someone. Answered by `LinkIssued` or `Refused`."""

    name: str
    delegation: str
    role: Role
    email: str = ""
    booth: str = ""
    """An interpreter's: the language (BCP 47) into which they work."""


class IssueLink(Request, frozen=True, tag="issue_link", kw_only=True):
    """Operator: a new join link for someone; their old token and device are void. Answered by `LinkIssued`.

    With `is_local`, no code is asked for on the console's own machine: for a window beside it, and rehearsals.
    """

    participant: ParticipantId
    is_local: bool = False


class LinkIssued(Message, frozen=True, tag="link_issued"):
    """Console to the operator who asked, once: the token in the link is kept only as a hash."""

    ref: int
    participant: ParticipantId
    link: str


class EndMeeting(Request, frozen=True, tag="end_meeting"):
    """Operator: say goodbye to all and stop the core. Answered by `Done`."""


class ListDevices(Request, frozen=True, tag="list_devices"):
    """Operator: what could be the hall's device and camera. Answered by `Devices`."""


class Device(msgspec.Struct, frozen=True):
    """One device as the configuration names it (`portaudio:NAME`, `camera:NAME`, `virtual`)."""

    name: str
    inputs: int
    outputs: int
    sample_rate_hz: int


class Devices(Message, frozen=True, tag="devices"):
    """Console to operator: those of the machine, and those without hardware that the hall may use."""

    ref: int
    audio: tuple[Device, ...]
    cameras: tuple[str, ...]
    fault: str = ""
    """Why the machine's sound devices can't be listed, in English; empty where they are."""


class ChangeHall(Request, frozen=True, tag="change_hall", kw_only=True):
    """Operator: let the hall's sound come in by `input` and go out by `output`, both names of `Devices`.

    The meeting goes on meanwhile, and where they can't be opened with those that it has. Answered by `Done`, once the
    sound goes by them and the choice is on disk, or `Refused`: `device` where they don't run, `patch_invalid` where
    ports are missing, `already` for those in use, `busy` while another change is under way.
    """

    input: DeviceName
    output: DeviceName


class HallChanged(Message, frozen=True, tag="hall_changed"):
    """Console to staff: an operator has let the hall's sound go by other devices. `at_ms` since the epoch, UTC."""

    by: ParticipantId
    input: str
    output: str
    at_ms: int


class Level(msgspec.Struct, frozen=True, array_like=True):
    """Of the last 50 ms: root mean square and highest peak, both dBFS, -120 to 0."""

    rms_dbfs: float
    peak_dbfs: float


class Levels(Message, frozen=True, tag="levels"):
    """Console to staff, 20 times a second: hall inputs by feed, slots by number, the two hall outputs by name."""

    feeds: dict[FeedId, Level]
    slots: dict[SlotNumber, Level]
    outputs: dict[str, Level]


class LegReport(msgspec.Struct, frozen=True):
    """How the sound of one leg arrived since the last report; shares are 0 to 1, of the packets sent."""

    loss: float = 0.0
    """Lost on the line, or later than could be waited for."""
    recovered: float = 0.0
    """Of those, brought back: sent again, or from the spare copy in the next packet."""
    concealed: float = 0.0
    """Made up, because nothing of it came."""
    jitter_ms: float = 0.0
    delay_ms: float = 0.0
    """Playout delay: how long sound waits for packets that are late."""
    round_trip_ms: float | None = None
    path: MediaPath = MediaPath.DIRECT


class LinkReport(msgspec.Struct, frozen=True):
    """How one participant's media runs: the worse of both legs, then each leg that is open and has reported."""

    quality: LinkQuality
    loss: float
    jitter_ms: float
    round_trip_ms: float | None
    has_uplink: bool
    has_downlink: bool
    uplink: LegReport | None = None
    downlink: LegReport | None = None
    processing: VoiceProcessing = UNTOUCHED
    microphone: MicrophoneState = MicrophoneState.UNKNOWN
    fitness: LiveFitness | None = None
    """How the open uplink sounds; None without one."""
    is_line_thin: bool = False
    """The downlink's line has too little room: it carries no pictures, and less sound."""


class LinkReports(Message, frozen=True, tag="link_reports"):
    """Console to staff, once a second, and at once with each `ReportVoice`: those whose report changed."""

    reports: dict[ParticipantId, LinkReport]


class OutboxMail(msgspec.Struct, frozen=True):
    """A mail that the console could not send because no mail server is set: it lies in the outbox folder."""

    to: str
    subject: str
    written_at_ms: int
    file: str


class Outbox(Message, frozen=True, tag="outbox"):
    """Console to operators, at their entry and when it changes: newest first, 50 at most. Empty where mail is sent."""

    folder: str
    mails: tuple[OutboxMail, ...]


class PacketHealth(msgspec.Struct, frozen=True):
    """How the core's process that moves media packets is."""

    cpu_share: float
    """Of one core, over the last second."""
    lateness_ms: float
    """99th percentile over the last second: from the encoder to the network."""
    dropped: int
    """Packets lost inside the machine since the process began."""
    restarts: int


class Health(Message, frozen=True, tag="health"):
    """Console to staff, once a second."""

    uptime_s: float
    cpu_share: float
    """Of one core, over the last second."""
    rss_mb: float
    media_lateness_ms: float
    """95th percentile of the hall tick's lateness over the last second."""
    hall_device: str
    hall_is_running: bool
    hall_xruns: int
    connections: int
    uplinks: int
    downlinks: int
    journal_is_writable: bool
    hall_inputs: int = 0
    hall_outputs: int = 0
    """Ports of the hall's device that are used; 0 from a core that does not say."""
    packets: PacketHealth | None = None
    prelistened: ParticipantId | None = None
    """Whom an operator hears off-air; it ends with that uplink."""
    hall_output: str = ""
    """The device by which the hall's sound goes out, where that is not `hall_device`."""
    hall_fault: str = ""
    """Why the hall's device does not run, in English; empty where it does."""
    certificate_ends_at_ms: int | None = None
    certificate_is_due: bool = False
    """What the console proves itself with should have been renewed long before."""
    certificate_fault: str = ""
    """What keeps it from being renewed, in English; empty where nothing does."""
