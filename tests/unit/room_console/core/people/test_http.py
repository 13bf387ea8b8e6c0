"""`POST /api/people`, asked over TLS as another system would."""

import gzip
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from common.model.ids import ParticipantId
from common.model.people import Role
from common.model.registration import RegistrationRules
from common.protocol.people import ApiKeyMade, ApiKeys, MakeApiKey, RevokeApiKey
from room_console.core.meeting.inputs import RegistrationSet
from tests.helpers.consolekit import CHAIR, OLGA, ConsoleKit, console_kit, settings
from tests.helpers.peoplefile import people_csv


@dataclass
class Far:
    """Another system, with a key."""

    kit: ConsoleKit
    key: str
    session: aiohttp.ClientSession

    async def post(
        self, data: bytes, kind: str = "text/csv", key: str | None = None, **options: str
    ) -> tuple[int, dict[str, Any]]:
        """Post, and return status and answer."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        url = f"https://127.0.0.1:{self.kit.console.address.port}/api/people"
        headers = {"Authorization": f"Bearer {self.key if key is None else key}", "Content-Type": kind}
        async with self.session.post(url, data=data, headers=headers, params=options, ssl=context) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else {}


@pytest_asyncio.fixture
async def far(tmp_path: Path, no_task_left: None) -> AsyncIterator[Far]:
    """Run a console, and a system that has a key of it."""
    people = {OLGA: Role.OPERATOR, CHAIR: Role.CHAIR}
    async with console_kit(tmp_path / "state", settings(people)) as kit, aiohttp.ClientSession() as session:
        made = await kit.desk.handle(await kit.attach(OLGA), MakeApiKey(ref=1, label="far"))
        assert isinstance(made, ApiKeyMade)
        yield Far(kit, made.key, session)


async def test_a_list_sent_again_and_again_is_registered_once(far: Far) -> None:
    status, answer = await far.post(people_csv(50, 5), dry_run="1")
    assert (status, len(answer["new"]), answer["applied"]) == (200, 50, False)
    assert far.kit.state.headcount.listed == 0
    status, answer = await far.post(people_csv(50, 5))
    assert (status, len(answer["new"]), answer["applied"]) == (200, 50, True)
    revision = far.kit.conductor.meeting.revision
    status, answer = await far.post(people_csv(50, 5))
    assert (status, answer["same"], answer["new"], answer["changed"]) == (200, 50, [], [])
    assert far.kit.conductor.meeting.revision == revision


async def test_json_says_the_same_and_changes_are_told_field_by_field(far: Far) -> None:
    person = {"key": "K1", "name": "Anna", "email": "a@example.org", "attendance": "remote", "active": True}
    assert (await far.post(json.dumps({"people": [person]}).encode(), "application/json"))[0] == 200
    person["attendance"] = "on-site"
    _, answer = await far.post(json.dumps({"people": [person]}).encode(), "application/json")
    assert answer["changed"] == [
        {
            "line": 1,
            "id": "a",
            "name": "Anna",
            "changes": [{"field": "attendance", "before": "remote", "after": "on_site"}],
        }
    ]


async def test_faults_stop_the_whole_and_are_named_by_line_and_column(far: Far) -> None:
    data = people_csv(20, 0).replace(b"person.7@example.org", b"person.7")
    status, answer = await far.post(data)
    assert status == 422
    assert [(f["line"], f["column"], f["value"], f["kind"]) for f in answer["faults"]] == [
        (9, "E-mail", "person.7", "email")
    ]
    assert far.kit.state.headcount.listed == 0
    status, answer = await far.post(data, partial="1")
    assert (status, len(answer["new"]), len(answer["faults"])) == (200, 19, 1)
    status, _ = await far.post(data, partial="1", remove_missing="1")
    assert status == 422


async def test_who_is_missing_is_taken_off_on_demand_but_no_staff(far: Far) -> None:
    await far.post(people_csv(20, 0))
    _, answer = await far.post(people_csv(20, 0, skip=range(5)), remove_missing="1")
    assert answer["removed"] == 5
    assert {CHAIR, OLGA} <= far.kit.state.people.keys()


async def test_no_staff_is_made_and_nobody_new_after_the_deadline(far: Far) -> None:
    for role in ("chair", "secretariat", "operator"):
        data = f"key,name,email,role\nK1,Eve,eve@example.org,{role}\n".encode()
        status, answer = await far.post(data)
        assert (status, answer["faults"][0]["kind"]) == (422, "role_not_given")
    await far.kit.conductor.submit(RegistrationSet(RegistrationRules(deadline_at_ms=1)))
    status, answer = await far.post(people_csv(1, 0))
    assert (status, answer["faults"][0]["kind"]) == (422, "deadline")
    assert ParticipantId("eve") not in far.kit.state.people


@pytest.mark.parametrize("key", ["", "x", "ü" * 9, "A" * 43])
async def test_without_a_key_nothing_is_read(far: Far, key: str) -> None:
    assert (await far.post(people_csv(1, 0), key=key))[0] == 401


async def test_a_revoked_key_opens_nothing_and_guessing_is_slowed(far: Far) -> None:
    olga = await far.kit.attach(OLGA)
    (keys,) = [m for m in olga.messages if isinstance(m, ApiKeys)]
    await far.kit.desk.handle(olga, RevokeApiKey(ref=1, id=keys.keys[0].id))
    found = [(await far.post(b"key\n"))[0] for _ in range(12)]
    assert found[:10] == [401] * 10
    assert found[-1] == 429


async def test_what_is_no_list_is_refused(far: Far) -> None:
    assert (await far.post(b"<people/>", "application/xml"))[0] == 415
    assert (await far.post(people_csv(1, 0), dry="1"))[0] == 400
    assert (await far.post(b"\xff\xfe\x00", "text/csv"))[0] == 422
    assert (await far.post(b"[]", "application/json"))[0] == 422


async def test_a_compressed_list_is_not_even_opened(far: Far) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    url = f"https://127.0.0.1:{far.kit.console.address.port}/api/people"
    headers = {"Authorization": f"Bearer {far.key}", "Content-Type": "text/csv", "Content-Encoding": "gzip"}
    bomb = gzip.compress(b"a" * 50_000_000)
    async with far.session.post(url, data=bomb, headers=headers, ssl=context) as response:
        assert response.status == 400


async def test_the_key_is_kept_as_a_hash_alone(far: Far, tmp_path: Path) -> None:
    files = [path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert not [data for data in files if far.key.encode() in data]
