"""The air every test breathes: no display, fixed seeds, a silent log, nothing left alive."""

import asyncio
import inspect
import os
import random
import threading
from collections.abc import AsyncIterator, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import numpy as np
import pytest
import pytest_asyncio

from tests.helpers.leftovers import loop_timers_left, qt_timers_left, tasks_left, threads_left
from tests.helpers.logfail import LogWatch, watched_logs

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

SEED = 20260101


@pytest.fixture(autouse=True)
def expects_logs() -> Iterator[LogWatch]:
    """Fail a test that logs a warning it did not announce by `expects_logs("pattern")` or `expects_logs.maybe(...)`."""
    with watched_logs() as watch:
        yield watch


@pytest.fixture(autouse=True)
def fixed_seeds() -> None:
    """Give every test the same random numbers, whichever ran before."""
    random.seed(SEED)
    np.random.seed(SEED)


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest, expects_logs: LogWatch, fixed_seeds: None) -> Iterator[None]:
    """Fail a test that leaves a thread behind, or a running QTimer; looked at last, when the loop is closed too."""
    before = threading.enumerate()
    yield
    left = threads_left(before)
    if "qtbot" in request.fixturenames:
        left += qt_timers_left()
    if left:
        pytest.fail(f"left alive: {'; '.join(left)}", pytrace=False)


@pytest.fixture(autouse=True)
def watched_loop(request: pytest.FixtureRequest, nothing_left: None) -> None:
    """Let `no_task_left` watch the loop of a test that has one."""
    if inspect.iscoroutinefunction(request.function):
        request.getfixturevalue("no_task_left")


@pytest_asyncio.fixture
async def no_task_left() -> AsyncIterator[None]:
    """Fail an async test that leaves a task or a timer of ours on its loop, after every fixture of its own has gone."""
    before = asyncio.all_tasks()
    yield
    left = await tasks_left(before) + loop_timers_left(asyncio.get_running_loop())
    if left:
        pytest.fail(f"left alive: {'; '.join(left)}", pytrace=False)
