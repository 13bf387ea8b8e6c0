"""Who follows the webcast gives their name: only where the meeting lists them, within limits."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from room_console.core.web.formtoken import LEAST_MS
from tests.helpers.webrig import OPEN, WebRig, web_rig

PAGE = "/follow/assembly"
WEBCAST = "https://webcast.example.org/"
LISTING = replace(OPEN, lists_followers=True, webcast_url=WEBCAST)


@pytest.fixture
async def rig(tmp_path: Path, no_task_left: None) -> AsyncIterator[WebRig]:
    async with web_rig(tmp_path, LISTING) as running:
        yield running


async def follow(rig: WebRig, **fields: str) -> tuple[int, str]:
    """Fill in the form and send it."""
    _, form = await rig.get(PAGE)
    rig.clock.advance(LEAST_MS / 1000)
    token = re.search(r'name="form" value="([^"]+)"', form)
    assert token is not None
    return await rig.post(PAGE, {"name": "Mei", "delegation": "", "form": token[1]} | fields)


async def test_a_name_is_kept_once_and_leads_to_the_webcast(rig: WebRig) -> None:
    for _ in range(2):
        status, text = await follow(rig)
        assert status == 200
        assert f'href="{WEBCAST}"' in text
    assert len(rig.followers) == 1


async def test_where_followers_are_not_listed_there_is_no_page(rig: WebRig) -> None:
    await rig.rule(OPEN)
    assert (await rig.get(PAGE))[0] == 404
    assert (await rig.post(PAGE, {"name": "Mei"}))[0] == 404
    assert (await rig.get("/follow/other"))[0] == 404


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "Me\u202ei", "a\x00b"])
async def test_what_is_no_name_is_said(rig: WebRig, name: str) -> None:
    status, text = await follow(rig, name=name)
    assert status == 422
    assert 'href="#name"' in text
    assert len(rig.followers) == 0


async def test_programs_are_not_listed(rig: WebRig) -> None:
    assert (await follow(rig, website="x"))[0] == 200
    assert (await follow(rig, form="forged"))[0] == 422
    assert len(rig.followers) == 0


async def test_one_address_may_not_name_without_end(rig: WebRig) -> None:
    answers = [(await follow(rig, name=f"Name {number}"))[0] for number in range(30)]
    assert 429 in answers
