"""The state of a meeting: all that the journal makes again, and what changes it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, assert_never, get_args

from common.model.ids import ChannelNumber, MeetingId, ParticipantId, RequestId
from common.model.meeting import Act, MeetingDetails, OwnState, ParticipantView, Rules, view_of
from common.model.patch import Patch
from common.model.people import Person, Presence
from common.model.registration import RegistrationRules
from common.model.rooms import NO_ASSISTANCE
from room_console.core.meeting.acts import MOST_ACTS, Done, done_by
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.events import (
    ActUndone,
    ChannelSelected,
    ConsoleRestarted,
    DetailsStated,
    Event,
    FloorEvent,
    InterpretationJudged,
    MeetingEvent,
    MuteSwitched,
    PatchApplied,
    PersonListed,
    PersonUnlisted,
    PresenceChanged,
    RegistrationRuled,
    RequestAltered,
    RequestEntered,
    RulesAdopted,
)
from room_console.core.meeting.hallevents import HallDeviceChanged
from room_console.core.meeting.headcount import Headcount
from room_console.core.meeting.helpevents import (
    AssistanceEvent,
    HelpCaseOpened,
    PrivateRoomClosed,
    PrivateRoomOpened,
    RoomWaited,
    helped,
)
from room_console.core.meeting.listing import after, after_ruling, after_undoing, as_before, words_after
from room_console.core.meeting.programmeevents import ItemTaken, ProgrammeEvent, SessionBegan, SessionEnded
from room_console.core.meeting.sharingevents import SharingEvent, sharer_after
from room_console.core.meeting.speakers import Speakers
from room_console.core.meeting.timingevents import Timing, TimingEvent, timed, timing_after

UNNAMED = MeetingDetails(MeetingId("unnamed"), symbol="", title="")
"""A meeting before it was given its details."""


@dataclass(slots=True)
class MeetingState:
    """A meeting as the rules know it. Its values are immutable, its tables are not: only `apply` changes them.

    `cannot_interpret` holds the booths that said so, each with the requests that had the floor then.
    `cases` counts the calls for help ever made; `room` names who is called to the private room, or in it.
    `heard` is what the engine hears at this moment, `voices` who speaks into it: that does not outlive the process, so
    it is no part of equality. `acts` can be undone, the newest last. `held` are the sessions that ever began.
    """

    details: MeetingDetails = UNNAMED
    is_edited: bool = False
    """Whether staff have changed the details: the configuration counts no more."""
    current_session: int | None = None
    held: set[int] = field(default_factory=set)
    current_item: str | None = None
    rules: Rules = field(default_factory=Rules)
    patch: Patch | None = None
    hall: HallDeviceChanged | None = None
    """By which devices the hall's sound was last made to go; None where the configuration alone says it."""
    people: dict[ParticipantId, Person] = field(default_factory=dict)
    participants: dict[ParticipantId, ParticipantView] = field(default_factory=dict)
    own: dict[ParticipantId, OwnState] = field(default_factory=dict)
    registration: RegistrationRules = field(default_factory=RegistrationRules)
    headcount: Headcount = field(default_factory=Headcount)
    former: set[ParticipantId] = field(default_factory=set)
    """Those taken off the list: nobody else gets their id, by which the record speaks of them."""
    swapped: set[ParticipantId] = field(default_factory=set)
    """Those of whom it was said by hand where they take part: no file says otherwise."""
    speakers: Speakers = field(default_factory=Speakers)
    timing: Timing = field(default_factory=Timing)
    acts: tuple[Done, ...] = ()
    cannot_interpret: dict[ChannelNumber, frozenset[RequestId]] = field(default_factory=dict)
    cases: int = 0
    room: ParticipantId | None = None
    sharing: ParticipantId | None = None
    """Who may show their screen; `sharing.shown` tells whether it is seen."""
    heard: set[ParticipantId] = field(default_factory=set, compare=False)
    voices: set[ParticipantId] = field(default_factory=set, compare=False)


