"""Invitations through a real exim4: each once, refusals and returns by name, killed and resumed without a double."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from common.control.joinlink import parse_join_link
from common.model.errors import ConferenceError
from common.model.ids import ParticipantId
from common.model.invitations import InvitationState
from common.protocol.entry import CodeRequired
from tests.helpers.control import until
from tests.helpers.exim import EXIM, Exim
from tests.helpers.invitingkit import crowd, kit, mail_settings

pytestmark = [
    pytest.mark.skipif(EXIM is None or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs exim4, and root"),
    pytest.mark.flaky(reruns=2),
    pytest.mark.patient,
]
ANNA, NOBODY, LATER = (ParticipantId(name) for name in ("anna", "nobody", "later"))
DEVICE = "a-device-key-of-enough-characters"


@pytest.fixture
def exim() -> Iterator[Exim]:
    with Exim() as server:
        yield server


def all_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("console.db*"))


def links_in(exim: Exim, address: str) -> list[str]:
    bodies = [mail.get_body(("plain",)) for mail in exim.mails.of(address)]
    texts = [body.get_content() for body in bodies if body is not None]
    return [found[0] for text in texts if (found := re.search(r"hemicycle://\S+", text)) is not None]


async def test_each_is_told_apart_by_name(tmp_path: Path, exim: Exim) -> None:
    (template,) = crowd(1)
    people = [replace(template, participant=who, email=f"{who}@example.org") for who in (ANNA, NOBODY, LATER)]
    async with kit(tmp_path, people, mail_settings(exim.port, exim.returned)) as desk:
        assert await desk.inviter.invite([ANNA, NOBODY, LATER]) == 3
        await desk.until_settled()
        refused = desk.book.get(NOBODY)
        assert refused is not None
        assert (refused.state, refused.reason) == (InvitationState.FAILED, "550 no such user here")
        await until(lambda: desk.state_of(LATER) is InvitationState.BOUNCED, 40)
        await until(lambda: desk.state_of(ANNA) is InvitationState.DELIVERED, 40)
        late = desk.book.get(LATER)
        assert late is not None
        assert "mailbox is full" in late.reason


async def test_the_mail_opens_the_door_and_a_second_voids_the_first(tmp_path: Path, exim: Exim) -> None:
    people = crowd(1)
    (who, address) = (people[0].participant, people[0].email)
    async with kit(tmp_path, people, mail_settings(exim.port)) as desk:
        await desk.inviter.invite([who])
        await desk.until_settled()
        await until(lambda: links_in(exim, address), 20)
        old = parse_join_link(links_in(exim, address)[0])
        assert isinstance(await desk.admission.enter(old.token, DEVICE, "192.0.2.1"), CodeRequired)
        assert old.token.encode() not in all_of(tmp_path)
        await desk.inviter.invite([who])
        await desk.until_settled()
        await until(lambda: len(set(links_in(exim, address))) == 2, 20)
        with pytest.raises(ConferenceError):
            await desk.admission.enter(old.token, DEVICE, "192.0.2.1")


def run_and_kill(command: list[str]) -> None:
    """Let it send for a moment, then kill it in the middle of that."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"queued\n"
    time.sleep(0.4)
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    child.stdout.close()


async def test_killed_and_resumed_nobody_gets_two(tmp_path: Path, exim: Exim) -> None:
    count = 300
    command = [sys.executable, "-m", "tests.helpers.invitingkit", str(tmp_path), str(exim.port), str(count)]
    for _ in range(3):
        await asyncio.to_thread(run_and_kill, command)
    last = await asyncio.to_thread(subprocess.run, command, stdout=subprocess.PIPE, check=True, timeout=100)
    assert last.stdout.split() == [b"queued", b"settled"]
    await asyncio.to_thread(exim.run_queue)
    async with kit(tmp_path, crowd(count), mail_settings(exim.port)) as desk:
        doubtful = {k.address for k in desk.book.all().values() if k.state is InvitationState.DOUBTFUL}
        sent = {k.address for k in desk.book.all().values() if k.state is InvitationState.SENT}
    counts = exim.mails.counts()
    assert len(sent) + len(doubtful) == count
    assert len(doubtful) <= 3 * 4, "one for each line and kill at most"
    assert {address for address in sent if counts[address] != 1} == set()
    assert {address for address in doubtful if counts[address] > 1} == set()
