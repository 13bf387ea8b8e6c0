"""`delegate_app check` as a process, against a real console core: what it prints, writes, sends, and how it ends."""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from common.control.joinlink import JoinLink, parse_join_link
from common.model.ids import ParticipantId
from common.model.people import Presence
from delegate_app.core.headless.check import CheckExit
from tests.helpers.coreprocess import CoreProcess, free_port, participants

ROOT = Path(__file__).resolve().parents[2]
LINK = "hemicycle://127.0.0.1:8443/crash#" + "t" * 32 + "." + "00" * 32
COMMAND_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: int | None
    out: str
    err: str


def environment(**changes: str | None) -> dict[str, str]:
    """Return this process's environment with some of it changed, or left out."""
    merged = {**os.environ, **changes}
    return {name: value for name, value in merged.items() if value is not None}


async def started(*arguments: object, **changes: str | None) -> asyncio.subprocess.Process:
    """Start the command."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "delegate_app",
        "check",
        *map(str, arguments),
        cwd=ROOT,
        env=environment(**changes),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> Ended:
    """Wait for its end."""
    try:
        async with asyncio.timeout(COMMAND_TIMEOUT_S):
            out, err = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return Ended(process.returncode, out.decode(), err.decode())


async def check(*arguments: object, **changes: str | None) -> Ended:
    """Run the command to its end."""
    return await ended(await started(*arguments, **changes))


def results_of(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the results of a JSON report by their names."""
    return {result["name"]: result for result in report["results"]}


async def test_a_whole_check_reaches_the_console_and_nobody_joins_by_it(core: CoreProcess, tmp_path: Path) -> None:
    links = await core.links(["anna", "chair"])
    devices = ("--audio-in", "voice:1", "--audio-out", tmp_path / "heard.wav")
    files = ("--json", tmp_path / "r.json", "--text", tmp_path / "r.txt")
    async with participants({"chair": links["chair"]}) as staff:
        outcome = await check(links["anna"], "--no-window", *devices, *files)
        assert staff["chair"].view.participants[ParticipantId("anna")].presence is Presence.ABSENT
    assert "Traceback" not in outcome.err
    report = json.loads((tmp_path / "r.json").read_text())
    verdicts = {"pass": CheckExit.PASS, "warn": CheckExit.WARN, "fail": CheckExit.FAIL}
    assert outcome.code == verdicts[report["verdict"]], outcome.err
    assert report["delivery"] == "sent"
    assert report["is_complete"]
    found = results_of(report)
    for name in ("name", "tcp", "tls", "control", "clock", "udp", "round_trip", "loss", "down", "up"):
        assert found[name]["finding"] == "good", found[name]
    assert found["level"]["value"] is not None
    assert (tmp_path / "r.txt").read_text() in outcome.out + "\n"
    assert "Be silent" in outcome.out
    assert links["anna"].token not in outcome.out + outcome.err + (tmp_path / "r.json").read_text()


async def test_a_console_that_is_not_there_is_a_problem_and_says_what_to_do(tmp_path: Path) -> None:
    link = JoinLink("127.0.0.1", free_port(), parse_join_link(LINK).meeting, "t" * 32, bytes(32))
    outcome = await check(link, "--no-window", "--audio-in", "voice:1", "--json", tmp_path / "r.json")
    assert outcome.code == CheckExit.FAIL
    report = json.loads((tmp_path / "r.json").read_text())
    found = results_of(report)
    assert (found["tcp"]["verdict"], found["tcp"]["finding"]) == ("fail", "refused")
    assert report["delivery"] == "kept"
    assert "The meeting may not be open yet" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--bogus",), "unrecognized arguments"),
        (("no link", "--no-window", "--audio-in", "silence"), "link_invalid"),
        (("--no-window", "--audio-in", "no such microphone"), "device"),
    ],
    ids=["usage", "link", "microphone"],
)
async def test_what_can_not_be_done_is_said_in_a_line(arguments: tuple[str, ...], said: str) -> None:
    outcome = await check(*arguments)
    assert outcome.code == CheckExit.NOT_DONE
    assert said in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("display", [None, ":97"], ids=["none", "dead"])
async def test_without_a_display_the_window_is_refused_in_an_orderly_way(display: str | None) -> None:
    outcome = await check(DISPLAY=display, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert outcome.code == CheckExit.NOT_DONE
    assert "--no-window" in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
async def test_a_check_that_is_interrupted_ends_and_lets_go_of_everything() -> None:
    process = await started("--no-window", "--audio-in", "voice:1")
    assert process.stdout is not None
    async with asyncio.timeout(COMMAND_TIMEOUT_S):
        assert b"Be silent" in await process.stdout.readline()
    process.send_signal(signal.SIGINT)
    outcome = await ended(process)
    assert outcome.code == CheckExit.NOT_DONE
    assert "Traceback" not in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
async def test_the_window_opens_and_a_closed_one_has_no_verdict(tmp_path: Path) -> None:
    process = await started(LINK, "--verbose", QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=str(tmp_path))
    assert process.stderr is not None
    async with asyncio.timeout(COMMAND_TIMEOUT_S):
        while b"Using selector" not in await process.stderr.readline():
            assert process.returncode is None, "it ended before its loop ran"
    process.terminate()
    assert (await ended(process)).code == CheckExit.NOT_DONE
