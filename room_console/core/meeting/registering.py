"""Registration decided: who is listed, altered and taken off, within the limits, the quotas and the deadline."""

import re
from dataclasses import replace
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestKind, RequestStatus
from common.model.ids import ParticipantId
from common.model.names import clean_line
from common.model.people import Action, Attendance, Person, Presence, Role, may
from common.model.registration import Obstacle, Overflow, RegistrationRules, Source
from room_console.core.meeting.events import (
    Event,
    PersonListed,
    PersonUnlisted,
    RegistrationRuled,
    RequestAltered,
    RequestEnded,
)
from room_console.core.meeting.headcount import Headcount, delegation_key, is_active, seat_of, takes_place
from room_console.core.meeting.helpevents import PrivateRoomClosed
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    PeopleRegistered,
    PersonRegistered,
    PersonRemoved,
    RegistrationInput,
    RegistrationSet,
)
from room_console.core.meeting.permissions import AT_BOOTHS, known, may_be_listed, require
from room_console.core.meeting.persons import check_person, cleaned, name_fault
from room_console.core.meeting.sessions import is_kept_out
from room_console.core.meeting.state import MeetingState

CEILING: Final = 10_000
"""The most that `RegistrationRules.most` may be."""
MAX_QUOTAS: Final = 300
MAX_URL: Final = 300
HERE: Final = frozenset({Presence.JOINED, Presence.RECONNECTING})

FROM_OUTSIDE: Final = frozenset({Role.DELEGATE, Role.OBSERVER, Role.INTERPRETER})
"""Roles that the organiser's system may give, alter and take away; the page gives the first two at most."""

_URL: Final = re.compile(r"https?://[!-~]+")
CODES: Final = {
    Obstacle.PAGE_CLOSED: ErrorCode.REGISTRATION_CLOSED,
    Obstacle.DEADLINE: ErrorCode.REGISTRATION_CLOSED,
    Obstacle.FULL: ErrorCode.NO_PLACE,
    Obstacle.ACTIVE_FULL: ErrorCode.NO_PLACE,
    Obstacle.QUOTA: ErrorCode.NO_PLACE,
    Obstacle.EMAIL_TAKEN: ErrorCode.DUPLICATE,
    Obstacle.KEY_TAKEN: ErrorCode.DUPLICATE,
    Obstacle.ROLE: ErrorCode.NOT_ALLOWED,
    Obstacle.INVALID: ErrorCode.MALFORMED,
}
_WORDS: Final = {
    Obstacle.PAGE_CLOSED: "registration on the page is not open",
    Obstacle.DEADLINE: "registration closed at its deadline",
    Obstacle.FULL: "there is no place left: as many are registered as may be",
    Obstacle.ACTIVE_FULL: "there is no place left for who may take the floor",
    Obstacle.QUOTA: "as many of this delegation come to the hall as may",
    Obstacle.EMAIL_TAKEN: "somebody else is registered with this e-mail address",
    Obstacle.KEY_TAKEN: "somebody else is registered with this key",
    Obstacle.ROLE: "this role is not given, altered or taken away by this way",
    Obstacle.INVALID: "a field can't be taken as it is",
}


def words_for(obstacle: Obstacle) -> str:
    """Say in English what stands in the way."""
    return _WORDS[obstacle]


def decide(state: MeetingState, happened: RegistrationInput, now_ms: int) -> list[Event]:
    """Decide on registration.

    Raises: ConferenceError(`not_found`, `not_allowed`, `malformed`, `unexpected`, `registration_closed`, `no_place`,
    `duplicate`).
    """
    match happened:
        case PersonRegistered(person=person, by=None):
            return _listed(state, cleaned(person), None)
        case PersonRegistered(person=person, by=by):
            return _registered(state, PeopleRegistered((person,), by), now_ms)
        case PeopleRegistered():
            return _registered(state, happened, now_ms)
        case PersonRemoved():
            return _removed(state, happened)
        case AttendanceSwapped(participant=who, attendance=attendance, by=by):
            return _swapped(state, who, attendance, by)
        case RegistrationSet(rules=rules, by=by):
            require(state, by, Action.PREPARE)
            rules = _checked(rules)
            return [RegistrationRuled(rules, by)] if rules != state.registration else []


