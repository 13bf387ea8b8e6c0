"""The page that a registration's mail leads to: one button, good once. Only then is somebody registered."""

from typing import Protocol

from aiohttp import web

from common.aio.clock import Clock
from common.model.ids import MeetingId, ParticipantId
from common.model.registration import (
    Accepted,
    Applicant,
    NotRegistered,
    Obstacle,
    RegistrationOutcome,
    SentToWebcast,
)
from room_console.core.web.brake import RateBrake
from room_console.core.web.guard import address_of, read_form
from room_console.core.web.pages import page, words_of
from room_console.core.web.pending import PendingApplicants
from room_console.core.web.registerpage import busy

TRIES_PER_MINUTE, TRIES_AT_ONCE = 6, 30
ALL_TRIES_PER_MINUTE, ALL_TRIES_AT_ONCE = 300, 600
SECRET = "t"


class Registers(Protocol):
    """Who registers; `core.registration.Registration` is one."""

    async def register(self, wanted: Applicant, by: ParticipantId | None) -> RegistrationOutcome:
        """Register somebody who asks on the open page. Raises: ConferenceError(`disk`, `busy`)."""
        ...


class ConfirmPage:
    """Serves `/register/MEETING/confirm`. A mail program that follows links by itself confirms nothing.

    Thread: the core's loop.
    """

    def __init__(self, meeting: MeetingId, pending: PendingApplicants, registers: Registers, clock: Clock) -> None:
        self._meeting = meeting
        self._pending = pending
        self._registers = registers
        self._clock = clock
        self._brake = RateBrake(
            TRIES_PER_MINUTE, TRIES_AT_ONCE, ALL_TRIES_PER_MINUTE, ALL_TRIES_AT_ONCE, clock.mono_s()
        )

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page."""
        router.add_get("/register/{meeting}/confirm", self._show)
        router.add_post("/register/{meeting}/confirm", self._take)

    async def _show(self, request: web.Request) -> web.Response:
        self._check(request)
        if wait_s := self._brake.count(address_of(request), self._clock.mono_s()):
            return busy(request, wait_s)
        secret = request.query.get(SECRET, "")
        applicant = self._pending.find(secret)
        if applicant is None:
            return _gone(request)
        return page(request, "confirm.html", secret=secret, secret_name=SECRET, name=applicant.name)

    async def _take(self, request: web.Request) -> web.Response:
        self._check(request)
        fields = await read_form(request)
        if wait_s := self._brake.count(address_of(request), self._clock.mono_s()):
            return busy(request, wait_s)
        outcome = await self._pending.redeem(fields.get(SECRET, ""), self._register)
        return _gone(request) if outcome is None else _answer(request, outcome)

    async def _register(self, applicant: Applicant) -> RegistrationOutcome:
        return await self._registers.register(applicant, None)

    def _check(self, request: web.Request) -> None:
        if request.match_info["meeting"] != self._meeting:
            raise web.HTTPNotFound


def _gone(request: web.Request) -> web.Response:
    return _said(request, "gone", status=410)


def _answer(request: web.Request, outcome: RegistrationOutcome) -> web.Response:
    match outcome:
        case Accepted() | NotRegistered(obstacle=Obstacle.EMAIL_TAKEN):
            return _said(request, "done")
        case SentToWebcast(url=url):
            return _said(request, "webcast", link=url)
        case NotRegistered(obstacle=obstacle):
            return _said(request, f"refused_{_kind(obstacle)}", status=409)


def _kind(obstacle: Obstacle) -> str:
    match obstacle:
        case Obstacle.PAGE_CLOSED | Obstacle.DEADLINE:
            return "closed"
        case Obstacle.FULL | Obstacle.ACTIVE_FULL | Obstacle.QUOTA:
            return "full"
        case _:
            return "other"


def _said(request: web.Request, what: str, status: int = 200, link: str | None = None) -> web.Response:
    words = words_of(request)
    return page(
        request,
        "message.html",
        words,
        status=status,
        heading=words.text(f"confirm.{what}.heading"),
        lines=[words.text(f"confirm.{what}.text")],
        link=link,
        link_text=words.text("register.webcast"),
    )
