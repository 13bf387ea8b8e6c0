"""A leg that is kept open while it is wanted."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId
from common.model.media import Direction
from delegate_app.core.legs import LegKeeper
from tests.helpers.delegate import until


class Waits:
    """A back-off that notes what is asked of it; each pause is `pause_s`."""

    def __init__(self, pause_s: float) -> None:
        self.pause_s = pause_s
        self.asked = 0
        self.resets = 0

    def next_s(self) -> float:
        self.asked += 1
        return self.pause_s

    def reset(self) -> None:
        self.resets += 1


class Legs:
    """What the console does with a leg: it is named, or refused as often as the test says."""

    def __init__(self, refusals: int = 0, pause_s: float = 0.0) -> None:
        self.refusals = refusals
        self.opened = 0
        self.closed: list[tuple[LegId, bool]] = []
        self.ups: list[bool] = []
        self.waits = Waits(pause_s)
        self.keeper = LegKeeper(Direction.DOWNLINK, self.open, self.close, self.ups.append, self.waits)

    async def open(self) -> LegId:
        self.opened += 1
        if self.opened <= self.refusals:
            raise ConferenceError(ErrorCode.MEDIA_FAILED)
        return LegId(f"leg-{self.opened}")

    async def close(self, leg: LegId, was_lost: bool) -> None:
        self.closed.append((leg, was_lost))


@contextlib.asynccontextmanager
async def kept(legs: Legs) -> AsyncIterator[LegKeeper]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(legs.keeper.run())
        yield legs.keeper
        task.cancel()


async def test_nothing_is_opened_unless_wanted_and_attached() -> None:
    legs = Legs()
    async with kept(legs) as keeper:
        keeper.want(True)
        await asyncio.sleep(0)
        assert legs.opened == 0
        keeper.attached(True)
        await until(lambda: keeper.leg)
        keeper.want(False)
        await until(lambda: legs.closed)
        assert legs.closed == [("leg-1", False)]


async def test_losing_the_link_closes_nothing() -> None:
    legs = Legs()
    async with kept(legs) as keeper:
        keeper.want(True)
        keeper.attached(True)
        await until(lambda: keeper.leg)
        keeper.up()
        keeper.attached(False)
        keeper.attached(True)
        await asyncio.sleep(0)
        assert (legs.opened, legs.closed, legs.ups) == (1, [], [True])


async def test_a_refused_leg_is_asked_for_again_with_back_off() -> None:
    legs = Legs(refusals=3)
    async with kept(legs) as keeper:
        keeper.want(True)
        keeper.attached(True)
        await until(lambda: keeper.leg)
        assert (legs.opened, legs.waits.asked, legs.waits.resets) == (4, 3, 0)
        keeper.up()
        assert legs.waits.resets == 1


async def test_a_lost_leg_is_cleared_away_and_opened_again_once_attached() -> None:
    legs = Legs()
    async with kept(legs) as keeper:
        keeper.want(True)
        keeper.attached(True)
        await until(lambda: keeper.leg)
        keeper.up()
        keeper.attached(False)
        keeper.lost()
        await until(lambda: legs.closed)
        assert legs.closed == [("leg-1", True)]
        assert legs.opened == 1
        keeper.attached(True)
        await until(lambda: keeper.leg == "leg-2")
        assert legs.ups == [True, False]
        assert keeper.times_lost == 1


async def test_a_new_wish_ends_the_pause() -> None:
    legs = Legs(refusals=1, pause_s=3600.0)
    async with kept(legs) as keeper:
        keeper.want(True)
        keeper.attached(True)
        await until(lambda: legs.waits.asked)
        keeper.want(False)
        keeper.want(True)
        await until(lambda: keeper.leg)


async def test_another_legs_end_is_not_ours() -> None:
    legs = Legs()
    async with kept(legs) as keeper:
        keeper.want(True)
        keeper.attached(True)
        await until(lambda: keeper.leg)
        keeper.closed(LegId("leg-of-before"))
        await asyncio.sleep(0)
        assert legs.closed == []
