"""An import held against who is registered: new, changed, the same, missing, and what stands in the way."""

from dataclasses import replace

import pytest

from common.model.ids import ParticipantId
from common.model.people import Attendance, Category, Person, Role
from common.model.registration import Obstacle, Overflow, RegistrationRules, Source
from room_console.core.meeting.headcount import Headcount
from room_console.core.people.faults import FaultKind
from room_console.core.people.planning import ImportPlan, Registered, plan_import
from room_console.core.people.reading import read_csv

ANNA = Person(ParticipantId("anna"), "Anna", "Norland", Role.DELEGATE, "anna@example.org", key="K1")
OMAR = Person(ParticipantId("omar"), "Omar", "Jordan", Role.OBSERVER, "omar@example.org", mobile="+41791234567")
CHAIR = Person(ParticipantId("chair"), "The Chair", "", Role.CHAIR, "chair@example.org")
OLGA = Person(ParticipantId("olga"), "Olga", "", Role.OPERATOR, "olga@example.org")
HEADER = "key,name,delegation,email,attendance,active,role,booth"


def plan(
    *lines: str,
    header: str = HEADER,
    people: tuple[Person, ...] = (ANNA, OMAR, CHAIR, OLGA),
    rules: RegistrationRules | None = None,
    source: Source = Source.OFFICE,
    joined: frozenset[ParticipantId] = frozenset(),
    former: frozenset[ParticipantId] = frozenset(),
    swapped: frozenset[ParticipantId] = frozenset(),
) -> ImportPlan:
    """Plan a file of these lines."""
    count = Headcount()
    for person in people:
        count.move(None, person)
    known = {person.participant: person for person in people}
    now = Registered(known, former, joined, frozenset({"fr"}), rules or RegistrationRules(), count, 1_000, swapped)
    return plan_import(read_csv("\n".join((header, *lines)).encode()), now, source)


def kinds(planned: ImportPlan) -> list[tuple[int, str, FaultKind]]:
    """Say line, column and kind of each fault."""
    return [(fault.line, fault.column, fault.kind) for fault in planned.faults]


def test_somebody_new_gets_an_id_that_nobody_has_or_had() -> None:
    found = plan("K2,Zoe,Norland,anna@elsewhere.org,,active,,", former=frozenset({ParticipantId("anna-2")}))
    assert [line.after for line in found.new] == [
        Person(ParticipantId("anna-3"), "Zoe", "Norland", Role.DELEGATE, "anna@elsewhere.org", key="K2")
    ]


def test_the_same_again_changes_nothing() -> None:
    found = plan("K1,Anna,Norland,anna@example.org,remote,active,,", ",Omar,Jordan,OMAR@example.org".lower() + ",,,,")
    assert (found.new, found.faults) == ([], [])
    assert [line.changes() for line in found.changed] == [
        [("name", "Omar", "omar"), ("delegation", "Jordan", "jordan")]
    ]
    assert found.same == 1


def test_known_by_key_then_by_email_and_changed_field_by_field() -> None:
    found = plan("K1,Anna,Norland,new@example.org,on-site,passive,,", "K7,Omar,Jordan,Omar@Example.org,,,,")
    assert [(line.after.participant, line.changes()) for line in found.changed] == [
        (
            "anna",
            [
                ("role", "delegate", "observer"),
                ("email", "anna@example.org", "new@example.org"),
                ("attendance", "remote", "on_site"),
            ],
        ),
        ("omar", [("email", "omar@example.org", "Omar@Example.org"), ("key", "", "K7")]),
    ]


def test_a_swap_by_hand_outlives_the_file_and_is_shown() -> None:
    again, by_hand = "K1,Anna,Norland,anna@example.org,on-site,active,,", frozenset({ANNA.participant})
    found = plan(again, swapped=by_hand)
    assert (found.changed, found.same, found.faults) == ([], 1, [])
    assert [(w.line, w.column, w.value, w.kind) for w in found.warnings] == [
        (2, "attendance", "on-site", FaultKind.SWAPPED)
    ]
    found = plan(again.replace("Norland", "Sudland"), swapped=by_hand)
    assert [line.changes() for line in found.changed] == [[("delegation", "Norland", "Sudland")]]
    found = plan("K1,Anna,Norland,anna@example.org,remote,active,,", swapped=by_hand)
    assert (found.same, found.warnings) == (1, [])


def test_a_column_that_is_not_there_changes_nothing() -> None:
    found = plan("omar@example.org,on-site", header="email,attendance")
    assert [line.after for line in found.changed] == [replace(OMAR, attendance=Attendance.ON_SITE)]


def test_a_cell_that_is_empty_empties_a_text_and_leaves_a_choice() -> None:
    found = plan("omar@example.org,,,", header="email,mobile,attendance,category")
    assert [line.after for line in found.changed] == [replace(OMAR, mobile="")]


def test_who_is_active_is_no_question_of_staff() -> None:
    found = plan(",The Chair,,chair@example.org,,no,,")
    assert (found.same, found.changed) == (1, [])


