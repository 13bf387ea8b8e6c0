"""The participant's two ends, against each other: a downlink is not an uplink, and a closed leg stays closed."""

import numpy as np
import pytest

from common.model.errors import ErrorCode, MediaError
from common.model.media import LegStatistics, Sdp
from common.rtc.legs import DownlinkPeer, PeerState, UplinkPeer
from tests.helpers.media import Ear, grey_picture


async def test_an_uplink_offers_sound_and_a_picture_on_loopback_only() -> None:
    peer = UplinkPeer()
    offer = await peer.offer()
    assert [line.split()[0] for line in offer.splitlines() if line.startswith("m=")] == ["m=audio", "m=video"]
    assert all(line.split()[4] == "127.0.0.1" for line in offer.splitlines() if line.startswith("a=candidate"))
    assert "useinbandfec=1" in offer
    await peer.close()


async def test_without_a_picture_there_is_no_section_for_one() -> None:
    peer = UplinkPeer(with_picture=False)
    assert "m=video" not in await peer.offer()
    peer.write_picture(grey_picture(1))
    await peer.close()


async def test_before_it_is_up_nothing_is_sent() -> None:
    peer = UplinkPeer()
    await peer.offer()
    for _ in range(10):
        peer.write(np.ones((480, 1), np.float32))
    assert peer.state is PeerState.CONNECTING
    assert peer.statistics() == LegStatistics()
    await peer.close()


async def test_closing_is_final_and_told_once() -> None:
    states: list[PeerState] = []
    peer = UplinkPeer(on_state=states.append)
    await peer.offer()
    await peer.close()
    await peer.close()
    assert states == [PeerState.DOWN]
    with pytest.raises(MediaError) as raised:
        await peer.offer()
    assert raised.value.code is ErrorCode.MEDIA_FAILED


async def test_an_uplinks_offer_is_no_downlink() -> None:
    speaker = UplinkPeer()
    listener = DownlinkPeer(Ear().write_picture)
    with pytest.raises(MediaError) as raised:
        await listener.answer(await speaker.offer())
    assert raised.value.code is ErrorCode.MEDIA_FAILED
    await listener.close()
    await speaker.close()


async def test_an_answer_before_the_offer_is_refused() -> None:
    peer = UplinkPeer()
    with pytest.raises(MediaError):
        await peer.accept(Sdp("v=0\r\n"))
    await peer.close()


async def test_a_malformed_answer_is_refused_and_the_leg_can_be_closed() -> None:
    peer = UplinkPeer()
    await peer.offer()
    with pytest.raises(MediaError):
        await peer.accept(Sdp("v=0\r\n"))
    await peer.close()
