"""What the menu beside the floor button offers, and why not the rest."""

from dataclasses import replace

import pytest

from common.model.floor import RequestKind, RequestStatus, SpeechTimers
from common.model.meeting import Rules
from common.model.people import Category, Role
from delegate_app.core.state import DelegateState
from delegate_app.ui.kindwords import kind_choices, reason_against
from delegate_app.ui.wording import FloorAct, floor_words
from tests.gallery.madeup import ME, NOW_MS, joined, request, with_role, with_rules

POINT, REPLY, USUAL = RequestKind.POINT_OF_ORDER, RequestKind.RIGHT_OF_REPLY, RequestKind.INTERVENTION


def of_category(state: DelegateState, category: Category) -> DelegateState:
    assert state.view is not None
    me = replace(state.view.participants[ME], category=category)
    return replace(state, view=replace(state.view, participants={**state.view.participants, ME: me}))


def test_a_member_may_ask_for_anything_in_the_order_of_precedence() -> None:
    choices = kind_choices(joined("en"))
    assert [choice.kind for choice in choices] == list(Rules().precedence)
    assert {choice.reason for choice in choices} == {""}


@pytest.mark.parametrize(
    ("state", "kind", "reason"),
    [
        (of_category(joined("en"), Category.NGO), POINT, "members only"),
        (of_category(joined("en"), Category.NGO), REPLY, ""),
        (with_rules(joined("en"), Rules(is_list_open=False)), USUAL, "closed"),
        (with_rules(joined("en"), Rules(is_list_open=False)), POINT, ""),
        (joined("en", (request(4),)), REPLY, "in the list already"),
        (joined("en", (request(4),)), POINT, ""),
        (joined("en", (request(4, RequestStatus.GRANTED),)), POINT, "you have the floor"),
    ],
)
def test_the_reason_against_a_kind(state: DelegateState, kind: RequestKind, reason: str) -> None:
    said = reason_against(state, kind)
    assert reason in said
    assert bool(said) == bool(reason)


@pytest.mark.parametrize(("left_s", "tone"), [(60, "live"), (20, "warn"), (-1, "fail")])
def test_the_button_turns_with_the_speaking_time(left_s: int, tone: str) -> None:
    mine = replace(
        request(4, RequestStatus.GRANTED, is_on_air=True), limit_s=180, running_since_ms=NOW_MS - (180 - left_s) * 1000
    )
    words = floor_words(with_rules(joined("en", (mine,)), Rules(timers=SpeechTimers(amber_s=30))), NOW_MS)
    assert words is not None
    assert words.tone == tone
    assert ("time is up" in words.detail) == (tone == "fail")


def test_a_fault_keeps_the_place_and_a_chair_speaks_at_once() -> None:
    fault = floor_words(joined("en", (replace(request(4), has_fault=True),)), NOW_MS)
    chair = floor_words(with_role(joined("en"), Role.CHAIR), NOW_MS)
    assert fault is not None
    assert chair is not None
    assert "you keep your place" in fault.detail
    assert (chair.headline, chair.act) == ("Speak as chair", FloorAct.REQUEST)
