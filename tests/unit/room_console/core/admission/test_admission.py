"""The door: token, code, device; limits; and nothing forgotten over a restart."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.entry import CodeRequired
from tests.helpers.door import ANNA, BORIS, DAY_MS, DESK, DEVICE, FAR, LOCAL, OTHER_DEVICE, Door
from tests.helpers.logfail import LogWatch


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    made = Door(tmp_path / "meeting.sqlite3")
    yield made
    await made.admission.close()
    await made.store.close()


async def refusal(door: Door, token: str, device: str = DEVICE, address: str = FAR) -> ConferenceError:
    with pytest.raises(ConferenceError) as caught:
        await door.enter(token, device, address)
    return caught.value


async def test_token_then_code_then_in_without_a_code_ever_after(door: Door) -> None:
    token = await door.token()
    prompt = await door.enter(token)
    assert prompt == CodeRequired(ref=0, sent_to="a…@example.org", expires_in_s=600, tries_left=5, resend_in_s=30)
    assert door.postman.letters[0][0] == "anna@example.org"
    assert await door.enter_code(token, door.postman.code) == ANNA
    assert await door.enter(token) == ANNA
    await door.restart()
    assert await door.enter(token) == ANNA
    assert len(door.postman.letters) == 1


async def test_a_code_is_accepted_once(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await door.enter_code(token, door.postman.code)
    assert (await door.refused(token, door.postman.code)).code is ErrorCode.CODE_EXPIRED
    await door.restart()
    assert (await door.refused(token, door.postman.code)).code is ErrorCode.CODE_EXPIRED


async def test_of_two_that_enter_the_code_at_once_one_is_let_in(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    code = door.postman.code
    outcomes = await asyncio.gather(*(door.enter_code(token, code) for _ in range(5)), return_exceptions=True)
    assert [o for o in outcomes if o == ANNA] == [ANNA]


async def test_a_code_may_be_typed_with_blanks_and_in_any_script(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    code = door.postman.code
    arabic = "".join(chr(0x660 + int(digit)) for digit in code)
    assert await door.enter_code(token, f" {arabic[:3]} {arabic[3:]}\n") == ANNA


async def test_a_second_entry_sends_no_second_mail(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    door.clock.advance(10)
    again = await door.enter(token)
    assert isinstance(again, CodeRequired)
    assert (again.expires_in_s, again.resend_in_s, again.tries_left) == (590, 20, 5)
    assert len(door.postman.letters) == 1


async def test_entries_at_once_send_one_mail(door: Door) -> None:
    token = await door.token()
    door.postman.may_go.clear()
    entries = asyncio.gather(*(door.enter(token) for _ in range(10)))
    await door.postman.was_asked.wait()
    door.postman.may_go.set()
    assert all(isinstance(outcome, CodeRequired) for outcome in await entries)
    assert len(door.postman.letters) == 1


async def test_five_wrong_codes_lock_until_a_new_one_and_a_restart_changes_nothing(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    for left in (4, 3, 2):
        assert (await door.refused(token, door.wrong)).code is ErrorCode.CODE_WRONG
        assert (await door.admission.code_status(token, DEVICE)).tries_left == left
    await door.restart()
    assert (await door.refused(token, "12345")).code is ErrorCode.CODE_WRONG
    locked = await door.refused(token, door.wrong)
    assert (locked.code, locked.retry_after_s) == (ErrorCode.CODE_LOCKED, 30)
    await door.restart()
    assert (await door.refused(token, door.postman.code)).code is ErrorCode.CODE_LOCKED
    still = await door.enter(token)
    assert isinstance(still, CodeRequired)
    assert still.tries_left == 0
    door.clock.advance(30)
    old = door.postman.code
    assert (await door.admission.resend_code(token, DEVICE, FAR)).tries_left == 5
    if old != door.postman.code:
        assert (await door.refused(token, old)).code is ErrorCode.CODE_WRONG
    assert await door.enter_code(token, door.postman.code) == ANNA


async def test_a_code_lives_ten_minutes(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    door.clock.advance(600)
    assert (await door.refused(token, door.postman.code)).code is ErrorCode.CODE_EXPIRED
    fresh = await door.enter(token)
    assert isinstance(fresh, CodeRequired)
    assert fresh.expires_in_s == 600
    assert len(door.postman.letters) == 2


async def test_a_clock_set_back_gives_no_longer_life(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    door.clock.advance(-3600)
    assert (await door.refused(token, door.postman.code)).code is ErrorCode.CODE_EXPIRED
    error = await refusal(door, token)
    assert (error.code, error.retry_after_s) == (ErrorCode.TOO_FAST, 30)


async def test_codes_come_every_30_s_and_six_times_an_hour_at_most(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    with pytest.raises(ConferenceError) as caught:
        await door.admission.resend_code(token, DEVICE, FAR)
    assert (caught.value.code, caught.value.retry_after_s) == (ErrorCode.TOO_FAST, 30)
    for _ in range(5):
        door.clock.advance(30)
        await door.admission.resend_code(token, DEVICE, FAR)
    await door.restart()
    door.clock.advance(30)
    with pytest.raises(ConferenceError) as caught:
        await door.admission.resend_code(token, DEVICE, FAR)
    assert (caught.value.code, caught.value.retry_after_s) == (ErrorCode.TOO_FAST, 3600 - 6 * 30)
    door.clock.advance(3600 - 6 * 30)
    await door.admission.resend_code(token, DEVICE, FAR)
    assert len(door.postman.letters) == 7


async def test_a_code_is_for_the_device_that_asked(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    assert (await door.refused(token, door.postman.code, OTHER_DEVICE)).code is ErrorCode.CODE_EXPIRED
    assert (await door.admission.code_status(token, DEVICE)).tries_left == 5
    annas = door.postman.code
    await door.enter(token, OTHER_DEVICE)
    if annas != door.postman.code:
        assert (await door.refused(token, door.postman.code)).code is ErrorCode.CODE_WRONG
    assert await door.enter_code(token, annas) == ANNA


async def test_a_code_is_for_its_token(door: Door) -> None:
    first, second = await door.token(ANNA), await door.token(BORIS)
    await door.enter(first)
    annas = door.postman.code
    await door.enter(second)
    if annas != door.postman.code:
        assert (await door.refused(second, annas)).code is ErrorCode.CODE_WRONG


async def test_an_admitted_token_is_of_no_use_to_another_device(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await door.enter_code(token, door.postman.code)
    await door.restart()
    assert (await refusal(door, token, OTHER_DEVICE)).code is ErrorCode.TOKEN_USED


async def test_a_new_link_voids_the_old_one_and_its_device(door: Door) -> None:
    old = await door.token()
    await door.enter(old)
    await door.enter_code(old, door.postman.code)
    new = await door.token()
    assert (await refusal(door, old)).code is ErrorCode.TOKEN_UNKNOWN
    assert isinstance(await door.enter(new, OTHER_DEVICE), CodeRequired)


async def test_a_link_that_is_voided_while_its_device_waits_among_many_lets_nobody_in(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await door.enter_code(token, door.postman.code)
    outcome, _ = await asyncio.gather(door.enter(token), door.token(), return_exceptions=True)
    assert isinstance(outcome, ConferenceError)
    assert outcome.code is ErrorCode.TOKEN_UNKNOWN


async def test_an_expired_token_is_refused_even_to_its_device(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await door.enter_code(token, door.postman.code)
    door.clock.advance(DAY_MS / 1000)
    assert (await refusal(door, token)).code is ErrorCode.TOKEN_EXPIRED


async def test_a_link_lives_on_with_a_meeting_that_is_postponed(door: Door) -> None:
    token = await door.token()
    door.clock.advance(DAY_MS / 1000)
    assert (await refusal(door, token)).code is ErrorCode.TOKEN_EXPIRED
    ends_at_ms = door.clock.now_ms() + DAY_MS
    door.admission.lasts_until_ms = lambda: ends_at_ms
    assert isinstance(await door.enter(token), CodeRequired)
    door.clock.advance(DAY_MS / 1000)
    assert (await refusal(door, token)).code is ErrorCode.TOKEN_EXPIRED


async def test_a_link_taken_back_or_of_this_machine_is_not_prolonged(door: Door) -> None:
    gone = await door.admission.issue_token(ANNA, expires_at_ms=0)
    local = await door.token(BORIS, is_local=True)
    door.clock.advance(DAY_MS / 1000)
    door.admission.lasts_until_ms = lambda: door.clock.now_ms() + DAY_MS
    assert (await refusal(door, gone)).code is ErrorCode.TOKEN_EXPIRED
    assert (await refusal(door, local, address=LOCAL)).code is ErrorCode.TOKEN_EXPIRED


async def test_someone_taken_off_the_list_is_unknown(door: Door) -> None:
    token = await door.token()
    del door.people[ANNA]
    assert (await refusal(door, token)).code is ErrorCode.TOKEN_UNKNOWN


async def test_staff_on_the_premises_need_no_code_whatever_their_device(door: Door) -> None:
    token = await door.token(DESK, is_local=True)
    assert await door.enter(token, address=LOCAL) == DESK
    assert await door.enter(token, OTHER_DEVICE, "::1") == DESK
    assert door.postman.letters == []


async def test_a_local_token_from_elsewhere_is_like_any_other(door: Door) -> None:
    token = await door.token(ANNA, is_local=True)
    assert isinstance(await door.enter(token), CodeRequired)
    await door.enter_code(token, door.postman.code)
    assert (await refusal(door, token, OTHER_DEVICE)).code is ErrorCode.TOKEN_USED
    assert await door.enter(token, OTHER_DEVICE, LOCAL) == ANNA


async def test_without_an_address_nobody_comes_in_from_elsewhere(door: Door) -> None:
    token = await door.token(DESK, is_local=True)
    error = await refusal(door, token, address=FAR)
    assert error.code is ErrorCode.MAIL_FAILED
    assert "no address for the code" in error.detail


async def test_a_code_that_could_not_be_sent_is_void(door: Door, expects_logs: LogWatch) -> None:
    expects_logs("code of anna was not sent: ill")
    token = await door.token()
    door.postman.is_ill = True
    assert (await refusal(door, token)).code is ErrorCode.MAIL_FAILED
    door.postman.is_ill = False
    assert (await refusal(door, token)).code is ErrorCode.TOO_FAST
    door.clock.advance(30)
    assert isinstance(await door.enter(token), CodeRequired)
    assert await door.enter_code(token, door.postman.code) == ANNA


async def test_who_hangs_up_gets_the_mail_all_the_same(door: Door) -> None:
    token = await door.token()
    door.postman.may_go.clear()
    entry = spawn(door.enter(token), "entry", TaskOwner("test"))
    await door.postman.was_asked.wait()
    entry.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entry
    door.postman.may_go.set()
    await door.postman.has_gone.wait()
    assert await door.enter_code(token, door.postman.code) == ANNA


async def test_guessing_tokens_is_braked_and_harms_no_one_else(door: Door) -> None:
    token = await door.token()
    codes = [(await refusal(door, f"{n:043}")).code for n in range(20)]
    assert set(codes) == {ErrorCode.TOKEN_UNKNOWN}
    error = await refusal(door, "x" * 43)
    assert (error.code, error.retry_after_s) == (ErrorCode.TOO_FAST, 60)
    assert (await refusal(door, "x" * 43, address="192.0.2.8")).code is ErrorCode.TOKEN_UNKNOWN
    assert isinstance(await door.enter(token), CodeRequired)
    door.clock.advance(60)
    assert (await refusal(door, "short")).code is ErrorCode.TOKEN_UNKNOWN


async def test_a_short_device_key_is_malformed(door: Door) -> None:
    assert (await refusal(door, await door.token(), "short")).code is ErrorCode.MALFORMED


async def test_no_secret_stands_in_the_file(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await door.store.close()
    content = b"".join(path.read_bytes() for path in door.path.parent.iterdir())
    assert b"anna" in content
    assert not any(secret.encode() in content for secret in (token, DEVICE, door.postman.code))


async def test_a_disk_that_fails_lets_nobody_in(door: Door) -> None:
    token = await door.token()
    await door.enter(token)
    await door.store.close()
    assert (await door.refused(token, door.postman.code)).code is ErrorCode.DISK
