"""Delegates in networks as hotels have them: no UDP gets through, no IPv4, or the address changes in mid-meeting."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

import pytest

from common.audio.testsignal import identify_voice
from common.audio.wav import read_wav
from common.rtc.roaming import LEAST_DEAD_S, LOST_S
from room_console.core.media.embedded.process.leg import CONSENT_S
from tests.helpers.certificates import make_certificates
from tests.helpers.impairedlink.fate import Impairment
from tests.helpers.impairedlink.link import ImpairedLink, link_or_skip
from tests.helpers.relay import SECRET, block, coturn, urls
from tests.helpers.sixlink import SixLink, six_or_skip
from tests.helpers.soundservers import wait_for

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

CONFIG = """
[meeting]
id = "assembly"
title = "A meeting through a narrow door"
[server]
host = "{host}"
port = 8443
[media]
{media}
[hall]
camera = "none"
[[participants]]
id = "anna"
name = "Anna"
email = "anna@example.org"
"""
LINKS = """
import asyncio, sys
from pathlib import Path
from common.model.ids import ParticipantId
from room_console.rehearsal.staff import issue_links
links = asyncio.run(issue_links(Path(sys.argv[1]), [ParticipantId("anna")], frozenset()))
print(*links.values())
"""
START_TIMEOUT_S = 30.0
LISTEN_S = 14.0
MIDDLE_S = 7.0
ASLEEP_S = CONSENT_S + 3.0
STAMP_CHARACTERS = len("2026-11-23 09:06:59,395")


class Meeting:
    """A core on one host and a delegate on the other."""

    def __init__(self, link: ImpairedLink | SixLink, folder: Path, media: str) -> None:
        self.link, self.folder, self.media = link, folder, media
        self._processes: list[subprocess.Popen[str]] = []

    async def open(self) -> None:
        """Start the core."""
        host = self.link.address("hall")
        config, state = (self.folder / name for name in ("console.toml", "state"))
        config.write_text(CONFIG.format(host=host, media=self.media))
        self._start("hall", "-m", "room_console", "core", "--config", str(config), "--state", str(state))
        assert await asyncio.to_thread(wait_for, (state / "operator.link").exists, START_TIMEOUT_S)

    async def listen(self, in_the_middle: Callable[[], object], seconds: float = LISTEN_S) -> tuple[int | None, str]:
        """Let Anna listen to the Russian channel; return whom she hears at the end, and what her app has logged."""
        command = [*self.link.on("hall"), sys.executable, "-c", LINKS, str(self.folder / "state" / "operator.link")]
        found = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
        outbox = ("--code-from", str(self.folder / "state" / "outbox"), "--code-to", "anna@example.org")
        heard, log = self.folder / "heard.wav", self.folder / "log"
        wishes = ("--channel", "ru", "--audio-out", str(heard), "--seconds", str(seconds))
        with log.open("w") as errors:
            program = ("-m", "delegate_app", "--headless", "--verbose", found.stdout.strip())
            delegate = self._start("remote", *program, *outbox, *wishes, errors=errors)
            await asyncio.sleep(MIDDLE_S)
            in_the_middle()
            assert await asyncio.to_thread(delegate.wait, 60) == 0
        return identify_voice(read_wav(heard)[-3 * 48_000 :, 0])[0], log.read_text()

    def put_to_sleep(self, seconds: float) -> None:
        """Let the program that was started last stand still, as on a computer that sleeps."""
        pid = self._processes[-1].pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)

    async def end(self) -> None:
        """End whatever runs."""
        for process in reversed(self._processes):
            process.terminate()
            await asyncio.to_thread(process.wait, 20)

    def _start(self, host: str, *arguments: str, errors: TextIO | None = None) -> "subprocess.Popen[str]":
        command = [*self.link.on(host), sys.executable, *arguments]
        self._processes.append(subprocess.Popen(command, text=True, stderr=errors))
        return self._processes[-1]


async def listened(
    folder: Path, blocked: Sequence[str] = (), in_the_middle: Callable[[ImpairedLink], object] = lambda link: None
) -> tuple[int | None, str]:
    """Hold the meeting behind a line of 20 ms there and back."""
    with link_or_skip("hall", "remote") as link:
        link.impair("remote", Impairment(delay_ms=10))
        address = link.address("hall")
        make_certificates(folder, address)
        with coturn(link.on("hall"), address, folder / "certificate.pem", folder / "key.pem", folder):
            if blocked:
                block(link.on("hall"), blocked)
                block(link.on("remote"), blocked)
            return await held(Meeting(link, folder, relays(folder, address)), lambda: in_the_middle(link))


async def held(
    meeting: Meeting, in_the_middle: Callable[[], object], seconds: float = LISTEN_S
) -> tuple[int | None, str]:
    """Let Anna listen; return whom she hears at the end, and what her app has logged."""
    try:
        await meeting.open()
        return await meeting.listen(in_the_middle, seconds)
    finally:
        await meeting.end()


def relays(folder: Path, host: str) -> str:
    """Say how the relay on a host is used."""
    secret = folder / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    return f'relay_urls = {json.dumps(list(urls(host).values()))}\nrelay_secret_file = "{secret}"'


@pytest.mark.timeout(150)
async def test_without_udp_the_channel_is_heard_through_the_consoles_relay(tmp_path: Path) -> None:
    voice, log = await listened(tmp_path, ("ipproto", "udp"))
    assert voice == 4
    assert "downlink: path is relay_tcp" in log


@pytest.mark.timeout(150)
async def test_another_address_costs_neither_the_leg_nor_the_place(tmp_path: Path) -> None:
    voice, log = await listened(tmp_path, in_the_middle=lambda link: link.move("remote"))
    assert voice == 4
    assert log.count("downlink: path is direct") >= 2
    assert log.count("downlink is leg") == 1


@pytest.mark.timeout(150)
async def test_where_there_is_no_ipv4_the_channel_is_heard_and_another_address_is_noticed(tmp_path: Path) -> None:
    with six_or_skip("hall", "remote") as link:
        voice, log = await held(Meeting(link, tmp_path, 'host = "::"'), lambda: link.move("remote"))
    assert voice == 4
    (silent_s,) = re.findall(r"downlink: looks for a path, ([0-9.]+) s after the last sign", log)
    assert float(silent_s) < LEAST_DEAD_S, "not by silence"
    assert log.count("downlink: path is direct") == 2
    assert log.count("downlink is leg") == 1


@pytest.mark.timeout(150)
async def test_who_slept_for_longer_than_the_console_kept_the_leg_hears_at_once(tmp_path: Path) -> None:
    with six_or_skip("hall", "remote") as link:
        meeting = Meeting(link, tmp_path, "")
        voice, log = await held(meeting, lambda: meeting.put_to_sleep(ASLEEP_S), LISTEN_S + ASLEEP_S)
    assert voice == 4
    first, again = times_of("downlink is leg", log)
    awake = times_of("reconnecting -> joined", log)[-1]
    assert (again - first).total_seconds() > ASLEEP_S
    assert (again - awake).total_seconds() < (LOST_S - ASLEEP_S) / 2, "not by silence"


def times_of(words: str, log: str) -> list[datetime]:
    """Return when something was logged."""
    return [datetime.fromisoformat(line[:STAMP_CHARACTERS]) for line in log.splitlines() if words in line]
