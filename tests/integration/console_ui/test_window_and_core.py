"""The window beside a real core: it starts one, works it, outlives it, and can be killed without being missed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication

from common.control.joinlink import parse_join_link
from common.model.floor import RequestStatus
from common.model.ids import SlotNumber
from common.protocol.floor import RequestFloor
from common.protocol.operator import EndMeeting
from room_console.rehearsal.staff import StaffLink, issue_links
from room_console.ui.state import Phase
from tests.helpers.consolewindow import ANNA, CONFIG, link_for_anna, until, window_here


def core_of(state: Path) -> psutil.Process | None:
    """Return the core that holds a state directory."""
    try:
        found = psutil.Process(int((state / "core.lock").read_text() or 0))
    except (OSError, ValueError, psutil.Error):
        return None
    return found if found.is_running() and found.status() != psutil.STATUS_ZOMBIE else None


def entries(state: Path) -> int:
    """Count how often an operator has come in."""
    log = state / "core.log"
    return log.read_text().count("operator is in") if log.exists() else 0


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "console.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@asynccontextmanager
async def window_process(config: Path, state: Path) -> AsyncIterator[Process]:
    """Run the window until it is attached; at the end of the test its core is ended too."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "room_console", "--config", str(config), "--state", str(state)),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        await until(lambda: entries(state) == 1)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        if (core := core_of(state)) is not None:
            core.terminate()
            await asyncio.to_thread(core.wait, 10)


@pytest.mark.timeout(150)
async def test_the_window_starts_a_core_sees_levels_and_grants_the_floor(
    config: Path, state: Path, qapp: QApplication
) -> None:
    async with window_here(config, state, qapp) as (window, attachment):
        await until(lambda: attachment.state.is_attached and attachment.state.view)
        floor_row = window.signal.inputs.rows[next(iter(window.signal.inputs.rows))]
        await until(lambda: floor_row.meter.held_dbfs > -60)
        link = await link_for_anna(attachment)
        async with StaffLink(parse_join_link(link)) as anna:
            await anna.client.request(RequestFloor())
            await until(window.speakers.verbs.grant.isEnabled)
            window.speakers.verbs.grant.click()
            await until(lambda: anna.client.view and anna.client.view.floor[0].status is RequestStatus.GRANTED)
            await until(lambda: "Switzerland" in window.signal.slots.rows[SlotNumber(1)].who.text())
            window.speakers.verbs.revoke.click()
            await until(lambda: anna.client.view and not anna.client.view.floor)
        await attachment.request(EndMeeting())
        await until(lambda: attachment.state.phase is Phase.ENDED)


@pytest.mark.timeout(150)
async def test_a_killed_window_is_not_missed(config: Path, state: Path) -> None:
    async with window_process(config, state) as process:
        core = core_of(state)
        assert core is not None
        process.send_signal(signal.SIGKILL)
        await process.wait()
        links = await issue_links(state / "operator.link", [ANNA], frozenset({ANNA}))
        async with StaffLink(parse_join_link(links[ANNA])) as anna:
            await anna.client.request(RequestFloor())
            await until(lambda: anna.client.view and anna.client.view.floor)
        assert core.is_running()


@pytest.mark.timeout(150)
async def test_a_killed_core_is_started_again(config: Path, state: Path) -> None:
    async with window_process(config, state) as process:
        first = core_of(state)
        assert first is not None
        first.kill()
        await until(lambda: entries(state) == 2)
        second = core_of(state)
        assert second is not None
        assert second.pid != first.pid
        assert process.returncode is None
