"""The ways of a code: which a person can choose, what each sends, and the authenticator app."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pyotp
import pytest
import pytest_asyncio

from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.entry import CodeRequired
from tests.helpers.door import ANNA, DEVICE, FAR, OTHER_DEVICE, Door

MOBILE = "+41791234567"


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    made = Door(tmp_path / "meeting.sqlite3")
    made.people[ANNA] = replace(made.people[ANNA], mobile=MOBILE)
    yield made
    await made.admission.close()
    await made.store.close()


async def resend(door: Door, token: str, way: CodeWay | None, device: str = DEVICE) -> CodeRequired:
    return await door.admission.resend_code(token, device, FAR, way)


async def refused(door: Door, token: str, way: CodeWay) -> ErrorCode:
    with pytest.raises(ConferenceError) as caught:
        await resend(door, token, way)
    return caught.value.code


async def enrolled(door: Door) -> pyotp.TOTP:
    """Set up Anna's app; return it."""
    _, secret = door.authenticators.offer(ANNA)
    app = pyotp.TOTP(secret)
    await door.authenticators.confirm(ANNA, app.at(door.clock.now_ms() // 1000))
    return app


def shown(door: Door, app: pyotp.TOTP, late_s: int = 0) -> str:
    return app.at(door.clock.now_ms() // 1000 - late_s)


async def test_sms_can_be_chosen_at_once_and_voids_the_mailed_code(door: Door) -> None:
    token = await door.token()
    first = await door.enter(token)
    assert isinstance(first, CodeRequired)
    assert (first.way, first.ways) == (CodeWay.EMAIL, (CodeWay.EMAIL, CodeWay.SMS))
    mailed = door.postman.code
    second = await resend(door, token, CodeWay.SMS)
    assert (second.way, second.sent_to, second.resend_in_s) == (CodeWay.SMS, "+41…67", 30)
    number, text = door.gateway.texts[0]
    assert number == MOBILE
    if mailed != text[:6]:
        assert (await door.refused(token, mailed)).code is ErrorCode.CODE_WRONG
    assert await door.enter_code(token, text[:6]) == ANNA


async def test_the_same_way_again_waits_and_stays(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await resend(door, token, CodeWay.SMS)
    assert await refused(door, token, CodeWay.SMS) is ErrorCode.TOO_FAST
    door.clock.advance(30)
    assert (await resend(door, token, None)).way is CodeWay.SMS


async def test_who_has_no_number_can_not_choose_sms(door: Door) -> None:
    door.people[ANNA] = replace(door.people[ANNA], mobile="")
    token = await door.token()
    prompt = await door.enter(token)
    assert isinstance(prompt, CodeRequired)
    assert prompt.ways == (CodeWay.EMAIL,)
    assert await refused(door, token, CodeWay.SMS) is ErrorCode.NOT_ALLOWED


async def test_who_has_a_number_and_no_address_gets_sms(door: Door) -> None:
    door.people[ANNA] = replace(door.people[ANNA], email="")
    prompt = await door.enter(await door.token())
    assert isinstance(prompt, CodeRequired)
    assert prompt.way is CodeWay.SMS


async def test_an_app_s_code_lets_in_and_its_step_is_used_up(door: Door) -> None:
    app = await enrolled(door)
    await door.restart()
    token = await door.token()
    prompt = await door.enter(token)
    assert isinstance(prompt, CodeRequired)
    assert (prompt.way, prompt.ways, prompt.sent_to) == (CodeWay.TOTP, (CodeWay.TOTP,), "")
    assert door.postman.letters == []
    assert (await door.refused(token, shown(door, app))).code is ErrorCode.CODE_WRONG, "used to enrol"
    door.clock.advance(30)
    code = shown(door, app)
    assert await door.enter_code(token, code) == ANNA
    again = await door.token()
    await door.restart()
    await door.enter(again, OTHER_DEVICE)
    assert (await door.refused(again, code, OTHER_DEVICE)).code is ErrorCode.CODE_WRONG, "replayed"


async def test_a_telephone_s_clock_may_be_half_a_minute_off_and_no_more(door: Door) -> None:
    app = await enrolled(door)
    door.clock.advance(300)
    token = await door.token()
    await door.enter(token)
    assert (await door.refused(token, shown(door, app, late_s=60))).code is ErrorCode.CODE_WRONG
    assert await door.enter_code(token, shown(door, app, late_s=30)) == ANNA


async def test_a_restart_forgives_no_wrong_app_code(door: Door) -> None:
    app = await enrolled(door)
    door.clock.advance(60)
    token = await door.token()
    await door.enter(token)
    wrong = f"{(int(shown(door, app)) + 1) % 10**6:06}"
    for _ in range(3):
        assert (await door.refused(token, wrong)).code is ErrorCode.CODE_WRONG
    await door.restart()
    prompt = await door.enter(token)
    assert isinstance(prompt, CodeRequired)
    assert prompt.tries_left == 2


async def test_five_wrong_app_codes_lock(door: Door) -> None:
    app = await enrolled(door)
    door.clock.advance(60)
    token = await door.token()
    await door.enter(token)
    wrong = f"{(int(shown(door, app)) + 1) % 10**6:06}"
    outcomes = [(await door.refused(token, wrong)).code for _ in range(6)]
    assert outcomes == [ErrorCode.CODE_WRONG] * 4 + [ErrorCode.CODE_LOCKED] * 2


async def test_an_app_is_asked_for_alone_unless_the_settings_say_otherwise(door: Door) -> None:
    door.settings = msgspec.structs.replace(door.settings, authenticator_only=False)
    await door.restart()
    await enrolled(door)
    token = await door.token()
    prompt = await door.enter(token)
    assert isinstance(prompt, CodeRequired)
    assert prompt.ways == (CodeWay.TOTP, CodeWay.EMAIL, CodeWay.SMS)
    await resend(door, token, CodeWay.EMAIL)
    assert await door.enter_code(token, door.postman.code) == ANNA


async def test_a_forgotten_app_gives_the_other_ways_back(door: Door) -> None:
    await enrolled(door)
    await door.authenticators.forget(ANNA)
    await door.restart()
    prompt = await door.enter(await door.token())
    assert isinstance(prompt, CodeRequired)
    assert prompt.way is CodeWay.EMAIL


async def test_an_offer_dies_after_five_wrong_codes_and_after_ten_minutes(door: Door) -> None:
    _, secret = door.authenticators.offer(ANNA)
    for _ in range(5):
        with pytest.raises(ConferenceError) as caught:
            await door.authenticators.confirm(ANNA, "x")
        assert caught.value.code is ErrorCode.CODE_WRONG
    with pytest.raises(ConferenceError) as caught:
        await door.authenticators.confirm(ANNA, pyotp.TOTP(secret).at(door.clock.now_ms() // 1000))
    assert caught.value.code is ErrorCode.CODE_EXPIRED
    _, secret = door.authenticators.offer(ANNA)
    door.clock.advance(600)
    with pytest.raises(ConferenceError) as caught:
        await door.authenticators.confirm(ANNA, pyotp.TOTP(secret).at(door.clock.now_ms() // 1000))
    assert caught.value.code is ErrorCode.CODE_EXPIRED


async def test_the_app_s_secret_does_not_stand_in_the_file(door: Door) -> None:
    app = await enrolled(door)
    await door.restart()
    kept = b"".join(path.read_bytes() for path in door.path.parent.glob("meeting.sqlite3*"))
    assert b"last_step" in kept
    assert app.secret.encode() not in kept
