"""Names that could be taken for others': found among those registered and those that come in."""

from collections.abc import Iterable, Iterator

from common.model.lookalike import mixes_alphabets, skeleton
from common.model.people import Person
from room_console.core.people.faults import FaultKind


class Lookalikes:
    """Remembers what every name and every delegation's name looks like."""

    def __init__(self, known: Iterable[Person]) -> None:
        self._names: dict[str, tuple[str, str]] = {}
        self._delegations: dict[str, str] = {}
        for person in known:
            self._remember(person)

    def warnings(self, person: Person) -> Iterator[tuple[str, FaultKind, str]]:
        """Yield field, kind and words of what is worth a look, and remember the person."""
        for field in ("name", "delegation"):
            if not (text := getattr(person, field)).isascii() and mixes_alphabets(text):
                yield field, FaultKind.MIXED_ALPHABETS, "mixes letters of several alphabets in one word"
        other, of = self._names.get(skeleton(person.name), (person.name, ""))
        if other.casefold() != person.name.casefold():
            yield "name", FaultKind.LOOKALIKE, f"looks like {other} of {of or 'no delegation'}, spelled otherwise"
        like = self._delegations.get(skeleton(person.delegation), person.delegation)
        if like.casefold() != person.delegation.casefold():
            yield "delegation", FaultKind.LOOKALIKE, f"looks like the delegation {like}, spelled otherwise"
        self._remember(person)

    def _remember(self, person: Person) -> None:
        self._names.setdefault(skeleton(person.name), (person.name, person.delegation))
        self._delegations.setdefault(skeleton(person.delegation), person.delegation)
