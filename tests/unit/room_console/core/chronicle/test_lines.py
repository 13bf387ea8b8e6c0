"""What is told of the journal, and what is not."""

from typing import get_args

import pytest

from common.model.chat import ChatAct, ChatRules
from common.model.chronicle import Deeds, JournalLine
from common.model.floor import DiscussionMode, RequestKind, RequestStatus, SpeakingOrder
from common.model.ids import ParticipantId, RequestId, Revision
from common.model.meeting import Rules
from room_console.core.chronicle.lines import LEFT_OUT, PLACE_OF, line_of
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.events import Event, FloorGiven, PersonListed, RequestEnded, RulesAdopted
from room_console.core.meeting.timingevents import LimitSet
from tests.helpers.chronicled import a_debate
from tests.helpers.playbook import ANNA, CHAIR, PEOPLE

FIRST = RequestId(1)


def told(event: Event) -> JournalLine:
    line = line_of(Revision(7), 1_000, event)
    assert line is not None
    return line


def test_who_did_what_to_whom() -> None:
    assert told(FloorGiven(FIRST, ANNA, None, 1_000, CHAIR, 300)) == JournalLine(
        Revision(7), 1_000, "floor_given", Deeds.FLOOR, CHAIR, ANNA, (("limit_s", "300"),)
    )
    assert told(LimitSet(FIRST, ANNA, 60, CHAIR, 1_000)).deeds is Deeds.TIME


@pytest.mark.parametrize(
    ("status", "by", "doer"),
    [
        (RequestStatus.RELEASED, None, ANNA),
        (RequestStatus.CANCELLED, None, ANNA),
        (RequestStatus.REVOKED, CHAIR, CHAIR),
        (RequestStatus.REVOKED, None, None),
    ],
)
def test_what_nobody_else_did_was_done_by_oneself_or_by_the_console(
    status: RequestStatus, by: ParticipantId | None, doer: ParticipantId | None
) -> None:
    assert told(RequestEnded(FIRST, ANNA, status, by)).by == doer


def test_rules_are_told_in_short() -> None:
    line = told(RulesAdopted(Rules(2, is_list_open=False, mode=DiscussionMode.OPEN), CHAIR))
    assert (line.detail("is_list_open"), line.detail("max_open_mics"), line.detail("mode")) == ("", "2", "open")
    assert line.detail("nothing") == ""
    assert line.detail("kinds") == "", "as they mostly are"
    few = Rules(precedence=(RequestKind.RESPONSE, RequestKind.INTERVENTION), order=SpeakingOrder.PROTOCOL)
    other = told(RulesAdopted(few, CHAIR))
    assert (other.detail("order"), other.detail("kinds")) == ("protocol", "response,intervention")


def test_what_was_done_to_the_chat_is_told_without_what_was_written() -> None:
    removed = told(ChatModerated(ChatAct.REMOVED, CHAIR, 1_000, ANNA, 41))
    assert (removed.deeds, removed.by, removed.participant) == (Deeds.CHAT, CHAIR, ANNA)
    assert removed.details == (("act", "removed"),)
    rules = told(ChatModerated(ChatAct.RULES, CHAIR, 1_000, rules=ChatRules(is_event_open=False, is_moderated=True)))
    assert [rules.detail(name) for name in ("is_event_open", "is_moderated", "is_private_open")] == ["", "yes", "yes"]


def test_no_address_is_told() -> None:
    line = told(PersonListed(PEOPLE[0]))
    assert (line.participant, line.details) == (ANNA, ())


def test_every_event_has_its_place_or_is_left_out_on_purpose() -> None:
    known = [event for _, event in a_debate().entries]
    assert {line.deeds for event in known if (line := line_of(Revision(1), 0, event))} >= {Deeds.FLOOR, Deeds.SOUND}
    assert set(get_args(Event)) == set(PLACE_OF) | LEFT_OUT
