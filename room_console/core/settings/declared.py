"""Every setting, declared once: type, default, bounds, unit, a sentence. Sample file and page are made from this."""

import ipaddress
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from common.model.agenda import Format
from common.model.ids import ChannelNumber, MeetingId, ParticipantId, SlotNumber
from common.model.interpretation import FLOOR, MAX_CHANNELS, UN_CHANNELS, Channel
from common.model.meeting import MeetingDetails
from common.model.patch import Patch, SlotPatch, default_patch
from common.model.people import Person, Role
from room_console.core.settings.chat import ChatSettings
from room_console.core.settings.coaching import CoachingSettings
from room_console.core.settings.documents import DocumentSettings
from room_console.core.settings.mail import CodeSettings, MailSettings, SmsSettings
from room_console.core.settings.readiness import ReadinessSettings
from room_console.core.settings.registration import RegistrationSettings
from room_console.core.settings.rules import MAX_SLOTS, RulesSettings
from room_console.core.settings.section import Section
from room_console.core.settings.server import ServerSettings
from room_console.core.settings.store import StoreSettings
from room_console.core.settings.trust import AcmeSettings

MAX_PORTS = 128
"""Inputs or outputs of one hall device."""
MAX_NAME = 120

T = TypeVar("T")

_ID = r"^[a-z0-9-]{1,64}\Z"
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z"
_FILLED_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+\Z"
_ADDRESS = r"^[0-9A-Fa-f.:]{0,45}\Z"
_EMAIL = r"^([!-?A-~]+@[!-?A-~]+)?\Z"

Port = Annotated[int, Meta(ge=1, le=MAX_PORTS)]


class ChannelSettings(Section, frozen=True, kw_only=True):
    """One language behind the floor."""

    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z", description="Language tag (BCP 47).")]
    name: Annotated[str, Meta(pattern=_FILLED_LINE, max_length=MAX_NAME, description="Its name in itself.")]


UN_LANGUAGES = tuple(ChannelSettings(language=c.language, name=c.name) for c in UN_CHANNELS if c.number != FLOOR)


class MeetingSettings(Section, frozen=True, kw_only=True):
    """What stands on the door; without this table the window offers the catalogue (docs/meetings.md)."""

    id: Annotated[str, Meta(pattern=_ID, description="Short name of the meeting: small letters, digits, dashes.")]
    symbol: Annotated[
        str, Meta(pattern=_LINE, max_length=MAX_NAME, description="The organiser's symbol (`WIPO/IP/CONV/GE/2/25`).")
    ] = ""
    title: Annotated[
        str, Meta(pattern=_FILLED_LINE, max_length=300, description="The title that windows and mails show.")
    ]
    format: Annotated[Format, Meta(description="How the meeting is held.")] = Format.HYBRID
    channels: Annotated[
        tuple[ChannelSettings, ...],
        Meta(max_length=MAX_CHANNELS - 1, description="The languages behind the floor, as channels 1 to 6."),
    ] = UN_LANGUAGES

    def details(self) -> MeetingDetails:
        """Return the meeting's details, the floor as channel 0."""
        languages = (Channel(ChannelNumber(n), c.language, c.name) for n, c in enumerate(self.channels, 1))
        return MeetingDetails(
            MeetingId(self.id), self.symbol, self.title, self.format, (UN_CHANNELS[FLOOR], *languages)
        )


UNNAMED_MEETING = MeetingSettings(id="meeting", title="Meeting")
"""Where the file names none: the window offers the catalogue, and a meeting of the catalogue brings its own."""


class SlotSettings(Section, frozen=True, kw_only=True):
    """The ports of one remote speaker's slot; slots are numbered in the order of the file."""

    send_output: Annotated[Port | None, Meta(description="Output that carries the remote speaker to the desk.")] = None
    return_output: Annotated[Port | None, Meta(description="Output of their mix-minus.")] = None
    return_input: Annotated[
        Port | None, Meta(description="Input of a mix-minus that the desk makes; replaces the computed one.")
    ] = None


