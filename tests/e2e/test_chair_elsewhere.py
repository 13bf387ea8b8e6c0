"""The chair on a second machine: signs in with a password, calls a delegate who is a third one, stops them."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.soundservers import wait_for
from tests.helpers.twohosts import HALL_ADDRESS, Hosts, two_hosts

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

CONFIG = f"""
[meeting]
id = "assembly"
title = "A meeting chaired from elsewhere"
[server]
host = "{HALL_ADDRESS}"
port = 8443
[hall]
camera = "none"
[[participants]]
id = "anna"
name = "Anna Keller"
delegation = "Switzerland"
email = "anna@example.org"
"""
LINK = """
import asyncio, sys
from pathlib import Path
from common.model.ids import ParticipantId
from room_console.rehearsal.staff import issue_links
print(asyncio.run(issue_links(Path(sys.argv[1]), [ParticipantId("anna")], frozenset()))["anna"])
"""
START_TIMEOUT_S, CHAIR_TIMEOUT_S = 30.0, 60.0
NEW_PASSWORD = "four grey horses on a hill"


async def said_by(hosts: Hosts, host: str, *arguments: str, timeout_s: float = 30.0) -> str:
    """Run Python on a host to its end; return what it said."""
    process = await asyncio.create_subprocess_exec(
        *(*hosts.on(host), sys.executable, *arguments),
        stdout=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        async with asyncio.timeout(timeout_s):
            output, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    return output.decode()


def start(hosts: Hosts, host: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """Run Python on a host."""
    return subprocess.Popen([*hosts.on(host), sys.executable, *arguments])


@pytest.mark.timeout(150)
async def test_a_chair_elsewhere_calls_and_stops_a_speaker(tmp_path: Path) -> None:
    config, state = tmp_path / "console.toml", tmp_path / "state"
    config.write_text(CONFIG)
    here = ("--config", str(config), "--state", str(state))
    with two_hosts() as hosts:
        processes = [start(hosts, hosts.hall, "-m", "room_console", "core", *here)]
        try:
            assert await asyncio.to_thread(wait_for, (state / "operator.link").exists, START_TIMEOUT_S)
            made = await said_by(
                hosts, hosts.hall, "-m", "room_console", "account", "add", "amina", "--role", "chair", *here
            )
            password = made.split()[1]
            link = (await said_by(hosts, hosts.hall, "-c", LINK, str(state / "operator.link"))).strip()
            code = ("--code-from", str(state / "outbox"))
            delegate = ("-m", "delegate_app", "--headless", link, *code, "--audio-in", "voice:6", "--request-floor")
            processes.append(start(hosts, hosts.remote, *delegate))
            chair = ("-m", "tests.helpers.chairatwork", f"{HALL_ADDRESS}:8443", "amina", password, NEW_PASSWORD)
            seen = await said_by(hosts, hosts.remote, *chair, timeout_s=CHAIR_TIMEOUT_S)
        finally:
            for process in reversed(processes):
                process.terminate()
                await asyncio.to_thread(process.wait, 20)
    assert seen.splitlines() == ["fingerprint shown", "next: Anna Keller", "on air: Anna Keller", "stopped"]
