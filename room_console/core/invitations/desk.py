"""Invitations at the console: asked for by the office or by the deadline, told as they go (R4)."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.invitations import REACHED, UNDER_WAY, UNREACHED, InvitationRow, InvitationState, MailTrouble
from common.model.people import Action
from common.protocol import invitations as messages
from common.protocol.envelope import Message
from room_console.core.admission.ways import Ways
from room_console.core.control.gateway import Connection
from room_console.core.control.tokenbucket import TokenBucket
from room_console.core.desk import Answer, Desk
from room_console.core.invitations.book import InvitationBook
from room_console.core.invitations.dispatch import Dispatch
from room_console.core.invitations.inviting import Inviter, is_invited
from room_console.core.invitations.line import Line, LineLostError, RefusedError
from room_console.core.invitations.mailboxes import Mailbox
from room_console.core.invitations.mime import letter_bytes
from room_console.core.invitations.returned import message_id
from room_console.core.invitations.returns import Returns
from room_console.core.invitations.writing import Writer
from room_console.core.meeting.events import Event, PersonListed, PersonUnlisted
from room_console.core.meeting.state import MeetingState
from room_console.core.settings import MailSettings

_log = logging.getLogger(__name__)

GATHER_S: Final = 0.5
ROWS_A_MESSAGE: Final = 500


class Invitations(Desk):
    """Thread: the core's loop."""

    def __init__(
        self,
        settings: MailSettings,
        book: InvitationBook,
        writer: Writer,
        make_line: Callable[[], Line],
        mailbox: Mailbox | None,
        inviter: Inviter,
        state: Callable[[], MeetingState],
        ways: Ways,
        clock: Clock,
        note_of: Callable[[ParticipantId], str] = lambda _: "",
    ) -> None:
        self._settings = settings
        self._book = book
        self._writer = writer
        self._make_line = make_line
        self._state = state
        self._inviter = inviter
        self._ways = ways
        self._clock = clock
        self._note_of = note_of
        self._dispatch = Dispatch(
            book,
            make_line,
            inviter.address_of,
            inviter.prepare,
            clock,
            lines=settings.connections,
            attempts=settings.attempts,
            most_per_minute=settings.most_per_minute,
        )
        self._returns = Returns(mailbox, book, settings.bounces.every_s, clock, self.note) if mailbox else None
        self._readers: list[Connection] = []
        self._listed: set[ParticipantId] = set()
        """Whom the readers were told of."""
        self._told: messages.InvitationProgress | None = None
        self._tests = TokenBucket(1 / 10, 5, clock.mono_s())
        self._news = asyncio.Event()
        self._tasks = TaskOwner("invitation desk")
        self.answers = {
            messages.ListInvitations: Answer(self._list, Action.PREPARE),
            messages.SendInvitations: Answer(self._send, Action.PREPARE),
            messages.PauseInvitations: Answer(self._pause, Action.PREPARE),
            messages.SendTestMail: Answer(self._send_test, Action.PREPARE),
            messages.PreviewInvitation: Answer(self._preview, Action.PREPARE),
        }

    async def start(self) -> None:
        """Read the book, go on with what waits. Raises: ConferenceError(`disk`)."""
        await self._book.load(self._clock.now_ms())
        self._inviter.on_queued = self._dispatch.add
        self._book.on_change = self._news.set
        self._inviter.start()
        self._dispatch.start()
        spawn(self._tell(), name="tell invitations", owner=self._tasks)
        spawn(self._watch_deadline(), name="watch the deadline", owner=self._tasks)
        if self._returns is not None:
            spawn(self._returns.run(), name="returned mails", owner=self._tasks)

    async def stop(self) -> None:
        """Begin no other mail; let those under way end."""
        await self._dispatch.stop()
        await self._inviter.stop()
        await self._tasks.cancel_all()

    def detached(self, connection: Connection) -> None:
        """Forget a link that has gone."""
        self._readers = [reader for reader in self._readers if reader is not connection]

    def decided(self, events: Sequence[Event]) -> None:
        """Tell of those who were registered, changed or taken off."""
        for event in events:
            if isinstance(event, PersonListed):
                self.note(event.person.participant)
            elif isinstance(event, PersonUnlisted):
                self.note(event.participant)

    async def link_for(self, participant: ParticipantId) -> str:
        """Make a new join link; the token of before is void. Raises: ConferenceError(`not_found`, `disk`)."""
        return await self._inviter.link_for(participant)

    def note(self, participant: ParticipantId | None = None) -> None:
        """Have told what changed about somebody, and how it goes."""
        if participant is not None:
            self._book.changed.add(participant)
        self._news.set()

    async def _watch_deadline(self) -> None:
        """Once registration has closed, invite whoever has no invitation: at once, and who comes later too."""
        while self._settings.invites_by_itself:
            deadline_at_ms = self._state().registration.deadline_at_ms
            if deadline_at_ms is not None and self._clock.now_ms() >= deadline_at_ms:
                try:
                    new = [who for who in self._inviter.due() if self._book.get(who) is None]
                    if new and (count := await self._inviter.invite(new)):
                        _log.info("= registration has closed: %d invitations are queued", count)
                except ConferenceError as error:
                    _log.error("x invitations could not be queued: %s", error.detail)
            await self._clock.sleep(5.0)

    async def _list(self, connection: Connection, message: messages.ListInvitations) -> None:
        if not any(reader is connection for reader in self._readers):
            self._readers.append(connection)
        await self._say_whole([connection])
        connection.send(self._progress())

    async def _send(self, connection: Connection, message: messages.SendInvitations) -> None:
        people = self._state().people
        if unknown := [who for who in message.participants if who not in people]:
            raise ConferenceError(ErrorCode.NOT_FOUND, f"no participant {unknown[0]!r}")
        count = await self._inviter.invite(message.participants or self._inviter.due())
        _log.info("= %s has %d invitations sent", connection.participant, count)

    async def _pause(self, connection: Connection, message: messages.PauseInvitations) -> None:
        self._dispatch.pause(message.is_paused)
        self.note()

    async def _send_test(self, connection: Connection, message: messages.SendTestMail) -> None:
        if wait_s := self._tests.take(self._clock.mono_s()):
            raise ConferenceError(ErrorCode.TOO_FAST, "so many test mails are too many", wait_s)
        letter = self._writer.example(None, message.language)
        tag = self._book.tag(ParticipantId(f"test {message.to}"), self._clock.now_ms())
        line = self._make_line()
        try:
            mail = letter_bytes(self._writer.sender, _checked(message.to), letter, message_id(0, tag, "test.invalid"))
            await line.offer(message.to, tag)
            await line.commit(message.to, mail)
        except (RefusedError, LineLostError) as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, str(error)) from error
        finally:
            await line.close()

    async def _preview(self, connection: Connection, message: messages.PreviewInvitation) -> Message:
        person = self._state().people.get(message.participant) if message.participant is not None else None
        if message.participant is not None and person is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such participant")
        letter = self._writer.example(person, message.language)
        calendar = letter.calendar.decode()
        return messages.InvitationPreview(message.ref, letter.subject, letter.text, letter.html, calendar)

    def _row(self, who: ParticipantId) -> InvitationRow:
        kept, person = self._book.get(who), self._state().people.get(who)
        note = self._note_of(who)
        has_app = person is not None and self._ways.has_authenticator(person)
        if kept is None or self._inviter.is_elsewhere(kept):
            address = person.email if person is not None else ""
            return InvitationRow(who, InvitationState.NONE, address, code_note=note, has_authenticator=has_app)
        return InvitationRow(
            who,
            kept.state,
            kept.address,
            kept.at_ms,
            kept.reason,
            kept.number,
            kept.attempts,
            kept.next_at_ms or None,
            note,
            has_app,
        )

    def _progress(self) -> messages.InvitationProgress:
        counts = dict.fromkeys(InvitationState, 0)
        for kept in self._book.all().values():
            is_shown = self._inviter.address_of(kept.participant) is not None
            counts[kept.state] += is_shown and not self._inviter.is_elsewhere(kept)
        deadline_at_ms = self._state().registration.deadline_at_ms if self._settings.invites_by_itself else None
        is_unread = self._returns is not None and bool(self._returns.problem)
        return messages.InvitationProgress(
            waiting=sum(counts[state] for state in UNDER_WAY),
            sent=sum(counts[state] for state in REACHED),
            unreached=sum(counts[state] for state in UNREACHED),
            is_paused=self._dispatch.is_paused,
            rate_per_s=self._dispatch.rate_per_s(),
            trouble=self._dispatch.trouble or (MailTrouble.RETURNS if is_unread else MailTrouble.NONE),
            sends_by_itself_at_ms=deadline_at_ms,
            is_outbox=not self._settings.host,
            may_bounce=self._returns is not None,
        )

    async def _tell(self) -> None:
        """Tell who looks what has changed, twice a second at most."""
        while True:
            if not (self._book.changed or self._dispatch.rate_per_s()):
                self._news.clear()
                await self._news.wait()
            await self._clock.sleep(GATHER_S)
            changed, self._book.changed = tuple(self._book.changed), set()
            if not self._readers:
                continue
            progress = self._progress()
            invited = [who for who in changed if self._inviter.address_of(who) is not None]
            if self._listed.intersection(changed).difference(invited):
                await self._say_whole(list(self._readers))
            else:
                await self._say_rows(self._readers, invited)
            if progress != self._told:
                self._told = progress
                for reader in self._readers:
                    reader.send(progress)

    async def _say_whole(self, readers: Sequence[Connection]) -> None:
        """Tell everyone's, so that nobody is shown whom nothing is sent to any more."""
        people = [p.participant for p in self._state().people.values() if is_invited(p)]
        self._listed = set(people)
        await self._say_rows(readers, people[:ROWS_A_MESSAGE], is_whole=True)
        await self._say_rows(readers, people[ROWS_A_MESSAGE:])

    async def _say_rows(
        self, readers: Sequence[Connection], people: Sequence[ParticipantId], is_whole: bool = False
    ) -> None:
        self._listed.update(people)
        for start in range(0, max(len(people), int(is_whole)), ROWS_A_MESSAGE):
            rows = tuple(self._row(who) for who in people[start : start + ROWS_A_MESSAGE])
            for reader in readers:
                reader.send(messages.InvitationList(rows, is_whole))
            await self._clock.sleep(0)


def _checked(address: str) -> str:
    """Return an address that may stand in a header. Raises: RefusedError."""
    local, _, domain = address.partition("@")
    if not (local and domain) or not all("!" <= letter <= "~" for letter in address) or "," in address:
        raise RefusedError("not an e-mail address", is_final=True)
    return address
