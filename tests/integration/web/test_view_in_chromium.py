"""The telephone's view of a meeting is the same as the app's: each kind of change, made by both, in a real browser."""

import asyncio
import dataclasses
import json
from pathlib import Path
from typing import Any, get_args

import msgspec

from common.model.agenda import Format
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ChannelNumber, MeetingId, ParticipantId, RequestId, Revision, SlotNumber
from common.model.meeting import MeetingDetails, MeetingView, OwnState, ParticipantView, Rules
from common.model.patch import Patch
from common.model.people import Presence, Role
from common.protocol import view as told
from common.protocol.revision import apply_change, whole_view
from room_console.core.web.static import asset
from tests.helpers.chromium import chromium
from tests.helpers.webpage import web_page
from tests.helpers.webrig import web_rig

ANNA, BORIS, MEI = (ParticipantId(name) for name in ("anna", "boris", "mei"))
NOT_SHOWN = (told.PatchChanged, told.InterpretationChanged, told.UndoableChanged)
"""What only staff and interpreters are told, and what the page has no place for."""


def person(who: ParticipantId, presence: Presence = Presence.ABSENT) -> ParticipantView:
    return ParticipantView(who, who.title(), "Sweden", Role.DELEGATE, presence)


def request(number: int, who: ParticipantId, status: RequestStatus) -> FloorRequest:
    is_granted = status is RequestStatus.GRANTED
    return FloorRequest(RequestId(number), who, status, 1_000, 2_000 if is_granted else None, SlotNumber(1))


DETAILS = MeetingDetails(MeetingId("m"), "A/1", "First")
ROSTER = told.Roster(Revision(4), (person(ANNA), person(BORIS)))
SNAPSHOT = told.Snapshot(
    Revision(5),
    MeetingView(DETAILS, participants={MEI: person(MEI)}, own={ANNA: OwnState(ANNA)}),
    roster=Revision(4),
    removed=(BORIS,),
)
CHANGES: tuple[told.Change, ...] = (
    told.ParticipantChanged(person(BORIS)),
    told.PresencesChanged({ANNA: Presence.JOINED, BORIS: Presence.RECONNECTING}),
    told.FloorChanged(
        (RequestId(1), RequestId(2)),
        (request(1, ANNA, RequestStatus.ACCEPTED), request(2, BORIS, RequestStatus.PENDING)),
    ),
    told.FloorChanged((RequestId(2), RequestId(1)), (request(2, BORIS, RequestStatus.GRANTED),)),
    told.FloorChanged((RequestId(1),), ()),
    told.RulesChanged(Rules(max_open_mics=2, is_list_open=False)),
    told.DetailsChanged(MeetingDetails(MeetingId("m"), "A/2", "Second")),
    told.OwnChanged(OwnState(ANNA, ChannelNumber(2), 0.2, is_muted=True)),
    told.CourseChanged(1, "4.a"),
    told.PatchChanged(Patch(floor_input=1)),
    told.InterpretationChanged((ChannelNumber(1),)),
    told.UndoableChanged(None),
    told.SharingChanged(ANNA),
    told.ParticipantRemoved(BORIS),
)
STANDINGS = """(async () => {
  const { standing } = await import(%s);
  return %s.map(([view, isInPrivate]) => standing(view, "anna", isInPrivate).state);
})()"""
FOLD = """(async () => {
  const { wholeView, changed } = await import(%s);
  const views = [wholeView(%s, %s)];
  for (const change of %s) views.push(changed(views.at(-1), [change]));
  return views;
})()"""

KEPT = """(async () => {
  const { LegKeeper } = await import(%s);
  const offered = [];
  const closed = [];
  const open = (onLost) => new Promise((opened) => offered.push({ opened, onLost }));
  const keeper = new LegKeeper(open, () => {}, () => {});
  keeper.attached(true);
  keeper.want(true);
  keeper.lost();
  offered[0].opened({ leg: "old", close: () => closed.push("old") });
  while (offered.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  offered[1].opened({ leg: "new", close: () => closed.push("new") });
  while (!keeper.current) await new Promise((resolve) => setTimeout(resolve, 20));
  return [closed, keeper.current.leg];
})()"""


def as_json(value: Any) -> str:
    """Write a value as it goes over the link."""
    return json.dumps(msgspec.to_builtins(value, str_keys=True))


async def test_the_telephone_makes_the_same_of_every_change(tmp_path: Path) -> None:
    assert {type(change) for change in CHANGES} == set(get_args(told.Change))
    views = [whole_view(SNAPSHOT, ROSTER)]
    for change in CHANGES:
        views.append(views[-1] if isinstance(change, NOT_SHOWN) else apply_change(views[-1], change))
    async with (
        web_rig(tmp_path / "state") as rig,
        chromium(tmp_path / "profile") as opened,
        web_page(opened, f"{rig.site}/join/assembly") as page,
    ):
        place = json.dumps(asset("mobile/view.js"))
        seen = await page.run(FOLD % (place, as_json(SNAPSHOT), as_json(ROSTER), as_json(CHANGES)))
    for number, view in enumerate(views):
        assert seen[number] == json.loads(as_json(view)), number


async def test_the_telephone_knows_a_session_in_the_hall_and_the_private_room(tmp_path: Path) -> None:
    hybrid = dataclasses.replace(whole_view(SNAPSHOT, ROSTER), participants={ANNA: person(ANNA)})
    in_the_hall = dataclasses.replace(hybrid, details=dataclasses.replace(DETAILS, format=Format.PHYSICAL))
    asked = [(view, is_private) for view in (hybrid, in_the_hall) for is_private in (False, True)]
    async with (
        web_rig(tmp_path / "state") as rig,
        chromium(tmp_path / "profile") as opened,
        web_page(opened, f"{rig.site}/join/assembly") as page,
    ):
        seen = await page.run(STANDINGS % (json.dumps(asset("mobile/view.js")), as_json(asked)))
    assert seen == ["free", "private", "hall", "hall"]


async def test_what_the_telephone_wants_otherwise_while_a_leg_is_opened_counts(tmp_path: Path) -> None:
    """As when the picture is ticked at once after joining."""
    async with (
        web_rig(tmp_path / "state") as rig,
        chromium(tmp_path / "profile") as opened,
        web_page(opened, f"{rig.site}/join/assembly") as page,
    ):
        async with asyncio.timeout(20):
            assert await page.run(KEPT % json.dumps(asset("mobile/keeper.js"))) == [["old"], "new"]
