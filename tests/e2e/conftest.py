"""Processes take their time to start on a loaded machine: more of it than a unit test has."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from common.model.people import Role
from room_console.core.admission.passwords import Passwords
from tests.helpers.accounts import CHEAP
from tests.helpers.consolekit import ConsoleKit, console_kit
from tests.helpers.coreprocess import CoreProcess

END_TO_END_TIMEOUT_S = 240
PEOPLE = {
    **dict.fromkeys(("anna", "boris", "carla", "dalia", "late", "zoe"), Role.DELEGATE),
    "otto": Role.OBSERVER,
    "chair": Role.CHAIR,
    "president": Role.CHAIR,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test here, but those that say their own, the longer limit."""
    for item in items:
        if "tests/e2e/" in item.path.as_posix() and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(END_TO_END_TIMEOUT_S))


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CoreProcess]:
    """Have a core without a hall for the tests of a module; nothing in them may make it log more than `info`."""
    process = CoreProcess(tmp_path_factory.mktemp("core"), PEOPLE)
    asyncio.run(process.open())
    yield process
    is_running = process.is_running
    exit_code = asyncio.run(process.stop())
    assert is_running, process.last_words()
    assert exit_code == 0
    assert process.complaints() == []


@pytest.fixture
async def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ConsoleKit]:
    """Have a whole console in this process, whose passwords cost little."""
    monkeypatch.setattr("room_console.core.desks.Passwords", lambda: Passwords(CHEAP))
    async with console_kit(tmp_path) as running:
        yield running
