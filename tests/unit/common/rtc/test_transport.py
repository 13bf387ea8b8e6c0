"""Two transports, face to face on loopback: they come up, carry packets, move, and leave nothing behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from common.model.errors import ErrorCode, MediaError
from common.model.media import MediaPath
from common.rtc.description import answer_section, sound_section
from common.rtc.ice import LOOPBACK
from common.rtc.rtp import build_rtp
from common.rtc.sections import LegDescription
from common.rtc.transport import ClientTransport, PeerState
from tests.helpers.media import until

pytestmark = pytest.mark.flaky(reruns=2)
SECTIONS = (sound_section("0", "sendonly", 5),)


@dataclass
class End:
    """A transport with what it told."""

    transport: ClientTransport
    states: list[PeerState] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)


def end(name: str, is_offerer: bool, open_timeout_s: float = 15.0) -> End:
    made = End(ClientTransport(name, is_offerer, LOOPBACK, open_timeout_s=open_timeout_s))
    made.transport._on_state = made.states.append
    made.transport.on_rtp = lambda packet, at_mono_s: made.packets.append(packet)
    return made


@asynccontextmanager
async def pair() -> AsyncIterator[tuple[End, End]]:
    offerer, answerer = end("offerer", True), end("answerer", False)
    offer = await offerer.transport.describe(SECTIONS, "actpass")
    answer = await answerer.transport.describe([answer_section(s, None) for s in SECTIONS], "active", offer)
    answerer.transport.begin(offer)
    offerer.transport.begin(answer)
    await asyncio.gather(offerer.transport.open(), answerer.transport.open())
    try:
        yield offerer, answerer
    finally:
        await asyncio.gather(offerer.transport.close(), answerer.transport.close())


async def sent_over(sender: End, receiver: End, number: int) -> None:
    """Send a packet until it has come: the two ends are up at slightly different times."""
    packet = build_rtp(111, False, number, number * 960, 5, b"sound")
    async with asyncio.timeout(5):
        while packet not in receiver.packets:
            sender.transport.send_rtp(packet)
            await asyncio.sleep(0.01)


async def test_packets_go_both_ways_and_a_goodbye_is_heard() -> None:
    async with pair() as (offerer, answerer):
        await sent_over(offerer, answerer, 1)
        await sent_over(answerer, offerer, 2)
        assert offerer.transport.path is MediaPath.DIRECT
        await offerer.transport.close()
        await until(lambda: answerer.states == [PeerState.UP, PeerState.DOWN])
    assert offerer.states == [PeerState.UP, PeerState.DOWN]


async def test_a_path_that_is_replaced_takes_nothing_with_it() -> None:
    async with pair() as (offerer, answerer):
        await sent_over(offerer, answerer, 1)
        await offerer.transport.restart()
        assert offerer.transport.climbs == 1
        await sent_over(offerer, answerer, 2)
        await sent_over(answerer, offerer, 3)
        assert offerer.states == [PeerState.UP]


async def test_nobody_there_is_given_up() -> None:
    alone, other = end("alone", True, open_timeout_s=0.3), end("other", False)
    await alone.transport.describe(SECTIONS, "actpass")
    silent: LegDescription = await other.transport.describe(SECTIONS, "active")
    await other.transport.close()
    alone.transport.begin(silent)
    with pytest.raises(MediaError) as raised:
        await alone.transport.open()
    assert raised.value.code is ErrorCode.MEDIA_FAILED
    assert alone.states == [PeerState.DOWN]
    await alone.transport.close()


async def test_another_end_than_was_described_is_refused() -> None:
    offerer, answerer = end("offerer", True), end("answerer", False)
    offer = await offerer.transport.describe(SECTIONS, "actpass")
    answer = await answerer.transport.describe(SECTIONS, "active", offer)
    forged = LegDescription(
        answer.ice_name, answer.ice_password, False, offer.fingerprints, "active", answer.candidates, answer.sections
    )
    answerer.transport.begin(offer)
    offerer.transport.begin(forged)
    with pytest.raises(MediaError):
        await offerer.transport.open()
    assert offerer.states == [PeerState.DOWN]
    await asyncio.gather(offerer.transport.close(), answerer.transport.close())


async def test_what_is_closed_stays_closed() -> None:
    closed = end("closed", True)
    await closed.transport.close()
    await closed.transport.close()
    with pytest.raises(MediaError):
        await closed.transport.describe(SECTIONS, "actpass")
    assert closed.states == [PeerState.DOWN]


async def test_noise_is_counted_and_nothing_more() -> None:
    async with pair() as (offerer, answerer):
        await sent_over(offerer, answerer, 1)
        channel = answerer.transport._channel
        assert channel is not None
        for noise in (
            b"",
            b"\x80",
            b"\x80" * 100,
            b"\x17" * 50,
            b"\x16\xfe\xfd" + bytes(60),
            b"\xff" * 20,
            b"\x80\xc8" * 40,
        ):
            answerer.transport._take(noise)
        assert channel.refused >= 3
        await sent_over(offerer, answerer, 2)
