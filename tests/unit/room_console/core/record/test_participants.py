"""The order of the List of Participants, and who stands in it."""

from common.model.people import Attendance, Category, Person, Role
from common.model.record import ListPart
from room_console.core.record.followers import Follower
from room_console.core.record.participants import Entry, PartList, followers_part, listed
from tests.helpers.recordkit import person

ALL = tuple(ListPart)


def one(name: str, **changes: object) -> Person:
    plain: dict[str, object] = {
        "name": name, "title": "", "function": "", "role": Role.DELEGATE, "attendance": Attendance.ON_SITE,
        "category": Category.MEMBER, "order": 0, "delegation": "Norland",
    }  # fmt: skip
    return person(hash(name) % 10_000, **(plain | changes))


def part(parts: tuple[PartList, ...], wanted: ListPart) -> PartList:
    return next(found for found in parts if found.part is wanted)


def names(found: PartList) -> list[tuple[str, list[str]]]:
    return [(d.name, [e.name for e in d.entries]) for c in found.categories for d in c.delegations]


def test_the_head_comes_first_then_the_order_of_registration() -> None:
    people = [
        one("Zoe"),
        one("Adam"),
        one("Head", function="Head of Delegation, Ambassador"),
        one("Chef", function="Cheffe de la délégation"),
    ]
    assert names(listed(people, ALL, False)[0]) == [("Norland", ["Head", "Chef", "Zoe", "Adam"])]


def test_delegations_stand_in_protocol_order_then_by_name_without_accents() -> None:
    people = [
        one("a", delegation="Zambia", order=2), one("b", delegation="Étatland"), one("c", delegation="Fooland"),
        one("d", delegation="Algeria", order=7), one("e", delegation="Eland"), one("f", delegation=""),
    ]  # fmt: skip
    assert [d for d, _ in names(listed(people, ALL, False)[0])] == [
        "Zambia",
        "Algeria",
        "Eland",
        "Étatland",
        "Fooland",
        "",
    ]


def test_letters_with_a_stroke_stand_with_those_without() -> None:
    written = ["Zed", "Łotwa", "Mali", "Øyland", "Panama", "Ðorland", "Eland", "Ætland"]
    people = [one(str(n), delegation=name) for n, name in enumerate(written)]
    found = [d for d, _ in names(listed(people, ALL, False)[0])]
    assert found == ["Ætland", "Ðorland", "Eland", "Łotwa", "Mali", "Øyland", "Panama", "Zed"]


def test_one_ordered_member_places_the_whole_delegation() -> None:
    people = [one("a", delegation="Aland"), one("b", delegation="Zambia"), one("c", delegation="Zambia", order=1)]
    assert [d for d, _ in names(listed(people, ALL, False)[0])] == ["Zambia", "Aland"]


def test_categories_come_in_their_own_order() -> None:
    people = [one("n", category=Category.NGO), one("m"), one("i", category=Category.IGO)]
    assert [c.category for c in listed(people, ALL, False)[0].categories] == [
        Category.MEMBER,
        Category.IGO,
        Category.NGO,
    ]


def test_parts_are_by_attendance_and_role_and_technicians_are_not_listed() -> None:
    people = [
        one("hall"), one("active", attendance=Attendance.REMOTE),
        one("passive", attendance=Attendance.REMOTE, role=Role.OBSERVER),
        one("operator", role=Role.OPERATOR), one("interpreter", role=Role.INTERPRETER), one("chair", role=Role.CHAIR),
    ]  # fmt: skip
    parts = listed(people, ALL, False)
    assert [p.part for p in parts] == [ListPart.ON_SITE, ListPart.REMOTE_ACTIVE, ListPart.REMOTE_PASSIVE]
    assert [[n for _, group in names(p) for n in group] for p in parts] == [["hall", "chair"], ["active"], ["passive"]]


def test_an_address_is_told_only_where_it_is_wanted() -> None:
    (found,) = listed([one("a", title="Ms.", function="F")], [ListPart.ON_SITE], False)
    assert found.categories[0].delegations[0].entries[0].email == ""
    (found,) = listed([one("a", email="a@example.org")], [ListPart.ON_SITE], True)
    assert found.categories[0].delegations[0].entries[0] == Entry("a", email="a@example.org")


def test_followers_stand_by_what_they_say_they_are_of_and_by_name() -> None:
    found = followers_part(
        [Follower("Zoe", "B", 1), Follower("Émile", "", 1), Follower("eva", "B", 1), Follower("x", "A", 1)]
    )
    assert names(found) == [("A", ["x"]), ("B", ["eva", "Zoe"]), ("", ["Émile"])]
    assert len(followers_part([])) == 0