def test_missing_is_who_takes_part_and_is_not_in_the_file_though_their_line_be_wrong() -> None:
    assert [person.participant for person in plan("K1,Anna,Norland,anna@example.org,,,,").missing] == ["omar"]
    assert [person.participant for person in plan("K1,Anna,Norland,anna@example.org,by car,,,").missing] == ["omar"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((",Zoe,Norland,,on-site,,,",), (2, "email", FaultKind.UNIDENTIFIED)),
        (("K5,,Norland,z@example.org,,,,",), (2, "name", FaultKind.NAME_EMPTY)),
        (("K5,Zoe,Norland,,remote,,,",), (2, "email", FaultKind.EMAIL_MISSING)),
        (("K5,Zoe,,z@x.org,,,,", "K5,Yan,,y@x.org,,,,"), (3, "key", FaultKind.KEY_TWICE)),
        (("K5,Zoe,,z@x.org,,,,", "K6,Yan,,Z@x.org,,,,"), (3, "email", FaultKind.EMAIL_TWICE)),
        (("K1,Anna,Norland,new@x.org,,,,", ",Anna,Norland,anna@example.org,,,,"), (3, "email", FaultKind.EMAIL_TWICE)),
        (("K9,Anna,Norland,anna@example.org,,,,",), (2, "email", FaultKind.EMAIL_TAKEN)),
        (("K1,Anna,Norland,omar@example.org,,,,",), (2, "email", FaultKind.EMAIL_TAKEN)),
        (("K5,Paul,,p@x.org,,,interpreter,",), (2, "booth", FaultKind.BOOTH)),
        (("K5,Paul,,p@x.org,,,interpreter,xx",), (2, "booth", FaultKind.BOOTH)),
        (("K5,Paul,,p@x.org,,,observer,fr",), (2, "booth", FaultKind.BOOTH)),
        ((",Olga,,olga@example.org,,,observer,",), (2, "email", FaultKind.ROLE_NOT_GIVEN)),
    ],
)
def test_what_is_wrong_with_a_line_is_said(lines: tuple[str, ...], expected: tuple[int, str, FaultKind]) -> None:
    assert kinds(plan(*lines)) == [expected]


def test_limits_and_quotas_are_counted_line_by_line() -> None:
    rules = RegistrationRules(most=4, most_active=2, on_site_quota=1, quotas={"JORDAN": 0})
    found = plan(
        "K5,Eva,Norland,e@x.org,on-site,active,,",
        "K6,Finn,Norland,f@x.org,on-site,,,",
        "K7,Gil,Norland,g@x.org,remote,active,,",
        ",Omar,Jordan,omar@example.org,on-site,,,",
        "K8,Hal,Norland,h@x.org,,,,",
        "K9,Ida,Norland,i@x.org,,,,",
        rules=rules,
    )
    assert [line.after.name for line in found.new] == ["Eva", "Hal"]
    assert kinds(found) == [
        (3, "attendance", FaultKind.QUOTA),
        (4, "active", FaultKind.ACTIVE_FULL),
        (5, "attendance", FaultKind.QUOTA),
        (7, "*", FaultKind.FULL),
    ]


def test_the_rest_goes_to_the_webcast_where_that_is_said() -> None:
    rules = RegistrationRules(most=2, overflow=Overflow.WEBCAST, webcast_url="https://example.org/live")
    found = plan("K9,Ida,Norland,i@x.org,,,,", rules=rules)
    assert [(line.after.name, why) for line, why in found.webcast] == [("Ida", Obstacle.FULL)]
    assert (found.new, found.faults) == ([], [])


def test_after_the_deadline_another_system_brings_nobody_new_but_may_correct() -> None:
    rules = RegistrationRules(deadline_at_ms=1_000)
    late = ("K9,Ida,Norland,i@x.org,,,,", "K1,Anna Berg,Norland,anna@example.org,,,,")
    found = plan(*late, rules=rules, source=Source.SYSTEM)
    assert kinds(found) == [(2, "*", FaultKind.DEADLINE)]
    assert [line.after.name for line in found.changed] == ["Anna Berg"]
    assert plan(*late, rules=rules).faults == []


@pytest.mark.parametrize("role", ["chair", "secretariat"])
def test_another_system_makes_and_unmakes_no_staff(role: str) -> None:
    made = plan(f"K9,Ida,,i@x.org,,,{role},", source=Source.SYSTEM)
    unmade = plan(",The Chair,,chair@example.org,,,observer,", source=Source.SYSTEM)
    assert kinds(made) == kinds(unmade) == [(2, "role", FaultKind.ROLE_NOT_GIVEN)]
    assert plan(f"K9,Ida,,i@x.org,,,{role},").faults == []


def test_nobody_becomes_staff_while_joined() -> None:
    line = "K1,Anna,Norland,anna@example.org,,,chair,"
    assert kinds(plan(line, joined=frozenset({ANNA.participant}))) == [(2, "role", FaultKind.WHILE_JOINED)]
    assert plan(line).faults == []


def test_names_that_look_like_others_are_worth_a_look() -> None:
    found = plan("K5,Аnnа,Nоrland,z@x.org,,,,", "K6,Zoe,Norland,y@x.org,,,,", "K7,Anna,Sudland,x@x.org,,,,")
    assert [(w.line, w.column, w.kind) for w in found.warnings] == [
        (2, "name", FaultKind.MIXED_ALPHABETS),
        (2, "delegation", FaultKind.MIXED_ALPHABETS),
        (2, "name", FaultKind.LOOKALIKE),
        (2, "delegation", FaultKind.LOOKALIKE),
    ]
    assert len(found.new) == 3
    assert "Anna of Norland" in found.warnings[2].words


def test_the_fields_of_the_list_of_participants_are_kept() -> None:
    header = "key,name,email,title,function,category,order,group,language"
    found = plan("K5,Zoe,z@x.org,H.E. Ms.,Ambassador,observer state,7,GRULAC,es", header=header)
    (line,) = found.new
    assert (line.after.title, line.after.function, line.after.category) == (
        "H.E. Ms.",
        "Ambassador",
        Category.OBSERVER_STATE,
    )
    assert (line.after.order, line.after.group, line.after.language) == (7, "GRULAC", "es")
