"""The rules of the floor, as a file states them."""

import pytest

from common.model.errors import ConferenceError
from common.model.floor import DEFAULT_PRECEDENCE, DiscussionMode, Overrun, RequestKind, SpeakingOrder, SpeechTimers
from common.model.meeting import Rules
from common.model.people import Category
from room_console.core.settings import parse_settings

FILE = "console.toml"


def rules(text: str) -> Rules:
    """Return the rules that a file states."""
    return parse_settings(text, FILE).rules.rules()


def test_without_a_word_they_are_the_rules_of_a_meeting_with_standby_heard() -> None:
    assert rules("") == Rules(is_standby_heard=True)


def test_everything_can_be_stated() -> None:
    found = rules(
        """
        [rules]
        max_open_mics = 3
        mode = "open"
        order = "protocol"
        precedence = ["point_of_order", "intervention"]
        when_closed = []
        members_only = ["intervention"]
        [rules.timers]
        speech_s = 180
        group_s = 300
        by_kind_s = {point_of_order = 60}
        by_delegation_s = {" Norland  of the North" = 420}
        by_category_s = {ngo = 120}
        overrun = "cut"
        """
    )
    assert (found.max_open_mics, found.mode, found.order) == (3, DiscussionMode.OPEN, SpeakingOrder.PROTOCOL)
    assert found.precedence == (RequestKind.POINT_OF_ORDER, RequestKind.INTERVENTION)
    assert (found.when_closed, found.members_only) == ((), (RequestKind.INTERVENTION,))
    assert found.timers == SpeechTimers(
        180,
        {RequestKind.POINT_OF_ORDER: 60},
        300,
        {Category.NGO: 120},
        overrun=Overrun.CUT,
        by_delegation_s={"Norland of the North": 420},
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('precedence = ["intervention", "intervention"]', "twice"),
        ('when_closed = ["chair"]', "the chair"),
        ('members_only = ["chair"]', "the chair"),
        ("precedence = []", "precedence"),
        ('mode = "free"', "mode"),
        ("timers.speech_s = 20000", "speech_s"),
        ("timers.by_delegation_s = {Norland = 60, NORLAND = 90}", "one has two"),
        ('timers.by_delegation_s = {"" = 60}', "no name of a delegation"),
    ],
)
def test_what_can_not_be_is_refused_with_its_key(line: str, says: str) -> None:
    with pytest.raises(ConferenceError) as refused:
        rules(f"[rules]\n{line}\n")
    assert says in refused.value.detail
    assert "rules" in refused.value.detail


def test_every_kind_is_in_the_order_of_precedence_but_the_chairs() -> None:
    assert set(DEFAULT_PRECEDENCE) == set(RequestKind) - {RequestKind.CHAIR}
