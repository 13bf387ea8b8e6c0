"""Slots and the patch that lays them out."""

from dataclasses import replace
from unittest.mock import ANY

import pytest

from common.model.errors import ErrorCode
from common.model.ids import ParticipantId, RequestId, SlotNumber
from common.model.meeting import Rules
from common.model.patch import Patch, SlotPatch, default_patch
from common.protocol.view import PatchChanged, RulesChanged
from room_console.core.meeting.effects import UsePatch
from room_console.core.meeting.events import PatchApplied, RulesAdopted
from room_console.core.meeting.inputs import FloorGranted, FloorReleased, FloorRequested, Joined, PatchSet, RulesSet
from room_console.core.meeting.inputs import PersonRegistered as Registered
from room_console.core.meeting.meeting import Meeting
from tests.helpers.playbook import (
    ANNA,
    BORIS,
    CHAIR,
    OLGA,
    OTTO,
    PEOPLE,
    STRANGER,
    Room,
    a_room,
    given,
    kept,
    told_all,
    told_operators,
)

FIRST, SECOND = RequestId(1), RequestId(2)
TWO_SLOTS = default_patch(16, 16, 2)


def test_the_operator_sets_a_patch_and_operators_see_it() -> None:
    given(a_room()).when(PatchSet(OLGA, TWO_SLOTS, 16, 16)).then_only(
        kept(PatchApplied(TWO_SLOTS, ANY)), UsePatch(TWO_SLOTS), told_operators(PatchChanged(TWO_SLOTS))
    ).when(PatchSet(OLGA, TWO_SLOTS, 16, 16)).then_nothing()


def test_fewer_slots_bring_the_limit_of_open_microphones_down() -> None:
    lower = Rules(max_open_mics=2)
    given(a_room(mics=4)).when(PatchSet(None, TWO_SLOTS, 16, 16)).then(
        kept(PatchApplied(TWO_SLOTS, ANY)), kept(RulesAdopted(lower)), told_all(RulesChanged(lower))
    )


def test_a_slot_in_use_stays() -> None:
    room = given(a_room(ANNA, BORIS, mics=2), FloorGranted(CHAIR, FIRST), FloorGranted(CHAIR, SECOND))
    one_slot = PatchSet(OLGA, default_patch(16, 16, 1), 16, 16)
    room.refused(one_slot, ErrorCode.PATCH_INVALID)
    room.when(FloorReleased(BORIS), one_slot).then(UsePatch(one_slot.patch)).list_is("anna granted 1")


def test_slots_may_be_numbered_as_the_desk_has_them() -> None:
    patch = replace(TWO_SLOTS, slots={SlotNumber(9): SlotPatch(3), SlotNumber(7): SlotPatch(4)})
    given(a_room(ANNA), PatchSet(OLGA, patch, 16, 16)).when(FloorGranted(CHAIR, FIRST)).list_is("anna granted 7")


@pytest.mark.parametrize(
    "patch",
    [
        default_patch(16, 16, 0),
        replace(TWO_SLOTS, floor_input=17),
        replace(TWO_SLOTS, loudspeakers_output=TWO_SLOTS.interpreters_output),
        replace(TWO_SLOTS, slots={SlotNumber(0): SlotPatch()}),
        replace(TWO_SLOTS, slots={SlotNumber(65): SlotPatch()}),
        Patch(floor_input=None),
    ],
)
def test_a_patch_that_does_not_fit_is_refused(patch: Patch) -> None:
    given(a_room()).refused(PatchSet(OLGA, patch, 16, 16), ErrorCode.PATCH_INVALID)


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (ANNA, ErrorCode.NOT_ALLOWED),
        (OTTO, ErrorCode.NOT_ALLOWED),
        (CHAIR, ErrorCode.NOT_ALLOWED),
        (STRANGER, ErrorCode.NOT_FOUND),
    ],
)
def test_only_operators_patch(by: ParticipantId, code: ErrorCode) -> None:
    given(a_room()).refused(PatchSet(by, TWO_SLOTS, 16, 16), code)


def test_before_a_patch_nobody_can_be_granted() -> None:
    room = Room(Meeting()).when(*(Registered(p) for p in PEOPLE), Joined(ANNA), FloorRequested(ANNA))
    room.when(RulesSet(CHAIR, Rules(standby=0))).refused(RulesSet(CHAIR, Rules(max_open_mics=2)), ErrorCode.LIMIT)
    room.refused(FloorGranted(CHAIR, FIRST), ErrorCode.LIMIT).list_is("anna waits")
