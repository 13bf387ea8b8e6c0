"""Staff who sign in, at a whole console: what ends their link, and what a restart brings back."""

from pathlib import Path

import msgspec
import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person, Role
from common.protocol import PROTOCOL_VERSION, staff
from common.protocol.codec import ClientMessage
from common.protocol.entry import Hello, SignIn
from common.protocol.envelope import Bye
from common.protocol.floor import TakeFloor
from room_console.core import desks
from room_console.core.admission.passwords import Passwords
from room_console.core.control.gateway import Admitted
from room_console.core.meeting import inputs
from room_console.core.staffdesk import StaffDesk
from tests.helpers.accounts import CHEAP, GOOD
from tests.helpers.consolekit import OLGA, ConsoleKit, console_kit, heard, hello
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection

MARIA = ParticipantId("staff-maria")
ADDRESS, ELSEWHERE = "192.0.2.7", "another-device-key-of-characters"
OUT = Bye(ErrorCode.TOKEN_EXPIRED, may_return=False)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "Passwords", lambda: Passwords(CHEAP))


async def make_maria(kit: ConsoleKit) -> str:
    """Make an account for the chair; return its first password."""
    made = await kit.desk.handle(
        await kit.attach(OLGA), staff.AddAccount(account="maria", name="Maria", role=Role.CHAIR)
    )
    assert isinstance(made, staff.AccountPassword)
    return made.password


async def signed_in(kit: ConsoleKit, password: str, new: str = "", device: str = ELSEWHERE) -> Hello:
    """Sign in; return what a window then says first."""
    asked = SignIn(
        ref=1,
        protocol=PROTOCOL_VERSION,
        app="test",
        account="maria",
        password=password,
        new_password=new,
        device_key=device,
    )
    return hello((await kit.desk.sign_in(asked, ADDRESS)).token, device)


async def let_in(kit: ConsoleKit, said: Hello) -> NotedConnection:
    """Come in by a session."""
    admitted = await kit.desk.enter(said, ADDRESS)
    assert isinstance(admitted, Admitted)
    connection = NotedConnection(admitted.participant, admitted.role)
    await kit.desk.attached(connection, said, None)
    return connection


async def listed(kit: ConsoleKit, olga: NotedConnection) -> tuple[staff.StaffAccount, ...]:
    """Return the accounts as the office sees them."""
    answer = await kit.desk.handle(olga, staff.ListStaff())
    assert isinstance(answer, staff.Staff)
    return answer.accounts


async def refused_entry(kit: ConsoleKit, said: Hello) -> ErrorCode:
    with pytest.raises(ConferenceError) as caught:
        await kit.desk.enter(said, ADDRESS)
    return caught.value.code


