"""The programme as it is made and changed: the meeting's name and time zone, its sessions, its agenda."""

from dataclasses import replace
from typing import Final, assert_never

from common.model.agenda import MAX_ITEMS, MAX_LINKS, MAX_SESSIONS, MAX_URL, AgendaItem, Format, Link, Session
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import MAX_LIMIT_S
from common.model.meeting import MeetingDetails
from common.model.people import Action
from common.model.zones import zone
from room_console.core.meeting.events import DetailsStated, Event
from room_console.core.meeting.permissions import require
from room_console.core.meeting.programmeinputs import (
    EditInput,
    ItemMoved,
    ItemPut,
    ItemRemoved,
    MeetingNamed,
    SessionPut,
    SessionRemoved,
)
from room_console.core.meeting.sessions import ended_for_hall, format_now, ruled_anew
from room_console.core.meeting.speakers import MAX_STANDBY
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.wording import MAX_TITLE, check_text

MAX_NUMBER: Final = 16
"""Characters of the number of an item."""
MAX_SESSION_NUMBER: Final = 9_999
MAX_SESSION_MS: Final = 24 * 3600 * 1000
LATEST_MS: Final = 4_102_444_800_000
"""The year 2100."""
MAX_SEGMENT_MICS: Final = 64
_SCHEMES: Final = ("https://", "http://")


def decide(state: MeetingState, wish: EditInput) -> list[Event]:
    """Decide on a change of the programme.

    Raises: ConferenceError(`not_found`, `not_allowed`, `malformed`, `already`, `limit`, `unexpected`).
    """
    require(state, wish.by, Action.PREPARE)
    details = _changed(state, wish)
    check_programme(details)
    if details == state.details:
        return []
    held = details.format_of(state.current_session)
    ended = ended_for_hall(state) if held is Format.PHYSICAL and format_now(state) is not held else []
    return [*ended, DetailsStated(details, is_edited=True, by=wish.by), *ruled_anew(state, details)]


def check_programme(details: MeetingDetails) -> None:
    """Let pass a time zone, sessions and an agenda that can be shown and kept.

    Raises: ConferenceError(`malformed`, `already`, `limit`).
    """
    zone(details.timezone)
    if len(details.sessions) > MAX_SESSIONS or len(details.agenda) > MAX_ITEMS:
        raise ConferenceError(ErrorCode.LIMIT, f"{MAX_SESSIONS} sessions and {MAX_ITEMS} items at most")
    for session in details.sessions:
        _check_session(session)
    for item in details.agenda:
        _check_item(item, {session.number for session in details.sessions})
    _check_once([str(session.number) for session in details.sessions], "session")
    _check_once([item.number for item in details.agenda], "item")


def _changed(state: MeetingState, wish: EditInput) -> MeetingDetails:
    details = state.details
    match wish:
        case MeetingNamed(symbol=symbol, title=title, format=held, timezone=timezone):
            check_text(symbol, "symbol", may_be_empty=True)
            check_text(title, "title", most=MAX_TITLE)
            return replace(details, symbol=symbol, title=title, format=held, timezone=timezone)
        case SessionPut(session=session, replaces=replaces):
            return _with_session(state, session, replaces)
        case SessionRemoved(number=number):
            return _without_session(state, number)
        case ItemPut(item=item, replaces=replaces):
            return _with_item(state, item, replaces)
        case ItemRemoved(number=number):
            _check_not_now(number, state.current_item, "item")
            gone = _item(details, number)
            return replace(details, agenda=tuple(i for i in details.agenda if i is not gone))
        case ItemMoved(number=number, position=position):
            return _moved(details, number, position)
        case _:
            assert_never(wish)


def _with_session(state: MeetingState, session: Session, replaces: int | None) -> MeetingDetails:
    details = state.details
    if replaces is not None and details.session(replaces) is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no session {replaces}")
    if session.number != replaces:
        _check_not_held(state, replaces)
    others = [s for s in details.sessions if s.number != replaces]
    sessions = tuple(sorted([*others, session], key=lambda s: (s.starts_at_ms, s.number)))
    agenda = tuple(
        replace(i, session=session.number) if replaces and i.session == replaces else i for i in details.agenda
    )
    return replace(details, sessions=sessions, agenda=agenda)


