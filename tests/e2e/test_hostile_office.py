"""Attacks on who may come in and what they may do, over real sockets: passwords, roles, sessions, links."""

import asyncio
import contextlib
from typing import Any

import aiohttp
import pytest

from common.control.joinlink import JoinLink
from common.control.signin import sign_in
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol import PROTOCOL_VERSION
from common.protocol.chat import PostNotice
from common.protocol.codec import decode_from_console, encode
from common.protocol.entry import Hello, SignedIn, Welcome
from common.protocol.envelope import Done, Message, Refused
from common.protocol.operator import AddPerson, EndMeeting, IssueLink
from common.protocol.people import MakeApiKey, RemovePerson
from common.protocol.staff import AccountPassword, AddAccount, DisableAccount, EndSession, ListStaff, Staff
from tests.helpers.attacker import DEVICE, OWNERS_ADDRESS, Attacker, signing_in
from tests.helpers.consolekit import ANNA, OLGA, ConsoleKit
from tests.helpers.corestore import NotedConnection

OTHER_DEVICE = "some-other-device-altogether"
OWN = "four quiet words here"


def at(kit: ConsoleKit) -> JoinLink:
    """Return the link of staff, as the page Staff shows it, for this machine."""
    return kit.console.address.local_link("")


async def with_account(kit: ConsoleKit, role: Role = Role.CHAIR) -> JoinLink:
    """Make the account `maria`, and sign in once with a password of her own; return the link of the session."""
    olga = await kit.attach(OLGA)
    made = await kit.desk.handle(olga, AddAccount(account="maria", name="Maria Keller", role=role))
    assert isinstance(made, AccountPassword)
    return await sign_in(at(kit), "maria", made.password, DEVICE, "test", OWN)


async def entered(kit: ConsoleKit, link: JoinLink, device: str, *then: Message, **changes: Any) -> list[Message]:
    """Say hello with a token on a link of its own, and then more."""
    hello = Hello(ref=1, protocol=PROTOCOL_VERSION, app="test", token=link.token, device_key=device, **changes)
    async with Attacker(kit, OWNERS_ADDRESS) as client:
        return await client.say(hello, *then)


async def test_passwords_guessed_from_many_addresses_let_nobody_in_and_keep_nobody_out(kit: ConsoleKit) -> None:
    await with_account(kit)
    found: list[ErrorCode | None] = []
    for number in range(2, 40):
        async with Attacker(kit, f"127.0.{number}.1") as attacker:
            found.append(await attacker.guess(f"guess number {number}"))
    assert set(found) == {ErrorCode.SIGN_IN, ErrorCode.TOO_FAST}
    assert found.count(ErrorCode.SIGN_IN) <= 30
    assert found[-1] is ErrorCode.TOO_FAST
    link = await sign_in(at(kit), "maria", OWN, DEVICE, "test")
    assert isinstance((await entered(kit, link, DEVICE))[0], Welcome)


async def test_one_address_gets_five_tries_a_minute_even_all_at_once(kit: ConsoleKit) -> None:
    await with_account(kit)
    async with Attacker(kit, "127.0.77.1") as attacker:
        found = await asyncio.gather(*(attacker.guess(f"guess number {n}") for n in range(12)))
        assert found.count(ErrorCode.SIGN_IN) == 5
        assert set(found) <= {ErrorCode.SIGN_IN, ErrorCode.TOO_FAST, ErrorCode.BUSY}
        assert await attacker.guess(OWN) is ErrorCode.TOO_FAST


async def test_nobody_learns_which_accounts_there_are(kit: ConsoleKit) -> None:
    await with_account(kit)
    async with Attacker(kit, "127.0.78.1") as attacker:
        asked = [signing_in(name, "wrong", DEVICE) for name in ("maria", "nobody", "' OR 1=1 --")]
        answers = [(await attacker.say(one))[0] for one in asked]
    assert answers == [answers[0]] * 3


async def test_a_session_is_no_use_on_another_device_nor_once_it_is_ended(kit: ConsoleKit) -> None:
    link = await with_account(kit)
    stolen = (await entered(kit, link, OTHER_DEVICE))[0]
    assert isinstance(stolen, Refused)
    assert stolen.code is ErrorCode.TOKEN_UNKNOWN
    assert isinstance((await entered(kit, link, DEVICE))[0], Welcome)
    olga = await kit.attach(OLGA)
    told = await kit.desk.handle(olga, ListStaff(ref=3))
    assert isinstance(told, Staff)
    await kit.desk.handle(olga, EndSession(ref=4, session=told.accounts[0].sessions[0].session))
    assert isinstance((await entered(kit, link, DEVICE))[0], Refused)


@pytest.mark.parametrize("is_removed", [False, True], ids=["disabled", "taken off"])
async def test_who_is_put_out_while_signed_in_does_nothing_more(kit: ConsoleKit, is_removed: bool) -> None:
    link = await with_account(kit)
    hello = Hello(ref=1, protocol=PROTOCOL_VERSION, app="test", token=link.token, device_key=DEVICE)
    async with (
        Attacker(kit, OWNERS_ADDRESS) as client,
        client.http.ws_connect("/control", max_msg_size=0) as line,
    ):
        await line.send_str(encode(hello).decode())
        welcome = decode_from_console((await line.receive(timeout=20.0)).data)
        assert isinstance(welcome, Welcome)
        gone = RemovePerson(ref=9, participant=welcome.participant)
        disabled = DisableAccount(ref=9, account="maria", is_disabled=True)
        await kit.desk.handle(await kit.attach(OLGA), gone if is_removed else disabled)
        with contextlib.suppress(OSError):
            await line.send_str(encode(PostNotice(ref=77, text="still here")).decode())
        told = [decode_from_console(each.data) async for each in line if each.type is aiohttp.WSMsgType.TEXT]
    assert not any(isinstance(each, Done) and each.ref == 77 for each in told)
    assert isinstance((await entered(kit, link, DEVICE))[0], Refused)