class PatchSettings(Section, frozen=True, kw_only=True):
    """Which port of the device carries what, ports from 1. Without this table the usual order is used."""

    floor_input: Annotated[Port | None, Meta(description="Input of the hall's microphones without the remotes.")] = None
    booth_inputs: Annotated[dict[str, Port], Meta(description="Input of each booth, by language.")] = msgspec.field(
        default_factory=dict
    )
    loudspeakers_output: Annotated[Port | None, Meta(description="Output of the remote speakers on air.")] = None
    interpreters_output: Annotated[Port | None, Meta(description="Output of the whole floor.")] = None
    prelisten_output: Annotated[
        Port | None, Meta(description="Output of the uplink that the operator listens to off-air.")
    ] = None
    talkback_input: Annotated[
        Port | None, Meta(description="Input of the operator's microphone, for the private room off-air.")
    ] = None
    slots: Annotated[tuple[SlotSettings, ...], Meta(max_length=MAX_SLOTS, description="One table for each slot.")] = ()


class HallSettings(Section, frozen=True, kw_only=True):
    """The hall's sound and picture."""

    device: Annotated[
        str,
        Meta(
            pattern=r"^(virtual|none|portaudio:.+)\Z",
            max_length=300,
            description="`virtual`, `none`, or a name that the command `devices` lists (`portaudio:...`). One chosen "
            "in the meeting counts before it, until this, `output_device`, `inputs` or `outputs` is changed here.",
        ),
    ] = "virtual"
    output_device: Annotated[
        str,
        Meta(
            pattern=r"^(portaudio:.+)?\Z",
            max_length=300,
            description="By what the sound goes out, where that is another device of the same sound system; "
            "`device` if empty.",
        ),
    ] = ""
    inputs: Annotated[int, Meta(ge=0, le=MAX_PORTS, description="Input ports of the device that are used.")] = 8
    outputs: Annotated[int, Meta(ge=0, le=MAX_PORTS, description="Output ports of the device that are used.")] = 16
    slots: Annotated[
        int, Meta(ge=1, le=MAX_SLOTS, description="Slots for remote speakers where no patch names them.")
    ] = 4
    camera: Annotated[
        str,
        Meta(
            pattern=_FILLED_LINE,
            max_length=1024,
            description="`virtual`, `none`, a name that the command `devices` lists, or the path of a film.",
        ),
    ] = "virtual"
    patch: PatchSettings | None = None

    def hall_patch(self, channels: tuple[Channel, ...]) -> Patch:
        """Return the patch of the file, or the usual one. Raises: KeyError for a booth of no channel."""
        if self.patch is None:
            return default_patch(self.inputs, self.outputs, self.slots)
        numbers = {channel.language: channel.number for channel in channels}
        ports = [SlotPatch(s.send_output, s.return_output, s.return_input) for s in self.patch.slots]
        return Patch(
            floor_input=self.patch.floor_input,
            booth_inputs={numbers[language]: port for language, port in self.patch.booth_inputs.items()},
            loudspeakers_output=self.patch.loudspeakers_output,
            interpreters_output=self.patch.interpreters_output,
            slots={SlotNumber(n): slot for n, slot in enumerate(ports, 1)},
            prelisten_output=self.patch.prelisten_output,
            talkback_input=self.patch.talkback_input,
        )


