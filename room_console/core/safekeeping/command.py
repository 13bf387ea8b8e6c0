"""`python -m room_console store ...`: verify, back up, restore, go back, erase."""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.catalogue.card import read_title
from room_console.core.command import EXIT_FAILED, EXIT_FINE, settings_of
from room_console.core.record.documents.folder import FOLDER
from room_console.core.safekeeping.backup import make_backup, restore_backup
from room_console.core.safekeeping.checking import check_documents
from room_console.core.safekeeping.erasing import Erased, due_at_ms, erase_contacts, erase_people, people_in
from room_console.core.safekeeping.place import clear_halves, list_backups
from room_console.core.settings import StoreSettings
from room_console.core.store.copies import go_back, verify_database
from room_console.core.store.files import DATABASE, DirectoryLock

Say = Callable[[str], None]
Act = Callable[[argparse.Namespace, Path, StoreSettings, Say], None]


def run_store(arguments: argparse.Namespace) -> int:
    """Carry out one action; return the exit code."""

    def say(text: str) -> None:
        sys.stdout.write(f"{text}\n")

    try:
        settings, state = settings_of(arguments)
        _ACTS[arguments.act](arguments, state, settings.store, say)
    except ConferenceError as error:
        sys.stderr.write(f"error: {error.detail or error.code}\n")
        return EXIT_FAILED
    return EXIT_FINE


def _verify(_: argparse.Namespace, state: Path, __: StoreSettings, say: Say) -> None:
    path = state / DATABASE
    if not path.is_file():
        raise ConferenceError(ErrorCode.NOT_FOUND, f"{state} holds no {DATABASE}")
    say(f"{path}: whole, {verify_database(path)} entries in the journal")
    _check_documents(state, say)


def _check_documents(state: Path, say: Say) -> None:
    """Say which documents are damaged. Raises: ConferenceError(`disk`) where any is."""
    count, faults = check_documents(state)
    for fault in faults:
        say(fault)
    if faults:
        raise ConferenceError(ErrorCode.DISK, f"{len(faults)} of {count} documents in {state} are gone or damaged")
    if count:
        say(f"{state / FOLDER}: {count} documents, each as it was handed in")


def _backup(arguments: argparse.Namespace, state: Path, settings: StoreSettings, say: Say) -> None:
    begun_s = time.perf_counter()
    made = make_backup(state, _place(arguments, settings), max(1, arguments.keep or settings.backups_kept))
    say(f"{made.path}: {made.revision} entries in the journal, in {time.perf_counter() - begun_s:.2f} s")


def _backups(arguments: argparse.Namespace, state: Path, settings: StoreSettings, say: Say) -> None:
    """List the meeting's own; where its directory is lost, those of every meeting, each with its name."""
    known = state if (state / DATABASE).is_file() else None
    for backup in list_backups(_place(arguments, settings), known):
        made = f"{datetime.fromtimestamp(backup.made_at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
        say(f"{made}  {backup.path}  {read_title(backup.path)}".rstrip())


def _restore(arguments: argparse.Namespace, state: Path, _: StoreSettings, say: Say) -> None:
    say(f"{state}: {restore_backup(arguments.backup, state)} entries in the journal")
    _check_documents(state, say)


def _back(_: argparse.Namespace, state: Path, __: StoreSettings, say: Say) -> None:
    lock = DirectoryLock(state)
    try:
        aside, lost = go_back(state / DATABASE)
    finally:
        lock.release()
    say(f"{state / DATABASE} is as before the change of its schema; {max(0, lost)} entries since then are in {aside}")


def _erase(arguments: argparse.Namespace, state: Path, settings: StoreSettings, say: Say) -> None:
    if arguments.due and (due_ms := due_at_ms(state, settings.retention_days)) > time.time() * 1000:
        say(f"nothing is due before {datetime.fromtimestamp(due_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC")
        return
    backups = _backups_of(settings, state)
    if arguments.person:
        _erase_named(state, [ParticipantId(person) for person in arguments.person], backups, say)
    else:
        erase = _erase_everyone if arguments.everyone else erase_contacts
        for place in (*backups, state):
            _say_erased(place, erase(place), say)
    if not backups:
        say("backups elsewhere, and copies that were made by hand, still hold what was erased here")


def _erase_everyone(place: Path) -> Erased:
    return erase_people(place, tuple(people_in(place)), is_everyone=True)


def _erase_named(state: Path, named: list[ParticipantId], backups: list[Path], say: Say) -> None:
    """Erase these in the backups, then here: who is gone here is known nowhere any more, should a backup fail.

    In a backup of before their registration they may stand as somebody who asks for it.
    """
    known = people_in(state)
    if unknown := [one for one in named if one not in known]:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no participant {', '.join(unknown)} in {state}")
    addresses = [known[one].email for one in named]
    for place in backups:
        there = people_in(place)
        _say_erased(place, erase_people(place, [one for one in named if one in there], addresses=addresses), say)
    _say_erased(state, erase_people(state, named), say)


def _say_erased(place: Path, done: Erased, say: Say) -> None:
    say(f"{place}: {done.people} people, {done.events} entries of the journal, {done.mails} mails in the outbox")


def _backups_of(settings: StoreSettings, state: Path) -> list[Path]:
    """Return the backups of this meeting alone, once halves are gone. Raises: ConferenceError(`disk`)."""
    if not settings.backup_directory:
        return []
    place = Path(settings.backup_directory).expanduser()
    try:
        clear_halves(place)
        return [backup.path for backup in list_backups(place, state)]
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{place}: {error.strerror}") from error


def _place(arguments: argparse.Namespace, settings: StoreSettings) -> Path:
    if arguments.to is not None:
        return Path(arguments.to)
    if not settings.backup_directory:
        raise ConferenceError(ErrorCode.NOT_FOUND, "name a place by --to, or by store.backup_directory")
    return Path(settings.backup_directory).expanduser()


_ACTS: Final[dict[str, Act]] = {
    "verify": _verify,
    "backup": _backup,
    "backups": _backups,
    "restore": _restore,
    "back": _back,
    "erase": _erase,
}
