"""Tries all ways to the media engine at once, and keeps the best one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from common.model.addresses import host_port
from common.model.checks import Finding
from common.model.errors import MediaError
from common.protocol.checks import CheckAccess
from common.rtc.ice import IceServer, Relay
from delegate_app.core.checks.network.outlook import Attempt, best_of
from delegate_app.core.checks.network.probing import Prober
from delegate_app.core.checks.network.ways import Address, DirectWay, LookUp, RelayWay, Way, WayError, parse_address

MAX_ADDRESSES = 3
MAX_RELAYS = 6


@dataclass(frozen=True, slots=True)
class _Trial:
    way: Way
    where: str
    open: Callable[[], Awaitable[None]]


@asynccontextmanager
async def open_ways(
    access: CheckAccess, key: bytes, streams: Iterator[int], look_up: LookUp
) -> AsyncIterator[tuple[tuple[Attempt, ...], Way | None]]:
    """Try all, give what came of each and the way that the media will take; everything is closed at the end."""
    trials = _trials(access, look_up)
    async with AsyncExitStack() as stack:
        for trial in trials:
            stack.push_async_callback(trial.way.close)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_attempt(trial, key, next(streams)), name="way") for trial in trials]
        attempts = tuple(task.result() for task in tasks)
        best = best_of(attempts)
        yield attempts, trials[attempts.index(best)].way if best is not None else None


async def _attempt(trial: _Trial, key: bytes, stream: int) -> Attempt:
    path = trial.way.path
    try:
        await trial.open()
    except WayError as error:
        return Attempt(path, trial.where, None, error.finding)
    round_trip_ms = await Prober(trial.way, key, stream).greet()
    return Attempt(path, trial.where, round_trip_ms, Finding.BLOCKED if round_trip_ms is None else Finding.GOOD)


def _trials(access: CheckAccess, look_up: LookUp) -> list[_Trial]:
    addresses, trials = addresses_of(access), list[_Trial]()
    for address in addresses:
        direct = DirectWay()
        trials.append(_Trial(direct, written(address), partial(direct.open, address)))
    for relay in relays_of(access) if addresses else ():
        relayed = RelayWay(relay)
        where = written((relay.host, relay.port))
        trials.append(_Trial(relayed, where, partial(relayed.open, addresses[0], look_up)))
    return trials


def addresses_of(access: CheckAccess) -> tuple[Address, ...]:
    """Return where the media engine listens; what is no address is passed over."""
    found = (parse_address(text) for text in access.probe_addresses)
    return tuple(address for address in found if address is not None)[:MAX_ADDRESSES]


def relays_of(access: CheckAccess) -> Sequence[Relay]:
    """Return the relays offered; what is none is passed over."""
    relays: list[Relay] = []
    for server in access.ice_servers:
        try:
            relay = IceServer(server.url, server.username, server.password).relay
        except MediaError:
            continue
        if relay is not None:
            relays.append(relay)
    return relays[:MAX_RELAYS]


def written(address: Address) -> str:
    """Write an address as `host:port`."""
    return host_port(*address)
