"""The chats at the console: who may write and read what is decided here, and nowhere else (R16)."""

from collections.abc import Mapping, Sequence

from common.aio.clock import Clock
from common.model.chat import ChatKind, ChatLine, ChatRules, may_chat
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Role, may
from common.protocol import chat
from common.protocol.codec import encode
from common.protocol.envelope import Message
from room_console.core.audience import Audience
from room_console.core.chat.book import ChatBook
from room_console.core.chat.brakes import Brakes
from room_console.core.chat.crowd import Crowd
from room_console.core.chat.moderating import Moderating
from room_console.core.chat.moderation import Moderation
from room_console.core.chat.noticeboard import NoticeBoard
from room_console.core.chat.places import EVENT, STAFF, Place, may_read, place_of
from room_console.core.chat.text import plain_text
from room_console.core.chat.waiting import WaitingLines
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.meeting.events import Event, PersonUnlisted
from room_console.core.meeting.permissions import known
from room_console.core.shelf import RecordStore

MOST_CAUGHT_UP = 100
"""Lines of one chat that are sent to who comes in; older ones are there to be asked for."""
MOST_HISTORIES = 32
"""Encoded histories of the event chat that are kept, for the next who asks from the same line."""
OPERATORS = frozenset({Role.OPERATOR})


class ChatDesk(Desk):
    """Writing and reading. Thread: the core's loop."""

    def __init__(
        self, conductor: Conductor, audience: Audience, store: RecordStore, rules: ChatRules, clock: Clock
    ) -> None:
        self._conductor = conductor
        self._audience = audience
        self._crowd = Crowd(audience, clock)
        self._book = ChatBook(store, clock)
        self._waiting = WaitingLines(store, clock)
        self._moderation = Moderation(store, rules)
        self._notices = NoticeBoard(store, clock)
        self._brakes = Brakes(clock)
        self._histories: dict[int, bytes] = {}
        """Of the event chat, encoded, by the line behind which they begin."""
        self._moderating = Moderating(
            conductor, audience, self._crowd, self._book, self._waiting, self._moderation, self._notices, self._told
        )
        follow = Action.FOLLOW
        self.answers: Mapping[type[Message], Answer] = {
            chat.SendChat: Answer(self._say, follow),
            chat.ListChat: Answer(self._list, follow),
            chat.CatchUpChats: Answer(self._catch_up, follow),
            **self._moderating.answers,
        }

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        for part in (self._book, self._waiting, self._moderation, self._notices):
            await part.start()

    async def stop(self) -> None:
        """Tell nothing more."""
        await self._crowd.stop()

    def greet(self, connection: Connection) -> None:
        """Say how far each of their chats goes: they ask for what they do not have."""
        who, role = connection.participant, connection.role
        marks = tuple(mark for place in self._places(who) if (mark := self._book.mark(place, who)).number)
        is_muted, notices = self._moderation.is_muted(who), self._notices.all_for(role)
        connection.send(chat.Chats(self._moderation.rules, is_muted, marks, notices))
        if own := self._waiting.all(who):
            connection.send(chat.ChatWaiting(own))
        if may(role, Action.CONDUCT):
            connection.send(self._moderating.standing())

    def decided(self, events: Sequence[Event]) -> None:
        """Let moderators see no more who was taken off the list."""
        if any(isinstance(event, PersonUnlisted) for event in events):
            self._moderating.tell_moderators()

    async def _say(self, connection: Connection, message: chat.SendChat) -> None:
        by = connection.participant
        state = self._conductor.meeting.state
        place = place_of(state, by, message.kind, message.participant)
        self._check_open(place, by)
        text = plain_text(message.text)
        self._brakes.write(place, by)
        is_moderator = may(known(state, by).role, Action.CONDUCT)
        if place == EVENT and self._moderation.rules.is_moderated and not is_moderator:
            await self._waiting.add(by, text)
            self._moderating.tell_writer(by)
            self._moderating.tell_moderators()
            return
        line = await self._book.say(place, by, text)
        self._told(place, line)

    async def _list(self, connection: Connection, message: chat.ListChat) -> Message:
        who = connection.participant
        place = place_of(self._conductor.meeting.state, who, message.kind, message.participant)
        self._brakes.read(who)
        return self._history(place, who, message.after, None, message.ref)

    async def _catch_up(self, connection: Connection, message: chat.CatchUpChats) -> None:
        who = connection.participant
        self._brakes.read(who)
        marks = {mark.name: mark for mark in message.known}
        for place in self._places(who):
            now = self._book.mark(place, who)
            then = marks.get(now.name)
            if now == then or not now.number:
                continue
            after = then.number if then is not None else 0
            if place == EVENT:
                connection.send_encoded(self._event_history(after))
            else:
                connection.send(self._history(place, who, after, MOST_CAUGHT_UP))

    def _check_open(self, place: Place, by: ParticipantId) -> None:
        rules = self._moderation.rules
        is_closed = (place == EVENT and not rules.is_event_open) or (
            place.kind is ChatKind.PRIVATE and not rules.is_private_open
        )
        if is_closed:
            raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{place.kind} chats are closed")
        if place.kind in (ChatKind.EVENT, ChatKind.PRIVATE) and self._moderation.is_muted(by):
            raise ConferenceError(ErrorCode.NOT_ALLOWED, "muted by a moderator")

    def _places(self, who: ParticipantId) -> list[Place]:
        """Return the chats that somebody may read now."""
        state = self._conductor.meeting.state
        role = known(state, who).role
        shared = [place for place in (EVENT, STAFF) if may_chat(role, place.kind)]
        return [*shared, *(place for place in self._book.places(who) if may_read(state, who, place))]

    def _history(
        self, place: Place, who: ParticipantId, after: int, most: int | None, ref: int = 0
    ) -> chat.ChatHistory:
        name = place.name_for(who)
        lines, removed = self._book.lines(place, after, most), self._book.removed(place)
        is_cut = bool(lines) and most is not None and len(self._book.lines(place, after)) > most
        return chat.ChatHistory(ref, name.kind, name.participant, lines, removed, is_cut)

    def _event_history(self, after: int) -> bytes:
        if (known := self._histories.get(after)) is not None:
            return known
        data = encode(self._history(EVENT, ParticipantId(""), after, MOST_CAUGHT_UP))
        if len(self._histories) < MOST_HISTORIES:
            self._histories[after] = data
        return data

    def _told(self, place: Place, what: ChatLine | chat.ChatLineRemoved) -> None:
        """Tell a chat's readers of a new line, or of one that is gone."""
        if place == EVENT:
            self._histories.clear()
            if isinstance(what, ChatLine):
                self._crowd.say(what)
            else:
                self._crowd.tell(what)
            return
        for connection in self._readers(place):
            name = place.name_for(connection.participant)
            said = chat.ChatSaid(name.kind, name.participant, (what,)) if isinstance(what, ChatLine) else what
            connection.send(said)

    def _readers(self, place: Place) -> list[Connection]:
        near = [each for who in (place.first, place.second) if who and (each := self._audience.get(who)) is not None]
        if place == STAFF:
            near = list(self._audience.staff())
        elif place.kind is ChatKind.HELP:
            near += [each for each in self._audience.staff(OPERATORS) if each.participant != place.first]
        return near
