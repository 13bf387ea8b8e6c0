"""Personal data end where they are told to, everywhere at once, or nothing has changed."""

from argparse import ArgumentParser
from pathlib import Path

import pytest
from msgspec.json import decode, encode

from common.model.coaching import CoachingNote
from common.model.documents import Document
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.rooms import CaseId, CaseOutcome, ClosedCase, Trouble
from room_console.core.command import EXIT_FAILED, EXIT_FINE
from room_console.core.meeting.erasing import ERASED_NAME
from room_console.core.record.onsite import OnSiteMark
from room_console.core.safekeeping.backup import make_backup
from room_console.core.safekeeping.command import run_store
from room_console.core.safekeeping.erasing import due_at_ms, erase_contacts, erase_people, people_in
from room_console.core.safekeeping.options import add_store_commands
from room_console.core.store.files import DATABASE
from room_console.core.store.records import Record
from room_console.core.store.store import Store
from tests.helpers.keptstate import ANNA, BORIS, LAST_MS, keep_meeting


def everything(state: Path) -> bytes:
    return b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file()).lower()


async def test_a_person_is_nowhere_in_the_directory(tmp_path: Path) -> None:
    last = await keep_meeting(tmp_path)
    done = erase_people(tmp_path, [ANNA.participant])
    assert (done.people, done.events, done.mails) == (1, 3, 1)
    assert b"anna" not in everything(tmp_path)
    assert b"boris" in everything(tmp_path)
    assert ERASED_NAME in {person.name for person in people_in(tmp_path).values()}
    store = Store.open(tmp_path / DATABASE)
    assert len(store.read_journal()) == last
    await store.close()


async def test_a_statement_stays_under_a_stand_in(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    erase_people(tmp_path, [ANNA.participant])
    store = Store.open(tmp_path / DATABASE)
    (statement,), (seen,) = await store.read_records("document"), await store.read_records("on_site")
    assert await store.read_records("coaching") == []
    await store.close()
    document, mark = decode(statement.value, type=Document), decode(seen.value, type=OnSiteMark)
    assert document.speaker == document.by == mark.participant == statement.participant == seen.participant
    assert str(mark.participant).startswith("erased-")
    assert (document.delegation, mark.by) == ("Norland", BORIS.participant)


async def test_staff_who_wrote_of_others_are_nowhere_and_what_they_wrote_stays(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    store = Store.open(tmp_path / DATABASE)
    closed = ClosedCase(CaseId(1), ANNA.participant, Trouble.HEARING, 1, 2, BORIS.participant, CaseOutcome.SOLVED)
    await store.put_records("case", [Record("1", encode(closed), ANNA.participant)])
    await store.close()
    erase_people(tmp_path, [BORIS.participant])
    assert b"boris" not in everything(tmp_path)
    store = Store.open(tmp_path / DATABASE)
    (case,), (note,) = await store.read_records("case"), await store.read_records("coaching")
    await store.close()
    assert decode(case.value, type=ClosedCase).closed_by == decode(note.value, type=CoachingNote).by
    assert decode(note.value, type=CoachingNote).text == "anna was nervous"


async def test_everyone_takes_along_who_never_came(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    erase_people(tmp_path, tuple(people_in(tmp_path)), is_everyone=True)
    assert not any(gone in everything(tmp_path) for gone in (b"anna", b"boris", b"@example.org"))


async def test_minutes_and_staff_outlive_the_contacts(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    erase_contacts(tmp_path)
    store = Store.open(tmp_path / DATABASE)
    kept = {kind: len(await store.read_records(kind)) for kind in ("document", "on_site", "account", "pending")}
    assert kept == {"document": 1, "on_site": 1, "account": 1, "pending": 0}
    await store.close()


async def test_contacts_go_and_names_stay(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    assert erase_contacts(tmp_path).people == 2
    left = everything(tmp_path)
    assert not any(gone in left for gone in (b"@example.org", b"+4179", b"nervous", b"anna's report"))
    assert b"anna keller" in left
    assert [person.name for person in people_in(tmp_path).values()] == [ANNA.name, BORIS.name]
    assert erase_contacts(tmp_path).events == 0


async def test_a_running_core_is_not_touched(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    store = Store.open(tmp_path / DATABASE)
    with pytest.raises(ConferenceError) as caught:
        erase_people(tmp_path, [ANNA.participant])
    assert caught.value.code is ErrorCode.BUSY
    await store.close()
    assert ANNA.participant in people_in(tmp_path)


async def test_a_stranger_is_an_error_and_nobody_is_erased(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    with pytest.raises(ConferenceError) as caught:
        erase_people(tmp_path, [ANNA.participant, ParticipantId("nobody")])
    assert caught.value.code is ErrorCode.NOT_FOUND
    assert ANNA.participant in people_in(tmp_path)


async def test_it_is_due_so_long_after_the_last_entry(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    assert due_at_ms(tmp_path, 2) == LAST_MS + 2 * 86_400_000


async def test_who_asked_to_be_registered_goes_by_the_address_and_nobody_else_does(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    store = Store.open(tmp_path / DATABASE)
    asking = [
        Record(str(n), f'{{"email":"{who}"}}'.encode()) for n, who in enumerate(("Eve@example.org", "steve@b.org"))
    ]
    await store.put_records("pending", asking)
    await store.close()
    erase_people(tmp_path, [], addresses=["eve@Example.org", ""])
    assert b'"eve@example.org"' not in everything(tmp_path)
    assert b"steve@b.org" in everything(tmp_path)


async def test_the_command_ends_somebody_in_every_backup_and_can_be_run_again(tmp_path: Path) -> None:
    state, second = tmp_path / "state", tmp_path / "second"
    await keep_meeting(state)
    store = Store.open(state / DATABASE)
    await store.put_records("pending", [Record("9", b'{"email":"anna@example.org"}')])
    await store.close()
    damaged = make_backup(state, second, keep=3).path / DATABASE
    make_backup(state, second, keep=3)
    whole = damaged.read_bytes()
    damaged.write_bytes(b"damaged")
    config = tmp_path / "console.toml"
    config.write_text(f'[meeting]\nid = "m"\ntitle = "M"\n\n[store]\nbackup_directory = "{second.as_posix()}"\n')
    parser = ArgumentParser()
    add_store_commands(parser)
    erasing = parser.parse_args(["--config", str(config), "--state", str(state), "erase", "--person", "anna"])
    assert run_store(erasing) == EXIT_FAILED
    damaged.write_bytes(whole)
    assert run_store(erasing) == EXIT_FINE
    assert b"anna" not in everything(tmp_path)
    assert b"boris" in everything(second)
