"""The order of a table: keys in a sorted list, read from either end."""

from bisect import bisect_left
from collections.abc import Collection, Iterable

from common.model.ids import ParticipantId

SortKey = tuple[str | float, tuple[str, str, ParticipantId]]
"""The column's value; who is equal there goes by delegation and name, and the last makes it unique."""
MOST_BY_PLACE = 0.2
"""Of all keys: so many change one by one, 5 us each; to sort takes 1 us for each that is there."""


class Order:
    """Places are counted from the top, which is the least key, or the greatest where `is_descending`."""

    def __init__(self) -> None:
        self.is_descending = False
        self._keys: list[SortKey] = []

    def __len__(self) -> int:
        return len(self._keys)

    def fill(self, keys: Iterable[SortKey]) -> None:
        """Hold these in place of all others."""
        self._keys = sorted(keys)

    def change(self, out: Collection[SortKey], into: Collection[SortKey]) -> None:
        """Take out keys that are held, and put others in; very many by sorting anew."""
        if len(out) + len(into) > len(self._keys) * MOST_BY_PLACE:
            gone = set(out)
            self._keys = sorted([*(key for key in self._keys if key not in gone), *into])
            return
        for key in out:
            self.remove(key)
        for key in into:
            self.insert(key)

    def who_is_at(self, place: int) -> ParticipantId:
        """Return who stands at a place."""
        return self._keys[-1 - place if self.is_descending else place][1][2]

    def everyone(self) -> list[ParticipantId]:
        """Return all from the top down."""
        found = [key[1][2] for key in self._keys]
        return found[::-1] if self.is_descending else found

    def place(self, key: SortKey | None) -> int | None:
        """Return where a key stands; None if it is not held."""
        if key is None:
            return None
        rank = bisect_left(self._keys, key)
        if rank == len(self._keys) or self._keys[rank] != key:
            return None
        return len(self._keys) - 1 - rank if self.is_descending else rank

    def place_after(self, before: SortKey | None, key: SortKey) -> int:
        """Return where `key` will stand once `before`, which is held unless it is None, is taken out."""
        rank = bisect_left(self._keys, key) - (before is not None and before < key)
        return len(self._keys) - (before is not None) - rank if self.is_descending else rank

    def remove(self, key: SortKey) -> None:
        """Take out a key that is held."""
        del self._keys[bisect_left(self._keys, key)]

    def insert(self, key: SortKey) -> None:
        """Put a key in."""
        self._keys.insert(bisect_left(self._keys, key), key)
