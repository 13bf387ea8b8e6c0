"""The queue with a mail server of every temper: refusals, retries, doubt, rest, and what comes back."""

import email
import email.policy
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.invitations import InvitationState
from room_console.core.invitations.inviting import CAME
from room_console.core.invitations.line import LineLostError, RefusedError
from room_console.core.invitations.returned import read_notification
from room_console.core.kept import Record
from tests.helpers.control import until
from tests.helpers.invitingkit import Kit, crowd, kit, mail_settings
from tests.helpers.logfail import LogWatch
from tests.helpers.moodyserver import MoodyServer
from tests.helpers.notifications import notification

WHO = ParticipantId("p0000")


@pytest.fixture
def server() -> MoodyServer:
    return MoodyServer()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def desk(tmp_path: Path, server: MoodyServer, clock: ManualClock) -> AsyncIterator[Kit]:
    async with kit(tmp_path, crowd(2), mail_settings(25, connections=1), clock, lambda: server) as opened:
        yield opened


async def stands(desk: Kit, state: InvitationState) -> str:
    """Wait until the first one's invitation stands so; return the reason."""
    await until(lambda: desk.state_of(WHO) is state)
    kept = desk.book.get(WHO)
    assert kept is not None
    return kept.reason


async def test_a_mail_has_text_html_and_calendar_and_one_message_id(desk: Kit, server: MoodyServer) -> None:
    await desk.inviter.invite([WHO])
    await stands(desk, InvitationState.SENT)
    mail = email.message_from_bytes(server.taken[0][1], policy=email.policy.default)
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "text/calendar"]
    tag = desk.book.tag(WHO, 1)
    assert mail["Message-ID"] == f"<invitation.1.{tag}@office.test>"
    assert max(map(len, server.taken[0][1].split(b"\r\n"))) <= 78
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar").get_content()
    assert "METHOD:PUBLISH" in calendar
    assert "DTSTART;TZID=Europe/Zurich:" in calendar
    body = mail.get_body(("plain",))
    assert body is not None
    secret = body.get_content().split("access token: ")[1].split()[0]
    assert secret not in calendar


@pytest.mark.parametrize("state", [InvitationState.SENT, InvitationState.DELIVERED])
async def test_who_has_another_address_since_is_not_invited_yet(desk: Kit, state: InvitationState) -> None:
    await desk.inviter.invite(list(desk.state.people))
    await desk.until_settled()
    assert desk.inviter.due() == []
    kept = desk.book.get(WHO)
    assert kept is not None
    await desk.book.settle(kept, state, 1)
    desk.state.people[WHO] = replace(desk.state.people[WHO], email="new@example.org")
    assert desk.inviter.due() == [WHO]
    row, progress = desk.desk._row(WHO), desk.desk._progress()
    assert (row.state, row.address, progress.sent) == (InvitationState.NONE, "new@example.org", 1)
    await desk.book.settle(kept, InvitationState.DELIVERED, 2, CAME)
    assert desk.inviter.due() == [], "who came by the link has it, wherever it went"


async def test_a_final_refusal_is_told_by_name_and_voids_nothing(desk: Kit, server: MoodyServer) -> None:
    server.at_offer = [RefusedError("550 no such user", is_final=True)]
    await desk.inviter.invite([WHO])
    assert await stands(desk, InvitationState.FAILED) == "550 no such user"
    assert server.taken == []


async def test_a_passing_refusal_is_tried_again_after_a_minute(
    desk: Kit, server: MoodyServer, clock: ManualClock
) -> None:
    server.at_offer = [RefusedError("450 come again", is_final=False)]
    await desk.inviter.invite([WHO])
    await until(lambda: (kept := desk.book.get(WHO)) is not None and kept.attempts == 1)
    kept = desk.book.get(WHO)
    assert kept is not None
    assert (kept.state, kept.next_at_ms - clock.now_ms()) == (InvitationState.WAITING, 60_000)
    await clock.elapse(61)
    await until(lambda: server.taken)


