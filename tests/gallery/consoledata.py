"""Made-up states of the console, in English and in Arabic; everyone in them is invented."""

from dataclasses import replace

import msgspec

from common.model.floor import FloorRequest, RequestKind, RequestStatus, SpeechTimers
from common.model.ids import FeedId, ParticipantId, SlotNumber
from common.model.media import LinkQuality, MediaPath
from common.model.meeting import Act, OwnState, ParticipantView, Rules, Undoable
from common.model.patch import default_patch
from common.model.people import Attendance, Presence, Role
from common.model.voice import MicrophoneState, VoiceProcessing
from common.protocol.operator import Device, Devices, Health, LegReport, Level, Levels, LinkReport, Outbox, OutboxMail
from room_console.ui.state import ConsoleState, Phase
from tests.gallery.madeup import NOW_MS, meeting, request

INPUTS, OUTPUTS = 8, 16
PATCH = default_patch(INPUTS, OUTPUTS)
LEVELS = Levels(
    feeds={
        FeedId(name): Level(rms, rms + 9)
        for name, rms in (
            ("floor", -21.4),
            ("channel-1", -24.0),
            ("channel-2", -33.5),
            ("channel-3", -14.2),
            ("channel-4", -120.0),
            ("channel-5", -27.9),
            ("channel-6", -25.1),
        )
    },
    slots={SlotNumber(1): Level(-20.2, -8.0), SlotNumber(2): Level(-52.0, -44.0)},
    outputs={"loudspeakers": Level(-20.2, -8.0), "interpreters": Level(-19.0, -6.4)},
)
HEALTH = Health(
    uptime_s=12_404.0,
    cpu_share=0.34,
    rss_mb=181.5,
    media_lateness_ms=2.4,
    hall_device="portaudio:JACK:system",
    hall_is_running=True,
    hall_xruns=0,
    connections=14,
    uplinks=2,
    downlinks=12,
    journal_is_writable=True,
    hall_inputs=INPUTS,
    hall_outputs=OUTPUTS,
    certificate_ends_at_ms=NOW_MS + 27 * 86_400_000,
)
ILL = msgspec.structs.replace(
    HEALTH,
    cpu_share=0.91,
    media_lateness_ms=14.2,
    hall_is_running=False,
    hall_xruns=212,
    journal_is_writable=False,
    hall_fault="the device stopped",
    certificate_fault="no route to it",
)
FULL = msgspec.structs.replace(HEALTH, journal_is_writable=False)
DEVICES = Devices(
    1,
    (
        Device("portaudio:ALSA:HDA Intel PCH: ALC257 Analog (hw:0,0)", 2, 2, 44_100),
        Device("portaudio:ALSA:Dante Virtual Soundcard (hw:1,0)", 16, 16, 48_000),
        Device("portaudio:ALSA:Monitors: USB Audio (hw:2,0)", 0, 8, 48_000),
        Device("portaudio:JACK:system", 16, 16, 48_000),
        Device("none", 8, 16, 48_000),
    ),
    ("camera:/dev/video0", "virtual"),
)
MAILS = tuple(
    OutboxMail(f"{name}@example.org", "Your code for the meeting", NOW_MS - n * 41_000, f"2026-03-04-{n:03}.eml")
    for n, name in enumerate(("claire.dubois", "daniel.otieno", "nadia.farouk"))
)
OUTBOX = Outbox("/var/lib/hemicycle/conversation/outbox", MAILS)
_QUALITIES = (LinkQuality.GOOD, LinkQuality.GOOD, LinkQuality.GOOD, LinkQuality.FAIR, LinkQuality.GOOD, LinkQuality.BAD)
_FIGURES = {
    LinkQuality.GOOD: (0.001, 6.2, 31.0),
    LinkQuality.FAIR: (0.014, 22.0, 96.0),
    LinkQuality.BAD: (0.071, 88.0, 240.0),
}
_PATHS = (MediaPath.DIRECT, MediaPath.DIRECT, MediaPath.RELAY_UDP, MediaPath.RELAY_TLS)
_PRESENCES = (Presence.JOINED, Presence.JOINED, Presence.JOINED, Presence.ABSENT, Presence.RECONNECTING, Presence.LEFT)
_ROLES = (Role.DELEGATE, Role.DELEGATE, Role.DELEGATE, Role.OBSERVER, Role.DELEGATE, Role.DELEGATE, Role.CHAIR)


