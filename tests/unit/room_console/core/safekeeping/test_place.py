"""One place for the backups of several meetings, with halves of killed processes in it, on a disk that may be gone."""

import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path

import pytest

from common.model.catalogue import MeetingCard
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from room_console.core.catalogue.card import write_card
from room_console.core.command import EXIT_FINE
from room_console.core.safekeeping import place as place_module
from room_console.core.safekeeping.backup import make_backup
from room_console.core.safekeeping.command import run_store
from room_console.core.safekeeping.options import add_store_commands
from room_console.core.safekeeping.place import APART_FILE, clear_halves, list_backups, partial_path
from room_console.core.store.files import DATABASE
from tests.helpers.keptstate import keep_meeting

STAMP = "20300102T030405000006Z"


def run(*words: object) -> int:
    parser = ArgumentParser()
    add_store_commands(parser)
    return run_store(parser.parse_args([*map(str, words)]))


def half(place: Path, machine_and_process: str) -> Path:
    path = place / f"{STAMP}.{machine_and_process}.partial"
    path.mkdir(parents=True)
    (path / DATABASE).write_bytes(b"anna@example.org")
    return path


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


async def test_meetings_that_share_a_place_keep_each_their_own(tmp_path: Path) -> None:
    one, other, second = tmp_path / "one", tmp_path / "other", tmp_path / "second"
    await keep_meeting(one)
    await keep_meeting(other)
    kept = make_backup(one, second, keep=1).path
    newest = [make_backup(other, second, keep=1).path for _ in range(3)][-1]
    assert [backup.path for backup in list_backups(second, one)] == [kept]
    assert [backup.path for backup in list_backups(second, other)] == [newest]
    assert {backup.path for backup in list_backups(second)} == {kept, newest}


async def test_erasing_one_meeting_leaves_the_backups_of_the_others(tmp_path: Path) -> None:
    one, other, second = tmp_path / "one", tmp_path / "other", tmp_path / "second"
    config = tmp_path / "console.toml"
    config.write_text(f'[meeting]\nid = "a"\ntitle = "A"\n[store]\nbackup_directory = "{second.as_posix()}"\n')
    await keep_meeting(one)
    await keep_meeting(other)
    erased, left = (make_backup(state, second, keep=9).path for state in (one, other))
    written = half(second, f"{place_module._machine()}-{ended_process()}")
    assert run("--config", config, "--state", one, "erase", "--everyone") == EXIT_FINE
    assert b"Anna" not in (erased / DATABASE).read_bytes()
    assert b"Anna" in (left / DATABASE).read_bytes()
    assert not written.exists()


async def test_a_lost_meeting_is_found_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, second = tmp_path / "scp-36", tmp_path / "second"
    await keep_meeting(one)
    write_card(one, MeetingCard(MeetingId("scp-36"), "Standing Committee", "SCP/36"))
    made = make_backup(one, second, keep=1).path
    assert run("--state", tmp_path / "new", "backups", "--to", second) == EXIT_FINE
    assert capsys.readouterr().out.rstrip().endswith(f"{made}  SCP/36 Standing Committee")


def test_halves_of_the_dead_go_and_those_that_may_be_written_stay(tmp_path: Path) -> None:
    machine = place_module._machine()
    dead = half(tmp_path, f"{machine}-{ended_process()}")
    alive = half(tmp_path, f"{machine}-1")
    elsewhere = half(tmp_path, "another-7")
    unlike = tmp_path / "my.partial"
    unlike.mkdir()
    assert clear_halves(tmp_path) == 1
    assert not dead.exists()
    assert all(path.is_dir() for path in (alive, elsewhere, unlike))
    assert partial_path(tmp_path / STAMP).name.startswith(f"{STAMP}.{machine}-")


def test_halves_of_another_machine_go_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = half(tmp_path, "another-7")
    of_before = tmp_path / "20300102T030405000007Z.partial"
    of_before.mkdir()
    later_s = time.time() + 2 * place_module.LONGEST_S
    monkeypatch.setattr(time, "time", lambda: later_s)
    assert clear_halves(tmp_path) == 2
    assert not old.exists()


async def test_the_next_backup_clears_what_a_killed_one_has_left(tmp_path: Path) -> None:
    await keep_meeting(tmp_path / "state")
    left = half(tmp_path / "second", f"{place_module._machine()}-{ended_process()}")
    make_backup(tmp_path / "state", tmp_path / "second", keep=1)
    assert not left.exists()


async def test_a_disk_that_was_unplugged_is_not_mistaken_for_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, second = tmp_path / "state", tmp_path / "second"
    await keep_meeting(state)
    device = place_module._device
    monkeypatch.setattr(place_module, "_device", lambda path: device(path) + ("second" in path.parts))
    make_backup(state, second, keep=9)
    monkeypatch.setattr(place_module, "_device", device)
    with pytest.raises(ConferenceError, match="its disk is not there") as caught:
        make_backup(state, second, keep=9)
    assert caught.value.code is ErrorCode.DISK
    assert (state / APART_FILE).read_text(encoding="utf-8") == f"{second.resolve()}\n"
    monkeypatch.setattr(place_module, "_device", lambda path: device(path) + ("second" in path.parts))
    made = make_backup(state, second, keep=9)
    assert len(list_backups(second, state)) == 2
    assert not (made.path / APART_FILE).exists()


async def test_a_place_on_the_same_disk_from_the_start_is_used(tmp_path: Path) -> None:
    await keep_meeting(tmp_path / "state")
    make_backup(tmp_path / "state", tmp_path / "second", keep=1)
    assert not (tmp_path / "state" / APART_FILE).exists()
