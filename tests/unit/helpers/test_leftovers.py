"""The guards of every test, tested: each kind of thing left behind is found, and only that."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from common.aio.tasks import TaskOwner, spawn
from tests.helpers.leftovers import loop_timers_left, qt_timers_left, tasks_left, threads_left

ROOT = Path(__file__).parents[3]

OFFENDERS = """
import asyncio, logging, threading
from common.aio.tasks import TaskOwner, spawn

def test_warns():
    logging.getLogger("hall").warning("the device is gone")

def test_misses(expects_logs):
    expects_logs("never said")

def test_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

async def test_task():
    spawn(asyncio.Event().wait(), "idle", TaskOwner("nobody"))

async def test_timer():
    asyncio.get_running_loop().call_later(60.0, TaskOwner, "late")

async def test_clean(expects_logs):
    await asyncio.to_thread(int)
    expects_logs("WARNING hall: the device is .*")
    logging.getLogger("hall").warning("the device is gone")
    spawn(asyncio.sleep(0), "short", TaskOwner("nobody"))
"""


def test_threads_that_live_are_named_and_those_that_end_are_not() -> None:
    before, release = threading.enumerate(), threading.Event()
    threading.Thread(target=release.wait, name="lasting").start()
    threading.Thread(target=int, name="short").start()
    try:
        assert threads_left(before, grace_s=0.01) == ["thread lasting"]
    finally:
        release.set()


async def test_tasks_that_wait_are_named_and_those_that_end_are_not() -> None:
    owner, before = TaskOwner("test"), asyncio.all_tasks()
    spawn(asyncio.Event().wait(), "lasting", owner)
    spawn(asyncio.sleep(0), "short", owner)
    left = await tasks_left(before, grace_s=0.01)
    await owner.cancel_all()
    assert [line.split(":")[0] for line in left] == ["task lasting"]


async def test_timers_of_ours_are_named_and_a_library_s_are_not() -> None:
    loop = asyncio.get_running_loop()
    ours, theirs = loop.call_later(60.0, TaskOwner, "late"), loop.call_later(60.0, Path.cwd)
    assert len(loop_timers_left(loop)) == 1
    ours.cancel()
    assert loop_timers_left(loop) == []
    theirs.cancel()


def test_a_running_qt_timer_is_named(qtbot: QtBot) -> None:
    timer = QTimer()
    timer.setObjectName("levels")
    timer.start(50)
    assert qt_timers_left() == ["QTimer levels every 50 ms"]
    timer.stop()
    assert qt_timers_left() == []


def test_every_guard_fails_the_test_that_offends(tmp_path: Path) -> None:
    names = "expects_logs, fixed_seeds, no_task_left, nothing_left, watched_loop"
    (tmp_path / "conftest.py").write_text(f"from tests.conftest import {names}\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    (tmp_path / "test_offenders.py").write_text(OFFENDERS)
    command = [sys.executable, "-m", "pytest", "-rEFp", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    guilty = {line.split("::")[1].split()[0] for line in done.stdout.splitlines() if line.startswith("ERROR ")}
    assert guilty == {"test_warns", "test_misses", "test_thread", "test_task", "test_timer"}, done.stdout
