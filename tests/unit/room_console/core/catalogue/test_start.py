"""A meeting of the catalogue begins with its file; one of the configuration with that; what is edited stays."""

import argparse
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from common.aio.clock import ManualClock
from common.model.agenda import Format
from common.model.catalogue import NewMeeting
from common.model.meeting import Rules
from common.model.patch import default_patch
from room_console.core.catalogue.catalogue import Catalogue
from room_console.core.catalogue.meetingfile import MeetingFile
from room_console.core.command import add_core_arguments, is_unnamed, settings_of
from room_console.core.conductor import Conductor
from room_console.core.meeting.inputs import RulesSet
from room_console.core.meeting.programmeinputs import MeetingNamed
from room_console.core.meeting.state import MeetingState
from room_console.core.opening import OPERATOR, open_meeting
from tests.helpers.consolekit import settings
from tests.helpers.corestore import JournalInMemory
from tests.helpers.meetingfiles import ANNA, DETAILS, FILE

PORTS = (8, 16)
NAMED = MeetingNamed(OPERATOR.participant, "X/1", "As edited", Format.VIRTUAL, "Europe/Paris")


async def opened(
    journal: JournalInMemory, start: MeetingFile | None, *happened: object, title: str = "From the file"
) -> MeetingState:
    """Open a meeting, let things happen in it, and stop."""
    conductor = Conductor(journal, ManualClock(), lambda _: None)
    conductor.start()
    try:
        await open_meeting(conductor, settings({}, title=title), default_patch(*PORTS, 4), PORTS, start)
        for each in happened:
            await conductor.submit(each)  # type: ignore[arg-type]
    finally:
        await conductor.stop()
    return conductor.meeting.state


async def test_a_meeting_of_the_catalogue_is_as_its_file_says() -> None:
    state = await opened(JournalInMemory(), FILE)
    assert state.details == DETAILS
    assert state.rules == FILE.rules
    assert state.registration == FILE.registration
    assert {ANNA.participant, OPERATOR.participant} <= set(state.people)


async def test_its_file_counts_once() -> None:
    journal = JournalInMemory()
    await opened(journal, FILE, RulesSet(OPERATOR.participant, Rules(3)), NAMED)
    state = await opened(journal, msgspec.structs.replace(FILE, people=()))
    assert (state.details.title, state.rules.max_open_mics) == ("As edited", 3)
    assert state.details.sessions == DETAILS.sessions
    assert ANNA.participant in state.people


async def test_the_configuration_counts_until_staff_edit_the_meeting() -> None:
    journal = JournalInMemory()
    assert (await opened(journal, None)).details.title == "From the file"
    assert (await opened(journal, None, title="Corrected")).details.title == "Corrected"
    await opened(journal, None, NAMED, title="Corrected")
    state = await opened(journal, None, title="Changed again")
    assert (state.details.title, state.details.timezone) == ("As edited", "Europe/Paris")


async def test_more_microphones_than_slots_are_not_asked_for() -> None:
    start = msgspec.structs.replace(FILE, rules=replace(FILE.rules, max_open_mics=40))
    assert (await opened(JournalInMemory(), start)).rules.max_open_mics == 4


def parsed(*arguments: str) -> argparse.Namespace:
    """Parse a command line of the core."""
    parser = argparse.ArgumentParser()
    add_core_arguments(parser)
    return parser.parse_args(arguments)


def test_a_directory_of_the_catalogue_names_its_meeting(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "console")
    directory = catalogue.directory(catalogue.make(NewMeeting("Standing Committee", "SCP/36")))
    common = tmp_path / "console.toml"
    common.write_text("[server]\nport = 4443\n", encoding="utf-8")
    found, state = settings_of(parsed("--config", str(common), "--state", str(directory)))
    assert (found.meeting.id, found.meeting.title, found.server.port) == ("scp-36", "Standing Committee", 4443)
    assert state == directory


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", True), ('[meeting]\nid = "a"\ntitle = "A"', False), ('state_directory = "/tmp/x"', False)],
)
def test_without_a_meeting_the_window_offers_the_catalogue(tmp_path: Path, text: str, expected: bool) -> None:
    file = tmp_path / "console.toml"
    file.write_text(text, encoding="utf-8")
    assert is_unnamed(parsed("--config", str(file))) is expected
    assert is_unnamed(parsed()) is True
    assert is_unnamed(parsed("--state", str(tmp_path))) is False


def test_a_virtual_meeting_needs_no_device(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "console")
    directory = catalogue.directory(catalogue.make(NewMeeting("From afar", format=Format.VIRTUAL)))
    found, _ = settings_of(parsed("--state", str(directory)))
    assert (found.hall.device, found.hall.camera) == ("none", "none")
    hybrid = catalogue.directory(catalogue.make(NewMeeting("In the hall too")))
    assert settings_of(parsed("--state", str(hybrid)))[0].hall.device == "virtual"


def test_a_directory_keeps_its_meeting_whatever_file_is_given(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "console")
    directory = catalogue.directory(catalogue.make(NewMeeting("Standing Committee", "SCP/36")))
    other = tmp_path / "console.toml"
    other.write_text('[meeting]\nid = "other"\ntitle = "Other"\n[[participants]]\nname = "Anna"\nemail = "a@b.ch"\n')
    found, _ = settings_of(parsed("--config", str(other), "--state", str(directory)))
    assert (found.meeting.id, found.participants) == ("scp-36", ())
