"""A meeting of two days, from an empty console to the List of Participants, as an organisation holds it."""

import asyncio
import csv
import json
import re
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import JoinLink, parse_join_link
from common.model.agenda import AgendaItem, Format, Session
from common.model.registration import RegistrationRules
from common.protocol import invitations, meetings, people
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.children import Child
from room_console.rehearsal.staff import ScriptedChair, StaffLink

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

ROOT = Path(__file__).parents[2]
GENEVA = ZoneInfo("Europe/Zurich")
CONFIG = """
[meeting]
id = "two-days"
title = "To be named"
[server]
port = 0
[hall]
camera = "none"
"""
HEADER = "key;name;delegation;role;e-mail;attendance;category;order"
START_TIMEOUT_S = 40.0
SPEAK_S = 3.0


def registered() -> str:
    """Write the organiser's list: forty delegations of three, one of them by distance and active."""
    rows = []
    for number in range(1, 41):
        country = f"Land {number:02}"
        rows += [
            f"K{number}A;Anna Number{number};{country};delegate;a{number}@example.org;remote;member;{number}",
            f"K{number}B;Boris Number{number};{country};delegate;b{number}@example.org;on_site;member;{number}",
            f"K{number}C;Carla Number{number};{country};observer;c{number}@example.org;remote;member;{number}",
        ]
    return "\n".join([HEADER, *rows]) + "\n"


def programme() -> tuple[Session, Session]:
    """Plan two sessions: the one that runs now, and tomorrow's at ten in Geneva."""
    now = datetime.now(GENEVA)
    tomorrow = (now + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    return (
        Session(1, "First day", _ms(now - timedelta(minutes=1)), _ms(now + timedelta(hours=2)), Format.HYBRID),
        Session(2, "Second day", _ms(tomorrow), _ms(tomorrow + timedelta(hours=3)), Format.VIRTUAL),
    )


@asynccontextmanager
async def console(folder: Path) -> AsyncIterator[tuple[StaffLink, JoinLink]]:
    """Run a core, and attach as its operator, who gives the floor to whoever asks."""
    config, state = folder / "console.toml", folder / "state"
    await asyncio.to_thread(config.write_text, CONFIG)
    core = Child("core", ("room_console", "core", "--config", str(config), "--state", str(state)), folder / "core.log")
    chair, owner = ScriptedChair(0.0), TaskOwner("chair")
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            while not (state / OPERATOR_LINK).exists():
                assert core.exit_code is None, core.last_words()
                await asyncio.sleep(0.05)
        link = parse_join_link(await asyncio.to_thread((state / OPERATOR_LINK).read_text))
        async with StaffLink(link, chair.see) as operator:
            spawn(chair.run(operator.client), name="chair", owner=owner)
            yield operator, link
    finally:
        await owner.cancel_all()
        await core.stop()


async def prepare(operator: StaffLink) -> None:
    """Name the meeting, plan its sessions and agenda, say who may register."""
    ask = operator.client.request
    await ask(meetings.NameMeeting(symbol="ORG/A/1", title="Assembly", format=Format.HYBRID, timezone="Europe/Zurich"))
    for session in programme():
        await ask(meetings.PutSession(session=session))
    await ask(meetings.PutItem(item=AgendaItem("1", "General statements", session=1)))
    await ask(people.SetRegistration(registration=RegistrationRules(on_site_quota=1)))


async def bring_in(operator: StaffLink, link: JoinLink, text: str) -> dict[str, Any]:
    """Import people over HTTP, as the organiser's system does; return what the console says it did."""
    made = await operator.client.request(people.MakeApiKey(label="Registration"))
    assert isinstance(made, people.ApiKeyMade)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    headers = {"Authorization": f"Bearer {made.key}", "Content-Type": "text/csv; charset=utf-8"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"https://{link.host}:{link.port}/api/people", data=text.encode(), headers=headers, ssl=trusting
        ) as answer,
    ):
        assert answer.status == 200, await answer.text()
        done: dict[str, Any] = await answer.json()
        return done


async def link_from_invitation(outbox: Path, address: str) -> str:
    """Wait for the invitation of a person; return the join link in it."""
    async with asyncio.timeout(30.0):
        while (found := await asyncio.to_thread(_link_in, outbox, address)) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return found


def _link_in(outbox: Path, address: str) -> str | None:
    for path in outbox.glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=modern)
        body = mail.get_body(("plain",))
        if body is not None and address in mail["To"] and (found := re.search(r"hemicycle://\S+", body.get_content())):
            return found[0]
    return None


def command(folder: Path, name: str, *words: object) -> str:
    """Run a command of the console on what was kept; return what it said."""
    line = [sys.executable, "-m", "room_console", name, "--state", str(folder / "state"), *map(str, words)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(folder: Path, *words: str) -> list[dict[str, str]]:
    """Return the rows of the List of Participants."""
    command(folder, "participants", "--csv", folder / "list.csv", "--languages", "en", *words)
    return list(csv.DictReader((folder / "list.csv").read_text(encoding="utf-8-sig").splitlines()))


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


@pytest.mark.timeout(240)
async def test_from_an_empty_console_to_the_list_of_participants(tmp_path: Path) -> None:
    outbox, report = tmp_path / "state" / "outbox", tmp_path / "anna.json"
    async with console(tmp_path) as (operator, link):
        await prepare(operator)
        first = await bring_in(operator, link, registered())
        again = await bring_in(operator, link, registered())
        assert (len(first["new"]), again["same"], again["new"], again["changed"]) == (120, 120, [], [])
        await operator.client.request(invitations.SendInvitations())
        invitation = await link_from_invitation(outbox, "a7@example.org")
        await operator.client.request(meetings.OpenSession(number=1))
        await operator.client.request(meetings.CallItem(number="1"))
        delegate = Child("anna", _delegate(invitation, outbox, report), tmp_path / "anna.log")
        assert await delegate.wait(60.0) == 0, delegate.log.read_text()
        await operator.client.request(meetings.CloseSession())
    assert json.loads(report.read_text())["request_to_on_air_ms"] is not None
    command(tmp_path, "store", "backup", "--to", tmp_path / "second")
    assert len(listed(tmp_path)) == 120
    (there,) = listed(tmp_path, "--session", "1")
    assert (there["Delegation"], there["Name"]) == ("Land 07", "Anna Number7")
    command(tmp_path, "store", "erase", "--contacts")
    assert b"a7@example.org" not in (tmp_path / "state" / "console.db").read_bytes()
    assert "whole" in command(tmp_path, "store", "verify")


def _delegate(link: str, outbox: Path, report: Path) -> tuple[str, ...]:
    return (
        "delegate_app",
        "--headless",
        link,
        *("--code-from", str(outbox), "--code-to", "a7@example.org"),
        *("--mic-voice", "3", "--request-floor", "--speak-seconds", str(SPEAK_S)),
        *("--seconds", "12", "--report", str(report)),
    )
