"""A shelf shows nothing that is not on disk."""

from pathlib import Path

import msgspec
import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.shelf import Shelf
from room_console.core.store.records import Record
from room_console.core.store.store import Store


class Slot(msgspec.Struct, frozen=True):
    """A thing to keep."""

    at_ms: int
    who: ParticipantId | None = None


class FullDisk:
    """A RecordStore that keeps nothing."""

    async def put_records(self, kind: str, records: object) -> None:
        raise ConferenceError(ErrorCode.DISK, "full")

    async def remove_records(self, kind: str, keys: object) -> None:
        raise ConferenceError(ErrorCode.DISK, "full")

    async def read_records(self, kind: str) -> list[Record]:
        return [Record("a", b'{"at_ms":1}')]


async def test_values_come_back_with_whose_data_they_hold(tmp_path: Path) -> None:
    anna = ParticipantId("anna")
    store = Store.open(tmp_path / "console.db")
    shelf = Shelf(store, "slot", Slot, lambda slot: slot.who)
    await shelf.put({"1": Slot(10, anna), "2": Slot(20)})
    await shelf.put({"3": Slot(30)})
    await shelf.remove(["2"])
    again = Shelf(store, "slot", Slot, lambda slot: slot.who)
    await again.load()
    assert dict(again) == dict(shelf) == {"1": Slot(10, anna), "3": Slot(30)}
    assert [record.participant for record in await store.read_records("slot")] == [anna, None]
    await store.close()


async def test_what_the_disk_refuses_has_not_happened() -> None:
    shelf = Shelf(FullDisk(), "slot", Slot)
    await shelf.load()
    with pytest.raises(ConferenceError, match="full"):
        await shelf.put({"b": Slot(2)})
    with pytest.raises(ConferenceError, match="full"):
        await shelf.remove(["a"])
    assert dict(shelf) == {"a": Slot(1)}


async def test_a_value_of_another_shape_is_refused(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "console.db")
    await store.put_records("slot", [Record("1", b'{"at_ms":"soon"}')])
    with pytest.raises(ConferenceError) as caught:
        await Shelf(store, "slot", Slot).load()
    assert caught.value.code is ErrorCode.DISK
    await store.close()
