"""Passwords: which are taken, and that hashing them stays bounded."""

import asyncio

import pytest
from argon2 import extract_parameters

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.admission.passwords import MOST_WAITING, Passwords, check_password, make_password
from tests.helpers.accounts import CHEAP, GOOD


@pytest.mark.parametrize(
    "password",
    [GOOD, "correct horse battery staple", "péché mignon d'été", "密码是四个安静的词语在这里吗"],
)
def test_long_ones_are_taken_in_every_script(password: str) -> None:
    check_password(password, "maria")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "Password123456",
        "maria-maria-maria",
        "qwertyqwerty",
        "hemicycle2026",
    ],
)
def test_short_and_obvious_ones_are_not(password: str) -> None:
    with pytest.raises(ConferenceError) as caught:
        check_password(password, "maria")
    assert caught.value.code is ErrorCode.PASSWORD_WEAK


def test_one_that_the_console_makes_is_long_and_never_the_same() -> None:
    made = {make_password() for _ in range(50)}
    for password in made:
        check_password(password, "maria")
    assert len(made) == 50
    assert all(len(p) == 23 and p.count("-") == 3 for p in made)


async def test_a_hash_is_argon2id_as_rfc_9106_recommends() -> None:
    passwords = Passwords()
    hashed = await passwords.hash(GOOD)
    await passwords.close()
    parameters = extract_parameters(hashed)
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost) == ("ID", 65_536, 3)


async def test_another_keyboard_s_spelling_is_the_same_password() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("caf\u00e9 au lait")
    assert await passwords.is_right("cafe\u0301 au lait", kept)
    assert not await passwords.is_right("cafe au lait", kept)
    assert not await passwords.is_right(GOOD, None)
    assert not await passwords.is_right(GOOD, "no hash")
    await passwords.close()


async def test_more_at_once_than_can_wait_are_told_so() -> None:
    passwords = Passwords(CHEAP)
    tries = [asyncio.Task(passwords.hash(GOOD)) for _ in range(MOST_WAITING + 3)]
    await asyncio.wait(tries)
    refused = [error for t in tries if (error := t.exception()) is not None]
    assert [e.code for e in refused if isinstance(e, ConferenceError)] == [ErrorCode.BUSY] * 3
    await passwords.close()