def report(number: int) -> LinkReport:
    """Return how the line of participant `number` is."""
    quality = _QUALITIES[number % len(_QUALITIES)]
    loss, jitter_ms, round_trip_ms = _FIGURES[quality]
    has_uplink = number % 5 == 1
    leg = LegReport(
        loss, loss * 0.9, loss * 0.1, jitter_ms, 40.0 + jitter_ms, round_trip_ms, _PATHS[number % len(_PATHS)]
    )
    return LinkReport(
        quality,
        loss,
        jitter_ms,
        round_trip_ms + number % 7,
        has_uplink,
        has_downlink=True,
        uplink=leg if has_uplink else None,
        downlink=leg,
        processing=VoiceProcessing(removes_echo=number % 5 == 1, reduces_noise=number % 7 == 3),
        microphone=MicrophoneState.IN_USE,
    )


def with_microphones(state: ConsoleState, **microphones: MicrophoneState) -> ConsoleState:
    """Return the same state after microphones were pulled out: `p_1=MicrophoneState.LOST`."""
    reports = dict(state.reports)
    for name, microphone in microphones.items():
        who = ParticipantId(name.replace("_", "-"))
        reports[who] = msgspec.structs.replace(reports[who], microphone=microphone)
    return replace(state, reports=reports)


def with_thin_line(state: ConsoleState, who: ParticipantId) -> ConsoleState:
    """Return the same state while the line to somebody is thin."""
    return replace(
        state, reports={**state.reports, who: msgspec.structs.replace(state.reports[who], is_line_thin=True)}
    )


def speaking(number: int, slot: int = 1, is_on_air: bool = True) -> FloorRequest:
    """Return a granted request on a slot."""
    granted = replace(request(number, RequestStatus.GRANTED, is_on_air), slot=SlotNumber(slot))
    return replace(granted, running_since_ms=granted.on_air_at_ms)


def console(
    language: str, floor: tuple[FloorRequest, ...], number: int, speakers: frozenset[int], mics: int = 2
) -> ConsoleState:
    """Return a console at work with so many people; those who are in the list are here."""
    view = meeting(language, floor, number)
    people = {}
    for n, (who, person) in enumerate(view.participants.items(), start=1):
        presence = Presence.JOINED if n in speakers else _PRESENCES[n % len(_PRESENCES)]
        people[who] = replace(person, presence=presence, role=_ROLES[n % len(_ROLES)])
    own = {who: OwnState(who) for who in people}
    here = {w: p for w, p in people.items() if p.presence is Presence.JOINED}
    reports = {who: report(int(who.removeprefix("p-"))) for who in here}
    view = replace(view, participants=people, own=own, patch=PATCH, rules=Rules(max_open_mics=mics))
    return ConsoleState(Phase.ATTACHED, view=view, health=HEALTH, reports=reports, outbox=OUTBOX)


def attached(language: str) -> ConsoleState:
    """Return an ordinary hour: one on air, one whose sound is awaited, one on standby, three who wait."""
    floor = (
        speaking(1),
        speaking(3, slot=2, is_on_air=False),
        request(2, RequestStatus.ACCEPTED),
        request(4),
        request(5),
        request(6),
    )
    return console(language, floor, 14, frozenset(range(1, 8)))


_GROUPS = {"en": "Group of African States", "ar": "مجموعة الدول الأفريقية"}
_KINDS = {
    4: RequestKind.RESPONSE,
    9: RequestKind.RIGHT_OF_REPLY,
    17: RequestKind.PROCEDURAL_MOTION,
    40: RequestKind.RIGHT_OF_REPLY,
}


