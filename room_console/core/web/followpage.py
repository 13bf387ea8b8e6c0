"""The page on which who follows the webcast gives their name, where the meeting lists them (R8)."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from aiohttp import web

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.meeting.state import MeetingState
from room_console.core.web.application import HONEYPOT, MOST_CHARACTERS
from room_console.core.web.brake import RateBrake
from room_console.core.web.formtoken import FormTokens, Freshness
from room_console.core.web.guard import address_of, read_form
from room_console.core.web.pages import page, words_of
from room_console.core.web.registerpage import busy

FORMS_PER_MINUTE, FORMS_AT_ONCE = 3, 15
ALL_FORMS_PER_MINUTE, ALL_FORMS_AT_ONCE = 300, 600
MENDABLE: Final = frozenset({ErrorCode.MALFORMED, ErrorCode.TOO_LARGE})
FIELDS: Final = ("name", "delegation")


class NotesFollowers(Protocol):
    """Who keeps the names; `record.followers.Followers` is one."""

    async def note(self, name: str, delegation: str, now_ms: int) -> None:
        """Keep a name; the same once more changes nothing. Raises: ConferenceError."""
        ...


class FollowPage:
    """Serves `/follow/MEETING`, while the meeting lists its followers. Thread: the core's loop."""

    def __init__(
        self, state: Callable[[], MeetingState], followers: NotesFollowers, tokens: FormTokens, clock: Clock
    ) -> None:
        self._state = state
        self._followers = followers
        self._tokens = tokens
        self._clock = clock
        self._brake = RateBrake(
            FORMS_PER_MINUTE, FORMS_AT_ONCE, ALL_FORMS_PER_MINUTE, ALL_FORMS_AT_ONCE, clock.mono_s()
        )

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page."""
        router.add_get("/follow/{meeting}", self._show)
        router.add_post("/follow/{meeting}", self._take)

    async def _show(self, request: web.Request) -> web.Response:
        self._check(request)
        return self._form(request, {})

    async def _take(self, request: web.Request) -> web.Response:
        self._check(request)
        fields = await read_form(request)
        if wait_s := self._brake.count(address_of(request), self._clock.mono_s()):
            return busy(request, wait_s)
        freshness = self._tokens.judge(fields.get("form", ""), self._clock.now_ms())
        if freshness is not Freshness.GOOD:
            return self._form(request, fields, f"register.note.{freshness.name.lower()}")
        if not fields.get(HONEYPOT):
            try:
                await self._followers.note(fields.get("name", ""), fields.get("delegation", ""), self._clock.now_ms())
            except ConferenceError as error:
                return self._refusal(request, fields, error)
        return self._said(request, "done", 200)

    def _refusal(self, request: web.Request, fields: Mapping[str, str], error: ConferenceError) -> web.Response:
        if error.code in MENDABLE:
            return self._form(request, fields, "follow.fault")
        return self._said(request, "full", 503)

    def _check(self, request: web.Request) -> None:
        """Raises: web.HTTPNotFound for another meeting, and where followers are not listed."""
        state = self._state()
        if request.match_info["meeting"] != state.details.meeting or not state.registration.lists_followers:
            raise web.HTTPNotFound

    def _form(self, request: web.Request, fields: Mapping[str, str], note: str = "") -> web.Response:
        return page(
            request,
            "follow.html",
            status=422 if note else 200,
            meeting=self._state().details,
            values={name: fields.get(name, "")[:MOST_CHARACTERS] for name in FIELDS},
            faults={"name": note} if note == "follow.fault" else {},
            note=note,
            honeypot=HONEYPOT,
            form_token=self._tokens.make(self._clock.now_ms()),
        )

    def _said(self, request: web.Request, what: str, status: int) -> web.Response:
        words = words_of(request)
        return page(
            request,
            "message.html",
            words,
            status=status,
            heading=words.text(f"follow.{what}.heading"),
            lines=[words.text(f"follow.{what}.text")],
            link=self._state().registration.webcast_url or None,
            link_text=words.text("register.webcast"),
        )
