"""What the delegate's window shows, as one immutable value."""

from dataclasses import dataclass, field
from enum import StrEnum

from common.devices.audio import AudioDevice
from common.model.chat import ChatKind, ChatLine, ChatName
from common.model.codeways import CodeWay
from common.model.errors import ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import MeetingId, ParticipantId
from common.model.media import LinkQuality, MediaPath
from common.model.meeting import MeetingView, OwnState, ParticipantView
from common.model.people import Action, may
from common.model.rooms import NO_ASSISTANCE, Assistance
from common.model.voice import UNTOUCHED, MicrophoneState, VoiceProcessing
from common.protocol.chatlog import ChatLog
from delegate_app.core.checks.state import CheckState
from delegate_app.core.documentstate import DocumentsState
from delegate_app.core.helpstate import HelpState
from delegate_app.core.settings import HearsBy


class Phase(StrEnum):
    """Where the delegate stands on the way in."""

    OFFLINE = "offline"
    """No link chosen, or it was refused: `error` says why."""
    CONNECTING = "connecting"
    CODE = "code"
    """A one-time code is asked for: see `code`."""
    JOINED = "joined"
    RECONNECTING = "reconnecting"
    """The link dropped; the last view stays shown, the way back is being tried."""
    LEFT = "left"


class FloorPhase(StrEnum):
    """What the one wide button says."""

    NONE = "none"
    """Not in the list; a request may be made where `may_request`."""
    WAITING = "waiting"
    """In the list at `place`."""
    STANDBY = "standby"
    """Next: the uplink is brought up, the microphone is not heard."""
    GRANTED = "granted"
    """The floor is given, the console does not hear the microphone yet."""
    ON_AIR = "on_air"


@dataclass(frozen=True, slots=True)
class CodePrompt:
    """What the code page needs. `resend_in_s` counts from when the prompt came."""

    sent_to: str
    expires_in_s: float
    tries_left: int
    resend_in_s: float
    error: ErrorCode | None = None
    way: CodeWay = CodeWay.EMAIL
    ways: tuple[CodeWay, ...] = (CodeWay.EMAIL,)
    """Those that can be chosen."""


@dataclass(frozen=True, slots=True)
class MediaState:
    """How sound and picture run."""

    has_downlink: bool = False
    has_uplink: bool = False
    quality: LinkQuality = LinkQuality.UNKNOWN
    loss: float = 0.0
    jitter_ms: float = 0.0
    round_trip_ms: float | None = None
    recovered: float = 0.0
    """Of the sound's packets, those that the line lost and that were brought back, 0 to 1."""
    concealed: float = 0.0
    """Of the sound's packets, those that had to be made up, 0 to 1."""
    delay_ms: float = 0.0
    """How long sound waits here for packets that are late."""
    path: MediaPath = MediaPath.DIRECT
    is_moving: bool = False
    """The network has changed: the legs look for their new way, without being opened anew."""
    is_line_thin: bool = False
    """The console has found the downlink's line too thin for pictures, and sends none."""


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Devices there are and devices in use, by name; None is none. `lost` names one that was pulled out.

    `lost_places` are the fields whose device was pulled out and is not back, whether or not another took its place.
    """

    microphones: tuple[AudioDevice, ...] = ()
    headphones: tuple[AudioDevice, ...] = ()
    cameras: tuple[str, ...] = ()
    microphone: str | None = None
    headphone: str | None = None
    camera: str | None = None
    lost: str | None = None
    lost_places: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """(field, name) of devices that are there and did not open: another program has them, or the system forbids it."""
    volume: float = 1.0
    """Of the headphone, 0 to 1."""

    @property
    def microphone_state(self) -> MicrophoneState:
        """Whether a microphone hears the delegate."""
        if "microphone" in self.lost_places:
            return MicrophoneState.LOST if self.microphone is None else MicrophoneState.REPLACED
        return MicrophoneState.NONE if self.microphone is None else MicrophoneState.IN_USE


@dataclass(frozen=True, slots=True)
class VoiceState:
    """What is chosen for the voice, and what is done to it."""

    hears_by: HearsBy = HearsBy.AUTOMATIC
    reduces_noise: bool = False
    levels_gain: bool = False
    is_loudspeaker: bool = False
    """Whether the microphone hears what is played, as chosen or as the device's name tells."""
    processing: VoiceProcessing = UNTOUCHED
    """What is in effect."""
    is_failed: bool = False
    """What is wanted can't be had on this machine, or has failed."""

    @property
    def wanted(self) -> VoiceProcessing:
        """What should be in effect."""
        return VoiceProcessing(self.is_loudspeaker, self.reduces_noise, self.levels_gain)


