"""The record of people as one desk: documents, lists, attendance, badges, followers."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from aiohttp import web

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Action
from common.protocol import documents as protocol
from common.protocol.envelope import Message
from room_console.core.audience import Audience
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.meeting.events import DetailsStated, Event
from room_console.core.meeting.state import MeetingState
from room_console.core.record.documents.desk import DocumentDesk
from room_console.core.record.documents.tickets import LIFE_S
from room_console.core.record.documents.transfers import Download
from room_console.core.record.followers import Followers
from room_console.core.record.listdesk import MEDIA_TYPES, PREFIX, ListDesk
from room_console.core.record.onsite import OnSite
from room_console.core.settings import DocumentSettings
from room_console.core.shelf import RecordStore

_log = logging.getLogger(__name__)

WHOLE_MEETING: Final = 0
"""The session of those who were seen in a meeting without sessions."""

N = TypeVar("N", int, str)


class RecordDesk(Desk):
    """Joins the parts. Thread: the core's loop."""

    def __init__(
        self,
        store: RecordStore,
        state: Path,
        database: Path,
        limits: DocumentSettings,
        meeting: Callable[[], MeetingState],
        audience: Audience,
        clock: Clock,
    ) -> None:
        """`state` is the console's directory, `database` the file in it that holds the journal."""
        self._meeting = meeting
        self._clock = clock
        self._details = meeting().details
        self._tasks = TaskOwner("record")
        self._turn = asyncio.Lock()
        self.documents = DocumentDesk(store, state, limits, lambda: meeting().people, audience, clock)
        self.lists = ListDesk(database, state, lambda: meeting().details, audience, clock)
        self.on_site = OnSite(store, lambda: meeting().people)
        self.followers = Followers(store, lambda: meeting().registration.lists_followers)
        self.answers: Mapping[type[Message], Answer] = {
            **self.documents.answers,
            **self.lists.answers,
            protocol.AskDownload: Answer(self._ask_download),
            protocol.MarkOnSite: Answer(self._mark, Action.PREPARE),
            protocol.ImportBadges: Answer(self._import_badges, Action.PREPARE),
        }

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self.on_site.load()
        await self.followers.load()
        await self.documents.start()
        await self.lists.start()

    async def stop(self) -> None:
        """End what runs; what follows a renumbering comes to its end first."""
        async with self._turn:
            await self._tasks.cancel_all()
        await self.documents.stop()
        await self.lists.stop()

    def greet(self, connection: Connection) -> None:
        """Tell who came of the documents."""
        self.documents.greet(connection)

    def decided(self, events: Sequence[Event]) -> None:
        """Let documents and marks follow when an item or a session gets another number."""
        for event in events:
            if isinstance(event, DetailsStated):
                before, self._details = self._details, event.details
                item = renumbered([i.number for i in before.agenda], [i.number for i in event.details.agenda])
                session = renumbered([s.number for s in before.sessions], [s.number for s in event.details.sessions])
                if item is not None or session is not None:
                    spawn(self._follow(item, session), name="renumbered", owner=self._tasks)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the ways of files."""
        self.documents.add_routes(router)

    async def _ask_download(self, connection: Connection, message: protocol.AskDownload) -> Message:
        by = connection.participant
        if not message.document.startswith(PREFIX):
            return self.documents.grant_download(by, message.document, message.ref)
        job = self.lists.find(message.document, by)
        download = Download(job.document, job.path, job.name, MEDIA_TYPES[job.path.suffix[1:]])
        ticket = self.documents.downloads.issue(by, download)
        return protocol.DownloadTicket(message.ref, job.document, ticket, job.name, job.size_bytes, job.sha256, LIFE_S)

    async def _mark(self, connection: Connection, message: protocol.MarkOnSite) -> None:
        self._check_session(message.session)
        if message.is_present:
            by, now_ms = connection.participant, self._clock.now_ms()
            await self.on_site.mark(message.session, message.participants, by, now_ms)
        else:
            await self.on_site.unmark(message.session, message.participants)

    async def _import_badges(self, connection: Connection, message: protocol.ImportBadges) -> Message:
        self._check_session(message.session)
        marked, faults = await self.on_site.read_badges(
            message.session, message.text, message.first_line, connection.participant, self._clock.now_ms()
        )
        return protocol.BadgesRead(message.ref, marked, faults)

    async def _follow(self, item: tuple[str, str] | None, session: tuple[int, int] | None) -> None:
        async with self._turn:
            try:
                if item is not None:
                    await self.documents.rebind(*item)
                if session is not None:
                    await self.on_site.renumber(*session)
            except ConferenceError as error:
                _log.error("x what was bound to %s did not follow: %s", item or session, error)

    def _check_session(self, session: int) -> None:
        details = self._meeting().details
        if details.session(session) is None and not (session == WHOLE_MEETING and not details.sessions):
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such session")


def renumbered(before: Sequence[N], after: Sequence[N]) -> tuple[N, N] | None:
    """Return old and new number where one was put in the place of one, as a single event of the programme does."""
    gone, new = set(before) - set(after), set(after) - set(before)
    return (gone.pop(), new.pop()) if len(gone) == len(new) == 1 and len(before) == len(after) else None
