"""The hall on one host, the delegates on another: real addresses, a real wire, the code through the outbox."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from common.audio.testsignal import identify_voice
from common.audio.wav import read_wav
from tests.helpers.soundservers import wait_for
from tests.helpers.twohosts import HALL_ADDRESS, Hosts, two_hosts

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

CONFIG = """
[meeting]
id = "assembly"
title = "A meeting between two hosts"
[server]
host = "{host}"
public_host = "{public}"
port = 8443
[hall]
camera = "none"
[[participants]]
id = "anna"
name = "Anna"
email = "anna@example.org"
[[participants]]
id = "boris"
name = "Boris"
email = "boris@example.org"
"""
STAFF = """
import asyncio, sys
from pathlib import Path
from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.ids import ParticipantId
from room_console.rehearsal.staff import ScriptedChair, StaffLink, issue_links

async def main(link, seconds):
    people = [ParticipantId("anna"), ParticipantId("boris")]
    for one in (await issue_links(link, people, frozenset())).values():
        print(one, flush=True)
    chair, owner = ScriptedChair(0.0), TaskOwner("chair")
    async with StaffLink(parse_join_link(link.read_text()), chair.see) as staff:
        spawn(chair.run(staff.client), name="chair", owner=owner)
        await asyncio.sleep(seconds)
        await owner.cancel_all()

asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
"""
SPEAK_S = 12.0
START_TIMEOUT_S = 30.0
LISTEN_S = 8.0


def start(hosts: Hosts, host: str, *arguments: str, output: int | None = None) -> "subprocess.Popen[str]":
    """Run Python on a host."""
    return subprocess.Popen([*hosts.on(host), sys.executable, *arguments], stdout=output, text=True)


def delegate(link: str, folder: Path, name: str, *more: str) -> Sequence[str]:
    """Return a delegate's command line."""
    code = ("--code-from", str(folder / "state" / "outbox"), "--code-to", f"{name}@example.org")
    return ("-m", "delegate_app", "--headless", link, *code, "--seconds", str(LISTEN_S), *more)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("host", [HALL_ADDRESS, "0.0.0.0"])
async def test_they_hear_each_other(tmp_path: Path, host: str) -> None:
    (tmp_path / "console.toml").write_text(CONFIG.format(host=host, public=HALL_ADDRESS))
    state = tmp_path / "state"
    with two_hosts() as hosts:
        core_arguments = ["-m", "room_console", "core", "--config", str(tmp_path / "console.toml")]
        core = start(hosts, hosts.hall, *core_arguments, "--state", str(state), "--rehearse", str(tmp_path / "hall"))
        processes = [core]
        try:
            assert await asyncio.to_thread(wait_for, (state / "operator.link").exists, START_TIMEOUT_S)
            operator_link = str(state / "operator.link")
            staff = start(hosts, hosts.hall, "-c", STAFF, operator_link, str(SPEAK_S), output=subprocess.PIPE)
            processes.append(staff)
            assert staff.stdout is not None
            anna, boris = [(await asyncio.to_thread(staff.stdout.readline)).strip() for _ in range(2)]
            heard = tmp_path / "heard.wav"
            listener = delegate(anna, tmp_path, "anna", "--channel", "ru", "--audio-out", str(heard))
            speaker = delegate(boris, tmp_path, "boris", "--audio-in", "voice:6", "--request-floor")
            remote = [start(hosts, hosts.remote, *listener), start(hosts, hosts.remote, *speaker)]
            processes += remote
            assert [await asyncio.to_thread(one.wait, 60) for one in remote] == [0, 0]
        finally:
            for process in reversed(processes):
                process.terminate()
                await asyncio.to_thread(process.wait, 20)
                if process.stdout is not None:
                    process.stdout.close()
    assert identify_voice(read_wav(heard)[-3 * 48_000 :, 0])[0] == 4
    loudspeakers = read_wav(tmp_path / "hall" / "outputs.wav")[:, 0]
    spoken = [identify_voice(loudspeakers[at : at + 72_000])[0] for at in range(0, len(loudspeakers) - 72_000, 24_000)]
    assert 6 in spoken
    assert set(spoken) <= {6, None}
