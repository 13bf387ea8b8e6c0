"""The catalogue: directories made, listed, put away; nothing climbs out of its base."""

import argparse
import stat
import sys
from pathlib import Path

import pytest

from common.model.agenda import Session
from common.model.catalogue import MeetingCard, NewMeeting
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from common.model.meeting import MeetingDetails
from room_console.core.catalogue.card import CARD, read_card, write_card
from room_console.core.catalogue.catalogue import ARCHIVE, Catalogue, is_running
from room_console.core.catalogue.command import run_meetings
from room_console.core.catalogue.meetingfile import MeetingFile, decode_file, encode_file
from room_console.core.catalogue.options import add_meetings_commands
from room_console.core.catalogue.start import START, keep_start, read_start
from room_console.core.store.files import DATABASE
from room_console.core.store.store import Store
from tests.helpers.meetingfiles import ANNA, FILE

NEW = NewMeeting("Standing Committee", "SCP/36", timezone="Europe/Zurich")
SCP = MeetingId("scp-36")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Return an empty catalogue."""
    return Catalogue(tmp_path / "console")


def imported(catalogue: Catalogue, data: bytes) -> MeetingId:
    """Import a file."""
    path = catalogue.base.parent / "meeting.json"
    path.write_bytes(data)
    return catalogue.import_file(path)


def test_a_new_meeting_is_named_after_its_symbol_and_listed(catalogue: Catalogue) -> None:
    assert catalogue.entries() == []
    assert catalogue.make(NEW) == SCP
    assert catalogue.make(NEW) == "scp-36-2"
    assert catalogue.make(NewMeeting("会议")) == "meeting"
    entries = {entry.meeting: entry for entry in catalogue.entries()}
    assert set(entries) == {SCP, "scp-36-2", "meeting"}
    assert entries[SCP].card.title == "Standing Committee"
    assert not entries[SCP].is_running


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_meeting_is_its_owner_s_alone(catalogue: Catalogue) -> None:
    directory = catalogue.directory(imported(catalogue, encode_file(FILE)))
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert {stat.S_IMODE((directory / name).stat().st_mode) for name in (START, CARD)} == {0o600}


def test_an_imported_meeting_gets_a_free_name_and_keeps_all_else(catalogue: Catalogue) -> None:
    catalogue.make(NEW)
    name = imported(catalogue, encode_file(FILE))
    assert name == "scp-36-2"
    start = read_start(catalogue.directory(name))
    assert start is not None
    assert start.people == (ANNA,)
    assert start.details.sessions == FILE.details.sessions
    card = next(e.card for e in catalogue.entries() if e.meeting == name)
    assert (card.people, card.sessions, card.starts_at_ms) == (1, 1, 0)


def test_a_refused_file_leaves_nothing_behind(catalogue: Catalogue) -> None:
    with pytest.raises(ConferenceError):
        imported(catalogue, b"no file")
    assert not catalogue.base.exists()


@pytest.mark.parametrize("name", ["..", ".", "", "/etc", "a/../..", "archive", "x" * 65, "scp-36\x00"])
def test_no_name_leads_out_of_the_base(catalogue: Catalogue, name: str) -> None:
    catalogue.make(NEW)
    catalogue.make(NewMeeting("archive"))
    catalogue.archive(MeetingId("archive-2"))
    for act in (catalogue.directory, catalogue.archive, catalogue.take_out):
        with pytest.raises(ConferenceError) as refusal:
            act(MeetingId(name))
        assert refusal.value.code is ErrorCode.NOT_FOUND


def test_the_archive_is_left_again(catalogue: Catalogue) -> None:
    catalogue.make(NEW)
    catalogue.archive(SCP)
    assert [(e.meeting, e.is_archived) for e in catalogue.entries()] == [(SCP, True)]
    assert catalogue.make(NEW) == "scp-36-2"
    assert decode_file(catalogue.export(SCP, has_people=False)).details.title == "Standing Committee"
    catalogue.take_out(SCP)
    assert (catalogue.base / SCP).is_dir()
    assert not (catalogue.base / ARCHIVE / SCP).exists()


async def test_a_meeting_that_is_open_runs_and_stays_where_it_is(catalogue: Catalogue) -> None:
    directory = catalogue.directory(catalogue.make(NEW))
    store = Store.open(directory / DATABASE)
    try:
        assert is_running(directory)
        with pytest.raises(ConferenceError) as refusal:
            catalogue.archive(SCP)
        assert refusal.value.code is ErrorCode.BUSY
    finally:
        await store.close()
    assert not is_running(directory)
    catalogue.archive(SCP)


def test_people_are_kept_once(catalogue: Catalogue) -> None:
    directory = catalogue.directory(imported(catalogue, encode_file(FILE)))
    keep_start(directory, FILE)
    start = read_start(directory)
    assert start is not None
    assert start.people == ()
    assert "anna@example.org" not in (directory / START).read_text(encoding="utf-8")


def test_a_card_that_is_broken_or_another_s_is_no_card(tmp_path: Path) -> None:
    assert read_card(tmp_path) is None
    (tmp_path / CARD).write_text("{", encoding="utf-8")
    assert read_card(tmp_path) is None
    write_card(tmp_path, MeetingCard(MeetingId("another"), "Another"))
    assert read_card(tmp_path) is None


def test_the_latest_comes_first(catalogue: Catalogue) -> None:
    for name, day in (("one", 1), ("two", 2)):
        session = Session(1, "", day * 86_400_000, day * 86_400_000 + 1)
        imported(
            catalogue, encode_file(MeetingFile(details=MeetingDetails(MeetingId(name), "", name, sessions=(session,))))
        )
    assert [entry.meeting for entry in catalogue.entries()] == ["two", "one"]


def run(base: Path, *arguments: str) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser()
    add_meetings_commands(parser)
    return run_meetings(parser.parse_args(["--base", str(base), *arguments]))


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base, file = tmp_path / "console", tmp_path / "scp.json"
    assert run(base, "new", "Standing Committee", "--symbol", "SCP/36", "--timezone", "Europe/Zurich") == 0
    assert run(base, "export", "scp-36", str(file)) == 0
    assert run(base, "import", str(file)) == 0
    assert run(base, "archive", "scp-36") == 0
    assert capsys.readouterr().out.split() == ["scp-36", "scp-36-2"]
    assert run(base, "list") == 0
    assert "archived" in capsys.readouterr().out
    assert run(base, "archive", "nothing") == 1
    assert "no meeting" in capsys.readouterr().err
    assert run(base, "new", "x", "--timezone", "Nowhere") == 1
