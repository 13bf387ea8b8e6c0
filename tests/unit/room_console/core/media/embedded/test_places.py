"""A phase of a feed for each listener: one for a few, all of them for a crowd, and back."""

from collections import Counter

import pytest

from room_console.core.media.embedded.places import PER_PHASE, PHASES, Places


def crowd(count: int) -> Places:
    places = Places()
    for leg in range(count):
        places.place(leg)
    return places


def spread_over(places: Places, count: int) -> list[int]:
    found = Counter(places.place(leg) for leg in range(count))
    return [found[phase] for phase in range(PHASES)]


@pytest.mark.parametrize(
    ("listeners", "spread"),
    [(1, [1, 0, 0, 0]), (PER_PHASE, [300, 0, 0, 0]), (600, [300, 100, 100, 100]), (1500, [375, 375, 375, 375])],
)
def test_the_first_phase_fills_before_the_others_and_then_all_alike(listeners: int, spread: list[int]) -> None:
    assert spread_over(crowd(listeners), listeners) == spread


def test_a_listener_keeps_its_phase_until_it_is_forgotten() -> None:
    places = crowd(PER_PHASE + 1)
    assert places.place(PER_PHASE) == 1
    places.forget(0)
    assert places.place(PER_PHASE) == 1
    places.forget(PER_PHASE)
    places.forget(PER_PHASE)
    assert places.place(PER_PHASE) == 0


def test_who_is_gathered_comes_to_the_first_phase_where_there_is_room() -> None:
    places = crowd(PER_PHASE + 1)
    assert not places.gather(PER_PHASE)
    places.forget(0)
    assert places.gather(PER_PHASE)
    assert places.place(PER_PHASE) == 0
    assert not places.gather(PER_PHASE)
    assert not places.gather(PER_PHASE + 7)
