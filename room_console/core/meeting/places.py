"""In which order those who wait stand."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from common.model.floor import FloorRequest, SpeakingOrder
from common.model.ids import ParticipantId
from common.model.meeting import Rules
from common.model.people import Category, Person
from room_console.core.meeting.speakers import Place

_CATEGORIES: Final = {category: place for place, category in enumerate(Category)}

People = Mapping[ParticipantId, Person]


def rank(rules: Rules, people: People, request: FloorRequest) -> tuple[Any, ...]:
    """Return what a request is sorted by: the lower goes first; who mends a fault is before all."""
    first = (not request.has_fault, precedence(rules, request))
    if rules.order is SpeakingOrder.REQUEST:
        return (*first, request.request)
    person = people[request.participant]
    return (
        *first,
        not request.on_behalf_of,
        _CATEGORIES[person.category],
        person.order == 0,
        person.order,
        person.delegation.casefold(),
        request.request,
    )


def precedence(rules: Rules, request: FloorRequest) -> int:
    """Return the place of a request's kind among all, from 0; one that may be asked for no more is last."""
    try:
        return rules.precedence.index(request.kind)
    except ValueError:
        return len(rules.precedence)


def position_of_new(rules: Rules, people: People, waiting: Sequence[FloorRequest], new: FloorRequest) -> int:
    """Find where a new request goes, looked at from the end: what was moved by hand stays where it was put."""
    own = rank(rules, people, new)
    position = len(waiting)
    while position and rank(rules, people, waiting[position - 1]) > own:
        position -= 1
    return position


def position_of_old(
    rules: Rules, people: People, waiting: Sequence[FloorRequest], old: FloorRequest, place: Place
) -> int:
    """Find where a request returns to: behind those it stood behind, and those come since that go before it."""
    behind = place.behind
    position = 1 + max((n for n, r in enumerate(waiting) if r.request in behind), default=-1)
    own = rank(rules, people, old)
    for request in waiting[position:]:
        if request.request <= place.asked or rank(rules, people, request) > own:
            break
        position += 1
    return position
