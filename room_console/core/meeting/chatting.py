"""What moderators did to the chats, as it is noted for the journal. The chats themselves are no part of the rules."""

from common.model.people import Action
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.chatinputs import ChatActed
from room_console.core.meeting.permissions import require
from room_console.core.meeting.state import MeetingState


def decide(state: MeetingState, done: ChatActed, now_ms: int) -> list[ChatModerated]:
    """Note what was done. Raises: ConferenceError(`not_found`, `not_allowed`)."""
    require(state, done.by, Action.CONDUCT)
    return [ChatModerated(done.act, done.by, now_ms, done.participant, done.number, done.rules)]
