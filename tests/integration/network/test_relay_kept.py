"""A leg that goes through a real relay for longer than whatever the relay has granted at first."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from common.rtc import relaychannel
from common.rtc.ice import IceServer
from common.rtc.iceconnection import IceConnection, IceNames, make_names
from common.rtc.sections import LegDescription
from room_console.core.relays import credentials
from tests.helpers.certificates import make_certificates
from tests.helpers.relay import SECRET, coturn, urls

pytestmark = pytest.mark.flaky(reruns=2)
HERE = "127.0.0.1"
GRANTED_S = 4
"""The password and the allocation last no longer at first, the channel and its permission twice as long."""
SENT_S = 12.0
EVERY_S = 0.02
LAST_S = 1.0
MOST_OF_ALL = 0.9
SHORT_LIVED = (
    f"--max-allocate-lifetime={GRANTED_S}",
    f"--channel-lifetime={2 * GRANTED_S}",
    f"--permission-lifetime={2 * GRANTED_S}",
    "--allow-loopback-peers",
)


@asynccontextmanager
async def two_ends(
    way: str, on_datagram: Callable[[bytes], None], on_lost: Callable[[], None]
) -> AsyncIterator[IceConnection]:
    """Connect somebody behind the relay with somebody who hears `on_datagram`."""
    username, password = credentials(SECRET.encode(), "anna", int(time.time()) + GRANTED_S)
    names = {True: make_names(), False: make_names()}
    relay = IceServer(urls(HERE)[way], username, password).relay
    behind = IceConnection(names[True], True, lambda data: None, on_lost, relay=relay)
    other = IceConnection(names[False], False, on_datagram, lambda: None, (HERE,))
    try:
        for end in (behind, other):
            await end.gather_candidates()
        async with asyncio.TaskGroup() as both:
            both.create_task(behind.connect_to(described(other, names[False]), is_hasty=False))
            both.create_task(other.connect_to(described(behind, names[True]), is_hasty=False))
        yield behind
    finally:
        await behind.close()
        await other.close()


def described(end: IceConnection, names: IceNames) -> LegDescription:
    """Say how an end is reached."""
    return LegDescription(
        ice_name=names.name,
        ice_password=names.password,
        is_lite=False,
        fingerprints=(),
        setup="actpass",
        candidates=tuple(candidate.to_sdp() for candidate in end.local_candidates),
        sections=(),
    )


@pytest.mark.parametrize("way", ["relay_udp", "relay_tcp"])
@pytest.mark.timeout(60)
async def test_what_the_relay_grants_is_renewed_even_with_a_password_that_has_run_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(relaychannel.RelayChannel.keep, "__defaults__", (GRANTED_S / 2,))
    make_certificates(tmp_path, HERE)
    came_s: list[float] = []
    lost: list[None] = []
    with coturn((), HERE, tmp_path / "certificate.pem", tmp_path / "key.pem", tmp_path, *SHORT_LIVED):
        async with two_ends(way, lambda _: came_s.append(time.monotonic()), lambda: lost.append(None)) as behind:
            begun_s, sent = time.monotonic(), 0
            while time.monotonic() < begun_s + SENT_S:
                behind.send_now(b"sound")
                sent += 1
                await asyncio.sleep(EVERY_S)
    assert came_s[-1] - begun_s >= SENT_S - LAST_S
    assert len(came_s) >= MOST_OF_ALL * sent
    assert not lost
