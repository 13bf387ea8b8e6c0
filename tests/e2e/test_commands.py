"""`python -m room_console` as a command: what it prints, what it says when it can't, and how it exits."""

import asyncio
import json
import os
import re
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from common.model.people import Role
from room_console.core.command import EXIT_FAILED, EXIT_FINE, EXIT_USAGE
from tests.helpers.coreprocess import ROOT, CoreProcess, configuration, core_process

PEOPLE = {"anna": Role.DELEGATE}
HALL = {"device": "none", "camera": "none"}
COMMAND_TIMEOUT_S = 60.0
HEAVY_MODULES = {"PySide6", "aiortc", "aiohttp", "av", "numpy", "sqlite3"}
"""What a command that runs no core and no window does without."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    exit_code: int | None
    printed: str
    said: str


async def run(*arguments: str | Path, program: Sequence[str] = ("-m", "room_console")) -> Outcome:
    """Run a command to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        *map(str, arguments),
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(COMMAND_TIMEOUT_S):
            printed, said = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return Outcome(process.returncode, printed.decode(), said.decode())


def a_config(folder: Path, text: str | None = None, port: int = 0) -> Path:
    """Write a configuration file, a good one unless `text` is given."""
    path = folder / "console.toml"
    path.write_text(configuration(PEOPLE, port, HALL) if text is None else text, encoding="utf-8")
    return path


def says(outcome: Outcome, exit_code: int, *patterns: str) -> None:
    """Check that a command failed with this code, in words and without a trace; `patterns` are regular expressions."""
    assert outcome.exit_code == exit_code, outcome.said
    assert outcome.printed == ""
    assert "Traceback" not in outcome.said
    for pattern in patterns:
        assert re.search(pattern, outcome.said), outcome.said


async def test_the_schema_is_printed_as_json() -> None:
    outcome = await run("schema")
    assert (outcome.exit_code, outcome.said) == (EXIT_FINE, "")
    schema = json.loads(outcome.printed)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"RequestFloor", "Welcome", "ClientMessage", "ConsoleMessage"} <= set(schema["$defs"])


async def test_devices_are_listed_by_the_names_that_the_configuration_takes() -> None:
    outcome = await run("devices")
    assert outcome.exit_code == EXIT_FINE, outcome.said
    hall, cameras = outcome.printed.split("Cameras:\n")
    assert hall.startswith("Hall devices:\n")
    assert [name for name in ("virtual", "none") if f"\n  {name}  (" in hall] == ["virtual", "none"]
    assert "  virtual\n" in cameras


async def test_help_names_every_command() -> None:
    outcome = await run("--help")
    assert (outcome.exit_code, outcome.said) == (EXIT_FINE, "")
    for command in ("core", "attach", "demo", "devices", "schema"):
        assert re.search(rf"^    {command} ", outcome.printed, re.MULTILINE), outcome.printed


async def test_a_command_without_a_core_loads_none() -> None:
    program = (
        "-c",
        "import sys; from room_console.__main__ import main; code = main(sys.argv[1:]);"
        f" print(sorted({HEAVY_MODULES} & set(sys.modules)), code, file=sys.stderr)",
    )
    outcome = await run("schema", program=program)
    assert outcome.said == "[] 0\n"


@pytest.mark.parametrize(
    ("arguments", "pattern"),
    [
        (("--bogus",), r"unrecognized arguments: --bogus"),
        (("core", "--bogus"), r"unrecognized arguments: --bogus"),
        (("bogus",), r"COMMAND: invalid choice: 'bogus'.*core.*schema"),
        (("attach",), r"required: link"),
        (("demo", "--seconds", "soon"), r"--seconds: invalid float value: 'soon'"),
    ],
    ids=" ".join,
)
async def test_what_is_no_command_is_answered_with_the_usage(arguments: tuple[str, ...], pattern: str) -> None:
    says(await run(*arguments), EXIT_USAGE, r"^usage: python -m room_console", pattern)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("[meeting\n", r"console\.toml: .*at line 1"),
        ('[meeting]\nid = "x"\ntitle = 3\n', r"console\.toml: meeting\.title: expected str, got int"),
        ('[meeting]\nid = "x"\ntitle = "X"\ncolour = "red"\n', r"console\.toml: .*meeting\.colour"),
        ('[meeting]\nid = "x"\ntitle = "X"\n[server]\nport = 70000\n', r"console\.toml: server\.port: "),
    ],
    ids=["no toml", "wrong type", "unknown key", "out of range"],
)
@pytest.mark.parametrize("command", [("core",), ()], ids=["core", "window"])
async def test_a_wrong_configuration_is_named_by_file_and_key(
    tmp_path: Path, command: tuple[str, ...], text: str, pattern: str
) -> None:
    outcome = await run(*command, "--config", a_config(tmp_path, text), "--state", tmp_path / "state")
    says(outcome, EXIT_USAGE, pattern)
    assert not (tmp_path / "state").exists()


async def test_a_missing_configuration_is_named(tmp_path: Path) -> None:
    says(await run("core", "--config", tmp_path / "none.toml"), EXIT_USAGE, r"none\.toml: No such file")


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = await run("core", "--config", a_config(tmp_path, port=port), "--state", tmp_path / "state")
    says(outcome, EXIT_FAILED, rf"ERROR .*can't start: unreachable: can't listen on 127\.0\.0\.1 port {port}")


async def test_a_state_directory_is_for_one_core(tmp_path: Path) -> None:
    async with core_process(CoreProcess(tmp_path / "first", PEOPLE)) as first:
        outcome = await run("core", "--config", a_config(tmp_path), "--state", first.state)
        says(outcome, EXIT_FAILED, r"can't start: busy: \S+ is in use by process \d+")
        assert first.is_running
        assert await first.stop() == EXIT_FINE


async def test_a_state_directory_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory", encoding="utf-8")
    outcome = await run("core", "--config", a_config(tmp_path), "--state", tmp_path / "file" / "state")
    says(outcome, EXIT_FAILED, r"can't start: disk: \S+/file/state cannot be made: Not a directory")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
async def test_a_state_directory_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o500)
    outcome = await run("core", "--config", a_config(tmp_path), "--state", state)
    says(outcome, EXIT_FAILED, rf"can't start: disk: {re.escape(str(state))}")


async def test_a_corrupt_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "state" / "console.db"
    database.parent.mkdir()
    rubbish = b"this was a journal" * 500
    database.write_bytes(rubbish)
    outcome = await run("core", "--config", a_config(tmp_path), "--state", database.parent)
    says(outcome, EXIT_FAILED, rf"can't start: disk: {re.escape(str(database))}: file is not a database")
    assert database.read_bytes() == rubbish
