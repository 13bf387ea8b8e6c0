"""Applications beside the answer: bounded, and nothing of it falls over a mail server that does not take mail."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from common.model.meeting import MeetingDetails
from common.model.registration import Applicant
from room_console.core.store.store import Store
from room_console.core.web import pending as pending_module
from room_console.core.web.intake import MOST_AT_ONCE, MOST_WAITING, Intake
from room_console.core.web.links import WebLinks
from room_console.core.web.pending import LIFE_MS, PendingApplicants
from room_console.core.web.tickets import Tickets
from tests.helpers.control import until
from tests.helpers.logfail import LogWatch
from tests.helpers.webrig import NotingMailer, Place

SECRET = b"s" * 32


class StuckMailer(NotingMailer):
    """Takes no mail until it is let go, and then fails for some."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()
        self.waiting = 0

    async def send(self, to: str, subject: str, text: str) -> None:
        """Wait, then fail for `bad@`, else note the mail."""
        self.waiting += 1
        await self.free.wait()
        if to.startswith("bad@"):
            raise ConferenceError(ErrorCode.MAIL_FAILED, "refused")
        await super().send(to, subject, text)


@pytest.fixture
async def parts(tmp_path: Path, no_task_left: None) -> AsyncIterator[tuple[Intake, StuckMailer, ManualClock]]:
    store, clock, mailer = Store.open(tmp_path / "web.db"), ManualClock(), StuckMailer()
    pending = PendingApplicants(store, Tickets(SECRET, "pending"), clock)
    details = MeetingDetails(MeetingId("m"), "", "A meeting")
    intake = Intake(pending, mailer, WebLinks(SECRET, Place()), lambda _: False, lambda: details, clock)
    await intake.start()
    try:
        yield intake, mailer, clock
    finally:
        await intake.stop()
        await store.close()


def applicant(number: int) -> Applicant:
    return Applicant(name=f"Name {number}", email=f"a{number}@example.org")


async def test_a_slow_mail_server_is_asked_little_at_once_and_more_are_turned_away(
    parts: tuple[Intake, StuckMailer, ManualClock],
) -> None:
    intake, mailer, _ = parts
    assert all(intake.take(applicant(number)) for number in range(MOST_WAITING))
    assert not intake.take(applicant(MOST_WAITING))
    await until(lambda: mailer.waiting == MOST_AT_ONCE)
    mailer.free.set()
    await until(lambda: len(mailer.mails) == MOST_WAITING)
    assert intake.take(applicant(MOST_WAITING))
    await until(lambda: len(mailer.mails) == MOST_WAITING + 1)


async def test_a_mail_that_fails_is_logged_without_its_address(
    parts: tuple[Intake, StuckMailer, ManualClock], caplog: pytest.LogCaptureFixture, expects_logs: LogWatch
) -> None:
    intake, mailer, _ = parts
    expects_logs("an application got no mail: mail_failed")
    mailer.free.set()
    intake.take(Applicant(name="Bad", email="bad@example.org"))
    intake.take(applicant(1))
    await until(lambda: len(mailer.mails) == 1)
    await until(lambda: "got no mail" in caplog.text)
    assert "bad@" not in caplog.text


async def test_of_too_many_who_wait_the_oldest_is_forgotten(
    parts: tuple[Intake, StuckMailer, ManualClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    intake, _, clock = parts
    monkeypatch.setattr(pending_module, "MOST_PENDING", 3)
    secrets = []
    for number in range(4):
        secrets.append(await intake.pending.put(applicant(number)))
        clock.advance(1)
    found = [intake.pending.find(secret) for secret in secrets]
    assert [f.name if f else None for f in found] == [None, "Name 1", "Name 2", "Name 3"]


async def test_who_is_too_late_is_erased_every_hour(parts: tuple[Intake, StuckMailer, ManualClock]) -> None:
    intake, _, clock = parts
    await intake.pending.put(applicant(1))
    clock.advance(LIFE_MS / 1000 + 1)
    await until(lambda: len(intake.pending) == 0)


async def test_what_fails_while_it_is_redeemed_leaves_the_secret_good(
    parts: tuple[Intake, StuckMailer, ManualClock],
) -> None:
    intake, _, _ = parts
    secret = await intake.pending.put(applicant(1))

    async def fail(_: Applicant) -> None:
        raise ConferenceError(ErrorCode.DISK, "full")

    async def succeed(found: Applicant) -> str:
        return found.name

    with pytest.raises(ConferenceError):
        await intake.pending.redeem(secret, fail)
    assert await intake.pending.redeem(secret, succeed) == "Name 1"
    assert await intake.pending.redeem(secret, succeed) is None
