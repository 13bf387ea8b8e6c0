"""Guessing at one person from many devices and addresses: the link dies, the person does not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol.entry import CodeRequired
from room_console.core.admission.entrance import MAX_DEVICES, MAX_WRONG
from tests.helpers.door import ANNA, DEVICE, FAR, Door
from tests.helpers.logfail import LogWatch


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    made = Door(tmp_path / "meeting.sqlite3")
    yield made
    await made.admission.close()
    await made.store.close()


def device(number: int) -> str:
    return f"device-key-of-mallory-{number:08}"


async def test_guesses_from_many_devices_and_addresses_end_with_a_dead_link(door: Door, expects_logs: LogWatch) -> None:
    expects_logs("the link of anna is void")
    guessed: list[ParticipantId] = []
    door.admission.codes.on_guessed = guessed.append
    token = await door.token()
    tries, outcome = 0, None
    for number in range(MAX_DEVICES):
        address = f"198.51.100.{number}"
        await door.admission.enter(token, device(number), address)
        for _ in range(5):
            with pytest.raises(ConferenceError) as caught:
                await door.admission.enter_code(token, device(number), door.wrong, address)
            tries, outcome = tries + 1, caught.value.code
    assert tries == MAX_WRONG
    assert outcome is ErrorCode.TOKEN_UNKNOWN
    assert guessed == [ANNA]
    with pytest.raises(ConferenceError) as caught:
        await door.enter(token)
    assert caught.value.code is ErrorCode.TOKEN_UNKNOWN
    await door.restart()
    with pytest.raises(ConferenceError) as caught:
        await door.enter(token)
    assert caught.value.code is ErrorCode.TOKEN_UNKNOWN


async def test_the_person_comes_in_at_once_by_a_new_link(door: Door, expects_logs: LogWatch) -> None:
    expects_logs("the link of anna is void")
    token = await door.token()
    for number in range(MAX_DEVICES):
        await door.enter(token, device(number))
    with pytest.raises(ConferenceError) as caught:
        await door.enter(token, device(99))
    assert caught.value.code is ErrorCode.TOKEN_UNKNOWN
    again = await door.token()
    assert isinstance(await door.enter(again), CodeRequired)
    assert await door.enter_code(again, door.postman.code) == ANNA


async def test_others_do_not_void_a_person_s_own_code(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    annas = door.postman.code
    for number in range(MAX_DEVICES - 1):
        await door.enter(token, device(number))
        with pytest.raises(ConferenceError):
            await door.admission.enter_code(token, device(number), "12345", FAR)
    assert await door.enter_code(token, annas) == ANNA


async def test_two_devices_that_ask_for_ever_are_two_many(door: Door, expects_logs: LogWatch) -> None:
    expects_logs("the link of anna is void")
    token = await door.token()
    await door.enter(token, device(1))
    await door.enter(token, DEVICE)
    for _ in range(5):
        door.clock.advance(30)
        await door.admission.resend_code(token, device(1), FAR)
        await door.admission.resend_code(token, DEVICE, FAR)
    door.clock.advance(30)
    with pytest.raises(ConferenceError) as caught:
        await door.enter(token, device(2))
    assert caught.value.code is ErrorCode.TOKEN_UNKNOWN


async def test_a_device_that_is_in_is_not_touched_by_what_others_try(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await door.enter_code(token, door.postman.code)
    for number in range(MAX_DEVICES * 2):
        with pytest.raises(ConferenceError) as caught:
            await door.enter(token, device(number))
        assert caught.value.code is ErrorCode.TOKEN_USED
    assert await door.enter(token) == ANNA
