"""Returned mails out of a real dovecot, over TLS: by name, once, and whatever the server or the mails are like."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.invitations import InvitationState
from room_console.core.invitations.book import Invitation, InvitationBook
from room_console.core.invitations.mailboxes import MOST_AT_ONCE, ImapMailbox
from room_console.core.invitations.returned import MAX_MAIL_BYTES
from room_console.core.invitations.returns import Returns
from room_console.core.settings import BounceSettings, BounceSource, MailSecurity
from room_console.core.store.store import Store
from tests.helpers.control import until
from tests.helpers.dovecot import DOVECOT, PASSWORD, USER, Dovecot
from tests.helpers.logfail import LogWatch
from tests.helpers.notifications import notification

pytestmark = [
    pytest.mark.skipif(
        DOVECOT is None or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs dovecot, and root"
    ),
    pytest.mark.flaky(reruns=2),
    pytest.mark.patient,
]
ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
ENVIRONMENT = {"MAILBOX_PASSWORD": PASSWORD}


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as running:
        yield running


@pytest.fixture
def dovecot(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """Return the server with its mailbox emptied, and its certificate among those that the system trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    for folder in ("new", "cur"):
        for path in (server.mail / folder).iterdir():
            path.unlink()
    return server


def settings(dovecot: Dovecot, security: MailSecurity = MailSecurity.TLS) -> BounceSettings:
    return BounceSettings(
        source=BounceSource.IMAP,
        host="127.0.0.1",
        port=dovecot.tls if security is MailSecurity.TLS else dovecot.plain,
        security=security,
        username=USER,
        password_env="MAILBOX_PASSWORD",
    )


def mailbox(dovecot: Dovecot, security: MailSecurity = MailSecurity.TLS, password: str = PASSWORD) -> ImapMailbox:
    return ImapMailbox(settings(dovecot, security), {"MAILBOX_PASSWORD": password})


class Kept:
    """A book with two invitations that were sent, and its reader of returned mails."""

    def __init__(self, store: Store, box: ImapMailbox, clock: ManualClock) -> None:
        self.book = InvitationBook(store, b"k" * 32)
        self.returns = Returns(box, self.book, 60, clock, lambda: None)

    async def send(self) -> None:
        sent = (Invitation(w, 1, InvitationState.SENT, f"{w}@example.org", 1) for w in (ANNA, BORIS))
        await self.book.put(sent)

    def bounce(self, who: ParticipantId, words: str = "550 no such user") -> bytes:
        return notification(self.book.tag(who, 1), words=words)

    def stands(self, who: ParticipantId) -> tuple[InvitationState, str]:
        kept = self.book.get(who)
        assert kept is not None
        return kept.state, kept.reason


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "console.db")


@pytest.mark.parametrize("security", list(MailSecurity))
async def test_what_came_back_is_told_by_name_and_read_once(
    dovecot: Dovecot, store: Store, security: MailSecurity
) -> None:
    kept = Kept(store, mailbox(dovecot, security), ManualClock())
    await kept.send()
    assert await kept.returns.look() == 0
    dovecot.deliver(kept.bounce(ANNA))
    dovecot.deliver(b"Subject: I am on leave\n\nUntil Monday.\n")
    assert await kept.returns.look() == 2
    assert kept.stands(ANNA) == (InvitationState.BOUNCED, "5.1.1 550 no such user")
    assert kept.stands(BORIS)[0] is InvitationState.SENT
    assert dovecot.unseen() == 0
    assert await kept.returns.look() == 0
    await store.close()


async def test_what_says_nothing_or_is_huge_does_not_hide_what_follows(dovecot: Dovecot, store: Store) -> None:
    kept = Kept(store, mailbox(dovecot), ManualClock())
    await kept.send()
    dovecot.deliver(b"Content-Type: message/rfc822\n\n" * 3_000)
    dovecot.deliver(b"Content-Type: multipart/report; boundary=B\n\n--B" + b"\0\xff\n" * 1_000)
    dovecot.deliver(b"")
    dovecot.deliver(kept.bounce(ANNA, "552 too large") + b"x" * 76 * 100_000)
    dovecot.deliver(kept.bounce(BORIS))
    assert await kept.returns.look() == 5
    assert kept.stands(ANNA) == (InvitationState.BOUNCED, "5.1.1 552 too large")
    assert kept.stands(BORIS)[0] is InvitationState.BOUNCED
    assert dovecot.unseen() == 0
    await store.close()


