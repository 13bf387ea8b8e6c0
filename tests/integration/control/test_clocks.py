"""The clock on every screen: machines whose clocks are wrong, behind lines that deliver late and unevenly."""

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from common.aio.clock import SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from tests.helpers.control import Notes, SmallGateway, certificate, link_to, serving, until
from tests.helpers.lateline import Lateness, late_line

pytestmark = pytest.mark.flaky(reruns=2)

AGREE_MS = 100
LOOK_S = 0.05
LOOKS = 100


class WrongClock(SystemClock):
    """A machine's clock that is wrong by so much."""

    def __init__(self, wrong_ms: int) -> None:
        self._wrong_ms = wrong_ms

    def now_ms(self) -> int:
        """Return the wrong time."""
        return super().now_ms() + self._wrong_ms


SCREENS = (
    (WrongClock(-7_300), Lateness(0.005, 0.005)),
    (WrongClock(+41_000), Lateness(0.12, 0.04, jitter_s=0.03, seed=2)),
)


async def test_screens_agree_within_100_ms_from_the_first_answer_on(
    tmp_path: Path,
) -> None:
    owner = TaskOwner("test clients")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(SmallGateway(), certificate(tmp_path)))
        clients = []
        for number, (clock, lateness) in enumerate(SCREENS):
            port = await stack.enter_async_context(late_line(server.port, lateness))
            link = replace(link_to(server, f"screen-{number}"), port=port)
            clients.append(ControlClient(link, "device-key-of-a-test", "test", Notes(), clock=clock))
            spawn(clients[-1].run(), "client", owner)
        try:
            await until(lambda: all(c.round_trip_ms is not None for c in clients), 20.0)
            errors_ms: list[list[int]] = [[] for _ in clients]
            for _ in range(LOOKS):
                true_ms = SystemClock().now_ms()
                for client, errors in zip(clients, errors_ms, strict=True):
                    errors.append(client.console_now_ms() - true_ms)
                await asyncio.sleep(LOOK_S)
            apart_ms = max(abs(first - second) for first, second in zip(*errors_ms, strict=True))
            for client, errors in zip(clients, errors_ms, strict=True):
                sys.stdout.write(f"way {client.round_trip_ms:.0f} ms: wrong by {min(errors)} to {max(errors)} ms\n")
            sys.stdout.write(f"apart by {apart_ms} ms at most, in {LOOKS} looks over {LOOKS * LOOK_S:.0f} s\n")
            assert apart_ms <= AGREE_MS
            assert all(abs(error) <= AGREE_MS for errors in errors_ms for error in errors)
        finally:
            await asyncio.gather(*(client.close() for client in clients))
            await owner.cancel_all()
