"""The command line of the core: settings from it, and the code it exits with."""

import argparse
import socket
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Role
from room_console.core import command
from room_console.core.command import (
    EXIT_FAILED,
    EXIT_USAGE,
    add_arguments,
    add_core_arguments,
    run_core,
    settings_of,
)
from room_console.core.settings import default_state_directory
from tests.helpers.consolekit import in_memory
from tests.helpers.logfail import LogWatch

CONFIG = """
state_directory = "{state}"
[meeting]
id = "kit"
title = "A meeting"
[server]
port = {port}
[hall]
device = "none"
camera = "none"
[[participants]]
id = "anna"
name = "Anna"
email = "anna@example.org"
"""


@pytest.fixture(autouse=True)
def ordinary_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the process of the tests where it is: what is favoured once stays so."""
    monkeypatch.setattr(command, "favour_sound", lambda: False)


def parsed(*arguments: str) -> argparse.Namespace:
    """Parse a command line of `core`."""
    parser = argparse.ArgumentParser()
    add_core_arguments(parser)
    return parser.parse_args(arguments)


def config(folder: Path, port: int = 0) -> Path:
    """Write a configuration whose state lies beside it."""
    path = folder / "console.toml"
    path.write_text(CONFIG.format(state=folder / "state", port=port))
    return path


def test_without_a_file_there_is_a_meeting_all_the_same() -> None:
    settings, state = settings_of(parsed())
    assert settings.meeting.title
    assert state == default_state_directory(settings.meeting.details().meeting)


def test_the_state_lies_where_the_command_line_says_else_the_file(tmp_path: Path) -> None:
    path = str(config(tmp_path))
    assert settings_of(parsed("--config", path))[1] == tmp_path / "state"
    assert settings_of(parsed("--config", path, "--state", str(tmp_path / "other")))[1] == tmp_path / "other"


def test_people_on_the_command_line_join_those_in_the_file(tmp_path: Path) -> None:
    boris = "Boris;Norland;chair;boris@example.org"
    settings, _ = settings_of(parsed("--config", str(config(tmp_path)), "--participant", boris))
    assert [(p.name, p.role) for p in settings.participants] == [("Anna", Role.DELEGATE), ("Boris", Role.CHAIR)]
    assert len({p.id for p in settings.participants}) == 2


@pytest.mark.parametrize("text", [";Norland", "Boris;;king;", "Anna;;delegate;anna@example.org"])
def test_people_who_can_not_be_are_malformed(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConferenceError) as failure:
        settings_of(parsed("--config", str(config(tmp_path)), "--participant", text))
    assert failure.value.code is ErrorCode.MALFORMED


def test_a_wrong_file_is_a_fault_of_usage(tmp_path: Path, expects_logs: LogWatch) -> None:
    expects_logs("no-such-file")
    assert run_core(parsed("--config", str(tmp_path / "no-such-file.toml"))) == EXIT_USAGE


def test_a_port_in_use_ends_the_core_in_order(tmp_path: Path, expects_logs: LogWatch) -> None:
    expects_logs("the core can't start")
    with socket.create_server(("127.0.0.1", 0)) as taken, in_memory():
        path = config(tmp_path, taken.getsockname()[1])
        assert run_core(parsed("--config", str(path))) == EXIT_FAILED


def test_a_state_directory_that_is_none_ends_the_core_in_order(tmp_path: Path, expects_logs: LogWatch) -> None:
    expects_logs("the core can't start")
    (tmp_path / "state").write_text("a file")
    assert run_core(parsed("--config", str(config(tmp_path)))) == EXIT_FAILED


def test_the_window_takes_what_its_core_needs_but_rehearses_not() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert set(vars(parser.parse_args([]))) == {"config", "state", "participant"}
