"""From a fact to what must be done: compare the state before and after it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from common.model.ids import ChannelNumber, ParticipantId, Revision
from common.model.media import DownlinkFeeds
from common.model.meeting import MeetingDetails, OwnState, ParticipantView, Rules, Undoable, hears_hall
from common.model.patch import Patch
from common.model.people import Presence
from common.protocol.revision import floor_change
from common.protocol.view import (
    Change,
    CourseChanged,
    DetailsChanged,
    InterpretationChanged,
    OwnChanged,
    ParticipantChanged,
    ParticipantRemoved,
    PatchChanged,
    PresencesChanged,
    RulesChanged,
    SharingChanged,
    UndoableChanged,
)
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.effects import (
    AtBooths,
    Audience,
    Effect,
    Everyone,
    Journal,
    Operators,
    Own,
    Staff,
    SwitchDownlink,
    Tell,
    UsePatch,
)
from room_console.core.meeting.events import (
    ConsoleRestarted,
    Event,
    FaultMended,
    PersonListed,
    RequestAltered,
    RequestBroughtBack,
    RequestEntered,
    RequestReordered,
    WentOffAir,
    WentOnAir,
)
from room_console.core.meeting.sessions import format_now
from room_console.core.meeting.sharing import shown
from room_console.core.meeting.speakers import Speakers
from room_console.core.meeting.state import MeetingState, apply
from room_console.core.meeting.timingevents import LimitSet, TimeOver, TimerPaused, TimerSwitched
from room_console.core.meeting.undoing import undoable
from room_console.core.meeting.views import downlink_feeds

EVERYONE: Final = Everyone()
OPERATORS: Final = Operators()
STAFF: Final = Staff()
_OF_THE_LIST: Final = frozenset(
    {
        RequestReordered,
        FaultMended,
        WentOnAir,
        WentOffAir,
        TimerSwitched,
        TimerPaused,
        LimitSet,
        TimeOver,
        ChatModerated,
    }
)
"""They change nothing but the list of speakers, if that: not what their participant is, hears or sees."""
_OF_THE_OWN: Final = (RequestEntered, RequestAltered, RequestBroughtBack)
"""They change the list, and what is kept for their participant."""
AT_BOOTHS: Final = AtBooths()


class Personal(NamedTuple):
    """What concerns one participant at an instant."""

    participant: ParticipantId
    view: ParticipantView | None
    own: OwnState | None
    feeds: DownlinkFeeds | None


class Glance(NamedTuple):
    """What an event could change of the meeting as a whole, at an instant."""

    details: MeetingDetails
    rules: Rules
    patch: Patch | None
    hears_hall: bool
    speakers: Speakers
    cannot_interpret: tuple[ChannelNumber, ...]
    course: tuple[int | None, str | None]
    """The session that is open, the item that is debated."""
    undoable: Undoable | None
    sharing: ParticipantId | None


class Turn(NamedTuple):
    """The meeting, and those whom an event concerns, before and after it."""

    before: Glance
    after: Glance
    people: tuple[tuple[Personal, Personal], ...]


def glance(state: MeetingState) -> Glance:
    """Look at the meeting as a whole."""
    booths = tuple(sorted(state.cannot_interpret)) if state.cannot_interpret else ()
    course = (state.current_session, state.current_item)
    speakers, hears = state.speakers, hears_hall(format_now(state), state.speakers.granted)
    return Glance(
        state.details, state.rules, state.patch, hears, speakers, booths, course, undoable(state), shown(state)
    )


def taken(state: MeetingState, before: Glance, event: Event) -> Turn:
    """Make the event true, and look at all that it changes; `before` is how the meeting looks until then."""
    look = _own if isinstance(event, _OF_THE_OWN) else _personal
    were = [look(state, who) for who in _concerned(state, event)]
    apply(state, event)
    return Turn(before, glance(state), tuple([(was, look(state, was.participant)) for was in were]))


def consequences(turn: Turn, event: Event, revision: Revision) -> list[Effect]:
    """List what must be done now that `event` is true: kept first, then done, then told."""
    before, after, people = turn
    effects: list[Effect] = [Journal(revision, event)]
    is_other = before.patch is not after.patch or before.hears_hall is not after.hears_hall
    if after.patch is not None and (is_other or isinstance(event, ConsoleRestarted)):
        effects.append(UsePatch(after.patch if after.hears_hall else after.patch.without_hall()))
    for was, now in people:
        if was.feeds is not None and now.feeds is not None and was.feeds != now.feeds:
            effects.append(SwitchDownlink(was.participant))
    for audience, change in _changes(turn):
        effects.append(Tell(audience, revision, change))
    return effects


def _concerned(state: MeetingState, event: Event) -> list[ParticipantId]:
    match event:
        case ConsoleRestarted():
            return [who for who, view in state.participants.items() if view.presence is Presence.JOINED]
        case PersonListed(person=person):
            return [person.participant]
        case _:
            who: ParticipantId | None = getattr(event, "participant", None)
            return [] if who is None or type(event) in _OF_THE_LIST else [who]


def _own(state: MeetingState, who: ParticipantId) -> Personal:
    return Personal(who, None, state.own[who], None)


def _personal(state: MeetingState, who: ParticipantId) -> Personal:
    if who not in state.people:
        return Personal(who, None, None, None)
    return Personal(who, state.participants[who], state.own[who], downlink_feeds(state, who))


def _changes_of_the_whole(before: Glance, after: Glance) -> list[tuple[Audience, Change]]:
    changes: list[tuple[Audience, Change]] = []
    if before.details is not after.details:
        changes.append((EVERYONE, DetailsChanged(after.details)))
    if before.course != after.course:
        changes.append((EVERYONE, CourseChanged(*after.course)))
    if before.rules is not after.rules:
        changes.append((EVERYONE, RulesChanged(after.rules)))
    if after.patch is not None and before.patch is not after.patch:
        changes.append((OPERATORS, PatchChanged(after.patch)))
    if before.sharing != after.sharing:
        changes.append((EVERYONE, SharingChanged(after.sharing)))
    return changes


def _changes(turn: Turn) -> list[tuple[Audience, Change]]:
    """Find what there is to tell, and to whom."""
    before, after, people = turn
    changes = _changes_of_the_whole(before, after)
    if people:
        changes += _changes_of_people(people)
    if before.speakers is not after.speakers and not before.speakers.is_shown_like(after.speakers):
        changes.append((EVERYONE, floor_change(before.speakers.requests, after.speakers.ordered)))
    if before.undoable is not after.undoable and before.undoable != after.undoable:
        changes.append((STAFF, UndoableChanged(after.undoable)))
    if before.cannot_interpret != after.cannot_interpret:
        changes.append((AT_BOOTHS, InterpretationChanged(after.cannot_interpret)))
    return changes


def _changes_of_people(people: tuple[tuple[Personal, Personal], ...]) -> Iterator[tuple[Audience, Change]]:
    presences: dict[ParticipantId, Presence] = {}
    for was, now in people:
        if now.view is not None and was.view is not now.view and was.view != now.view:
            if was.view is not None and replace(was.view, presence=now.view.presence) == now.view:
                presences[now.participant] = now.view.presence
            else:
                yield EVERYONE, ParticipantChanged(now.view)
        if was.view is not None and now.view is None:
            yield EVERYONE, ParticipantRemoved(was.participant)
        if now.own is not None and was.own is not now.own:
            yield Own(now.participant), OwnChanged(now.own)
    if presences:
        yield EVERYONE, PresencesChanged(presences)
