"""Who takes part, by delegation in protocol order: kept in order as people come, change and go, in small steps."""

from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Category, Presence, Role

STEP: Final = 150
"""People who are put in order at once: 1 ms."""
_PARTS: Final = tuple(Category)
_UNORDERED: Final = 1 << 30
_STAFF: Final = frozenset({Role.OPERATOR, Role.INTERPRETER, Role.SECRETARIAT})
_HERE: Final = frozenset({Presence.JOINED, Presence.RECONNECTING})

Key = tuple[int, int, str, str, str, ParticipantId]


@dataclass(frozen=True, slots=True)
class Heading:
    """Above a part of the list (`delegation` is empty), or above a delegation in it."""

    category: Category
    delegation: str = ""


Row = Heading | ParticipantId


@dataclass(slots=True)
class Count:
    """How many of so many are here."""

    here: int = 0
    all: int = 0


class Roster:
    """`take` what the state says, then `step` until it returns False; `rows` are always whole."""

    def __init__(self) -> None:
        self.people: dict[ParticipantId, ParticipantView] = {}
        """Those who stand in the order."""
        self.total = Count()
        self._counts: dict[Heading, Count] = {}
        self._order: list[Key] = []
        self._keys: dict[ParticipantId, Key] = {}
        self._wanted: Mapping[ParticipantId, ParticipantView] = {}
        self._due: list[ParticipantId] = []

    @property
    def is_due(self) -> bool:
        """Tell whether somebody is still to be put in order."""
        return bool(self._due)

    def take(self, people: Mapping[ParticipantId, ParticipantView]) -> None:
        """Note who has come, changed or gone."""
        if people is self._wanted:
            return
        self._wanted = people
        known = self.people
        self._due = [who for who in known if who not in people]
        self._due += [who for who, person in people.items() if known.get(who) is not person]
        self._due.reverse()

    def step(self, most: int = STEP) -> tuple[list[ParticipantId], bool]:
        """Put so many in order; return those who changed in place, and whether the rows are others now."""
        changed: list[ParticipantId] = []
        is_other = False
        for who in self._due[-most:]:
            before, after = self.people.get(who), self._wanted.get(who)
            if before == after:
                continue
            is_moved = self._put(who, before, after)
            is_other |= is_moved
            if not is_moved:
                changed.append(who)
        del self._due[-most:]
        return changed, is_other

    def rows(self, words: str = "") -> list[Row]:
        """Return everybody of whose name or delegation these are part, under their headings."""
        wanted = words.casefold().split()
        rows: list[Row] = []
        part, delegation = -1, ""
        for key in self._order:
            if wanted and not all(word in key[2] or word in key[4] for word in wanted):
                continue
            who = key[5]
            if key[0] != part:
                part, delegation = key[0], ""
                rows.append(Heading(_PARTS[part]))
            if key[3] != delegation:
                delegation = key[3]
                rows.append(Heading(_PARTS[part], delegation))
            rows.append(who)
        return rows

    def count(self, heading: Heading) -> Count:
        """Return how many of a part or a delegation are here."""
        return self._counts.get(heading, Count())

    def headings(self, who: ParticipantId) -> tuple[Heading, Heading]:
        """Return under which headings somebody stands. Raises: KeyError."""
        key = self._keys[who]
        return Heading(_PARTS[key[0]]), Heading(_PARTS[key[0]], key[3])

    def _put(self, who: ParticipantId, before: ParticipantView | None, after: ParticipantView | None) -> bool:
        """Count and place one; tell whether the order has changed."""
        old_key = self._keys.get(who)
        key = _key(after) if after is not None else None
        if before is not None:
            self._add(who, before, -1)
            del self.people[who]
        if key != old_key:
            if old_key is not None:
                del self._order[bisect_left(self._order, old_key)], self._keys[who]
            if key is not None:
                insort(self._order, key)
                self._keys[who] = key
        if after is not None:
            self.people[who] = after
            self._add(who, after, 1)
        return key != old_key

    def _add(self, who: ParticipantId, person: ParticipantView, number: int) -> None:
        here = number if is_here(person) else 0
        for count in (self.total, *(self._counts.setdefault(heading, Count()) for heading in set(self.headings(who)))):
            count.all += number
            count.here += here


def is_here(person: ParticipantView) -> bool:
    """Tell whether they are joined, or on their way back."""
    return person.presence in _HERE


def _key(person: ParticipantView) -> Key:
    """Order by part of the list, place in protocol order, delegation, name."""
    is_staff = person.role in _STAFF and not person.delegation
    category = Category.SECRETARIAT if is_staff else person.category
    name = person.name.casefold()
    delegation = person.delegation.casefold()
    order = (person.order or _UNORDERED) if delegation else 0
    return _PARTS.index(category), order, delegation, person.delegation, name, person.participant