def in_debate(state: ConsoleState, language: str) -> ConsoleState:
    """Return the same list with all that a request can say: kinds, groups, the hall, a fault, time that is nearly over,
    and something to undo.
    """
    assert state.view is not None
    first, order, *others = state.view.floor
    first = replace(first, limit_s=180, language="fr", on_behalf_of=_GROUPS[language])
    order = replace(order, kind=RequestKind.POINT_OF_ORDER)
    waiting = []
    for other in others:
        number = int(other.request)
        altered = replace(other, kind=_KINDS.get(number, RequestKind.INTERVENTION), is_in_hall=number % 4 == 1)
        group = _GROUPS[language] if number % 7 == 6 else ""
        waiting.append(
            replace(altered, on_behalf_of=group, has_fault=number == 2, language="en" if number == 5 else "")
        )
    people = {
        who: replace(person, attendance=Attendance.ON_SITE) if int(who.removeprefix("p-")) % 4 == 1 else person
        for who, person in state.view.participants.items()
    }
    undoable = Undoable(Act.GRANT, ParticipantId("operator"), NOW_MS, first.request, first.participant)
    view = replace(
        state.view,
        participants=people,
        floor=(first, order, *waiting),
        undoable=undoable,
        rules=replace(state.view.rules, timers=SpeechTimers(speech_s=180)),
    )
    return replace(state, view=view)


def debated(language: str) -> ConsoleState:
    """Return an ordinary debate."""
    state = attached(language)
    assert state.view is not None
    speaker, awaited, standby, *rest = state.view.floor
    point = replace(awaited, status=RequestStatus.ACCEPTED, slot=None)
    pending = replace(standby, status=RequestStatus.PENDING)
    return in_debate(replace(state, view=replace(state.view, floor=(speaker, point, pending, *rest))), language)


def closed(state: ConsoleState) -> ConsoleState:
    """Return the same debate with its list closed; who waits goes on waiting."""
    assert state.view is not None
    return replace(state, view=replace(state.view, rules=replace(state.view.rules, is_list_open=False)))


def overrun(state: ConsoleState, over_s: int) -> ConsoleState:
    """Return the same debate with whoever speaks so far beyond their time."""
    assert state.view is not None
    speaker, *waiting = state.view.floor
    assert speaker.limit_s is not None
    begun_at_ms = NOW_MS - (speaker.limit_s + over_s) * 1000
    late = replace(speaker, on_air_at_ms=begun_at_ms, running_since_ms=begun_at_ms)
    return replace(state, view=replace(state.view, floor=(late, *waiting)))


def crowded(language: str) -> ConsoleState:
    """Return 3,000 people of whom sixty want to speak."""
    numbers = range(2, 61)
    floor = (speaking(1), request(2, RequestStatus.ACCEPTED), *(request(n) for n in numbers if n > 2))
    return in_debate(console(language, floor, 3000, frozenset(range(1, 61))), language)


def long_names(language: str) -> ConsoleState:
    """Return a list led by the longest names there are."""
    floor = (speaking(8), request(16, RequestStatus.ACCEPTED), request(24), request(1))
    state = console(language, floor, 32, frozenset({8, 16, 24, 1}))
    assert state.view is not None
    muted = OwnState(ParticipantId("p-8"), is_muted=True)
    return replace(state, view=replace(state.view, own={**state.view.own, muted.participant: muted}))


def quiet(language: str) -> ConsoleState:
    """Return a meeting in which nobody is registered but the console itself."""
    state = console(language, (), 1, frozenset())
    assert state.view is not None
    me = ParticipantView(ParticipantId("operator"), "Room Console", "", Role.OPERATOR, Presence.JOINED)
    view = replace(state.view, participants={me.participant: me}, own={}, rules=Rules(is_list_open=False))
    return replace(state, view=view, reports={}, outbox=Outbox(OUTBOX.folder, ()))
