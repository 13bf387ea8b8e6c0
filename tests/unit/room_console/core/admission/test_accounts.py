"""Staff accounts: what lets somebody in, for how long, and what doesn't."""

from collections.abc import AsyncIterator

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Role
from room_console.core.admission.accounts import MOST_SESSIONS, SESSION_LIFE_MS
from tests.helpers.accounts import DEVICE, GOOD, Office, asked

OTHER_GOOD = "another four quiet words"


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    made = Office()
    await made.accounts.start()
    yield made
    await made.accounts.close()


async def refusal(office: Office, password: str, **more: str) -> ErrorCode:
    with pytest.raises(ConferenceError) as caught:
        await office.accounts.sign_in(asked(password, **more))
    return caught.value.code


async def test_the_first_password_must_be_changed_with_the_first_sign_in(office: Office) -> None:
    first = await office.accounts.add("maria", "Maria Keller", Role.CHAIR)
    assert await refusal(office, first) is ErrorCode.PASSWORD_OLD
    assert await refusal(office, first, new=first) is ErrorCode.PASSWORD_WEAK
    assert await refusal(office, first, new="short") is ErrorCode.PASSWORD_WEAK
    session, token = await office.accounts.sign_in(asked(first, new=GOOD))
    assert office.accounts.recognise(token, DEVICE) == session
    assert await refusal(office, first) is ErrorCode.SIGN_IN


async def test_wrong_password_no_account_and_disabled_have_one_answer(office: Office) -> None:
    await office.with_maria()
    assert await refusal(office, "wrong") is ErrorCode.SIGN_IN
    assert await refusal(office, GOOD, account="nobody") is ErrorCode.SIGN_IN
    await office.accounts.disable("maria", True)
    assert await refusal(office, GOOD) is ErrorCode.SIGN_IN
    await office.accounts.disable("maria", False)
    await office.accounts.sign_in(asked(GOOD))


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.OBSERVER, Role.INTERPRETER])
async def test_who_is_no_staff_has_no_account(office: Office, role: Role) -> None:
    with pytest.raises(ConferenceError) as caught:
        await office.accounts.add("maria", "Maria Keller", role)
    assert caught.value.code is ErrorCode.NOT_ALLOWED


async def test_two_of_one_role_are_two_participants(office: Office) -> None:
    for name in ("maria", "omar"):
        await office.accounts.add(name, name, Role.OPERATOR)
    assert [a.participant for a in office.accounts.accounts()] == ["staff-maria", "staff-omar"]
    with pytest.raises(ConferenceError) as caught:
        await office.accounts.add("omar", "Another", Role.CHAIR)
    assert caught.value.code is ErrorCode.ALREADY


async def test_a_session_is_for_its_device_and_new_at_each_sign_in(office: Office) -> None:
    await office.with_maria()
    first, old = await office.accounts.sign_in(asked(GOOD))
    second, new = await office.accounts.sign_in(asked(GOOD))
    assert old != new
    assert office.accounts.recognise(old, DEVICE) is None
    assert office.accounts.recognise(new, DEVICE) == second
    assert office.accounts.recognise(new, DEVICE + "x") is None
    assert [s.session for s in office.ended] == [first.session]


async def test_a_token_holds_256_bits_and_only_its_hash_is_kept(office: Office) -> None:
    await office.with_maria()
    _, token = await office.accounts.sign_in(asked(GOOD))
    assert len(token) == 43
    kept = b"".join(record.value for record in office.records.kept.values())
    assert token.encode() not in kept
    assert GOOD.encode() not in kept
    assert b"$argon2id$" in kept


async def test_a_session_ends_with_its_time(office: Office) -> None:
    await office.with_maria()
    _, token = await office.accounts.sign_in(asked(GOOD))
    office.clock.advance(SESSION_LIFE_MS / 1000 - 1)
    assert office.accounts.recognise(token, DEVICE)
    office.clock.advance(2)
    assert office.accounts.recognise(token, DEVICE) is None
    await office.accounts.end_expired()
    assert len(office.ended) == 1
    assert not office.accounts.sessions_of("maria")


