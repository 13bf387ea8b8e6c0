"""The open registration page: a form, a mail, a button; only while registration is open (R3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from common.aio.clock import Clock
from common.model.ids import ParticipantId
from common.model.people import Person
from common.model.registration import Applicant, Obstacle, Overflow, Source
from room_console.core.meeting.registering import obstacle
from room_console.core.meeting.state import MeetingState
from room_console.core.web.application import HONEYPOT, Application, Choices, choices, read_application
from room_console.core.web.brake import RateBrake
from room_console.core.web.formtoken import FormTokens, Freshness
from room_console.core.web.guard import address_of, read_form
from room_console.core.web.intake import Intake
from room_console.core.web.pages import LANGUAGE_NAME, page, words_of
from room_console.core.web.times import shown_time

FORMS_PER_MINUTE, FORMS_AT_ONCE = 3, 15
"""From one address: a delegation may share one."""
ALL_FORMS_PER_MINUTE, ALL_FORMS_AT_ONCE = 120, 240
BUSY_S: Final = 60.0
NO_PLACES: Final = frozenset({Obstacle.FULL, Obstacle.ACTIVE_FULL, Obstacle.QUOTA})
_EVERYBODY: Final = Applicant(name="-", delegation="")


@dataclass(frozen=True, slots=True)
class Open:
    """Registration as it stands: what can be chosen, and what stands in everybody's way."""

    offered: Choices
    obstacle: Obstacle | None


class RegisterPage:
    """Serves `/register/MEETING`. Thread: the core's loop."""

    def __init__(self, state: Callable[[], MeetingState], intake: Intake, tokens: FormTokens, clock: Clock) -> None:
        self._state = state
        self._intake = intake
        self._tokens = tokens
        self._clock = clock
        self._brake = RateBrake(
            FORMS_PER_MINUTE, FORMS_AT_ONCE, ALL_FORMS_PER_MINUTE, ALL_FORMS_AT_ONCE, clock.mono_s()
        )

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the form, and what follows it."""
        router.add_get("/register/{meeting}", self._show)
        router.add_post("/register/{meeting}", self._take)
        router.add_get("/register/{meeting}/sent", self._show_sent)

    async def _show(self, request: web.Request) -> web.Response:
        found = self._open(request)
        if isinstance(found, web.Response):
            return found
        return self._form(request, found, Application())

    async def _take(self, request: web.Request) -> web.Response:
        found = self._open(request)
        if isinstance(found, web.Response):
            return found
        fields = await read_form(request)
        if wait_s := self._brake.count(address_of(request), self._clock.mono_s()):
            return busy(request, wait_s)
        return self._answer(request, found, fields)

    def _answer(self, request: web.Request, found: Open, fields: Mapping[str, str]) -> web.Response:
        application = read_application(fields, found.offered, words_of(request).language)
        if application.applicant is None:
            return self._form(request, found, application)
        freshness = self._tokens.judge(fields.get("form", ""), self._clock.now_ms())
        if freshness is not Freshness.GOOD:
            return self._form(request, found, application, note=f"register.note.{freshness.name.lower()}")
        if (taken := self._obstacle(application.applicant)) in NO_PLACES:
            return self._form(request, replace(found, obstacle=taken), application)
        if not fields.get(HONEYPOT) and not self._intake.take(application.applicant):
            return busy(request, BUSY_S)
        return self._sent(request)

    async def _show_sent(self, request: web.Request) -> web.Response:
        found = self._open(request)
        if isinstance(found, web.Response):
            return found
        words = words_of(request)
        lines = [words.text(f"register.sent.{n}") for n in (1, 2, 3)]
        return page(request, "message.html", words, heading=words.text("register.sent.heading"), lines=lines, link=None)

    def _open(self, request: web.Request) -> Open | web.Response:
        """Return how registration stands, or the page that says that it is closed. Raises: web.HTTPNotFound."""
        state = self._state()
        if request.match_info["meeting"] != state.details.meeting:
            raise web.HTTPNotFound
        stands = self._obstacle(_EVERYBODY)
        if stands in {Obstacle.PAGE_CLOSED, Obstacle.DEADLINE}:
            return self._closed(request, stands)
        return Open(choices(state.registration, state.details), stands)

    def _closed(self, request: web.Request, why: Obstacle) -> web.Response:
        words = words_of(request)
        lines = [words.text(f"register.closed.{why}"), words.text("register.closed.ask")]
        heading = words.text("register.closed.heading")
        status = 410 if why is Obstacle.DEADLINE else 404
        return page(request, "message.html", words, status=status, heading=heading, lines=lines, link=None)

    def _obstacle(self, applicant: Applicant) -> Obstacle | None:
        """Find what would stand in the way, whosever the address is: that is asked when it is confirmed."""
        state = self._state()
        person = Person(
            ParticipantId(""),
            applicant.name,
            applicant.delegation,
            applicant.role,
            attendance=applicant.attendance,
        )
        return obstacle(state.registration, state.headcount, None, person, Source.PAGE, self._clock.now_ms())

    def _form(self, request: web.Request, found: Open, application: Application, note: str = "") -> web.Response:
        state, words = self._state(), words_of(request)
        rules, details = state.registration, state.details
        deadline = rules.deadline_at_ms
        has_webcast = rules.overflow is Overflow.WEBCAST and found.obstacle in NO_PLACES
        return page(
            request,
            "register.html",
            words,
            status=422 if application.faults or note else 200,
            meeting=details,
            deadline=shown_time(deadline, details.timezone, words) if deadline is not None else None,
            offered=found.offered,
            obstacle=found.obstacle,
            is_full=found.obstacle is Obstacle.FULL,
            webcast_url=rules.webcast_url if has_webcast else "",
            values=application.values,
            faults=application.faults,
            note=note,
            honeypot=HONEYPOT,
            form_token=self._tokens.make(self._clock.now_ms()),
        )

    def _sent(self, request: web.Request) -> web.Response:
        """Say what is said to everybody. A page of its own: loading it again sends nothing twice."""
        path = f"/register/{self._state().details.meeting}/sent"
        raise web.HTTPSeeOther(f"{path}?{LANGUAGE_NAME}={words_of(request).language}")


def busy(request: web.Request, wait_s: float) -> web.Response:
    """Ask for patience."""
    words = words_of(request)
    lines = [words.text("page.busy.text")]
    answer = page(request, "message.html", words, status=429, heading=words.text("page.busy"), lines=lines, link=None)
    answer.headers["Retry-After"] = str(max(1, round(wait_s)))
    return answer