@dataclass(frozen=True, slots=True)
class RememberedMeeting:
    """The meeting of last time, whose token is still kept: `rejoin` goes back to it."""

    host: str
    meeting: MeetingId
    title: str


@dataclass(frozen=True, slots=True)
class DelegateState:
    """All of it. `view` is there from the first entry on; `is_secret_kept` is false where there is no keyring."""

    phase: Phase = Phase.OFFLINE
    error: ErrorCode | None = None
    code: CodePrompt | None = None
    me: ParticipantId | None = None
    view: MeetingView | None = None
    media: MediaState = field(default_factory=MediaState)
    devices: DeviceState = field(default_factory=DeviceState)
    voice: VoiceState = field(default_factory=VoiceState)
    is_secret_kept: bool = True
    clock_offset_ms: int = 0
    """Console's clock less ours."""
    is_mute_pending: bool = False
    """Muted here at once, while the console does not know of it yet."""
    remembered: RememberedMeeting | None = None
    are_settings_intact: bool = True
    """False where the settings file was unreadable and defaults are used."""
    are_settings_kept: bool = True
    """False where the disk did not take what was chosen last."""
    checks: CheckState = field(default_factory=CheckState)
    help: HelpState = field(default_factory=HelpState)
    chat: ChatLog = field(default_factory=ChatLog)
    documents: DocumentsState = field(default_factory=DocumentsState)
    shared: str | None = None
    """The title of the screen or window that we share."""

    @property
    def help_chat(self) -> tuple[ChatLine, ...]:
        """With the technicians, oldest first."""
        return self.chat.lines(ChatName(ChatKind.HELP, self.me))

    @property
    def is_muted(self) -> bool:
        """Whether our own switch keeps the microphone closed."""
        return self.is_mute_pending or (self.own is not None and self.own.is_muted)

    @property
    def is_cut_off(self) -> bool:
        """Whether with the control link our voice's way is lost too, or was never there: nobody hears us."""
        return self.phase is not Phase.JOINED and not self.media.has_uplink

    @property
    def may_request(self) -> bool:
        """Whether the floor can be asked for now."""
        me, view = self.participant, self.view
        if me is None or view is None or self.phase is not Phase.JOINED or self.request is not None:
            return False
        return view.rules.is_list_open and may(me.role, Action.REQUEST_FLOOR) and not self.only_follows

    @property
    def only_follows(self) -> bool:
        """Whether the session is held in the hall, where we are not: we listen."""
        return self.view is not None and self.me is not None and self.view.is_only_followed_by(self.me)

    @property
    def own(self) -> OwnState | None:
        """The channel, original level and mute that the console keeps for us."""
        return self.view.own.get(self.me) if self.view and self.me else None

    @property
    def set_by(self) -> FloorRequest | None:
        """Our request that is out of the list while another goes before it: it comes back to its place."""
        set_by = self.own.set_by if self.own is not None else ()
        return set_by[-1] if set_by else None

    @property
    def assistance(self) -> Assistance:
        """How we are helped at this moment."""
        return (self.own.assistance if self.own is not None else None) or NO_ASSISTANCE

    @property
    def is_in_room(self) -> bool:
        """Whether we are in the private room with a technician: heard there, and nowhere else."""
        room = self.assistance.room
        return room is not None and room.is_entered

    @property
    def participant(self) -> ParticipantView | None:
        """Ourselves in the list of participants."""
        return self.view.participants.get(self.me) if self.view and self.me else None

    @property
    def request(self) -> FloorRequest | None:
        """Our request, if it is in the list."""
        floor = self.view.floor if self.view else ()
        return next((r for r in floor if r.participant == self.me and r.is_open), None)

    def is_check_due(self, now_ms: int) -> bool:
        """Tell whether these devices were not checked today for this meeting."""
        last, view, devices = self.checks.last, self.view, self.devices
        if last is None or view is None:
            return True
        return not last.holds(view.details.meeting, devices.microphone, devices.headphone, now_ms)

    @property
    def floor_phase(self) -> FloorPhase:
        """What the floor button says."""
        request = self.request
        if request is None:
            return FloorPhase.NONE
        if request.status is RequestStatus.GRANTED:
            return FloorPhase.ON_AIR if request.is_on_air else FloorPhase.GRANTED
        return FloorPhase.STANDBY if request.status is RequestStatus.ACCEPTED else FloorPhase.WAITING

    @property
    def place(self) -> int | None:
        """Our place among those who wait, from 1; None when not waiting."""
        waiting = [r for r in (self.view.floor if self.view else ()) if r.status is not RequestStatus.GRANTED]
        return next((n for n, r in enumerate(waiting, 1) if r.participant == self.me), None)
