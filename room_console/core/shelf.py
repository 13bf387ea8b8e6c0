"""A shelf: what one desk keeps, in memory to be read and on disk before it is promised."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.kept import Record

T = TypeVar("T")


class RecordStore(Protocol):
    """What a shelf needs of the store. What a method wrote is durable when it returns."""

    async def put_records(self, kind: str, records: Sequence[Record]) -> None:
        """Keep records, each in the place of the one with its key. Raises: ConferenceError(`disk`, `busy`)."""
        ...

    async def remove_records(self, kind: str, keys: Sequence[str]) -> None:
        """Forget the records of these keys. Raises: ConferenceError(`disk`, `busy`)."""
        ...

    async def read_records(self, kind: str) -> list[Record]:
        """Return all records of a kind, by key. Raises: ConferenceError(`disk`, `busy`)."""
        ...


class Shelf(Mapping[str, T], Generic[T]):
    """Values of one type by key. `load` it once before it is used. Thread: the core's loop.

    Two writings of one key must be awaited one after the other.
    """

    def __init__(
        self,
        store: RecordStore,
        kind: str,
        of: type[T],
        participant: Callable[[T], ParticipantId | None] = lambda _: None,
    ) -> None:
        """`kind` names the shelf on disk; `participant` says whose personal data a value holds."""
        self._store = store
        self._kind = kind
        self._of = of
        self._participant = participant
        self._values: dict[str, T] = {}

    async def load(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`), also for a value that is none of this type."""
        found = await self._store.read_records(self._kind)
        try:
            self._values = {record.key: msgspec.json.decode(record.value, type=self._of) for record in found}
        except msgspec.DecodeError as error:
            raise ConferenceError(ErrorCode.DISK, f"records of {self._kind}: {error}"[:200]) from error

    async def put(self, values: Mapping[str, T]) -> None:
        """Keep values, all or none. Raises: ConferenceError(`disk`, `busy`), and nothing has changed."""
        records = [Record(key, msgspec.json.encode(v), self._participant(v)) for key, v in values.items()]
        await self._store.put_records(self._kind, records)
        self._values.update(values)

    async def remove(self, keys: Sequence[str]) -> None:
        """Forget values. Raises: ConferenceError(`disk`, `busy`), and nothing has changed."""
        await self._store.remove_records(self._kind, keys)
        for key in keys:
            self._values.pop(key, None)

    def __getitem__(self, key: str) -> T:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