async def test_no_more_of_a_mail_is_fetched_than_is_read(dovecot: Dovecot) -> None:
    dovecot.deliver(b"Subject: large\r\n\r\n" + b"x" * 4 * MAX_MAIL_BYTES)
    sizes: list[int] = []
    await asyncio.to_thread(mailbox(dovecot).read, lambda mail: sizes.append(len(mail)))
    assert sizes == [MAX_MAIL_BYTES]
    assert dovecot.unseen() == 1


async def test_so_many_at_once_and_the_rest_soon_after(dovecot: Dovecot) -> None:
    for number in range(MOST_AT_ONCE + 3):
        dovecot.deliver(b"Subject: %d\n\n" % number)
    box, read = mailbox(dovecot), list[bytes]()
    for expected in (MOST_AT_ONCE, 3, 0):
        names = await asyncio.to_thread(box.read, read.append)
        assert len(names) == expected
        if names:
            await asyncio.to_thread(box.mark, names)
    assert len(set(read)) == MOST_AT_ONCE + 3


async def test_a_wrong_password_is_told_once_without_it_and_the_next_look_is_good(
    dovecot: Dovecot, store: Store, expects_logs: LogWatch
) -> None:
    expects_logs("returned mails can't be read: IMAP: .*Authentication failed")
    clock, owner = ManualClock(), TaskOwner("test")
    box = mailbox(dovecot, password="s3cr3t-\u00e9")
    kept = Kept(store, box, clock)
    spawn(kept.returns.run(), "returns", owner)
    for _ in range(2):
        await until(lambda: "Authentication failed" in kept.returns.problem, 10)
        clock.advance(61)
    assert len(expects_logs.records) == 1
    assert "s3cr3t" not in kept.returns.problem + expects_logs.records[0].getMessage()
    box._password = PASSWORD
    clock.advance(61)
    await until(lambda: not kept.returns.problem, 10)
    await owner.cancel_all()
    await store.close()


async def test_a_certificate_that_nobody_signed_is_refused_before_the_password_goes(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for security in (MailSecurity.TLS, MailSecurity.STARTTLS):
        with pytest.raises(ConferenceError, match="CERTIFICATE_VERIFY_FAILED") as caught:
            await asyncio.to_thread(mailbox(dovecot, security).read, lambda _: None)
        assert caught.value.code is ErrorCode.MAIL_FAILED


async def test_a_folder_that_is_not_there_is_told(dovecot: Dovecot) -> None:
    wrong = msgspec.structs.replace(settings(dovecot), folder='Re"turned\r\n')
    with pytest.raises(ConferenceError, match="doesn't exist: Returned"):
        await asyncio.to_thread(ImapMailbox(wrong, ENVIRONMENT).read, lambda _: None)


class Breaking:
    """Passes an IMAP connection on in the clear, until so many bytes have come from the server."""

    def __init__(self, port: int, most_bytes: int) -> None:
        self.port = 0
        self._to, self._most_bytes = port, most_bytes
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Breaking":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        async with asyncio.TaskGroup() as group:
            up = group.create_task(self._pump(reader, far_writer, 1 << 40))
            await self._pump(far_reader, writer, self._most_bytes)
            up.cancel()
        for end in (writer, far_writer):
            end.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int) -> None:
        while left and (data := await reader.read(min(left, 4_096))):
            left -= len(data)
            writer.write(data)


async def test_a_connection_that_drops_loses_nothing(dovecot: Dovecot, store: Store) -> None:
    async with Breaking(dovecot.plain, 4_000) as breaking:
        broken = msgspec.structs.replace(settings(dovecot, MailSecurity.NONE), port=breaking.port)
        kept = Kept(store, ImapMailbox(broken, ENVIRONMENT), ManualClock())
        await kept.send()
        dovecot.deliver(kept.bounce(ANNA))
        dovecot.deliver(b"Subject: long\n\n" + b"x" * 8_000)
        dovecot.deliver(kept.bounce(BORIS))
        with pytest.raises(ConferenceError):
            await kept.returns.look()
        assert kept.stands(ANNA)[0] is InvitationState.BOUNCED
        assert kept.stands(BORIS)[0] is InvitationState.SENT
        assert dovecot.unseen() == 3
    whole = Returns(mailbox(dovecot), kept.book, 60, ManualClock(), lambda: None)
    assert await whole.look() == 3
    assert kept.stands(BORIS)[0] is InvitationState.BOUNCED
    assert dovecot.unseen() == 0
    await store.close()