def _without_session(state: MeetingState, number: int) -> MeetingDetails:
    details = state.details
    if details.session(number) is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no session {number}")
    _check_not_held(state, number)
    agenda = tuple(replace(i, session=0) if i.session == number else i for i in details.agenda)
    return replace(details, sessions=tuple(s for s in details.sessions if s.number != number), agenda=agenda)


def _with_item(state: MeetingState, item: AgendaItem, replaces: str | None) -> MeetingDetails:
    details = state.details
    if replaces is None:
        return replace(details, agenda=(*details.agenda, item))
    known = _item(details, replaces)
    if item.number != replaces:
        _check_not_now(replaces, state.current_item, "item")
    return replace(details, agenda=tuple(item if i is known else i for i in details.agenda))


def _moved(details: MeetingDetails, number: str, position: int) -> MeetingDetails:
    if position < 0:
        raise ConferenceError(ErrorCode.MALFORMED, "a position is 0 or more")
    item = _item(details, number)
    others = [i for i in details.agenda if i is not item]
    others.insert(min(position, len(others)), item)
    return replace(details, agenda=tuple(others))


def _item(details: MeetingDetails, number: str) -> AgendaItem:
    item = details.item(number)
    if item is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no item {number[:MAX_NUMBER]!r}")
    return item


def _check_not_held(state: MeetingState, number: int | None) -> None:
    """Let pass a session that nobody has been to: attendance and minutes speak of the others by their numbers."""
    _check_not_now(number, state.current_session, "session")
    if number in state.held:
        raise ConferenceError(ErrorCode.UNEXPECTED, f"session {number} was held: the record names it so")


def _check_not_now(number: int | str | None, current: int | str | None, what: str) -> None:
    if number is not None and number == current:
        raise ConferenceError(ErrorCode.UNEXPECTED, f"{what} {number} is under way")


def _check_once(numbers: list[str], what: str) -> None:
    if len(set(numbers)) < len(numbers):
        twice = next(number for number in numbers if numbers.count(number) > 1)
        raise ConferenceError(ErrorCode.ALREADY, f"{what} {twice} is there already")


def _check_session(session: Session) -> None:
    if not 1 <= session.number <= MAX_SESSION_NUMBER:
        raise ConferenceError(ErrorCode.MALFORMED, f"the number of a session is 1 to {MAX_SESSION_NUMBER}")
    check_text(session.title, "title of a session", may_be_empty=True)
    if not 0 <= session.starts_at_ms < session.ends_at_ms <= LATEST_MS:
        raise ConferenceError(ErrorCode.MALFORMED, "a session ends after it starts")
    if session.ends_at_ms - session.starts_at_ms > MAX_SESSION_MS:
        raise ConferenceError(ErrorCode.MALFORMED, "a session lasts 24 hours at most")


def _check_item(item: AgendaItem, sessions: set[int]) -> None:
    check_text(item.number, "number of an item", most=MAX_NUMBER)
    check_text(item.title, "title of an item", most=MAX_TITLE)
    if item.session and item.session not in sessions:
        raise ConferenceError(ErrorCode.MALFORMED, f"item {item.number}: no session {item.session}")
    if not 0 <= item.rules.speech_s <= MAX_LIMIT_S:
        raise ConferenceError(ErrorCode.MALFORMED, f"a speech lasts 0 to {MAX_LIMIT_S} s")
    if not (1 <= item.rules.max_open_mics <= MAX_SEGMENT_MICS and 0 <= item.rules.standby <= MAX_STANDBY):
        raise ConferenceError(
            ErrorCode.MALFORMED, f"1 to {MAX_SEGMENT_MICS} open microphones, 0 to {MAX_STANDBY} on standby"
        )
    if len(item.links) > MAX_LINKS:
        raise ConferenceError(ErrorCode.LIMIT, f"{MAX_LINKS} links of an item at most")
    for link in item.links:
        _check_link(link)


def _check_link(link: Link) -> None:
    check_text(link.title, "title of a link")
    check_text(link.url, "address of a link", most=MAX_URL)
    if not link.url.startswith(_SCHEMES) or " " in link.url:
        raise ConferenceError(ErrorCode.MALFORMED, "the address of a link begins with https:// or http://")
