"""Any bytes as a file of people: faults are said, nothing breaks, and what is taken can do no harm."""

from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.ids import ParticipantId
from common.model.names import clean_line, line_fault
from common.model.people import Person
from common.model.registration import RegistrationRules, Source
from room_console.core.meeting.headcount import Headcount
from room_console.core.meeting.persons import check_person, cleaned
from room_console.core.people.planning import Registered, plan_import
from room_console.core.people.reading import read_csv, read_json

CELL = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ("on-site", "active", "fr", "a@example.org", "+41791234567", '"', '""', "=1+1", "\u202eevil", "K1", "observer")
)
TABLE = st.lists(st.lists(CELL, max_size=8).map(",".join), max_size=12).map("\n".join)
HEADER = "key,name,email,attendance,active,role,mobile,delegation\n"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (read_csv, read_json):
        table = reader(data)
        assert table.is_whole or (table.faults and not table.rows)


@settings(max_examples=150, deadline=None)
@given(TABLE)
def test_what_is_taken_can_be_listed_and_again_changes_nothing(lines: str) -> None:
    table = read_csv((HEADER + lines).encode())
    first = plan_import(table, registered({}), Source.OFFICE)
    people = {line.after.participant: line.after for line in first.new}
    assert len(people) == len(first.new)
    for person in people.values():
        check_person(person)
        assert cleaned(person) == person
        assert line_fault(person.name) is None
    again = plan_import(table, registered(people), Source.OFFICE)
    assert (again.new, again.changed, again.same) == ([], [], len(first.new))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_a_line_that_was_cleaned_is_clean(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)


def registered(people: dict[ParticipantId, Person]) -> Registered:
    """Say who is registered."""
    count = Headcount()
    for person in people.values():
        count.move(None, person)
    return Registered(people, frozenset(), frozenset(), frozenset({"fr"}), RegistrationRules(), count, 0)
