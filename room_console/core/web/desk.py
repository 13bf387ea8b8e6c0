"""The public's pages as a desk of the console."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from common.aio.clock import Clock
from room_console.core.admission.mail import Mailer
from room_console.core.desk import Desk
from room_console.core.meeting.state import MeetingState
from room_console.core.shelf import RecordStore
from room_console.core.web.bookingpage import BookableSlots, BookingPage
from room_console.core.web.confirmpage import ConfirmPage, Registers
from room_console.core.web.followpage import FollowPage, NotesFollowers
from room_console.core.web.formtoken import FormTokens
from room_console.core.web.intake import Intake
from room_console.core.web.joinpage import JoinPage
from room_console.core.web.links import Place, WebLinks
from room_console.core.web.mobile import MobilePage
from room_console.core.web.pages import prepare
from room_console.core.web.pending import PendingApplicants
from room_console.core.web.registerpage import RegisterPage
from room_console.core.web.static import add_static_routes
from room_console.core.web.tickets import Tickets


class WebDesk(Desk):
    """Serves the pages that need no app. Thread: the core's loop."""

    def __init__(
        self,
        state: Callable[[], MeetingState],
        store: RecordStore,
        registers: Registers,
        slots: BookableSlots,
        followers: NotesFollowers,
        mailer: Mailer,
        place: Place,
        app_url: str,
        secret: bytes,
        clock: Clock,
    ) -> None:
        """`secret` is the console's (`store.secret`)."""
        links = WebLinks(secret, place)
        self._intake = Intake(
            PendingApplicants(store, Tickets(secret, "pending"), clock),
            mailer,
            links,
            lambda email: email.casefold() in state().headcount.by_email,
            lambda: state().details,
            clock,
        )
        self._pages = (
            JoinPage(place, app_url),
            MobilePage(place.meeting),
            RegisterPage(state, self._intake, FormTokens(secret), clock),
            FollowPage(state, followers, FormTokens(secret), clock),
            ConfirmPage(place.meeting, self._intake.pending, registers, clock),
            BookingPage(state, slots, links.tickets, clock),
        )

    async def start(self) -> None:
        """Read the pages, and who waits for confirmation. Raises: ConferenceError(`disk`)."""
        await asyncio.to_thread(prepare)
        await self._intake.start()

    async def stop(self) -> None:
        """Give up the mails that are on their way."""
        await self._intake.stop()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the pages."""
        add_static_routes(router)
        for page in self._pages:
            page.add_routes(router)
