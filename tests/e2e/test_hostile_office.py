"""Attacks on what prepares a meeting, over real sockets: passwords, roles, sessions, names, 100 MB, bombs.

The console is a whole one, door and all; attackers have addresses of their own (127.0.0.0/8 is all this machine's).
"""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from common.control.joinlink import JoinLink
from common.control.signin import sign_in
from common.control.trust import PinnedContext
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import decode_from_console, encode
from common.protocol.entry import Hello, SignedIn, SignIn, Welcome
from common.protocol.envelope import Done, Message, Refused
from common.protocol.operator import AddPerson, EndMeeting, IssueLink
from common.protocol.people import ApiKeyMade, MakeApiKey
from common.protocol.staff import AccountPassword, AddAccount, DisableAccount, EndSession, ListStaff, Staff
from room_console.core.admission.passwords import Passwords
from tests.helpers.accounts import CHEAP
from tests.helpers.consolekit import ANNA, OLGA, ConsoleKit, console_kit
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection

DEVICE, OTHER_DEVICE = "the-device-that-signed-in", "some-other-device-altogether"
OWN = "four quiet words here"
HUNDRED_MB = 100 * 1024 * 1024
OWNERS_ADDRESS = "127.0.0.1"


@pytest.fixture
async def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ConsoleKit]:
    monkeypatch.setattr("room_console.core.desks.Passwords", lambda: Passwords(CHEAP))
    async with console_kit(tmp_path) as running:
        yield running


class Attacker:
    """Somebody with an address of their own, and all the time in the world."""

    def __init__(self, kit: ConsoleKit, address: str) -> None:
        self.place = kit.console.address.link("")
        connector = aiohttp.TCPConnector(
            ssl=PinnedContext.made(self.place.fingerprint), local_addr=(address, 0), limit=0, force_close=True
        )
        self.http = aiohttp.ClientSession(connector=connector, base_url=f"https://127.0.0.1:{self.place.port}")

    async def __aenter__(self) -> "Attacker":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def say(self, *messages: Message) -> list[Message]:
        """Say these on one link; return the first answer to each, as far as there is one."""
        answers: list[Message] = []
        async with self.http.ws_connect("/control", max_msg_size=0) as link:
            for message in messages:
                await link.send_str(encode(message).decode())
                received = await link.receive(timeout=20.0)
                if received.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    break
                answers.append(decode_from_console(received.data))
        return answers

    async def guess(self, password: str, account: str = "maria") -> ErrorCode | None:
        """Try a password; return why it was refused."""
        asked = signing_in(account, password, DEVICE)
        (answer,) = await self.say(asked)
        return answer.code if isinstance(answer, Refused) else None


def signing_in(account: str, password: str, device: str) -> SignIn:
    """Make a sign-in."""
    return SignIn(ref=1, protocol=PROTOCOL_VERSION, app="test", account=account, password=password, device_key=device)


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


async def pieces(total_bytes: int) -> AsyncIterator[bytes]:
    """Give so many bytes, without ever holding them."""
    for _ in range(total_bytes // 65_536):
        yield bytes(65_536)


PATHS = [
    ("POST", "/api/people"),
    ("PUT", "/documents/any"),
    ("POST", "/register"),
    ("POST", "/control"),
    ("PUT", "/none"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_a_hundred_megabytes_are_refused_and_never_held(kit: ConsoleKit, method: str, path: str) -> None:
    key = await api_key(kit)
    tracemalloc.start()
    try:
        async with Attacker(kit, "127.0.79.1") as attacker:
            for length in (None, HUNDRED_MB):
                headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}
                headers |= {"Content-Length": str(length)} if length else {}
                try:
                    async with attacker.http.request(method, path, data=pieces(HUNDRED_MB), headers=headers) as answer:
                        assert 400 <= answer.status < 500
                except (aiohttp.ClientError, OSError):
                    pass
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert isinstance(await kit.desk.handle(await kit.attach(OLGA), ListStaff(ref=5)), Staff)
    await until(lambda: not any("RequestHandler" in repr(task) for task in asyncio.all_tasks()), 10.0)


async def api_key(kit: ConsoleKit) -> str:
    """Make a key of another system."""
    made = await kit.desk.handle(await kit.attach(OLGA), MakeApiKey(ref=2, label="organiser"))
    assert isinstance(made, ApiKeyMade)
    return made.key


async def imported(kit: ConsoleKit, rows: str) -> tuple[int, str]:
    """Import people as another system does; return status and answer."""
    key = await api_key(kit)
    body = f"name,delegation,email\n{rows}\n".encode()
    head = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv; charset=utf-8"}
    async with (
        Attacker(kit, OWNERS_ADDRESS) as client,
        client.http.post("/api/people", data=body, headers=head) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_bomb_of_zeros_is_not_even_opened(kit: ConsoleKit) -> None:
    bomb = gzip.compress(bytes(HUNDRED_MB), 9)
    key = await api_key(kit)
    head = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv", "Content-Encoding": "gzip"}
    tracemalloc.start()
    try:
        async with (
            Attacker(kit, OWNERS_ADDRESS) as client,
            client.http.post("/api/people", data=bomb, headers=head) as answer,
        ):
            assert answer.status == 400
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["An\u202ena", "Anna\u2066", "A" + "\u0301" * 9 + "nna", "An\u0007na", "x" * 5_000])
async def test_a_name_that_would_do_harm_is_refused_by_line_and_column(kit: ConsoleKit, name: str) -> None:
    status, answer = await imported(kit, f'"{name}",Ruritania,mallory@example.org')
    assert status == 422
    assert '"line":2' in answer.replace(" ", "")
    assert not any(p.email == "mallory@example.org" for p in kit.state.people.values())


async def test_a_name_in_look_alike_letters_is_told_to_who_imports(kit: ConsoleKit) -> None:
    await imported(kit, "Anna Kovac,Ruritania,anna.kovac@example.org")
    status, answer = await imported(kit, "\u0410nn\u0430 Kovac,Ruritania,mallory@example.org")
    assert status == 200
    assert "look" in answer.lower()


async def test_html_in_a_name_stays_text(kit: ConsoleKit) -> None:
    wild = "<img src=x onerror=alert(1)>"
    status, _ = await imported(kit, f'"{wild}",<b>Ruritania</b>,mallory@example.org')
    assert status == 200
    (person,) = (p for p in kit.state.people.values() if p.email == "mallory@example.org")
    assert person.name == wild


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