async def test_it_is_over_when_the_password_changes_but_where_that_was_done(office: Office) -> None:
    await office.with_maria()
    _, elsewhere = await office.accounts.sign_in(asked(GOOD, device=DEVICE + "-2"))
    here, token = await office.accounts.sign_in(asked(GOOD))
    await office.accounts.change_password("maria", GOOD, OTHER_GOOD, "192.0.2.7", but=here.session)
    assert office.accounts.recognise(token, DEVICE)
    assert office.accounts.recognise(elsewhere, DEVICE + "-2") is None
    assert await refusal(office, GOOD) is ErrorCode.SIGN_IN


async def test_a_change_needs_the_password_of_now(office: Office) -> None:
    await office.with_maria()
    with pytest.raises(ConferenceError) as caught:
        await office.accounts.change_password("maria", "wrong", OTHER_GOOD, "192.0.2.7", but=None)
    assert caught.value.code is ErrorCode.SIGN_IN


async def test_resetting_and_disabling_end_every_session(office: Office) -> None:
    await office.with_maria()
    tokens = [(await office.accounts.sign_in(asked(GOOD, device=DEVICE + d)))[1] for d in "12"]
    first = await office.accounts.reset("maria")
    assert [office.accounts.recognise(t, DEVICE + d) for t, d in zip(tokens, "12", strict=True)] == [None, None]
    _, token = await office.accounts.sign_in(asked(first, new=OTHER_GOOD))
    await office.accounts.disable("maria", True)
    assert office.accounts.recognise(token, DEVICE) is None


async def test_of_too_many_sessions_the_oldest_ends(office: Office) -> None:
    await office.with_maria()
    made = []
    for number in range(MOST_SESSIONS + 2):
        made.append(await office.accounts.sign_in(asked(GOOD, device=f"{DEVICE}-{number}")))
        office.clock.advance(1)
    assert [s.session for s in office.accounts.sessions_of("maria")] == [s.session for s, _ in made[2:]]


async def test_everything_is_there_after_a_restart(office: Office) -> None:
    await office.with_maria()
    session, token = await office.accounts.sign_in(asked(GOOD))
    again = Office(office.records, office.clock)
    await again.accounts.start()
    assert again.accounts.recognise(token, DEVICE) == session
    await again.accounts.sign_in(asked(GOOD, device=DEVICE + "-2"))
    await again.accounts.close()


async def test_a_reset_while_a_password_is_checked_wins(office: Office) -> None:
    await office.with_maria()
    is_right = office.passwords.is_right

    async def slow(password: str, kept: str | None) -> bool:
        right = await is_right(password, kept)
        office.passwords.is_right = is_right  # type: ignore[method-assign]
        await office.accounts.reset("maria")
        return right

    office.passwords.is_right = slow  # type: ignore[method-assign]
    assert await refusal(office, GOOD) is ErrorCode.SIGN_IN
    assert not office.accounts.sessions_of("maria")


async def test_guessing_is_slowed_and_the_right_password_does_not_help_meanwhile(office: Office) -> None:
    await office.with_maria()
    for _ in range(5):
        assert await refusal(office, "wrong") is ErrorCode.SIGN_IN
    with pytest.raises(ConferenceError) as caught:
        await office.accounts.sign_in(asked(GOOD))
    assert caught.value.code is ErrorCode.TOO_FAST
    assert caught.value.retry_after_s == pytest.approx(60.0)
    office.clock.advance(61)
    await office.accounts.sign_in(asked(GOOD))


async def test_guesses_from_many_addresses_are_slowed_and_never_keep_the_owner_out(office: Office) -> None:
    await office.with_maria()
    found = [await refusal(office, "wrong", address=f"198.51.100.{n}") for n in range(40)]
    assert found == [ErrorCode.SIGN_IN] * 30 + [ErrorCode.TOO_FAST] * 10
    await office.accounts.sign_in(asked(GOOD))
    office.clock.advance(301)
    assert await refusal(office, "wrong", address="198.51.100.1") is ErrorCode.SIGN_IN


async def test_one_address_is_slowed_over_all_accounts_and_a_whole_ipv6_network_is_one(office: Office) -> None:
    found = [await refusal(office, "wrong", account=f"a{n}", address=f"2001:db8::{n:x}") for n in range(22)]
    assert found == [ErrorCode.SIGN_IN] * 20 + [ErrorCode.TOO_FAST] * 2


async def test_a_weak_device_key_begins_no_session(office: Office) -> None:
    await office.with_maria()
    assert await refusal(office, GOOD, device="short") is ErrorCode.MALFORMED
