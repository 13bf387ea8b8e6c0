"""Anything that may happen to a meeting, sensible or not, for Hypothesis."""

import math

from hypothesis import strategies as st

from common.model.hall import HallDevices
from common.model.ids import ChannelNumber, MeetingId, ParticipantId, RequestId, SlotNumber
from common.model.interpretation import UN_CHANNELS
from common.model.meeting import MeetingDetails, Rules
from common.model.patch import Patch, SlotPatch, default_patch
from common.model.people import Attendance, Person, Role
from common.model.registration import RegistrationRules, Source
from common.model.rooms import CaseOutcome, Trouble
from room_console.core.meeting.hallinputs import HallDeviceOpened
from room_console.core.meeting.helpinputs import (
    CaseClosed,
    CaseOpened,
    CaseTaken,
    HelpCalled,
    HelpWithdrawn,
    MobileGranted,
    RoomAwaited,
    RoomClosed,
    RoomEntered,
    RoomOpened,
)
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    ChannelChosen,
    DetailsSet,
    Dropped,
    FloorDenied,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorWithdrawn,
    InterpretationSaid,
    Joined,
    Left,
    MutedSet,
    PatchSet,
    PeopleRegistered,
    PersonRegistered,
    PersonRemoved,
    RegistrationSet,
    RequestMoved,
    RulesSet,
    UplinkHeard,
    UplinkLost,
)
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, DALIA, OLGA, OTTO, PAUL, STRANGER

DELEGATES = (ANNA, BORIS, CARLA, DALIA)
EVERYBODY = (*DELEGATES, OTTO, CHAIR, OLGA, PAUL)

who = st.sampled_from((*EVERYBODY, STRANGER))
speaker = st.sampled_from(DELEGATES)
staff = st.sampled_from((CHAIR, OLGA, CHAIR, OLGA, CHAIR, OLGA, ANNA, OTTO))
number = st.integers(-1, 40).map(RequestId)
level = st.sampled_from((0.0, 0.3, 1.0, -0.1, 1.1, math.nan, math.inf))
channel = st.integers(-1, 8).map(ChannelNumber)
rules = st.builds(Rules, st.integers(-1, 6), st.integers(-1, 10), st.sampled_from((True, True, True, False)))
details = st.builds(
    MeetingDetails,
    st.sampled_from((MeetingId("mtg"), MeetingId("Not An Id"))),
    symbol=st.just("X/1"),
    title=st.text(max_size=8),
    channels=st.sampled_from((UN_CHANNELS, UN_CHANNELS[:3], UN_CHANNELS[1:], UN_CHANNELS * 2)),
)
person = st.builds(
    Person,
    st.sampled_from((*EVERYBODY, ParticipantId("zoe"), ParticipantId("Bad Id"))),
    st.text(max_size=6),
    st.text(max_size=6),
    st.sampled_from(Role),
    st.sampled_from(("", "a@b.org", "not an address")),
)
registration = st.builds(
    RegistrationRules,
    most=st.integers(0, 12),
    most_active=st.integers(-1, 8),
    on_site_quota=st.none() | st.integers(0, 2),
)
patch = st.one_of(
    st.integers(0, 6).map(lambda slots: default_patch(16, 16, slots)),
    st.builds(
        Patch,
        st.integers(-1, 20),
        slots=st.dictionaries(st.integers(0, 70).map(SlotNumber), st.builds(SlotPatch), max_size=5),
    ),
)
hall_devices = st.builds(HallDevices, st.text(max_size=4), st.text(max_size=4), st.integers(0, 16), st.integers(0, 16))
nonsense = st.one_of(
    st.builds(PersonRegistered, person, st.none() | who),
    st.builds(PeopleRegistered, st.lists(person, max_size=3).map(tuple), st.none() | who, st.sampled_from(Source)),
    st.builds(PersonRemoved, who, st.none() | who, st.sampled_from(Source)),
    st.builds(AttendanceSwapped, who, st.sampled_from(Attendance), st.none() | who),
    st.builds(RegistrationSet, registration, st.none() | who),
    st.builds(DetailsSet, details, st.none() | who),
    st.builds(RulesSet, who, rules),
    st.builds(PatchSet, st.none() | who, patch, st.integers(0, 16), st.integers(0, 16)),
    st.builds(HallDeviceOpened, who, hall_devices, hall_devices),
    st.builds(ChannelChosen, who, channel, level),
    st.builds(InterpretationSaid, st.sampled_from((OLGA, PAUL, ANNA)), channel, st.booleans()),
    *(st.builds(kind, who) for kind in (FloorRequested, FloorWithdrawn, FloorReleased, Joined, Dropped, Left)),
    *(st.builds(kind, who) for kind in (UplinkHeard, UplinkLost)),
    *(st.builds(kind, who, number) for kind in (FloorGranted, FloorDenied, FloorRevoked)),
    st.builds(RequestMoved, who, number, st.integers(-2, 9)),
    st.builds(MutedSet, who, st.booleans()),
    st.builds(HelpCalled, who, st.sampled_from(Trouble)),
    st.builds(CaseOpened, who, st.sampled_from(Trouble), staff),
    st.builds(CaseClosed, who, st.sampled_from(CaseOutcome), staff),
    st.builds(MobileGranted, who, st.booleans(), staff),
    st.builds(RoomAwaited, who, st.booleans()),
    st.builds(CaseTaken, who, staff),
    st.builds(RoomOpened, who, staff),
    *(st.builds(kind, who) for kind in (HelpWithdrawn, RoomEntered, RoomClosed)),
)