async def test_a_line_that_breaks_before_the_answer_leaves_doubt_and_sends_nothing_again(
    desk: Kit, server: MoodyServer, expects_logs: LogWatch
) -> None:
    expects_logs("is doubtful")
    expects_logs("invitations rest")
    server.at_commit = [LineLostError("gone")]
    await desk.inviter.invite([WHO])
    await stands(desk, InvitationState.DOUBTFUL)
    assert WHO not in desk.inviter.due()
    assert server.taken == []


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, InvitationState.SENT),
        (RefusedError("550 no", is_final=True), InvitationState.FAILED),
        (LineLostError("gone"), InvitationState.DOUBTFUL),
    ],
)
async def test_on_a_full_disk_what_became_of_a_mail_is_kept_once_there_is_room(
    desk: Kit,
    server: MoodyServer,
    clock: ManualClock,
    expects_logs: LogWatch,
    monkeypatch: pytest.MonkeyPatch,
    answer: Exception | None,
    state: InvitationState,
) -> None:
    expects_logs("invitations rest: no room")
    if isinstance(answer, LineLostError):
        expects_logs("is doubtful")
        expects_logs("invitations rest: gone")
    tried, put, is_full = 0, desk.store.put_records, True

    async def put_records(kind: str, records: Sequence[Record]) -> None:
        nonlocal tried
        if desk.state_of(WHO) is InvitationState.SENDING:
            tried += 1
            if is_full:
                raise ConferenceError(ErrorCode.DISK, "no room")
        await put(kind, records)

    monkeypatch.setattr(desk.store, "put_records", put_records)
    server.at_commit = [answer] if answer is not None else []
    await desk.inviter.invite([WHO])
    await until(lambda: tried)
    assert desk.state_of(WHO) is InvitationState.SENDING
    is_full = False
    await clock.elapse(2)
    await stands(desk, state)
    assert len(server.taken) == (state is InvitationState.SENT)


async def test_a_server_that_is_not_there_is_nobody_s_failure(
    desk: Kit, server: MoodyServer, clock: ManualClock, expects_logs: LogWatch
) -> None:
    expects_logs("invitations rest: connection refused")
    server.at_offer = [LineLostError("connection refused"), LineLostError("connection refused")]
    await desk.inviter.invite([WHO])
    await until(lambda: not server.at_offer)
    assert desk.state_of(WHO) is InvitationState.WAITING
    await clock.elapse(3)
    await until(lambda: server.taken)


async def test_after_a_kill_what_was_under_way_is_doubtful_and_what_waited_is_sent(
    tmp_path: Path, server: MoodyServer, clock: ManualClock
) -> None:
    async with kit(tmp_path, crowd(2), mail_settings(25, connections=1), clock, lambda: server) as first:
        await first.inviter.invite([WHO])
        await stands(first, InvitationState.SENT)
        kept = first.book.get(WHO)
        assert kept is not None
        await first.book.settle(kept, InvitationState.SENDING, clock.now_ms())
    async with kit(tmp_path, crowd(2), mail_settings(25, connections=1), clock, lambda: server) as second:
        assert second.state_of(WHO) is InvitationState.DOUBTFUL
        assert len(server.taken) == 1


def test_a_notification_is_read_by_the_message_id_that_came_back() -> None:
    tag = "a" * 24
    found = read_notification(notification(tag))
    assert found is not None
    assert (found.tag, found.state, found.words) == (tag, InvitationState.BOUNCED, "5.1.1 550 no such user")


@pytest.mark.parametrize(("action", "tag"), [("delayed", "a" * 24), ("failed", "short"), ("nonsense", "a" * 24)])
def test_what_says_nothing_about_an_invitation_is_passed_over(action: str, tag: str) -> None:
    assert read_notification(notification(tag, action)) is None


@pytest.mark.parametrize("mail", [b"", b"hello", b"Content-Type: multipart/report; boundary=B\n\n--B--", b"\xff" * 100])
def test_any_mail_is_harmless(mail: bytes) -> None:
    assert read_notification(mail) is None


@pytest.mark.parametrize("email", ["", "p0@elsewhere.test"])
async def test_who_is_taken_off_or_altered_while_the_server_thinks_stops_no_line(
    desk: Kit, server: MoodyServer, email: str
) -> None:
    def alter(_: str) -> None:
        person = desk.state.people.pop(WHO)
        if email:
            desk.state.people[WHO] = replace(person, email=email)
        server.on_offer = None

    server.on_offer = alter
    other = ParticipantId("p0001")
    await desk.inviter.invite([WHO, other])
    await until(lambda: desk.state_of(other) is InvitationState.SENT)
    await until(lambda: desk.state_of(WHO) is (InvitationState.SENT if email else InvitationState.NONE))
    assert sorted(to for to, _ in server.taken) == sorted({"p0001@example.org", email} - {""})
