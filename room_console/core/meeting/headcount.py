"""How many are registered, and by which address and key: what limits and quotas are held against."""

from dataclasses import dataclass, field
from typing import Self

from common.model.ids import ParticipantId
from common.model.people import Action, Attendance, Person, Role, may

COUNTED = frozenset({Role.DELEGATE, Role.OBSERVER})
"""Who takes a place; staff and interpreters work there."""


@dataclass(slots=True)
class Headcount:
    """Counts of those listed, kept up with each change. `on_site` is by delegation, as `delegation_key` writes it."""

    listed: int = 0
    active: int = 0
    on_site: dict[str, int] = field(default_factory=dict)
    by_email: dict[str, ParticipantId] = field(default_factory=dict)
    """In small letters."""
    by_key: dict[str, ParticipantId] = field(default_factory=dict)

    def move(self, before: Person | None, after: Person | None) -> None:
        """Count `after` in the place of `before`; None is nobody."""
        if before is not None:
            self._count(before, -1)
            _forget(self.by_email, before.email.casefold(), before.participant)
            _forget(self.by_key, before.key, before.participant)
        if after is not None:
            self._count(after, 1)
            if after.email:
                self.by_email[after.email.casefold()] = after.participant
            if after.key:
                self.by_key[after.key] = after.participant

    def copy(self) -> Self:
        """Return one that can be moved on its own."""
        return type(self)(self.listed, self.active, dict(self.on_site), dict(self.by_email), dict(self.by_key))

    def _count(self, person: Person, step: int) -> None:
        self.listed += step * takes_place(person)
        self.active += step * is_active(person)
        if (seat := seat_of(person)) is not None:
            left = self.on_site.pop(seat, 0) + step
            if left:
                self.on_site[seat] = left


def takes_place(person: Person | None) -> bool:
    """Tell whether a person counts among those in all."""
    return person is not None and person.role in COUNTED


def is_active(person: Person | None) -> bool:
    """Tell whether a person may take the floor."""
    return person is not None and may(person.role, Action.SPEAK)


def seat_of(person: Person | None) -> str | None:
    """Name the delegation of whose quota a person takes one; None for nobody in the hall."""
    if person is None or not takes_place(person) or person.attendance is not Attendance.ON_SITE:
        return None
    return delegation_key(person.delegation) or None


def delegation_key(delegation: str) -> str:
    """Write a delegation's name as it is compared."""
    return delegation.casefold()


def _forget(owners: dict[str, ParticipantId], key: str, owner: ParticipantId) -> None:
    if owners.get(key) == owner:
        del owners[key]
