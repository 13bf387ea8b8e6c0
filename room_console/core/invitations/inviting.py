"""Who is invited: the queueing, the token made as the mail leaves, the replacing of a link that was guessed with."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.invitations import REACHED, UNDER_WAY, UNREACHED, InvitationState
from common.model.people import Attendance, Person, Role
from common.protocol.envelope import Bye
from room_console.core.admission.admission import Admission
from room_console.core.audience import Audience
from room_console.core.invitations.book import Invitation, InvitationBook
from room_console.core.invitations.mime import letter_bytes
from room_console.core.invitations.returned import message_id
from room_console.core.invitations.writing import Writer
from room_console.core.meeting.state import MeetingState

_log = logging.getLogger(__name__)

INVITED_ROLES: Final = frozenset({Role.DELEGATE, Role.OBSERVER})
REPLACEMENTS_A_DAY: Final = 3
DAY_MS: Final = 24 * 3600 * 1000
CAME: Final = "came by its link"
GUESSED: Final = "somebody guessed with the last link: it was replaced"


class Inviter:
    """Thread: the core's loop."""

    def __init__(
        self,
        book: InvitationBook,
        writer: Writer,
        state: Callable[[], MeetingState],
        admission: Admission,
        audience: Audience,
        clock: Clock,
    ) -> None:
        self.on_queued: Callable[[Invitation], None] = lambda _: None
        """Called with each invitation that waits from now on."""
        self._book = book
        self._writer = writer
        self._state = state
        self._admission = admission
        self._audience = audience
        self._clock = clock
        self._turn = asyncio.Lock()
        self._tasks = TaskOwner("inviter")

    def start(self) -> None:
        """Take note of who guesses, and of who comes."""
        self._admission.codes.on_guessed = self._guessed
        self._admission.on_admitted = self._came

    async def stop(self) -> None:
        """End what runs."""
        await self._tasks.cancel_all()

    async def invite(self, participants: Iterable[ParticipantId], reason: str = "") -> int:
        """Queue these, on disk when it returns; return how many. Who waits already keeps their place.

        Raises: ConferenceError(`disk`, `busy`).
        """
        async with self._turn:
            now_ms, queued = self._clock.now_ms(), []
            for who in dict.fromkeys(participants):
                address, kept = self.address_of(who), self._book.get(who)
                if address is None or (kept is not None and kept.state in UNDER_WAY):
                    continue
                number = kept.number + 1 if kept is not None else 1
                replaced = kept.guarded if kept is not None else ()
                guarded = (*replaced, now_ms)[-REPLACEMENTS_A_DAY:] if reason == GUESSED else replaced
                new = Invitation(who, number, InvitationState.WAITING, address, now_ms, reason=reason, guarded=guarded)
                queued.append(new)
            await self._book.put(queued)
        for new in queued:
            self.on_queued(new)
        return len(queued)

    async def link_for(self, participant: ParticipantId) -> str:
        """Make a new join link; the token of before is void. Raises: ConferenceError(`not_found`, `disk`)."""
        if participant not in self._state().people:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such participant")
        return str(self._writer.address.link(await self._issue(participant)))

    async def _issue(self, participant: ParticipantId) -> str:
        token = await self._admission.issue_token(participant, expires_at_ms=self._writer.token_ends_at_ms())
        if (connection := self._audience.get(participant)) is not None:
            connection.close(Bye(ErrorCode.TOKEN_EXPIRED, may_return=False))
        return token

    async def prepare(self, invitation: Invitation, tag: str) -> bytes:
        """Make the token, which is in the mail and nowhere else, and the mail."""
        person = self._state().people[invitation.participant]
        letter = self._writer.write(person, await self._issue(person.participant))
        domain = self._writer.sender.address.rpartition("@")[2]
        return letter_bytes(self._writer.sender, invitation.address, letter, message_id(invitation.number, tag, domain))

    def address_of(self, who: ParticipantId) -> str | None:
        """Return where somebody's invitation goes; None for who gets none."""
        person = self._state().people.get(who)
        return person.email if person is not None and is_invited(person) else None

    def due(self) -> list[ParticipantId]:
        """Return those whose invitation was never sent, or did not reach them."""
        found = []
        for person in self._state().people.values():
            if not is_invited(person):
                continue
            kept = self._book.get(person.participant)
            is_missed = kept is not None and kept.state in UNREACHED - {InvitationState.DOUBTFUL}
            if kept is None or is_missed or self.is_elsewhere(kept):
                found.append(person.participant)
        return found

    def is_elsewhere(self, kept: Invitation) -> bool:
        """Tell whether an invitation went to an address that is the person's no more, and nobody came by it."""
        is_out = kept.state in REACHED and kept.reason != CAME
        return is_out and kept.address != self.address_of(kept.participant)

    def _guessed(self, who: ParticipantId) -> None:
        kept, now_ms = self._book.get(who), self._clock.now_ms()
        recent = [at_ms for at_ms in (kept.guarded if kept is not None else ()) if now_ms - at_ms < DAY_MS]
        if len(recent) < REPLACEMENTS_A_DAY:
            spawn(self._replace(who), name="replace a link", owner=self._tasks)
        else:
            _log.warning("x the link of %s was replaced %d times today: the office must see to it", who, len(recent))

    async def _replace(self, who: ParticipantId) -> None:
        try:
            await self.invite([who], GUESSED)
        except ConferenceError as error:
            _log.error("x the link of %s could not be replaced: %s", who, error.detail)

    def _came(self, who: ParticipantId) -> None:
        """Take it for delivered when somebody comes by the link, whatever mail servers said."""
        kept = self._book.get(who)
        if kept is not None and kept.state not in (InvitationState.WAITING, InvitationState.DELIVERED):
            spawn(self._delivered(kept), name="invitation delivered", owner=self._tasks)

    async def _delivered(self, kept: Invitation) -> None:
        try:
            await self._book.settle(kept, InvitationState.DELIVERED, self._clock.now_ms(), CAME)
        except ConferenceError as error:
            _log.warning("x invitation of %s: %s", kept.participant, error.detail)


def is_invited(person: Person) -> bool:
    """Tell whether somebody takes part from elsewhere and can be written to."""
    return person.attendance is Attendance.REMOTE and person.role in INVITED_ROLES and bool(person.email)
