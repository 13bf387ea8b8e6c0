"""Booking coaching by the signed link of an invitation."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.meeting import inputs
from room_console.core.web.links import BOOKING_LIFE_MS, WebLinks
from tests.helpers.webrig import OPERATOR, WebRig, tomorrow, web_rig

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")


@pytest.fixture
async def rig(tmp_path: Path, no_task_left: None) -> AsyncIterator[WebRig]:
    async with web_rig(tmp_path) as running:
        await running.add("anna")
        await running.add("boris")
        await running.slots.add(tomorrow())
        yield running


def path_of(rig: WebRig, who: ParticipantId) -> str:
    return rig.links.booking(who, rig.clock.now_ms()).removeprefix(rig.links.site)


async def test_a_slot_is_booked_changed_and_cancelled(rig: WebRig) -> None:
    path = path_of(rig, ANNA)
    _, text = await rig.get(path)
    assert "Wednesday 1 July 2026" in text
    assert 'datetime="2026-07-01T07:00:00Z"' in text
    assert "09:00–09:30" in text
    offered = re.findall(r'name="slot" value="([^"]+)"', text)
    assert len(offered) == 4
    _, text = await rig.post(path, {"slot": offered[0]})
    assert "Your session is booked" in text
    mine = rig.slots.of(ANNA)
    assert mine is not None
    assert mine.slot == offered[0]
    assert len(re.findall('name="slot"', text)) == 3
    await rig.post(path, {"slot": offered[1]})
    assert len(rig.slots.free()) == 3
    _, text = await rig.post(path, {"act": "cancel"})
    assert "cancelled" in text
    assert rig.slots.of(ANNA) is None


async def test_a_slot_taken_meanwhile_is_said(rig: WebRig) -> None:
    slot = rig.slots.free()[0]
    await rig.slots.book(slot.slot, BORIS)
    _, text = await rig.post(path_of(rig, ANNA), {"slot": slot.slot})
    assert "taken meanwhile" in text
    assert rig.slots.of(ANNA) is None


async def test_a_full_disk_is_not_said_to_be_a_slot_that_is_taken(rig: WebRig, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise ConferenceError(ErrorCode.DISK)

    monkeypatch.setattr(rig.slots, "book", full)
    _, text = await rig.post(path_of(rig, ANNA), {"slot": rig.slots.free()[0].slot})
    assert "try again in a few minutes" in text
    assert "taken" not in text


@pytest.mark.parametrize("fields", [{}, {"slot": "none"}, {"slot": "'; DROP TABLE"}, {"act": "cancel"}, {"act": "?"}])
async def test_nonsense_books_nothing(rig: WebRig, fields: dict[str, str]) -> None:
    status, _ = await rig.post(path_of(rig, ANNA), fields)
    assert status == 200
    assert len(rig.slots.free()) == 4


async def test_only_the_person_of_the_link_is_booked(rig: WebRig) -> None:
    await rig.post(path_of(rig, ANNA), {"slot": rig.slots.free()[0].slot, "participant": "boris"})
    assert rig.slots.of(BORIS) is None


async def test_a_link_that_is_forged_old_or_of_nobody_is_none(rig: WebRig) -> None:
    path = path_of(rig, ANNA)
    forged = WebLinks(b"t" * 32, rig.place).booking(ANNA, rig.clock.now_ms()).removeprefix(rig.links.site)
    for wrong in (forged, path[:-2], "/coaching/assembly/x", path_of(rig, ParticipantId("nobody"))):
        assert (await rig.get(wrong))[0] == 410
        assert (await rig.post(wrong, {"slot": "x"}))[0] == 410
    assert (await rig.get(path.replace("assembly", "other")))[0] == 404
    await rig.conductor.submit(inputs.PersonRemoved(ANNA, OPERATOR))
    assert (await rig.get(path))[0] == 410
    rig.clock.advance(BOOKING_LIFE_MS / 1000)
    assert (await rig.get(path_of(rig, BORIS)))[0] == 200
    assert (await rig.get(path))[0] == 410


async def test_when_no_time_is_free_it_is_said(rig: WebRig) -> None:
    rig.clock.advance(2 * 86_400)
    _, text = await rig.get(path_of(rig, ANNA))
    assert "No time is free" in text
