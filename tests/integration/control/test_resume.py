"""A lost link comes back by itself, with what it knew."""

import asyncio
import logging
import time
from pathlib import Path

import pytest

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.envelope import Bye
from common.protocol.media import OpenDownlink
from tests.helpers.control import Notes, SmallGateway, attached, certificate, link_to, serving, until

_log = logging.getLogger(__name__)

BACK_WITHIN_S = 5.0
CLIENTS = 20


async def test_everyone_is_back_soon_after_the_core_restarts(tmp_path: Path) -> None:
    tls = certificate(tmp_path)
    first, second = SmallGateway(instance="run-1"), SmallGateway(instance="run-2")
    names = [f"delegate-{n}" for n in range(CLIENTS)]
    async with serving(first, tls) as server:
        links = [link_to(server, name) for name in names]
        async with attached(links) as clients:
            await server.stop(Bye(may_return=True))
            await asyncio.sleep(1.0)
            async with serving(second, tls, port=server.port):
                restarted_s = time.monotonic()
                await until(lambda: len(second.inside) == CLIENTS, BACK_WITHIN_S)
                _log.info("%d clients were back after %.2f s", CLIENTS, time.monotonic() - restarted_s)
                await until(lambda: all(len(n.welcomes) == 2 for _, n in clients))
                assert all([is_new for _, is_new in n.welcomes] == [True, True] for _, n in clients)
                assert all((LinkState.RECONNECTING, None) in n.states for _, n in clients)
                await asyncio.gather(*(c.close() for c, _ in clients))


async def test_a_link_cut_within_one_run_resumes_with_changes_alone(tmp_path: Path) -> None:
    gateway = SmallGateway()
    async with serving(gateway, certificate(tmp_path)) as server, attached([link_to(server, "anna")]) as [(client, n)]:
        gateway.register("bela")
        await until(lambda: client.revision == 2)
        gateway.inside[0].close(Bye(may_return=True))
        gateway.register("cyril")
        await until(lambda: len(n.welcomes) == 2)
        await until(lambda: client.revision == 3)
        assert (gateway.hellos[1].revision, gateway.hellos[1].instance) in {(2, "run-1"), (3, "run-1")}
        assert [is_new for _, is_new in n.welcomes] == [True, False]
        assert client.view == gateway.view


async def test_a_request_in_flight_at_a_loss_is_unreachable(tmp_path: Path) -> None:
    gateway = SmallGateway(hold=asyncio.Event())
    async with serving(gateway, certificate(tmp_path)) as server, attached([link_to(server, "anna")]) as [(client, _)]:
        request = asyncio.gather(client.request(OpenDownlink()), return_exceptions=True)
        await asyncio.sleep(0.05)
        gateway.inside[0].close(Bye(may_return=True))
        [error] = await asyncio.wait_for(request, 2.0)
        assert isinstance(error, ConferenceError)
        assert error.code is ErrorCode.UNREACHABLE
        assert gateway.hold is not None
        gateway.hold.set()


async def test_a_goodbye_without_return_ends_the_client(tmp_path: Path) -> None:
    gateway = SmallGateway()
    async with serving(gateway, certificate(tmp_path)) as server, attached([link_to(server, "anna")]) as [(_, notes)]:
        gateway.inside[0].close(Bye())
        await until(lambda: notes.states[-1] == (LinkState.CLOSED, None))


async def test_stopping_takes_less_than_2_s_even_with_a_request_in_hand(tmp_path: Path) -> None:
    gateway = SmallGateway(hold=asyncio.Event())
    async with serving(gateway, certificate(tmp_path)) as server, attached([link_to(server, "anna")]) as [(client, _)]:
        request = asyncio.gather(client.request(OpenDownlink()), return_exceptions=True)
        await asyncio.sleep(0.05)
        began_s = time.monotonic()
        await server.stop()
        assert time.monotonic() - began_s < 2.0
        assert gateway.gone == ["anna"]
        await request


async def test_nobody_listens_and_the_client_says_so(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        link = link_to(server, "anna")
    notes, owner = Notes(), TaskOwner("test")
    client = ControlClient(link, "device-key", "test", notes)
    spawn(client.run(), "client", owner)
    await until(lambda: len(notes.states) >= 3)
    assert notes.states[1] == (LinkState.CONNECTING, ErrorCode.UNREACHABLE)
    with pytest.raises(ConferenceError, match="not attached"):
        await client.request(OpenDownlink())
    await client.close()
    assert notes.states[-1] == (LinkState.CLOSED, ErrorCode.UNREACHABLE)
    await owner.cancel_all()