def obstacle(
    rules: RegistrationRules,
    count: Headcount,
    before: Person | None,
    after: Person,
    source: Source,
    now_ms: int,
) -> Obstacle | None:
    """Find what stands in the way of listing `after` in the place of `before`; None for nothing."""
    if (closed := _closed(rules, before, source, now_ms)) is not None:
        return closed
    if not _is_of(source, rules, after.role) or (before is not None and not _is_of(source, rules, before.role)):
        return Obstacle.ROLE
    if after.email and count.by_email.get(after.email.casefold(), after.participant) != after.participant:
        return Obstacle.EMAIL_TAKEN
    if after.key and count.by_key.get(after.key, after.participant) != after.participant:
        return Obstacle.KEY_TAKEN
    return _no_place(rules, count, before, after)


def quota_of(rules: RegistrationRules, delegation: str) -> int | None:
    """Return how many of a delegation may come to the hall; None for any number."""
    key = delegation_key(delegation)
    own = next((quota for name, quota in rules.quotas.items() if delegation_key(name) == key), None)
    return rules.on_site_quota if own is None else own


def _closed(rules: RegistrationRules, before: Person | None, source: Source, now_ms: int) -> Obstacle | None:
    if source is Source.PAGE and not rules.is_page_open:
        return Obstacle.PAGE_CLOSED
    if source is Source.PAGE and before is not None:
        return Obstacle.EMAIL_TAKEN
    is_late = rules.deadline_at_ms is not None and now_ms >= rules.deadline_at_ms
    return Obstacle.DEADLINE if is_late and before is None and source is not Source.OFFICE else None


def _is_of(source: Source, rules: RegistrationRules, role: Role) -> bool:
    if source is Source.PAGE:
        return role is Role.OBSERVER or (role is Role.DELEGATE and rules.is_page_active)
    return source is Source.OFFICE or role in FROM_OUTSIDE


def _no_place(rules: RegistrationRules, count: Headcount, before: Person | None, after: Person) -> Obstacle | None:
    if takes_place(after) and not takes_place(before) and count.listed >= rules.most:
        return Obstacle.FULL
    if is_active(after) and not is_active(before) and count.active >= rules.most_active:
        return Obstacle.ACTIVE_FULL
    return _quota_obstacle(rules, count, before, after)


def _quota_obstacle(
    rules: RegistrationRules, count: Headcount, before: Person | None, after: Person
) -> Obstacle | None:
    seat = seat_of(after)
    if seat is None or seat == seat_of(before):
        return None
    quota = quota_of(rules, after.delegation)
    return Obstacle.QUOTA if quota is not None and count.on_site.get(seat, 0) >= quota else None


def _registered(state: MeetingState, happened: PeopleRegistered, now_ms: int) -> list[Event]:
    by, source = happened.by, happened.source
    require(state, by, Action.PREPARE)
    if len({person.participant for person in happened.people}) != len(happened.people):
        raise ConferenceError(ErrorCode.MALFORMED, "somebody stands there twice")
    if taken := happened.newcomers & (state.people.keys() | state.former):
        raise ConferenceError(ErrorCode.ALREADY, f"{min(taken)} is somebody already")
    count = state.headcount.copy()
    events: list[Event] = []
    for person in map(cleaned, happened.people):
        before = state.people.get(person.participant)
        if before == person:
            continue
        _check_operators(state, by, before, person)
        if (found := obstacle(state.registration, count, before, person, source, now_ms)) is not None:
            raise ConferenceError(CODES[found], f"{person.name}: {words_for(found)}")
        events += _listed(state, person, by, happened.is_by_hand)
        count.move(before, person)
    return events


def _listed(state: MeetingState, person: Person, by: ParticipantId | None, is_by_hand: bool = False) -> list[Event]:
    check_person(person)
    before = state.people.get(person.participant)
    if before == person:
        return []
    if before is None:
        return [PersonListed(person, by)]
    listed = PersonListed(person, by, is_by_hand and before.attendance is not person.attendance)
    if before.role is not person.role:
        _check_change_of_role(state, before, person)
        who = person.participant
        is_chairs = any(r.kind is RequestKind.CHAIR for r in state.speakers.all_of(who))
        if is_chairs or not may(person.role, Action.SPEAK):
            return [*off_the_list(state, who, RequestStatus.REVOKED), listed]
    moved = _called_elsewhere(state, person) if before.attendance is not person.attendance else []
    return [listed, *moved]


