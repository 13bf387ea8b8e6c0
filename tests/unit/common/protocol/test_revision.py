"""A view kept by changes equals the view that was told whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.errors import ErrorCode, ProtocolError
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ChannelNumber, MeetingId, ParticipantId, RequestId, Revision
from common.model.meeting import MeetingDetails, MeetingView, OwnState, ParticipantView, Rules
from common.model.patch import default_patch
from common.model.people import Presence, Role
from common.protocol.revision import apply_change, floor_change, joined, whole_view
from common.protocol.view import (
    Change,
    DetailsChanged,
    FloorChanged,
    InterpretationChanged,
    OwnChanged,
    ParticipantChanged,
    ParticipantRemoved,
    PatchChanged,
    PresencesChanged,
    Roster,
    RulesChanged,
    Snapshot,
)

ANNA = ParticipantView(ParticipantId("anna"), "Anna", "Sweden", Role.DELEGATE, Presence.JOINED)
OMAR = ParticipantView(ParticipantId("omar"), "Omar", "Jordan", Role.DELEGATE)
EMPTY = MeetingView(MeetingDetails(MeetingId("m"), "S/1", "One"))
FULL = replace(EMPTY, participants={ANNA.participant: ANNA}, own={ANNA.participant: OwnState(ANNA.participant)})
REQUEST = FloorRequest(RequestId(1), ANNA.participant, RequestStatus.PENDING, 1_000)
OWN = OwnState(ANNA.participant, ChannelNumber(2), 0.3, True)

CHANGES: list[tuple[Change, MeetingView]] = [
    (ParticipantChanged(OMAR), replace(FULL, participants={**FULL.participants, OMAR.participant: OMAR})),
    (
        ParticipantChanged(replace(ANNA, presence=Presence.LEFT)),
        replace(FULL, participants={ANNA.participant: replace(ANNA, presence=Presence.LEFT)}),
    ),
    (
        PresencesChanged({ANNA.participant: Presence.RECONNECTING}),
        replace(FULL, participants={ANNA.participant: replace(ANNA, presence=Presence.RECONNECTING)}),
    ),
    (ParticipantRemoved(ANNA.participant), replace(FULL, participants={}, own={})),
    (ParticipantRemoved(OMAR.participant), FULL),
    (FloorChanged((RequestId(1),), (REQUEST,)), replace(FULL, floor=(REQUEST,))),
    (RulesChanged(Rules(3, 2, False)), replace(FULL, rules=Rules(3, 2, False))),
    (DetailsChanged(replace(FULL.details, title="Two")), replace(FULL, details=replace(FULL.details, title="Two"))),
    (OwnChanged(OWN), replace(FULL, own={ANNA.participant: OWN})),
    (PatchChanged(default_patch(8, 8)), replace(FULL, patch=default_patch(8, 8))),
    (InterpretationChanged((ChannelNumber(3),)), replace(FULL, cannot_interpret=(ChannelNumber(3),))),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_a_change_makes_its_value_true_and_touches_nothing_else(change: Change, expected: MeetingView) -> None:
    assert apply_change(FULL, change) == expected


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_applied_twice_it_does_no_harm(change: Change, expected: MeetingView) -> None:
    assert apply_change(apply_change(FULL, change), change) == expected


@pytest.mark.parametrize("change", [change for change, _ in CHANGES])
def test_the_view_given_stays_as_it_was(change: Change) -> None:
    people, own = dict(FULL.participants), dict(FULL.own)
    apply_change(FULL, change)
    assert (FULL.participants, FULL.own, FULL.floor) == (people, own, ())


def a_list(*entries: tuple[int, RequestStatus]) -> tuple[FloorRequest, ...]:
    return tuple(replace(REQUEST, request=RequestId(number), status=status) for number, status in entries)


def by_number(requests: tuple[FloorRequest, ...]) -> dict[RequestId, FloorRequest]:
    return {request.request: request for request in requests}


LISTS = st.dictionaries(st.integers(1, 6), st.sampled_from([RequestStatus.PENDING, RequestStatus.GRANTED])).map(
    lambda entries: a_list(*entries.items())
)


def test_a_request_that_stays_as_it_is_is_not_told_again() -> None:
    first, second, third = a_list(*((n, RequestStatus.PENDING) for n in (1, 2, 3)))
    granted = replace(third, status=RequestStatus.GRANTED)
    assert floor_change(by_number((first, second, third)), (granted, first)) == FloorChanged(
        (granted.request, first.request), (granted,)
    )


@given(LISTS, LISTS, LISTS)
def test_two_changes_of_the_list_and_the_one_joined_from_them_lead_to_the_same(
    before: tuple[FloorRequest, ...], between: tuple[FloorRequest, ...], after: tuple[FloorRequest, ...]
) -> None:
    view = replace(FULL, floor=before)
    first, second = floor_change(by_number(before), between), floor_change(by_number(between), after)
    assert apply_change(apply_change(view, first), second).floor == after
    assert apply_change(view, joined(first, second)).floor == after


def test_a_request_that_was_never_told_is_an_error_and_not_left_out() -> None:
    with pytest.raises(ProtocolError) as refusal:
        apply_change(FULL, FloorChanged((RequestId(7),), ()))
    assert refusal.value.code is ErrorCode.MALFORMED


def test_the_presence_of_a_stranger_is_an_error() -> None:
    with pytest.raises(ProtocolError) as refusal:
        apply_change(FULL, PresencesChanged({OMAR.participant: Presence.JOINED}))
    assert refusal.value.code is ErrorCode.MALFORMED


def test_a_snapshot_builds_on_its_roster() -> None:
    gone = replace(OMAR, participant=ParticipantId("gone"))
    roster = Roster(Revision(3), (replace(ANNA, presence=Presence.ABSENT), OMAR, gone))
    snapshot = Snapshot(Revision(5), FULL, Revision(3), (gone.participant,))
    assert whole_view(snapshot, roster) == replace(FULL, participants={OMAR.participant: OMAR, ANNA.participant: ANNA})
    assert whole_view(Snapshot(Revision(5), FULL), None) is FULL


@pytest.mark.parametrize("roster", [None, Roster(Revision(4), ())])
def test_a_snapshot_without_its_roster_is_an_error(roster: Roster | None) -> None:
    with pytest.raises(ProtocolError) as refusal:
        whole_view(Snapshot(Revision(5), FULL, Revision(3)), roster)
    assert refusal.value.code is ErrorCode.MALFORMED
