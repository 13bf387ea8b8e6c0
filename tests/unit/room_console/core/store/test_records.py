"""Records are kept by kind and key."""

import sqlite3

from common.model.ids import ParticipantId
from room_console.core.store.migrations import migrate
from room_console.core.store.records import Record, put, read, remove


def test_a_record_takes_the_place_of_the_one_with_its_key() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    put(connection, "slot", [Record("b", b"1"), Record("a", b"2", ParticipantId("anna"))])
    put(connection, "case", [Record("a", b"other")])
    put(connection, "slot", [Record("b", b"3")])
    assert read(connection, "slot") == [Record("a", b"2", ParticipantId("anna")), Record("b", b"3")]
    remove(connection, "slot", ["a", "never there"])
    assert read(connection, "slot") == [Record("b", b"3")]
    assert read(connection, "case") == [Record("a", b"other")]
