"""Made-up meetings for the gallery, in English and in Arabic; everyone in them is invented."""

from dataclasses import replace

from common.devices.audio import AudioDevice
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ChannelNumber, MeetingId, ParticipantId, RequestId, SlotNumber
from common.model.media import LinkQuality
from common.model.meeting import MeetingDetails, MeetingView, OwnState, ParticipantView, Rules
from common.model.people import Presence, Role
from delegate_app.core.state import DelegateState, DeviceState, MediaState, Phase

NOW_MS = 1_750_000_000_000
ON_AIR_MS = 161_000
ME = ParticipantId("p-4")
SYMBOL = "WIPO/IP/CONV/GE/2/25"

_TITLES = {
    "en": "Conversation on Intellectual Property and Frontier Technologies, Second Session",
    "ar": "محادثة بشأن الملكية الفكرية والتكنولوجيات الحدودية، الدورة الثانية",
}
_PEOPLE = {
    "en": (
        ("France", "H.E. Ms. Claire Dubois"),
        ("Kenya", "Mr. Daniel Otieno"),
        ("Brazil", "Ms. Helena Prado"),
        ("Egypt", "Ms. Nadia Farouk"),
        ("China", "Mr. Li Jianguo"),
        ("Norway", "Ms. Ingrid Solberg"),
        ("Fiji", "Mr. Seru Vakatawa"),
        (
            "International Federation of Associations of Independent Publishers and Translators (IFAIPT)",
            "Prof. Dr. Maximiliana-Alexandrina von Hohenstein-Castellanos y Montalbán",
        ),
    ),
    "ar": (
        ("فرنسا", "سعادة السيدة كلير دوبوا"),
        ("كينيا", "السيد دانيال أوتينو"),
        ("البرازيل", "السيدة هيلينا برادو"),
        ("مصر", "السيدة نادية فاروق"),
        ("الصين", "السيد لي جيانغو"),
        ("النرويج", "السيدة إنغريد سولبرغ"),
        ("فيجي", "السيد سيرو فاكاتاوا"),
        (
            "الاتحاد الدولي لرابطات الناشرين والمترجمين المستقلين في البلدان النامية والأقل نموا",
            "الأستاذة الدكتورة ماكسيميليانا ألكسندرينا فون هوهنشتاين كاستيانوس إي مونتالبان",
        ),
    ),
}
DEVICES = DeviceState(
    microphones=(
        AudioDevice("portaudio:ALSA:Headset", "USB Headset", 1, 2, 48_000, is_default_input=True),
        AudioDevice("portaudio:ALSA:Built-in", "Built-in microphone", 2, 0, 48_000),
    ),
    headphones=(AudioDevice("portaudio:ALSA:Headset", "USB Headset", 1, 2, 48_000, is_default_output=True),),
    cameras=("camera:HD Webcam",),
    microphone="portaudio:ALSA:Headset",
    headphone="portaudio:ALSA:Headset",
    camera="camera:HD Webcam",
    volume=0.7,
)


def people(language: str, number: int = 8) -> dict[ParticipantId, ParticipantView]:
    """Return so many participants, the invented ones over and over."""
    known = _PEOPLE[language]
    made = {}
    for n in range(1, number + 1):
        delegation, name = known[(n - 1) % len(known)]
        who = ParticipantId(f"p-{n}")
        made[who] = ParticipantView(who, name, delegation, Role.DELEGATE, Presence.JOINED)
    return made


def request(n: int, status: RequestStatus = RequestStatus.PENDING, is_on_air: bool = False) -> FloorRequest:
    """Return the request of participant `n`."""
    return FloorRequest(
        RequestId(n),
        ParticipantId(f"p-{n}"),
        status,
        NOW_MS - 600_000 + n,
        granted_at_ms=NOW_MS - ON_AIR_MS if status is RequestStatus.GRANTED else None,
        slot=SlotNumber(1) if status is RequestStatus.GRANTED else None,
        is_on_air=is_on_air,
        on_air_at_ms=NOW_MS - ON_AIR_MS if is_on_air else None,
    )


def meeting(language: str, floor: tuple[FloorRequest, ...] = (), number: int = 8) -> MeetingView:
    """Return a meeting with this list of speakers."""
    own = OwnState(ME, ChannelNumber(5 if language == "ar" else 1), 0.2, is_muted=False)
    return MeetingView(
        MeetingDetails(MeetingId("conversation"), SYMBOL, _TITLES[language]),
        Rules(max_open_mics=1, standby=1),
        people(language, number),
        floor,
        {ME: own},
    )


def joined(language: str, floor: tuple[FloorRequest, ...] = (), number: int = 8) -> DelegateState:
    """Return the state of a delegate in that meeting, whose line is good."""
    media = MediaState(True, bool(floor), LinkQuality.GOOD, 0.001, 6.0, 38.0)
    return DelegateState(Phase.JOINED, me=ME, view=meeting(language, floor, number), media=media, devices=DEVICES)


def muted(state: DelegateState) -> DelegateState:
    """Return the same state with the own microphone switched off."""
    assert state.view is not None
    own = replace(state.view.own[ME], is_muted=True)
    return replace(state, view=replace(state.view, own={ME: own}))


def setting_by(state: DelegateState, *set_by: FloorRequest) -> DelegateState:
    """Return the same state with these requests of ours set by."""
    assert state.view is not None
    own = replace(state.view.own[ME], set_by=set_by)
    return replace(state, view=replace(state.view, own={ME: own}))


def with_role(state: DelegateState, role: Role) -> DelegateState:
    """Return the same state in another role."""
    assert state.view is not None
    me = replace(state.view.participants[ME], role=role)
    return replace(state, view=replace(state.view, participants={**state.view.participants, ME: me}))


def with_rules(state: DelegateState, rules: Rules) -> DelegateState:
    """Return the same state under other rules."""
    assert state.view is not None
    return replace(state, view=replace(state.view, rules=rules))