class MediaSettings(Section, frozen=True, kw_only=True):
    """How sound and picture go to the participants."""

    host: Annotated[
        str, Meta(max_length=253, description="Address that media go through; that of `server.host` if empty.")
    ] = ""
    port: Annotated[
        int, Meta(ge=0, le=65_535, description="The one UDP port of all media, to be opened in a firewall; any if 0.")
    ] = 0
    public_address: Annotated[
        str, Meta(pattern=_ADDRESS, description="Where a router leads to this port; `server.public_host` if empty.")
    ] = ""
    picture_width: Annotated[
        int, Meta(ge=160, le=1920, multiple_of=2, description="Width of the picture.", extra={"unit": "pixels"})
    ] = 1280
    picture_height: Annotated[
        int, Meta(ge=90, le=1080, multiple_of=2, description="Height of the picture.", extra={"unit": "pixels"})
    ] = 720
    picture_rate_hz: Annotated[int, Meta(ge=5, le=60, description="Pictures a second.", extra={"unit": "Hz"})] = 25
    picture_bitrate_bps: Annotated[
        int,
        Meta(ge=100_000, le=8_000_000, description="The most that the picture may take.", extra={"unit": "bit/s"}),
    ] = 1_500_000
    picture_layers: Annotated[
        int,
        Meta(ge=1, le=3, description="In how many sizes the picture is offered: a weak line gets a smaller one."),
    ] = 3
    sound_packet_ms: Annotated[
        int,
        Meta(
            ge=0,
            le=20,
            multiple_of=10,
            description="Length of a packet in ms; 10 is sooner, 20 half as many packets. "
            "0: 10 while up to 300 listen and little is lost, else 20; 40 where more listen than the machine serves "
            "in time, or at 60 % of a core.",
        ),
    ] = 0
    relay_urls: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^turns?:[^\s?]+(\?transport=(udp|tcp))?\Z", max_length=300)], ...],
        Meta(
            max_length=8,
            description="TURN servers for participants whose network lets no UDP through "
            "(`turn:HOST:PORT?transport=udp` or `tcp`, `turns:HOST:PORT?transport=tcp`).",
        ),
    ] = ()
    relay_secret_file: Annotated[
        str,
        Meta(
            max_length=1024,
            description="File with the secret that the TURN servers share (coturn's `static-auth-secret`), readable by "
            "its owner only.",
        ),
    ] = ""
    relay_lifetime_s: Annotated[
        int,
        Meta(ge=600, le=172_800, description="How long a password for the TURN servers is valid.", extra={"unit": "s"}),
    ] = 43_200
    sound_bitrate_bps: Annotated[
        int,
        Meta(
            ge=16_000,
            le=256_000,
            description="What each channel's sound takes in packets of 20 ms: shorter ones get a third more, "
            "longer ones a sixth.",
            extra={"unit": "bit/s"},
        ),
    ] = 48_000


class ParticipantSettings(Section, frozen=True, kw_only=True):
    """Someone registered. Whoever joins from elsewhere needs an e-mail address: the code goes there."""

    id: Annotated[
        str, Meta(pattern=r"^[a-z0-9-]{0,64}\Z", description="Short unique name; made of the e-mail or name if empty.")
    ] = ""
    name: Annotated[str, Meta(pattern=_FILLED_LINE, max_length=MAX_NAME, description="Name as it is shown.")]
    delegation: Annotated[
        str, Meta(pattern=_LINE, max_length=MAX_NAME, description="The body that they speak for.")
    ] = ""
    role: Annotated[Role, Meta(description="What they may do.")] = Role.DELEGATE
    email: Annotated[str, Meta(pattern=_EMAIL, max_length=254, description="E-mail address, in ASCII.")] = ""
    booth: Annotated[
        str, Meta(pattern=_LINE, max_length=35, description="Language into which an interpreter works.")
    ] = ""

    def person(self) -> Person:
        """Return the person, whose id must be set."""
        return Person(ParticipantId(self.id), self.name, self.delegation, self.role, self.email, self.booth)


class Settings(Section, frozen=True, kw_only=True):
    """The whole file."""

    state_directory: Annotated[
        str,
        Meta(max_length=1024, description="Folder of journal, outbox and keys; the system's place for such if empty."),
    ] = ""
    meeting: MeetingSettings = UNNAMED_MEETING
    rules: RulesSettings = RulesSettings()
    server: ServerSettings = ServerSettings()
    acme: AcmeSettings = AcmeSettings()
    mail: MailSettings = MailSettings()
    sms: SmsSettings = SmsSettings()
    codes: CodeSettings = CodeSettings()
    hall: HallSettings = HallSettings()
    media: MediaSettings = MediaSettings()
    readiness: ReadinessSettings = ReadinessSettings()
    registration: RegistrationSettings = RegistrationSettings()
    store: StoreSettings = StoreSettings()
    coaching: CoachingSettings = CoachingSettings()
    chat: ChatSettings = ChatSettings()
    documents: DocumentSettings = DocumentSettings()
    participants: tuple[ParticipantSettings, ...] = ()

    def media_address(self) -> str:
        """Return the address that media go through."""
        return self.media.host or ("127.0.0.1" if self.server.host == "localhost" else self.server.host)

    def public_media_address(self) -> str | None:
        """Return the address at which a router leads to the media's port; None where nothing says one."""
        for text in (self.media.public_address, self.server.public_host):
            try:
                return str(ipaddress.ip_address(text))
            except ValueError:
                continue
        return None

    def people(self) -> tuple[Person, ...]:
        """Return everyone registered in the file."""
        return tuple(participant.person() for participant in self.participants)
