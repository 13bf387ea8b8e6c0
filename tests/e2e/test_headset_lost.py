"""A headset pulled out under a speaker who is on air: said at both ends within a second, and heard again by another."""

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from common.aio.tasks import TaskOwner, spawn
from common.audio.testsignal import tone
from common.audio.wav import write_wav
from common.control.client import ControlClient
from common.control.joinlink import parse_join_link
from common.model.ids import ParticipantId
from common.model.voice import MicrophoneState
from common.protocol.operator import LinkReports
from delegate_app.core.build import headless_delegate
from delegate_app.core.client import DelegateClient
from delegate_app.core.desktopkit import DesktopKit
from delegate_app.core.state import FloorPhase
from room_console.core.opening import OPERATOR_LINK
from tests.helpers.control import Notes, until
from tests.helpers.halltape import HALL, sent, share_heard
from tests.helpers.logfail import LogWatch
from tests.helpers.meetingrig import MeetingRig, meeting
from tests.helpers.soundservers import SoundServer, jack_server, pulse_server

pytestmark = pytest.mark.flaky(reruns=2)

ANNA = ParticipantId("anna")
JACK = "portaudio:JACK Audio Connection Kit:system"
SAID_WITHIN_S = 1.0
WAIT_S = 25.0
SPEAK_S = 2.0
SPEAKS = 0.1
"""So much of a second with sound in it is somebody who is heard, on whatever machine."""
SAYER = """
import time
from common.audio.testsignal import tone
from tests.helpers.jackpeer import JackPeer
with JackPeer(__import__("os").environ["JACK_DEFAULT_SERVER"], {1: tone(440, 1.0)}, [], 1.0) as peer:
    peer.connect()
    print("ready", flush=True)
    time.sleep(600)
"""
_log = logging.getLogger(__name__)


@contextmanager
def hearing(*command: str, server: SoundServer) -> Iterator[subprocess.Popen[str]]:
    """Let a program make sound on a server for as long."""
    environment = os.environ | server.environment | {"PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as program:
        try:
            yield program
        finally:
            program.kill()


@asynccontextmanager
async def operator_s_notes(state: Path) -> AsyncIterator[Notes]:
    """Write down what the console tells an operator."""
    notes, owner = Notes(), TaskOwner("operator")
    link = parse_join_link(await asyncio.to_thread((state / OPERATOR_LINK).read_text))
    client = ControlClient(link, "a-device-key-of-an-operator-in-a-test", "test", notes)
    spawn(client.run(), name="operator", owner=owner)
    try:
        await until(lambda: notes.views, WAIT_S)
        yield notes
    finally:
        await client.close()
        await owner.cancel_all()


@asynccontextmanager
async def speaker(link: str) -> AsyncIterator[DelegateClient]:
    """Let a delegate join by the devices of this machine."""
    client = headless_delegate(DesktopKit())
    await client.start()
    try:
        await client.join(link)
        await until(lambda: client.state.may_request, WAIT_S)
        await until(lambda: JACK in [d.name for d in client.state.devices.microphones], WAIT_S)
        await client.choose_headphone(None)
        await client.choose_microphone(JACK)
        yield client
    finally:
        await client.leave()
        await client.close()


def told(notes: Notes) -> list[MicrophoneState]:
    """Return what was told of Anna's microphone."""
    reports = [m.reports for m in notes.messages if isinstance(m, LinkReports)]
    return [r[ANNA].microphone for r in reports if ANNA in r]


@pytest.mark.timeout(180)
async def test_a_headset_pulled_out_on_air_is_said_within_a_second_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("was lost")
    expects_logs.maybe("was not opened")
    hum = tmp_path / "hum.wav"
    write_wav(hum, tone(440, 120.0)[:, None])
    pulse_folder = tmp_path / "pulse"
    pulse_folder.mkdir()
    with pulse_server(pulse_folder) as pulse, jack_server(2, 2) as jack:
        for server in (pulse, jack):
            server.give_environment(monkeypatch)
        rig = MeetingRig(tmp_path, ("anna",), HALL)
        async with (
            meeting(rig, "--rehearse", str(tmp_path / "hall")),
            operator_s_notes(rig.state) as notes,
            speaker(rig.links["anna"]) as client,
        ):
            with (
                hearing("paplay", str(hum), server=pulse),
                hearing(sys.executable, "-c", SAYER, server=jack) as sayer,
            ):
                assert sayer.stdout is not None
                assert await asyncio.to_thread(sayer.stdout.readline) == "ready\n"
                await client.request_floor()
                await until(lambda: client.state.floor_phase is FloorPhase.ON_AIR, WAIT_S)
                await asyncio.sleep(SPEAK_S)
                request, leg = client.state.request, client._attachment and client._attachment.uplink.leg
                jack.kill()
                killed_mono_s = time.monotonic()
                await until(lambda: client.state.devices.lost == JACK, WAIT_S)
                said_s = time.monotonic() - killed_mono_s
                await until(lambda: MicrophoneState.LOST in told(notes), WAIT_S)
                told_s = time.monotonic() - killed_mono_s
                await until(lambda: told(notes)[-1] is MicrophoneState.REPLACED, WAIT_S)
                await until(lambda: client.state.floor_phase is FloorPhase.ON_AIR, WAIT_S)
                replaced_s = time.monotonic() - killed_mono_s
                await asyncio.sleep(SPEAK_S)
                again_mono_s = time.monotonic()
                now = client.state.request
                assert now is not None
                assert request is not None
                assert now.request == request.request
                assert client._attachment is not None
                assert client._attachment.uplink.leg == leg
    _log.info("said after %.2f s, told to staff after %.2f s, on air again after %.2f s", said_s, told_s, replaced_s)
    tape = sent(tmp_path / "hall")
    assert share_heard(tape, killed_mono_s - 1.0, killed_mono_s) > SPEAKS
    assert share_heard(tape, again_mono_s - 1.0, again_mono_s) > SPEAKS
    assert max(said_s, told_s) < SAID_WITHIN_S
