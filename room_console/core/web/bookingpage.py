"""The page on which an invited person books coaching, by the signed link of their invitation (R6)."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Protocol

from aiohttp import web

from common.aio.clock import Clock
from common.model.coaching import CoachingSlot, SlotId
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import MeetingDetails
from room_console.core.meeting.state import MeetingState
from room_console.core.web.brake import RateBrake
from room_console.core.web.guard import address_of, read_form
from room_console.core.web.pages import LANGUAGE_NAME, page, words_of
from room_console.core.web.registerpage import busy
from room_console.core.web.tickets import Tickets
from room_console.core.web.times import ShownTime, shown_time
from room_console.core.web.words import Words

_log = logging.getLogger(__name__)

TRIES_PER_MINUTE, TRIES_AT_ONCE = 20, 60
ALL_TRIES_PER_MINUTE, ALL_TRIES_AT_ONCE = 600, 1_200
MOST_SHOWN: Final = 300
NOTES: Final = frozenset({"booked", "cancelled", "taken", "failed"})
FAULTS: Final = frozenset({ErrorCode.DISK, ErrorCode.BUSY})
"""Refusals that are no doing of the time that was chosen."""


class BookableSlots(Protocol):
    """The slots of coaching; `coaching.slots.Slots` is one."""

    def free(self) -> tuple[CoachingSlot, ...]:
        """Return those that can be booked now, earliest first."""
        ...

    def of(self, participant: ParticipantId) -> CoachingSlot | None:
        """Return the slot that someone has booked and that is not over."""
        ...

    async def book(self, slot: SlotId, participant: ParticipantId) -> CoachingSlot:
        """Give a free slot to a person, in the place of the one that they had. Raises: ConferenceError."""
        ...

    async def cancel(self, participant: ParticipantId) -> None:
        """Free a person's slot. Raises: ConferenceError."""
        ...


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """A slot as the page shows it."""

    slot: str
    starts: ShownTime
    ends: ShownTime


class BookingPage:
    """Serves `/coaching/MEETING/TICKET`; the ticket is good for one person's slot and nothing else.

    Thread: the core's loop.
    """

    def __init__(self, state: Callable[[], MeetingState], slots: BookableSlots, tickets: Tickets, clock: Clock) -> None:
        self._state = state
        self._slots = slots
        self._tickets = tickets
        self._clock = clock
        self._brake = RateBrake(
            TRIES_PER_MINUTE, TRIES_AT_ONCE, ALL_TRIES_PER_MINUTE, ALL_TRIES_AT_ONCE, clock.mono_s()
        )

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page."""
        router.add_get("/coaching/{meeting}/{ticket}", self._show)
        router.add_post("/coaching/{meeting}/{ticket}", self._take)

    async def _show(self, request: web.Request) -> web.Response:
        who = self._who(request)
        return who if isinstance(who, web.Response) else await self._page(request, who)

    async def _take(self, request: web.Request) -> web.Response:
        who = self._who(request)
        if isinstance(who, web.Response):
            return who
        note = await self._carry_out(who, await read_form(request))
        language = words_of(request).language
        raise web.HTTPSeeOther(str(request.rel_url.with_query({LANGUAGE_NAME: language, "said": note})))

    async def _carry_out(self, who: ParticipantId, fields: Mapping[str, str]) -> str:
        try:
            if fields.get("act") == "cancel":
                await self._slots.cancel(who)
                return "cancelled"
            await self._slots.book(SlotId(fields.get("slot", "")), who)
        except ConferenceError as error:
            _log.info("x coaching of %s: %s", who, error)
            return "failed" if error.code in FAULTS else "taken"
        return "booked"

    def _who(self, request: web.Request) -> ParticipantId | web.Response:
        """Return whose link it is, or the page that says that it is none. Raises: web.HTTPNotFound."""
        state = self._state()
        if request.match_info["meeting"] != state.details.meeting:
            raise web.HTTPNotFound
        if wait_s := self._brake.count(address_of(request), self._clock.mono_s()):
            return busy(request, wait_s)
        try:
            who = ParticipantId(self._tickets.read(request.match_info["ticket"], self._clock.now_ms()))
        except ConferenceError:
            return _gone(request)
        return who if who in state.people else _gone(request)

    async def _page(self, request: web.Request, who: ParticipantId) -> web.Response:
        state = self._state()
        mine, free = self._slots.of(who), self._slots.free()[:MOST_SHOWN]
        return await asyncio.to_thread(_written, request, state.details, state.people[who].name, mine, free)


def _written(
    request: web.Request, details: MeetingDetails, name: str, mine: CoachingSlot | None, free: tuple[CoachingSlot, ...]
) -> web.Response:
    """Write the page: 20 ms for 300 slots. Thread: a worker's."""
    words, zone = words_of(request), details.timezone
    slots = [_shown(slot, zone, words) for slot in free]
    note = request.query.get("said", "")
    return page(
        request,
        "booking.html",
        words,
        name=name,
        meeting_title=details.title,
        mine=_shown(mine, zone, words) if mine is not None else None,
        days=[(day, list(group)) for day, group in groupby(slots, lambda slot: slot.starts.day)],
        place=slots[0].starts.place if slots else "",
        note=note if note in NOTES else "",
    )


def _shown(slot: CoachingSlot, timezone: str, words: Words) -> ShownSlot:
    starts, ends = (shown_time(at_ms, timezone, words) for at_ms in (slot.starts_at_ms, slot.ends_at_ms))
    return ShownSlot(slot.slot, starts, ends)


def _gone(request: web.Request) -> web.Response:
    words = words_of(request)
    lines = [words.text("booking.gone.text")]
    heading = words.text("booking.gone.heading")
    return page(request, "message.html", words, status=410, heading=heading, lines=lines, link=None)
