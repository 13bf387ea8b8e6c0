"""Channels: which there are, which each participant hears, and which booths can't interpret who speaks."""

import math

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber
from common.model.interpretation import FLOOR, MAX_CHANNELS, Channel
from common.model.meeting import MeetingDetails
from common.model.people import Action, Person, Role
from room_console.core.meeting.events import ChannelSelected, DetailsStated, Event, InterpretationJudged
from room_console.core.meeting.inputs import ChannelChosen, DetailsSet, InterpretationSaid
from room_console.core.meeting.permissions import known, require
from room_console.core.meeting.programme import check_programme
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.wording import MAX_TITLE, check_id, check_text


def decide_details(state: MeetingState, wish: DetailsSet) -> list[Event]:
    """Decide on the meeting's details; who heard a channel that is gone hears the floor.

    Raises: ConferenceError(`not_found`, `not_allowed`, `malformed`).
    """
    require(state, wish.by, Action.OPERATE)
    details = wish.details
    _check_details(details)
    check_programme(details)
    if details == state.details:
        return []
    numbers = {channel.number for channel in details.channels}
    moved = [ChannelSelected(o.participant, FLOOR, 0.0) for o in state.own.values() if o.channel not in numbers]
    return [*moved, DetailsStated(details, by=wish.by)]


def decide_channel(state: MeetingState, wish: ChannelChosen) -> list[Event]:
    """Decide on what a participant hears. Raises: ConferenceError(`not_found`, `not_allowed`, `malformed`)."""
    require(state, wish.by, Action.FOLLOW)
    if wish.channel not in {channel.number for channel in state.details.channels}:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no channel {wish.channel}")
    level = wish.original_level
    if not (math.isfinite(level) and 0.0 <= level <= 1.0):
        raise ConferenceError(ErrorCode.MALFORMED, "an original level is 0 to 1")
    own = state.own[wish.by]
    if (own.channel, own.original_level) == (wish.channel, level):
        return []
    return [ChannelSelected(wish.by, wish.channel, level)]


def decide_possible(state: MeetingState, wish: InterpretationSaid) -> list[Event]:
    """Decide on what a booth says of the current speakers. Raises: ConferenceError(`not_found`, `not_allowed`)."""
    require(state, wish.by, Action.JUDGE_SOUND)
    _check_booth(state, known(state, wish.by), wish.channel)
    if wish.is_possible == (wish.channel not in state.cannot_interpret):
        return []
    speakers = tuple(request.participant for request in state.speakers.granted)
    return [InterpretationJudged(wish.channel, wish.is_possible, wish.by, speakers)]


def _check_booth(state: MeetingState, person: Person, number: ChannelNumber) -> None:
    channel = next((c for c in state.details.channels if c.number == number and c.number != FLOOR), None)
    if channel is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no booth of channel {number}")
    if person.role is Role.INTERPRETER and person.booth != channel.language:
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "an interpreter speaks for their own booth")


def _check_details(details: MeetingDetails) -> None:
    check_id(details.meeting, "meeting")
    check_text(details.symbol, "symbol", may_be_empty=True)
    check_text(details.title, "title", most=MAX_TITLE)
    numbers = [channel.number for channel in details.channels]
    if FLOOR not in numbers or len(set(numbers)) < len(numbers):
        raise ConferenceError(ErrorCode.MALFORMED, "channels: the floor, and each number once")
    for channel in details.channels:
        _check_channel(channel)


def _check_channel(channel: Channel) -> None:
    if not 0 <= channel.number < MAX_CHANNELS:
        raise ConferenceError(ErrorCode.MALFORMED, f"channel {channel.number} is not one of 0 to {MAX_CHANNELS - 1}")
    check_text(channel.language, "language")
    check_text(channel.name, "name of a channel")
