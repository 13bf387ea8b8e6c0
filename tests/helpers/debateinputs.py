"""A debate of six delegations, one of them in the hall, and what may be wished in it, for Hypothesis."""

from hypothesis import strategies as st

from common.model.agenda import AgendaItem, Format, SegmentRules, Session
from common.model.floor import DiscussionMode, RequestKind, SpeakingOrder
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

anybody = st.sampled_from((*DELEGATES, *DELEGATES, CHAIR, OTTO, HANS, STRANGER))
speaker = st.sampled_from(DELEGATES)
staff = st.sampled_from((CHAIR, CHAIR, OLGA, HANS, DELEGATES[0], OTTO))
kinds = st.sampled_from((RequestKind.INTERVENTION, RequestKind.INTERVENTION, *RequestKind))
group = st.sampled_from(("", "", "Group of Norland"))
language = st.sampled_from(("", "fr", "not a language!"))
subset = st.lists(st.sampled_from(RequestKind), max_size=5).map(tuple)
position = st.integers(-1, 7)
rules = st.builds(
    Rules,
    max_open_mics=st.integers(0, 4),
    standby=st.integers(0, 3),
    is_list_open=st.sampled_from((True, True, True, False)),
    mode=st.sampled_from(DiscussionMode),
    order=st.sampled_from(SpeakingOrder),
    when_closed=subset,
    members_only=subset,
)