async def test_a_sign_in_without_a_new_password_brings_no_token_where_one_is_due(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    made = await kit.desk.handle(olga, AddAccount(account="omar", name="Omar Haddad", role=Role.OPERATOR))
    assert isinstance(made, AccountPassword)
    async with Attacker(kit, OWNERS_ADDRESS) as client:
        answers = await client.say(signing_in("omar", made.password, DEVICE))
    assert isinstance(answers[0], Refused)
    assert answers[0].code is ErrorCode.PASSWORD_OLD


async def test_two_of_one_role_are_there_at_once(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    links = []
    for name in ("omar", "li"):
        made = await kit.desk.handle(olga, AddAccount(account=name, name=name, role=Role.OPERATOR))
        assert isinstance(made, AccountPassword)
        links.append(await sign_in(at(kit), name, made.password, f"{DEVICE}-{name}", "test", OWN))
    for name, link in zip(("omar", "li"), links, strict=True):
        welcome = (await entered(kit, link, f"{DEVICE}-{name}"))[0]
        assert isinstance(welcome, Welcome)
        assert welcome.participant == f"staff-{name}"


FORGED = [
    AddAccount(ref=9, account="mine", name="Mine", role=Role.OPERATOR),
    DisableAccount(ref=9, account="maria", is_disabled=True),
    ListStaff(ref=9),
    AddPerson(ref=9, name="Mine", delegation="", role=Role.OPERATOR),
    IssueLink(ref=9, participant=OLGA, is_local=True),
    MakeApiKey(ref=9, label="mine"),
    EndMeeting(ref=9),
]


@pytest.mark.parametrize("wish", FORGED, ids=lambda m: type(m).__name__)
async def test_a_delegate_who_says_what_only_staff_may_is_refused(kit: ConsoleKit, wish: Message) -> None:
    anna = await kit.attach(ANNA)
    assert await kit.refusal(anna, wish) is ErrorCode.NOT_ALLOWED  # type: ignore[arg-type]


async def test_a_chair_makes_no_accounts_nor_a_role_that_is_no_staff(kit: ConsoleKit) -> None:
    await with_account(kit)
    chair = NotedConnection(ParticipantId("staff-maria"), Role.CHAIR)
    kit.audience.add(chair)
    assert await kit.refusal(chair, FORGED[0]) is ErrorCode.NOT_ALLOWED  # type: ignore[arg-type]
    olga = await kit.attach(OLGA)
    wish = AddAccount(ref=9, account="anna", name="Anna", role=Role.DELEGATE)
    assert await kit.refusal(olga, wish) is ErrorCode.NOT_ALLOWED


async def test_a_role_written_into_hello_is_passed_over(kit: ConsoleKit) -> None:
    token = await kit.admission.issue_token(ANNA, expires_at_ms=2**50, is_local=True)
    text = encode(Hello(ref=1, protocol=PROTOCOL_VERSION, app="test", token=token, device_key=DEVICE)).decode()
    forged = text[:-1] + ',"role":"operator","participant":"olga","is_local":true}'
    async with Attacker(kit, OWNERS_ADDRESS) as client, client.http.ws_connect("/control", max_msg_size=0) as link:
        await link.send_str(forged)
        welcome = decode_from_console((await link.receive()).data)
        assert isinstance(welcome, Welcome)
        assert welcome.participant == ANNA
        await link.send_str(encode(ListStaff(ref=9)).decode())
        while not isinstance(answer := decode_from_console((await link.receive()).data), Refused | Staff | Done):
            pass
    assert isinstance(answer, Refused)
    assert answer.code is ErrorCode.NOT_ALLOWED


async def test_a_link_that_was_replaced_opens_nothing(kit: ConsoleKit) -> None:
    old = await kit.admission.issue_token(ANNA, expires_at_ms=2**50, is_local=True)
    new = await kit.admission.issue_token(ANNA, expires_at_ms=2**50, is_local=True)
    link = kit.console.address.local_link(old)
    refused = (await entered(kit, link, DEVICE))[0]
    assert isinstance(refused, Refused)
    assert refused.code is ErrorCode.TOKEN_UNKNOWN
    assert isinstance((await entered(kit, kit.console.address.local_link(new), DEVICE))[0], Welcome)


async def test_a_sign_in_with_a_password_longer_than_any_is_malformed(kit: ConsoleKit) -> None:
    with pytest.raises(ConferenceError) as caught:
        await sign_in(at(kit), "maria", "x" * 60_000, DEVICE, "test")
    assert caught.value.code is ErrorCode.MALFORMED


async def test_a_second_sign_in_on_a_link_gives_no_second_session(kit: ConsoleKit) -> None:
    await with_account(kit)
    asked = signing_in("maria", OWN, DEVICE)
    async with Attacker(kit, OWNERS_ADDRESS) as client:
        first, *rest = await client.say(asked, asked)
    assert isinstance(first, SignedIn)
    assert not any(isinstance(answer, SignedIn) for answer in rest)
