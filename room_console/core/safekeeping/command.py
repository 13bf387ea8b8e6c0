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
from room_console.core.command import EXIT_FAILED, EXIT_FINE, settings_of
from room_console.core.safekeeping.backup import list_backups, make_backup, restore_backup
from room_console.core.safekeeping.erasing import Erased, due_at_ms, erase_contacts, erase_people, people_in
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


def _backup(arguments: argparse.Namespace, state: Path, settings: StoreSettings, say: Say) -> None:
    begun_s = time.perf_counter()
    made = make_backup(state, _place(arguments, settings), max(1, arguments.keep or settings.backups_kept))
    say(f"{made.path}: {made.revision} entries in the journal, in {time.perf_counter() - begun_s:.2f} s")


def _backups(arguments: argparse.Namespace, _: Path, settings: StoreSettings, say: Say) -> None:
    for backup in list_backups(_place(arguments, settings)):
        say(f"{datetime.fromtimestamp(backup.made_at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC  {backup.path}")


def _restore(arguments: argparse.Namespace, state: Path, _: StoreSettings, say: Say) -> None:
    say(f"{state}: {restore_backup(arguments.backup, state)} entries in the journal")


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
    named = tuple(ParticipantId(person) for person in arguments.person)
    _say_erased(state, _erase_here(state, named, arguments.everyone), say)
    backups = _backups_of(settings)
    for place in backups:
        known = tuple(one for one in named if one in people_in(place))
        if known or not named:
            _say_erased(place, _erase_here(place, known, arguments.everyone), say)
    if not backups:
        say("backups elsewhere, and copies that were made by hand, still hold what was erased here")


def _erase_here(place: Path, named: tuple[ParticipantId, ...], is_everyone: bool) -> Erased:
    if is_everyone:
        named = tuple(people_in(place))
    return erase_people(place, named, is_everyone) if named or is_everyone else erase_contacts(place)


def _say_erased(place: Path, done: Erased, say: Say) -> None:
    say(f"{place}: {done.people} people, {done.events} entries of the journal, {done.mails} mails in the outbox")


def _backups_of(settings: StoreSettings) -> list[Path]:
    if not settings.backup_directory:
        return []
    return [backup.path for backup in list_backups(Path(settings.backup_directory).expanduser())]


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
