"""The delegate without a window, at a true server with true media: what is heard there and here."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.testsignal import identify_voice
from common.audio.wav import read_wav
from common.model.errors import ErrorCode
from common.model.floor import RequestKind
from common.model.ids import ChannelNumber, ParticipantId
from common.model.units import SAMPLE_RATE_HZ
from delegate_app.core.build import headless_delegate
from delegate_app.core.headless.codes import OutboxCodes
from delegate_app.core.headless.kit import HeadlessKit
from delegate_app.core.headless.options import HeadlessOptions, Switch
from delegate_app.core.headless.run import ExitCode, HeadlessRun
from delegate_app.core.state import FloorPhase, Phase
from tests.helpers.control import GOOD_CODE, certificate, link_to
from tests.helpers.delegate import until
from tests.helpers.mediagateway import media_console, outbox_mail

ANNA = ParticipantId("anna")
SILENT = 1e-4
PAUSE_BLOCKS = 40
"""Longer than a made-up voice ever pauses."""


def heard_voices(path: Path, *spans_s: tuple[float, float]) -> list[int | None]:
    sound = read_wav(path)[:, 0]
    return [identify_voice(sound[round(a * SAMPLE_RATE_HZ) : round(b * SAMPLE_RATE_HZ)])[0] for a, b in spans_s]


def loudest(blocks: list[Block]) -> float:
    return float(np.abs(np.concatenate(blocks)).max())


def run_of(options: HeadlessOptions, said: list[str]) -> HeadlessRun:
    codes = OutboxCodes(options.code_from or Path(), wait_s=2.0)
    return HeadlessRun(options, headless_delegate(HeadlessKit(options)), codes, said.append)


async def test_joins_by_code_hears_its_channels_speaks_and_reports(tmp_path: Path) -> None:
    said: list[str] = []
    outbox_mail(tmp_path / "outbox", "anna@example.org", GOOD_CODE)
    async with media_console(certificate(tmp_path)) as (gateway, server):
        gateway.coded.add("anna")
        options = HeadlessOptions(
            link=str(link_to(server, "anna")),
            code_from=tmp_path / "outbox",
            audio_in="voice:5",
            audio_out=str(tmp_path / "heard.wav"),
            record_in=tmp_path / "spoken.wav",
            channel="en",
            switches=(Switch("fr", 4.0),),
            request_floor=RequestKind.INTERVENTION,
            speak_s=3.0,
            seconds=8.0,
            report=tmp_path / "report.json",
        )
        assert await run_of(options, said).run() is ExitCode.FINE
        spoken = np.concatenate(gateway.ears[0].blocks)
    report: dict[str, Any] = json.loads((tmp_path / "report.json").read_text())
    assert said == ["joined", "floor requested", "on air", "floor released"]
    assert [p["phase"] for p in report["phases"]] == ["offline", "connecting", "code", "joined", "left"]
    assert 0 < report["request_to_on_air_ms"] < 3000
    assert report["packets"]["received"] > 300
    assert [s["language"] for s in report["switches"]] == ["en", "fr"]
    assert report["reconnections"] == {"count": 0, "longest_gap_ms": 0}
    assert identify_voice(spoken[SAMPLE_RATE_HZ // 2 : 3 * SAMPLE_RATE_HZ, 0])[0] == 5
    assert heard_voices(tmp_path / "heard.wav", (1.5, 4.0), (5.5, 8.0)) == [1, 2]
    for name in ("heard.wav", "spoken.wav"):
        assert json.loads((tmp_path / f"{name}.json").read_text())["started_mono_s"] > 0


async def test_a_broken_downlink_comes_back_by_itself_and_so_does_the_link(tmp_path: Path) -> None:
    async with media_console(certificate(tmp_path)) as (gateway, server):
        client = headless_delegate(HeadlessKit(HeadlessOptions(link="", audio_in="voice:3")))
        await client.start()
        try:
            await client.join(str(link_to(server, "anna")))
            await until(lambda: client.state.media.has_downlink, 10.0)
            await client.choose_channel(ChannelNumber(2))
            await client.request_floor()
            await until(lambda: client.state.floor_phase is FloorPhase.ON_AIR, 10.0)
            await client.set_muted(True)
            await gateway.fail_downlink(ANNA)
            await until(lambda: not client.state.media.has_downlink)
            await until(lambda: client.state.media.has_downlink, 10.0)
            gateway.inside[0].close()
            await until(lambda: client.state.phase is Phase.RECONNECTING)
            await until(lambda: client.state.phase is Phase.JOINED)
            assert client.state.floor_phase is FloorPhase.ON_AIR
            assert client.state.is_muted
            assert client.state.own is not None
            assert client.state.own.channel == 2
            assert len(gateway.ears) == 1
        finally:
            await client.close()


async def test_muted_on_air_the_hall_hears_nothing(tmp_path: Path) -> None:
    async with media_console(certificate(tmp_path)) as (gateway, server):
        client = headless_delegate(HeadlessKit(HeadlessOptions(link="", audio_in="voice:3")))
        await client.start()
        try:
            await client.join(str(link_to(server, "anna")))
            await until(lambda: client.state.phase is Phase.JOINED and client.state.view)
            await client.request_floor()
            await until(lambda: client.state.floor_phase is FloorPhase.ON_AIR, 10.0)
            await client.set_muted(True)
            heard = gateway.ears[0].blocks
            await until(lambda: len(heard) > PAUSE_BLOCKS and loudest(heard[-PAUSE_BLOCKS:]) < SILENT, 10.0)
            begin = len(heard)
            await until(lambda: len(heard) > begin + 50, 10.0)
            assert loudest(heard[begin:]) < SILENT
        finally:
            await client.close()


@pytest.mark.parametrize(("name", "code"), [("", ErrorCode.TOKEN_UNKNOWN)])
async def test_a_refused_token_ends_it_with_the_code_said(tmp_path: Path, name: str, code: ErrorCode) -> None:
    said: list[str] = []
    async with media_console(certificate(tmp_path)) as (_, server):
        link = str(link_to(server, "x")).replace("x-token-of-enough-characters", "unknown-and-long-enough-" + name)
        assert await run_of(HeadlessOptions(link=link, seconds=1.0), said).run() is ExitCode.REFUSED
    assert said == [f"refused: {code}"]


async def test_wrong_codes_are_tried_no_more_than_there_are_mails(tmp_path: Path) -> None:
    said: list[str] = []
    for number, wrong in enumerate(("000000", "111111")):
        outbox_mail(tmp_path / "outbox", "anna@example.org", wrong, f"{number}.eml")
    outbox_mail(tmp_path / "outbox", "boris@example.org", GOOD_CODE, "9.eml")
    async with media_console(certificate(tmp_path)) as (gateway, server):
        gateway.coded.add("anna")
        options = HeadlessOptions(link=str(link_to(server, "anna")), code_from=tmp_path / "outbox")
        assert await run_of(options, said).run() is ExitCode.REFUSED
        assert gateway.tries_left == 3
    assert said == ["refused: timeout"]


async def test_being_locked_out_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    outbox_mail(tmp_path / "outbox", "anna@example.org", "000000")
    async with media_console(certificate(tmp_path)) as (gateway, server):
        gateway.coded.add("anna")
        gateway.tries_left = 1
        options = HeadlessOptions(link=str(link_to(server, "anna")), code_from=tmp_path / "outbox")
        assert await run_of(options, said).run() is ExitCode.REFUSED
    assert said == ["refused: code_locked"]


async def test_the_process_leaves_at_a_signal_and_loads_no_qt(tmp_path: Path) -> None:
    async with media_console(certificate(tmp_path)) as (gateway, server):
        program = (
            "import sys; from delegate_app.__main__ import main; code = main(sys.argv[1:]); "
            "bad = [m for m in ('PySide6', 'shiboken6', 'qasync') if m in sys.modules]; "
            "sys.exit(code if not bad else 99)"
        )
        report = tmp_path / "report.json"
        arguments = ["--headless", str(link_to(server, "anna")), "--report", str(report)]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, *arguments, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        async with asyncio.timeout(20):
            assert await process.stdout.readline() == b"joined\n"
            await until(lambda: gateway.downlinks)
        process.terminate()
        async with asyncio.timeout(5):
            assert await process.wait() == 0
        process._transport.close()  # type: ignore[attr-defined]
    assert json.loads(report.read_text())["peak_rss_mb"] > 10


def test_usage_is_exit_code_2() -> None:
    for arguments in (["--headless"], ["--headless", "nonsense"], ["--headless", "x", "--switch", "en"]):
        done = subprocess.run(
            [sys.executable, "-m", "delegate_app", *arguments], capture_output=True, timeout=30, check=False
        )
        assert done.returncode == 2, done.stderr
