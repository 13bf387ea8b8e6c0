"""The List of Participants as a value: parts, categories, delegations, people, each in its order (R8)."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from common.model.people import Attendance, Category, Person, Role
from common.model.record import ListPart
from room_console.core.record.followers import Follower
from room_console.core.record.words import head_functions

LISTED_ROLES: Final = frozenset({Role.DELEGATE, Role.OBSERVER, Role.CHAIR, Role.SECRETARIAT})
"""Who takes part. Technicians and interpreters work for the meeting."""


_PLAIN: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t"}
)
"""Letters that Unicode doesn't take apart into one and an accent."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as listed; what is not to be told is empty."""

    name: str
    title: str = ""
    function: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class DelegationList:
    """A delegation, its head first; `name` is empty for those who speak for nobody."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CategoryList:
    """The delegations of one category, in protocol order; None for followers, who have none."""

    category: Category | None
    delegations: tuple[DelegationList, ...]


@dataclass(frozen=True, slots=True)
class PartList:
    """One part of the list."""

    part: ListPart
    categories: tuple[CategoryList, ...]

    def __len__(self) -> int:
        return sum(len(d.entries) for c in self.categories for d in c.delegations)


def part_of(person: Person) -> ListPart | None:
    """Say in which part a person stands; None for those who are not listed."""
    if person.role not in LISTED_ROLES:
        return None
    if person.attendance is Attendance.ON_SITE:
        return ListPart.ON_SITE
    return ListPart.REMOTE_PASSIVE if person.role is Role.OBSERVER else ListPart.REMOTE_ACTIVE


def listed(people: Sequence[Person], parts: Iterable[ListPart], with_email: bool) -> tuple[PartList, ...]:
    """Arrange people, who come in the order of their registration, into parts; followers are not among them."""
    orders = _protocol_orders(people)
    wanted = [part for part in ListPart if part in set(parts) and part is not ListPart.FOLLOWERS]
    found: dict[ListPart, list[Person]] = {part: [] for part in wanted}
    for person in people:
        if (part := part_of(person)) in found:
            found[part].append(person)
    return tuple(PartList(part, tuple(_categories(found[part], orders, with_email))) for part in wanted)


def followers_part(followers: Iterable[Follower]) -> PartList:
    """Arrange those who follow the webcast: by what they say they are of, then by name."""
    by_delegation: dict[str, list[Follower]] = {}
    for follower in followers:
        by_delegation.setdefault(follower.delegation, []).append(follower)
    delegations = tuple(
        DelegationList(name, tuple(Entry(f.name) for f in sorted(group, key=lambda f: collated(f.name))))
        for name, group in sorted(by_delegation.items(), key=lambda found: (not found[0], collated(found[0])))
    )
    return PartList(ListPart.FOLLOWERS, (CategoryList(None, delegations),) if delegations else ())


def collated(text: str) -> tuple[str, str]:
    """Return by what a text is put in order: its letters without accents, strokes and case, then itself."""
    plain = unicodedata.normalize("NFD", text.casefold().translate(_PLAIN))
    return "".join(c for c in plain if not unicodedata.combining(c)), text


def is_head(person: Person) -> bool:
    """Tell whether a person's function says that they lead their delegation."""
    return person.function.casefold().startswith(head_functions())


def _protocol_orders(people: Iterable[Person]) -> dict[str, int]:
    """Return the place of each delegation that has one: the lowest that any of its people was given."""
    orders: dict[str, int] = {}
    for person in people:
        if person.order:
            orders[person.delegation] = min(person.order, orders.get(person.delegation, person.order))
    return orders


def _categories(people: Sequence[Person], orders: dict[str, int], with_email: bool) -> Iterator[CategoryList]:
    for category in Category:
        by_delegation: dict[str, list[Person]] = {}
        for person in people:
            if person.category is category:
                by_delegation.setdefault(person.delegation, []).append(person)
        if by_delegation:
            names = sorted(by_delegation, key=_delegations_place(orders))
            yield CategoryList(category, tuple(_delegation(name, by_delegation[name], with_email) for name in names))


def _delegations_place(orders: dict[str, int]) -> Callable[[str], tuple[bool, bool, int, tuple[str, str]]]:
    """Put first those with a place in protocol order, then the others by name; last who speaks for nobody."""
    return lambda name: (not name, name not in orders, orders.get(name, 0), collated(name))


def _delegation(name: str, people: Sequence[Person], with_email: bool) -> DelegationList:
    ordered = sorted(people, key=lambda person: not is_head(person))
    return DelegationList(
        name, tuple(Entry(p.name, p.title, p.function, p.email if with_email else "") for p in ordered)
    )