def apply(state: MeetingState, event: Event) -> None:
    """Make the event true. It was decided on this very state, so nothing is refused."""
    _TRUE_BY.get(type(event), _make_true)(state, event)


def _make_true(
    state: MeetingState, event: PersonListed | PersonUnlisted | ChannelSelected | MuteSwitched | MeetingEvent
) -> None:
    match event:
        case ChannelSelected(participant=who, channel=channel, original_level=level):
            state.own[who] = replace(state.own[who], channel=channel, original_level=level)
        case MuteSwitched(participant=who, is_muted=is_muted):
            state.own[who] = replace(state.own[who], is_muted=is_muted)
        case PersonListed():
            _list_person(state, event.person)
            state.swapped |= {event.person.participant} if event.is_swap else set()
        case PersonUnlisted(participant=who):
            _unlist_person(state, who)
        case RegistrationRuled(registration=registration):
            state.registration = registration
        case ConsoleRestarted():
            _restart(state)
        case DetailsStated(details=details, is_edited=is_edited):
            _state_details(state, details)
            state.is_edited |= is_edited
        case InterpretationJudged(channel=channel, is_possible=is_possible):
            _judge(state, channel, is_possible)
        case PatchApplied(patch=patch):
            state.patch = patch
        case RulesAdopted(rules=rules):
            _note_act(state, event)
            speakers = after_ruling(state.speakers, state.rules, rules, state.people)
            state.rules = rules
            _set_speakers(state, speakers)
        case ActUndone():
            _undo(state, event)
        case _:
            assert_never(event)


def _list_changed(state: MeetingState, event: FloorEvent) -> None:
    _note_act(state, event)
    _set_speakers(state, after(state.speakers, event))


def _request_told(state: MeetingState, event: RequestEntered | RequestAltered) -> None:
    _note_act(state, event)
    state.own[event.participant] = words_after(state.own[event.participant], event)
    _set_speakers(state, after(state.speakers, event))


def _time(state: MeetingState, event: TimingEvent) -> None:
    state.timing = timing_after(state.timing, event)
    _set_speakers(state, timed(state.speakers, event))


def _share(state: MeetingState, event: SharingEvent) -> None:
    state.sharing = sharer_after(event)


def _use_hall(state: MeetingState, event: HallDeviceChanged) -> None:
    state.hall = event


def _note_set_by(state: MeetingState, before: Speakers) -> None:
    for who in {s.request.participant for s in (*before.set_by, *state.speakers.set_by)} & state.own.keys():
        set_by = tuple(s.request for s in state.speakers.set_by if s.request.participant == who)
        if set_by != state.own[who].set_by:
            state.own[who] = replace(state.own[who], set_by=set_by)


def _note_act(state: MeetingState, event: Event) -> None:
    if (act := done_by(state.speakers, state.rules, event)) is not None:
        state.acts = (*state.acts[1 - MOST_ACTS :], act)


def _undo(state: MeetingState, event: ActUndone) -> None:
    done = state.acts[-1]
    state.acts = state.acts[:-1]
    if done.rules is None:
        _set_speakers(state, after_undoing(state.speakers, done, event))
        if done.act.act is Act.CORRECT and (before := done.before) is not None:
            state.own[before.participant] = words_after(state.own[before.participant], before)
    else:
        state.rules = done.rules
        _set_speakers(state, as_before(state.speakers, done, done.rules, state.people))


def _set_speakers(state: MeetingState, speakers: Speakers) -> None:
    """Take a new list; whoever lost the right to an uplink is heard no more, nor judged who lost the floor."""
    before = state.speakers
    state.speakers = speakers = speakers.on_standby(state.rules.standby, state.participants)
    if before.set_by is not speakers.set_by:
        _note_set_by(state, before)
    state.timing = state.timing.of(speakers)
    if state.cannot_interpret:
        now = _with_floor(state)
        still = {booth: said for booth, said in state.cannot_interpret.items() if said == now or (said and said <= now)}
        state.cannot_interpret = still
    if state.heard:
        state.heard &= speakers.with_uplink()
        state.voices &= state.heard


