"""Channels: which there are, and which each participant hears."""

import math
from dataclasses import replace

import pytest

from common.model.agenda import Format
from common.model.errors import ErrorCode
from common.model.ids import ChannelNumber, MeetingId, ParticipantId
from common.model.interpretation import UN_CHANNELS, Channel
from common.model.meeting import MeetingDetails, OwnState
from common.protocol.view import DetailsChanged, OwnChanged
from room_console.core.meeting.effects import SwitchDownlink
from room_console.core.meeting.events import ChannelSelected, DetailsStated
from room_console.core.meeting.inputs import ChannelChosen, DetailsSet
from tests.helpers.playbook import ANNA, BORIS, CHAIR, OLGA, OTTO, STRANGER, a_room, given, kept, told_all, told_own

FLOOR, ENGLISH, CHINESE = ChannelNumber(0), ChannelNumber(1), ChannelNumber(6)
DETAILS = MeetingDetails(MeetingId("gr-12"), "WIPO/GR/12", "Working Group, Twelfth Session", Format.PHYSICAL)


def test_anyone_chooses_what_they_hear_and_only_staff_see_it() -> None:
    given(a_room()).when(ChannelChosen(OTTO, CHINESE, 0.2)).then_only(
        kept(ChannelSelected(OTTO, CHINESE, 0.2)),
        SwitchDownlink(OTTO),
        told_own(OTTO, OwnChanged(OwnState(OTTO, CHINESE, 0.2))),
    )


def test_the_same_choice_again_changes_nothing() -> None:
    given(a_room(), ChannelChosen(ANNA, ENGLISH, 0.5)).when(ChannelChosen(ANNA, ENGLISH, 0.5)).then_nothing()


def test_another_level_is_kept_and_needs_no_other_feeds() -> None:
    room = given(a_room(), ChannelChosen(ANNA, ENGLISH, 0.5)).when(ChannelChosen(ANNA, ENGLISH, 0.4))
    room.then(kept(ChannelSelected(ANNA, ENGLISH, 0.4))).but_never(SwitchDownlink)
    room.when(ChannelChosen(ANNA, ENGLISH, 0.0)).then(SwitchDownlink(ANNA))


@pytest.mark.parametrize(
    ("by", "channel", "level", "code"),
    [
        (ANNA, 7, 0.0, ErrorCode.NOT_FOUND),
        (ANNA, -1, 0.0, ErrorCode.NOT_FOUND),
        (STRANGER, 1, 0.0, ErrorCode.NOT_FOUND),
        (ANNA, 1, -0.1, ErrorCode.MALFORMED),
        (ANNA, 1, 1.1, ErrorCode.MALFORMED),
        (ANNA, 1, math.nan, ErrorCode.MALFORMED),
        (ANNA, 1, math.inf, ErrorCode.MALFORMED),
    ],
)
def test_choices_that_cannot_be_heard_are_refused(
    by: ParticipantId, channel: int, level: float, code: ErrorCode
) -> None:
    given(a_room()).refused(ChannelChosen(by, ChannelNumber(channel), level), code)


def test_the_meeting_gets_its_name() -> None:
    given(a_room()).when(DetailsSet(DETAILS)).then_only(
        kept(DetailsStated(DETAILS)), told_all(DetailsChanged(DETAILS))
    ).when(DetailsSet(DETAILS, by=OLGA)).then_nothing()


def test_who_heard_a_channel_that_is_gone_hears_the_floor() -> None:
    room = given(a_room(), ChannelChosen(ANNA, CHINESE, 0.5), ChannelChosen(BORIS, ENGLISH, 0.5))
    fewer = replace(DETAILS, channels=UN_CHANNELS[:3])
    room.when(DetailsSet(fewer)).then(
        kept(ChannelSelected(ANNA, FLOOR, 0.0)), SwitchDownlink(ANNA), kept(DetailsStated(fewer))
    )
    assert room.meeting.state.own[BORIS].channel == ENGLISH


@pytest.mark.parametrize(
    "details",
    [
        replace(DETAILS, meeting=MeetingId("GR/12")),
        replace(DETAILS, symbol="S" * 121),
        replace(DETAILS, title=""),
        replace(DETAILS, title="T" * 301),
        replace(DETAILS, title="Evil \u202e title"),
        replace(DETAILS, channels=()),
        replace(DETAILS, channels=UN_CHANNELS[1:]),
        replace(DETAILS, channels=(*UN_CHANNELS, UN_CHANNELS[1])),
        replace(DETAILS, channels=(*UN_CHANNELS, Channel(ChannelNumber(7), "de", "Deutsch"))),
        replace(DETAILS, channels=(UN_CHANNELS[0], Channel(ENGLISH, "en", ""))),
    ],
)
def test_details_that_cannot_be_are_refused(details: MeetingDetails) -> None:
    given(a_room()).refused(DetailsSet(details), ErrorCode.MALFORMED)


@pytest.mark.parametrize("by", [ANNA, OTTO, CHAIR])
def test_only_operators_name_the_meeting(by: ParticipantId) -> None:
    given(a_room()).refused(DetailsSet(DETAILS, by=by), ErrorCode.NOT_ALLOWED)
