"""A debate of six delegations, one of them in the hall, and what may be wished in it."""

from collections.abc import Sequence
from random import Random

from common.model.agenda import AgendaItem, Format, SegmentRules, Session
from common.model.floor import (
    DEFAULT_PRECEDENCE,
    DiscussionMode,
    Overrun,
    RequestKind,
    SpeakingOrder,
    SpeechTimers,
)
from common.model.ids import MeetingId, ParticipantId
from common.model.meeting import MeetingDetails, Rules
from common.model.people import Attendance, Category, Person, Role

DELEGATES = tuple(ParticipantId(name) for name in ("anna", "boris", "carla", "dalia", "emil", "fatima"))
CHAIR, OLGA, OTTO, HANS, STRANGER = (ParticipantId(name) for name in ("chair", "olga", "otto", "hans", "nobody"))
CATEGORIES = (Category.MEMBER, Category.MEMBER, Category.MEMBER, Category.OBSERVER_STATE, Category.IGO, Category.NGO)
PEOPLE = (
    *(
        Person(who, who.title(), land, Role.DELEGATE, f"{who}@example.org", category=category, order=order)
        for who, land, category, order in zip(
            DELEGATES,
            ("Norland", "Sudland", "Norland", "Westland", "Union", "Society"),
            CATEGORIES,
            range(6),
            strict=True,
        )
    ),
    Person(HANS, "Hans", "Secretariat", Role.SECRETARIAT, attendance=Attendance.ON_SITE),
    Person(CHAIR, "The Chair", "", Role.CHAIR),
    Person(OLGA, "Olga", "Technical team", Role.OPERATOR),
    Person(OTTO, "Otto", "Press", Role.OBSERVER, "otto@example.org"),
)
DETAILS = MeetingDetails(
    MeetingId("mtg"),
    "X/1",
    "Debate",
    sessions=(Session(1, "", 0, 1_000), Session(2, "", 2_000, 3_000, Format.PHYSICAL)),
    agenda=(
        AgendaItem("1", "Opening", rules=SegmentRules(is_list_open=False, speech_s=120)),
        AgendaItem("2", "Debate", rules=SegmentRules(max_open_mics=3, mode=DiscussionMode.OPEN)),
    ),
)

ANYBODY = (*DELEGATES, *DELEGATES, CHAIR, OTTO, HANS, STRANGER)
STAFF = (CHAIR, CHAIR, OLGA, HANS, DELEGATES[0], OTTO)
KINDS = (RequestKind.INTERVENTION, RequestKind.INTERVENTION, *RequestKind)
GROUPS = ("", "", "Group of Norland")
LANGUAGES = ("", "fr", "not a language!")


def some_rules(chance: Random) -> Rules:
    """Wish for any rules."""
    return Rules(
        max_open_mics=chance.randint(0, 4),
        standby=chance.randint(0, 3),
        is_list_open=chance.choice((True, True, True, False)),
        mode=chance.choice(tuple(DiscussionMode)),
        order=chance.choice(tuple(SpeakingOrder)),
        when_closed=_some(tuple(RequestKind), chance),
        members_only=_some(tuple(RequestKind), chance),
        precedence=_precedence(chance),
        timers=_timers(chance),
    )


def _precedence(chance: Random) -> tuple[RequestKind, ...]:
    """Mostly leave the kinds as they are; else some of them, in any order, and now and then what can't be."""
    if chance.random() < 0.5:
        return DEFAULT_PRECEDENCE
    if chance.random() < 0.1:
        return _some(tuple(RequestKind), chance)
    return tuple(chance.sample(DEFAULT_PRECEDENCE, chance.randint(1, len(DEFAULT_PRECEDENCE))))


def _timers(chance: Random) -> SpeechTimers:
    if chance.random() < 0.5:
        return SpeechTimers()
    own = {person.delegation: chance.randint(1, 9) for person in chance.sample(PEOPLE, 2) if person.delegation}
    return SpeechTimers(
        chance.choice((-1, 0, *range(1, 5), *range(1, 5))),
        {chance.choice(DEFAULT_PRECEDENCE): chance.randint(0, 9)},
        by_category_s={chance.choice(tuple(Category)): chance.randint(0, 9)},
        overrun=chance.choice(tuple(Overrun)),
        grace_s=chance.randint(0, 3),
        by_delegation_s=own,
    )


def _some(kinds: Sequence[RequestKind], chance: Random) -> tuple[RequestKind, ...]:
    return tuple(chance.choice(kinds) for _ in range(chance.randint(0, 5)))