def _state_details(state: MeetingState, details: MeetingDetails) -> None:
    state.details = details
    for gone in state.cannot_interpret.keys() - {channel.number for channel in details.channels}:
        del state.cannot_interpret[gone]


def _proceed(state: MeetingState, event: ProgrammeEvent) -> None:
    match event:
        case SessionBegan(session=session):
            state.current_session = session
            state.held.add(session)
        case SessionEnded():
            state.current_session = None
        case ItemTaken(item=item):
            state.current_item = item
        case _:
            assert_never(event)


def _judge(state: MeetingState, booth: ChannelNumber, is_possible: bool) -> None:
    if is_possible:
        del state.cannot_interpret[booth]
    else:
        state.cannot_interpret[booth] = _with_floor(state)


def _with_floor(state: MeetingState) -> frozenset[RequestId]:
    return frozenset(request.request for request in state.speakers.granted)


def _list_person(state: MeetingState, person: Person) -> None:
    who = person.participant
    known = state.participants.get(who)
    presence = known.presence if known else Presence.ABSENT
    state.headcount.move(state.people.get(who), person)
    state.former.discard(who)
    state.people[who] = person
    state.participants[who] = view_of(person, presence)
    state.own.setdefault(who, OwnState(who))


def _unlist_person(state: MeetingState, who: ParticipantId) -> None:
    state.headcount.move(state.people.pop(who), None)
    del state.participants[who], state.own[who]
    state.former.add(who)
    state.swapped.discard(who)
    state.heard.discard(who)


def _restart(state: MeetingState) -> None:
    for who, view in state.participants.items():
        if view.presence is Presence.JOINED:
            state.participants[who] = replace(view, presence=Presence.RECONNECTING)
    if state.room is not None:
        _assist(state, PrivateRoomClosed(state.room))
    state.heard.clear()
    state.voices.clear()
    _set_speakers(state, state.speakers.silenced())


def _present(state: MeetingState, event: PresenceChanged) -> None:
    who, presence = event.participant, event.presence
    state.participants[who] = replace(state.participants[who], presence=presence)
    if (request := state.speakers.of(who)) is not None:
        is_mended = request.has_fault and presence is Presence.JOINED
        speakers = state.speakers.altered(request.request, has_fault=False) if is_mended else state.speakers
        _set_speakers(state, speakers)
    now = state.own[who].assistance
    if presence is Presence.LEFT and now is not None and now.is_waiting:
        _assist(state, RoomWaited(who, False))


def _assist(state: MeetingState, event: AssistanceEvent) -> None:
    who = event.participant
    match event:
        case HelpCaseOpened(case=number):
            state.cases = max(state.cases, number)
        case PrivateRoomOpened():
            state.room = who
        case PrivateRoomClosed():
            state.room = None
    if (own := state.own.get(who)) is not None:
        now = helped(own.assistance or NO_ASSISTANCE, event)
        state.own[who] = replace(own, assistance=now if now != NO_ASSISTANCE else None)


_TRUE_BY: Final[dict[type, Callable[[MeetingState, Any], None]]] = {
    PresenceChanged: _present,
    **dict.fromkeys(get_args(FloorEvent), _list_changed),
    **dict.fromkeys((RequestEntered, RequestAltered), _request_told),
    **dict.fromkeys(get_args(TimingEvent), _time),
    **dict.fromkeys(get_args(SharingEvent), _share),
    **dict.fromkeys(get_args(ProgrammeEvent), _proceed),
    **dict.fromkeys(get_args(AssistanceEvent), _assist),
    ChatModerated: lambda _, __: None,
    HallDeviceChanged: _use_hall,
}
"""What makes an event true, where `_make_true` does not."""
