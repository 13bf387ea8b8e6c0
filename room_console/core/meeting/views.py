"""Who sees and hears what."""

from typing import assert_never

from common.model.ids import FeedId, ParticipantId, SlotNumber
from common.model.interpretation import FLOOR
from common.model.media import (
    FLOOR_FEED,
    SCREEN_FEED,
    STAGE_FEED,
    TALKBACK_FEED,
    DownlinkFeeds,
    channel_feed,
    return_feed,
)
from common.model.meeting import MeetingView, ParticipantView
from common.model.people import Role
from room_console.core.meeting.effects import AtBooths, Audience, Everyone, Operators, Own, Staff
from room_console.core.meeting.permissions import AT_BOOTHS, STAFF, is_staff, known
from room_console.core.meeting.rooms import in_room
from room_console.core.meeting.sharing import shown
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.undoing import undoable


def view_for(
    state: MeetingState, participant: ParticipantId, people: dict[ParticipantId, ParticipantView] | None = None
) -> MeetingView:
    """Return the meeting as this participant may see it, with `people` in the place of all where that is given.

    Raises: ConferenceError(`not_found`).
    """
    role = known(state, participant).role
    own = dict(state.own) if is_staff(state, participant) else {participant: state.own[participant]}
    return MeetingView(
        details=state.details,
        rules=state.rules,
        participants=dict(state.participants) if people is None else people,
        floor=state.speakers.ordered,
        own=own,
        patch=state.patch if role is Role.OPERATOR else None,
        cannot_interpret=tuple(sorted(state.cannot_interpret)) if role in AT_BOOTHS else (),
        current_session=state.current_session,
        current_item=state.current_item,
        undoable=undoable(state) if role in STAFF else None,
        sharing=shown(state),
    )


def may_see(state: MeetingState, audience: Audience, participant: ParticipantId) -> bool:
    """Tell whether a participant belongs to an audience; a stranger belongs to none."""
    person = state.people.get(participant)
    if person is None:
        return False
    match audience:
        case Everyone():
            return True
        case Own(participant=owner):
            return owner == participant or is_staff(state, participant)
        case Operators():
            return person.role is Role.OPERATOR
        case Staff():
            return person.role in STAFF
        case AtBooths():
            return person.role in AT_BOOTHS
        case _:
            assert_never(audience)


def downlink_feeds(state: MeetingState, participant: ParticipantId) -> DownlinkFeeds:
    """Name what a participant's downlink carries; a speaker never hears themselves, nor gets their own screen.

    Raises: ConferenceError(`not_found`).
    """
    known(state, participant)
    screen = SCREEN_FEED if shown(state) != participant else None
    if in_room(state) == participant:
        return DownlinkFeeds(main=TALKBACK_FEED, picture=STAGE_FEED, screen=screen)
    own = state.own[participant]
    floor = _floor_feed(state, participant)
    if own.channel == FLOOR:
        return DownlinkFeeds(main=floor, picture=STAGE_FEED, screen=screen)
    original = floor if own.original_level > 0.0 else None
    return DownlinkFeeds(channel_feed(own.channel), original, STAGE_FEED, screen)


def may_open_uplink(state: MeetingState, participant: ParticipantId) -> bool:
    """Tell whether a participant is on standby, granted, or in the private room."""
    return participant in state.speakers.with_uplink() or in_room(state) == participant


def slots_heard(state: MeetingState) -> dict[SlotNumber, ParticipantId]:
    """Map the slots that may be heard to their speakers: those who muted themselves keep the slot and are not."""
    return {slot: who for slot, who in state.speakers.slots().items() if not state.own[who].is_muted}


def _floor_feed(state: MeetingState, participant: ParticipantId) -> FeedId:
    slot = state.speakers.slot_of(participant)
    return FLOOR_FEED if slot is None else return_feed(slot)
