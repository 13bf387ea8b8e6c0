"""What is remembered of passes is never older than the disk."""

from dataclasses import replace

import pytest

from common.model.ids import ParticipantId
from room_console.core.passes import Pass
from room_console.core.store import passbook as passbook_module
from room_console.core.store.passbook import Passbook

ANNA = ParticipantId("anna")
OLD = Pass(ANNA, b"old", 1_000)
NEW = Pass(ANNA, b"new", 2_000)


def test_a_newer_pass_takes_the_place_of_the_older() -> None:
    book = Passbook()
    book.written(OLD)
    book.written(NEW)
    assert book.get(b"old") is None
    assert book.get(b"new") == NEW
    assert len(book) == 1


def test_an_older_pass_that_was_read_late_is_not_taken() -> None:
    book = Passbook()
    book.written(NEW)
    book.read(OLD)
    assert book.get(b"old") is None
    assert book.get(b"new") == NEW


def test_the_device_that_was_let_in_is_noted() -> None:
    book = Passbook()
    book.read(OLD)
    book.admitted(b"old", b"device")
    book.admitted(b"unknown", b"device")
    assert book.get(b"old") == replace(OLD, device_hash=b"device")


def test_what_is_forgotten_is_asked_of_the_disk_again() -> None:
    book = Passbook()
    book.read(OLD)
    book.forget(b"old")
    assert book.get(b"old") is None
    book.read(NEW)
    assert book.get(b"new") == NEW


def test_it_does_not_grow_beyond_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passbook_module, "MOST_KEPT", 3)
    book = Passbook()
    for number in range(10):
        book.written(Pass(ParticipantId(f"p-{number}"), b"%d" % number, 1_000))
        assert len(book) <= 3
    assert book.get(b"9") is not None


def test_it_holds_what_it_was_given() -> None:
    assert Passbook([OLD]).get(b"old") == OLD