def _removed(state: MeetingState, happened: PersonRemoved) -> list[Event]:
    who, by = happened.participant, happened.by
    require(state, by, Action.PREPARE)
    person = known(state, who)
    if by == who:
        raise ConferenceError(ErrorCode.UNEXPECTED, "nobody takes themselves off the list")
    _check_operators(state, by, person, None)
    if not _is_of(happened.source, state.registration, person.role):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, words_for(Obstacle.ROLE))
    left = [PrivateRoomClosed(who)] if state.room == who else []
    return [*left, *off_the_list(state, who, RequestStatus.REVOKED), PersonUnlisted(who, by)]


def _swapped(state: MeetingState, who: ParticipantId, attendance: Attendance, by: ParticipantId | None) -> list[Event]:
    require(state, by, Action.FOLLOW if by == who else Action.PREPARE)
    before = known(state, who)
    after = replace(before, attendance=attendance)
    if after == before:
        return []
    if (found := _quota_obstacle(state.registration, state.headcount, before, after)) is not None:
        raise ConferenceError(CODES[found], words_for(found))
    return [PersonListed(after, by, is_swap=True), *_called_elsewhere(state, after)]


def _called_elsewhere(state: MeetingState, person: Person) -> list[Event]:
    """Call who waits at a microphone of the hall from now on, or away from it; who is joined is called there.

    Who leaves a session that hears only the hall comes off the list.
    """
    if is_kept_out(state, person) and person.role is not Role.CHAIR:
        return off_the_list(state, person.participant, RequestStatus.REVOKED)
    is_away = person.attendance is Attendance.REMOTE or state.participants[person.participant].presence in HERE
    if not may_be_listed(person.role, not is_away):
        return []
    return [
        RequestAltered(r.request, r.participant, r.on_behalf_of, r.language, not is_away)
        for r in state.speakers.all_of(person.participant)
        if r.status is not RequestStatus.GRANTED and r.is_in_hall == is_away
    ]


def _check_operators(
    state: MeetingState, by: ParticipantId | None, before: Person | None, after: Person | None
) -> None:
    """Keep those who prepare from making, altering and unmaking those who operate."""
    if Role.OPERATOR in {person.role for person in (before, after) if person is not None}:
        require(state, by, Action.OPERATE)


def _check_change_of_role(state: MeetingState, before: Person, after: Person) -> None:
    """Keep the sight of staff and interpreters from changing under a client: changes can't take back what was told."""
    is_joined = state.participants[before.participant].presence is Presence.JOINED
    if is_joined and (before.role in AT_BOOTHS or after.role in AT_BOOTHS):
        raise ConferenceError(ErrorCode.UNEXPECTED, "nobody becomes or ceases to be staff or interpreter while joined")


def off_the_list(state: MeetingState, who: ParticipantId, speaker_becomes: RequestStatus) -> list[Event]:
    """Take all requests of a participant off the list of speakers, those that were set by first."""
    return [
        RequestEnded(r.request, who, speaker_becomes if r.status is RequestStatus.GRANTED else RequestStatus.CANCELLED)
        for r in reversed(state.speakers.all_of(who))
    ]


def _checked(rules: RegistrationRules) -> RegistrationRules:
    """Bring rules to the form in which they are kept. Raises: ConferenceError(`malformed`)."""
    quotas = {clean_line(name): quota for name, quota in rules.quotas.items()}
    rules = replace(rules, quotas=quotas, webcast_url=rules.webcast_url.strip())
    figures = [rules.on_site_quota or 0, *quotas.values()]
    for is_fine, words in (
        (1 <= rules.most <= CEILING, f"the limit is not 1 to {CEILING}"),
        (0 <= rules.most_active <= CEILING, f"the limit of those who may speak is not 0 to {CEILING}"),
        (all(0 <= figure <= CEILING for figure in figures), f"a quota is not 0 to {CEILING}"),
        (len(quotas) <= MAX_QUOTAS, f"there are more than {MAX_QUOTAS} quotas"),
        (not any(name_fault(name) for name in quotas), "a quota is for no name of a delegation"),
        (rules.deadline_at_ms is None or 0 < rules.deadline_at_ms < 1 << 53, "the deadline is no instant"),
        (len(rules.webcast_url) <= MAX_URL, "the webcast's address is too long"),
        (not rules.webcast_url or _URL.fullmatch(rules.webcast_url), "the webcast's address is no link"),
        (rules.webcast_url or rules.overflow is not Overflow.WEBCAST, "there is no webcast to send the rest to"),
    ):
        if not is_fine:
            raise ConferenceError(ErrorCode.MALFORMED, words)
    return rules
