"""What the configuration says is put to the rules once, and the operator's link always opens the door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from common.aio.clock import ManualClock
from common.control.joinlink import parse_join_link
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId, ParticipantId, RequestId
from common.model.meeting import Rules
from common.model.patch import default_patch
from common.model.people import Attendance, Person, Role
from room_console.core.admission.admission import Admission
from room_console.core.admission.mail import OutboxMailer
from room_console.core.admission.ways import Ways
from room_console.core.conductor import Conductor
from room_console.core.meeting.inputs import AttendanceSwapped, FloorGranted, FloorRequested, Joined, RulesSet
from room_console.core.opening import OPERATOR, lay_out_operator_link, open_meeting
from room_console.core.operations import Address
from room_console.core.settings import CodeSettings
from room_console.core.store.store import Store
from tests.helpers.consolekit import ANNA, BORIS, ROLES, settings
from tests.helpers.corestore import JournalInMemory
from tests.helpers.logfail import LogWatch

PORTS = (8, 16)
PATCH = default_patch(*PORTS, 4)
LOOPBACK = "127.0.0.1"


async def opened(
    journal: JournalInMemory, roles: dict[ParticipantId, Role] | None = None, title: str = "One"
) -> Conductor:
    """Open a meeting on a journal, and stop again."""
    conductor = Conductor(journal, ManualClock(), lambda _: None)
    conductor.start()
    try:
        await open_meeting(conductor, settings(roles, title=title), PATCH, PORTS)
    finally:
        await conductor.stop()
    return conductor


async def with_inputs(journal: JournalInMemory, *happened: object) -> None:
    """Let things happen in the meeting of a journal."""
    conductor = Conductor(journal, ManualClock(), lambda _: None)
    conductor.start()
    for each in happened:
        await conductor.submit(each)  # type: ignore[arg-type]
    await conductor.stop()


async def test_a_new_meeting_is_as_the_configuration_says() -> None:
    state = (await opened(JournalInMemory())).meeting.state
    assert set(state.people) == {OPERATOR.participant, *ROLES}
    assert state.people[OPERATOR.participant].role is Role.OPERATOR
    assert (state.details.title, state.patch, state.rules) == ("One", PATCH, settings().rules.rules())


async def test_opened_again_it_keeps_what_the_meeting_set_itself() -> None:
    journal, rules = JournalInMemory(), Rules(3, 2, is_list_open=True)
    await opened(journal)
    await with_inputs(journal, RulesSet(OPERATOR.participant, rules), Joined(ANNA), FloorRequested(ANNA))
    state = (await opened(journal, {**ROLES, ParticipantId("new"): Role.OBSERVER}, "Two")).meeting.state
    assert state.rules == rules
    assert state.speakers.of(ANNA) is not None
    assert state.details.title == "Two"
    assert ParticipantId("new") in state.people


async def test_a_patch_that_the_device_has_no_ports_for_gives_way() -> None:
    journal = JournalInMemory()
    await opened(journal)
    conductor = Conductor(journal, ManualClock(), lambda _: None)
    conductor.start()
    smaller = default_patch(4, 4, 1)
    await open_meeting(conductor, settings(), smaller, (4, 4))
    await conductor.stop()
    assert conductor.meeting.state.patch == smaller


async def test_nothing_new_is_kept_of_an_unchanged_configuration_but_the_restart() -> None:
    journal = JournalInMemory()
    await opened(journal)
    entries = len(journal.entries)
    await opened(journal)
    assert len(journal.entries) == entries + 1


async def test_a_full_disk_is_said(expects_logs: LogWatch) -> None:
    expects_logs("decisions undone")
    journal = JournalInMemory(is_full=True)
    with pytest.raises(ConferenceError) as failure:
        await opened(journal)
    assert failure.value.code is ErrorCode.DISK


async def test_who_speaks_on_a_slot_that_is_gone_loses_the_floor() -> None:
    journal = JournalInMemory()
    await opened(journal)
    both = (Joined(ANNA), Joined(BORIS), FloorRequested(ANNA), FloorRequested(BORIS))
    grants = (FloorGranted(OPERATOR.participant, RequestId(n)) for n in (1, 2))
    await with_inputs(journal, RulesSet(OPERATOR.participant, Rules(2)), *both, *grants)
    conductor = Conductor(journal, ManualClock(), lambda _: None)
    conductor.start()
    await open_meeting(conductor, settings(), default_patch(4, 4, 1), (4, 4))
    await conductor.stop()
    assert [request.participant for request in conductor.meeting.state.speakers.granted] == [ANNA]


async def test_a_role_that_changed_in_the_file_is_taken_even_after_a_crash() -> None:
    """The journal of a core that was killed says that everyone is joined."""
    journal = JournalInMemory()
    await opened(journal)
    await with_inputs(journal, Joined(BORIS))
    state = (await opened(journal, {**ROLES, BORIS: Role.CHAIR})).meeting.state
    assert state.people[BORIS].role is Role.CHAIR


async def test_a_swap_by_hand_outlives_the_file_too() -> None:
    journal = JournalInMemory()
    await opened(journal)
    await with_inputs(journal, AttendanceSwapped(ANNA, Attendance.ON_SITE, ANNA))
    assert (await opened(journal)).meeting.state.people[ANNA].attendance is Attendance.ON_SITE


@dataclass
class Door:
    """An admission and where it stands."""

    admission: Admission
    address: Address
    path: Path

    async def lay_out(self) -> str:
        """Lay the link out; return it."""
        await lay_out_operator_link(self.path, self.admission, self.address, ManualClock().now_ms())
        return self.path.read_text()

    async def opens(self, text: str) -> bool:
        """Tell whether a link lets the operator in from here."""
        token = parse_join_link(text).token
        return (
            await self.admission.enter(token, "any-device-key-of-enough-characters", LOOPBACK) == OPERATOR.participant
        )


@asynccontextmanager
async def door(folder: Path, link: Path) -> AsyncIterator[Door]:
    """Open an admission on a database of its own."""
    store = Store.open(folder / "console.db")
    people: dict[ParticipantId, Person] = {OPERATOR.participant: OPERATOR}
    mailer = OutboxMailer(folder / "outbox")
    ways = Ways(CodeSettings(), mailer, lambda: "A meeting")
    admission = Admission(store, ways, people.get, ManualClock(), b"s" * 32)
    address = Address(MeetingId("kit"), LOOPBACK)
    address.own_address, address.port, address.fingerprint = LOOPBACK, 4711, b"f" * 32
    try:
        yield Door(admission, address, link)
    finally:
        await admission.close()
        await store.close()


async def test_the_operators_link_is_private_and_lasts(tmp_path: Path) -> None:
    link = tmp_path / "operator.link"
    async with door(tmp_path / "one", link) as first:
        text = await first.lay_out()
        assert await first.opens(text)
        assert link.stat().st_mode & 0o777 == 0o600
    async with door(tmp_path / "one", link) as again:
        assert await again.lay_out() == text


async def test_a_link_from_another_database_is_replaced(tmp_path: Path) -> None:
    link = tmp_path / "operator.link"
    async with door(tmp_path / "one", link) as first:
        old = await first.lay_out()
    async with door(tmp_path / "two", link) as second:
        new = await second.lay_out()
        assert new != old
        assert await second.opens(new)


async def test_a_link_to_another_place_is_replaced(tmp_path: Path) -> None:
    async with door(tmp_path / "one", tmp_path / "operator.link") as found:
        old = await found.lay_out()
        found.address.port += 1
        assert parse_join_link(await found.lay_out()).port == parse_join_link(old).port + 1


async def test_a_link_whose_token_is_void_or_not_local_is_replaced(tmp_path: Path) -> None:
    async with door(tmp_path / "one", tmp_path / "operator.link") as found:
        old = await found.lay_out()
        for is_local in (True, False):
            issued = await found.admission.issue_token(
                OPERATOR.participant, expires_at_ms=ManualClock().now_ms() + 1000, is_local=is_local
            )
            if not is_local:
                found.path.write_text(str(replace(parse_join_link(old), token=issued)))
            new = await found.lay_out()
            assert new != old
            assert await found.opens(new)
            old = new


@pytest.mark.parametrize("text", ["", "nonsense", "\x00\xff" * 100])
async def test_a_file_that_holds_no_link_is_replaced(tmp_path: Path, text: str) -> None:
    link = tmp_path / "operator.link"
    link.write_text(text, encoding="latin-1")
    async with door(tmp_path / "one", link) as found:
        assert await found.opens(await found.lay_out())


@pytest.mark.parametrize(
    ("own", "host"), [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("127.0.0.1", "127.0.0.1"), ("192.0.2.1", "192.0.2.1")]
)
def test_the_link_for_this_machine_leads_to_it_whatever_its_public_name(own: str, host: str) -> None:
    address = Address(MeetingId("kit"), "console.example.org")
    address.own_address, address.port, address.fingerprint = own, 4711, b"f" * 32
    assert address.local_link("a-token").host == host
    assert address.link("a-token").host == "console.example.org"
