"""From the press of the switch to silence at the console: a delegate, a core and its hall, on one machine's clock."""

import asyncio
import logging
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from common.model.units import SAMPLE_RATE_HZ
from delegate_app.core.build import headless_delegate
from delegate_app.core.client import DelegateClient
from delegate_app.core.headless.kit import HeadlessKit
from delegate_app.core.headless.options import HeadlessOptions
from delegate_app.core.state import FloorPhase, Phase
from room_console.rehearsal.recordings import Recording
from tests.helpers.delegate import until
from tests.helpers.halltape import HALL, HEARD, sent, share_heard
from tests.helpers.meetingrig import MeetingRig, meeting

pytestmark = pytest.mark.flaky(reruns=2)

TIMES = 6
MOST_MS = 60.0
FLOWS = 0.5
"""On a machine that does other things meanwhile; on a calm one there is no gap."""
SPEAK_S = 0.8
WAIT_S = 15.0
_log = logging.getLogger(__name__)


@asynccontextmanager
async def on_air(link: str) -> AsyncIterator[DelegateClient]:
    """Let a delegate who hums a tone speak."""
    client = headless_delegate(HeadlessKit(HeadlessOptions(link="", audio_in="tone:440")))
    await client.start()
    try:
        await client.join(link)
        await until(lambda: client.state.may_request, WAIT_S)
        await client.request_floor()
        await until(lambda: client.state.floor_phase is FloorPhase.ON_AIR, WAIT_S)
        yield client
    finally:
        await client.leave()
        await client.close()


def drop_link(client: DelegateClient) -> None:
    """Let the control link break."""
    assert client._attachment is not None
    control: Any = client._attachment.control
    control._session._link.abort()


def ms_until_silence(recording: Recording, pressed_mono_s: float) -> float:
    """Return how long something was still heard after the press."""
    heard = np.flatnonzero(np.abs(recording.between(pressed_mono_s, pressed_mono_s + SPEAK_S)) > HEARD)
    return 1000.0 * (int(heard[-1]) + 1) / SAMPLE_RATE_HZ if len(heard) else 0.0


@pytest.mark.timeout(120)
async def test_mute_is_silence_at_the_console_within_60_ms(tmp_path: Path) -> None:
    pressed: list[float] = []
    rig = MeetingRig(tmp_path, ("anna",), HALL)
    async with meeting(rig, "--rehearse", str(tmp_path / "hall")), on_air(rig.links["anna"]) as client:
        for _ in range(TIMES):
            await asyncio.sleep(SPEAK_S)
            pressed.append(time.monotonic())
            await client.set_muted(True)
            await asyncio.sleep(SPEAK_S)
            await client.set_muted(False)
    tape = sent(tmp_path / "hall")
    assert all(share_heard(tape, at - 0.3, at) > FLOWS for at in pressed)
    delays_ms = [round(ms_until_silence(tape, at), 1) for at in pressed]
    _log.info("from the press to silence at the slot's output, ms: %s", delays_ms)
    assert statistics.median(delays_ms) > 0.0
    assert max(delays_ms) <= MOST_MS, delays_ms


@pytest.mark.timeout(120)
async def test_a_reconnection_keeps_the_mute_and_only_the_floor_lets_be_heard(tmp_path: Path) -> None:
    rig = MeetingRig(tmp_path, ("anna",), HALL)
    async with meeting(rig, "--rehearse", str(tmp_path / "hall")), on_air(rig.links["anna"]) as client:
        await asyncio.sleep(SPEAK_S)
        await client.set_muted(True)
        lost_mono_s = time.monotonic()
        drop_link(client)
        await until(lambda: client.state.phase is Phase.RECONNECTING, WAIT_S)
        await until(lambda: client.state.phase is Phase.JOINED, WAIT_S)
        await asyncio.sleep(SPEAK_S)
        was_muted = client.state.is_muted
        back_mono_s = time.monotonic()
        await client.set_muted(False)
        await asyncio.sleep(SPEAK_S)
        open_mono_s = time.monotonic()
        await client.release_floor()
        await asyncio.sleep(SPEAK_S)
        end_mono_s = time.monotonic()
        assert (was_muted, client.state.is_muted) == (True, False)
    tape = sent(tmp_path / "hall")
    assert share_heard(tape, lost_mono_s + MOST_MS / 1000, back_mono_s) == 0.0
    assert share_heard(tape, open_mono_s - 0.3, open_mono_s) > FLOWS
    assert share_heard(tape, end_mono_s - 0.3, end_mono_s) == 0.0