async def test_who_signed_in_is_still_in_after_a_restart(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        said = await signed_in(kit, await make_maria(kit), GOOD)
        await let_in(kit, said)
    async with console_kit(tmp_path) as kit:
        assert (await let_in(kit, said)).role is Role.CHAIR


async def test_who_is_taken_off_the_list_has_no_account_any_more(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        said = await signed_in(kit, await make_maria(kit), GOOD)
        maria, olga = await let_in(kit, said), await kit.attach(OLGA)
        assert [a.account for a in await listed(kit, olga)] == ["maria"]
        await kit.conductor.submit(inputs.PersonRemoved(MARIA, OLGA))
        assert maria.is_closed
        await until(lambda: any(isinstance(m, staff.Staff) and not m.accounts for m in olga.messages))
        assert await refused_entry(kit, said) is ErrorCode.TOKEN_UNKNOWN
        with pytest.raises(ConferenceError) as caught:
            await signed_in(kit, GOOD)
        assert caught.value.code is ErrorCode.SIGN_IN


async def test_nor_after_a_crash_at_that_instant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console_kit(tmp_path) as kit:
        said = await signed_in(kit, await make_maria(kit), GOOD)
        with monkeypatch.context() as crashing:
            crashing.setattr(StaffDesk, "decided", lambda desk, events: None)
            await kit.conductor.submit(inputs.PersonRemoved(MARIA, OLGA))
    async with console_kit(tmp_path) as kit:
        assert MARIA not in kit.state.people
        assert await refused_entry(kit, said) is ErrorCode.TOKEN_UNKNOWN
        await make_maria(kit)


async def test_a_role_that_was_narrowed_is_not_given_back_by_a_restart(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        said = await signed_in(kit, await make_maria(kit), GOOD)
        narrower = Person(MARIA, "Maria Keller", "", Role.SECRETARIAT)
        await kit.conductor.submit(inputs.PeopleRegistered((narrower,), OLGA))
        assert (await let_in(kit, said)).role is Role.SECRETARIAT
    async with console_kit(tmp_path) as kit:
        maria = await let_in(kit, said)
        assert maria.role is Role.SECRETARIAT
        assert await kit.refusal(maria, staff.ListStaff()) is ErrorCode.NOT_ALLOWED
        ((told),) = await listed(kit, await kit.attach(OLGA))
        assert (told.name, told.role) == ("Maria Keller", Role.SECRETARIAT)


async def test_a_role_stays_what_it_was_told_while_they_are_in(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        await let_in(kit, await signed_in(kit, await make_maria(kit), GOOD))
        with pytest.raises(ConferenceError) as caught:
            await kit.conductor.submit(inputs.PeopleRegistered((Person(MARIA, "Maria", "", Role.DELEGATE),), OLGA))
        assert caught.value.code is ErrorCode.UNEXPECTED


@pytest.mark.parametrize("how", ["reset", "disabled", "signed out"])
async def test_a_link_ends_with_its_session_and_with_it_what_is_heard(tmp_path: Path, how: str) -> None:
    async with console_kit(tmp_path) as kit:
        said = await signed_in(kit, await make_maria(kit), GOOD)
        maria, olga = await let_in(kit, said), await kit.attach(OLGA)
        await kit.desk.handle(maria, TakeFloor())
        await kit.speak(maria)
        await heard(kit, MARIA)
        (session,) = (await listed(kit, olga))[0].sessions
        wishes: dict[str, ClientMessage] = {
            "reset": staff.ResetPassword(account="maria"),
            "disabled": staff.DisableAccount(account="maria", is_disabled=True),
            "signed out": staff.EndSession(session=session.session),
        }
        await kit.desk.handle(olga, wishes[how])
        assert OUT in maria.messages
        await until(lambda: kit.legs.uplink(MARIA) is None)
        assert await refused_entry(kit, said) is ErrorCode.TOKEN_UNKNOWN


async def test_a_new_password_ends_every_sign_in_but_the_one_it_is_changed_by(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        elsewhere = await signed_in(kit, await make_maria(kit), GOOD, "the-device-that-is-used-at-first")
        maria = await let_in(kit, await signed_in(kit, GOOD))
        change = staff.ChangePassword(password=GOOD, new_password="five more quiet words")
        await kit.desk.handle(maria, change)
        assert not maria.is_closed
        assert await refused_entry(kit, elsewhere) is ErrorCode.TOKEN_UNKNOWN


async def test_a_readiness_check_by_another_session_keeps_no_link_alive(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        first = await signed_in(kit, await make_maria(kit), GOOD)
        maria, olga = await let_in(kit, first), await kit.attach(OLGA)
        second = await signed_in(kit, GOOD, device="a-third-device-key-of-characters")
        await kit.desk.enter(msgspec.structs.replace(second, is_check=True), ADDRESS)
        older, _ = (await listed(kit, olga))[0].sessions
        await kit.desk.handle(olga, staff.EndSession(session=older.session))
        assert OUT in maria.messages


async def test_the_last_operator_with_an_account_can_go_and_who_sits_at_the_console_makes_another(
    tmp_path: Path,
) -> None:
    async with console_kit(tmp_path) as kit:
        olga = await kit.attach(OLGA)
        await kit.desk.handle(olga, staff.AddAccount(account="otto", name="Otto", role=Role.OPERATOR))
        await kit.desk.handle(olga, staff.DisableAccount(account="otto", is_disabled=True))
        assert [a.is_disabled for a in await listed(kit, olga)] == [True]
        assert await make_maria(kit)
