"""Tries in a window: counted, let go, taken back, forgotten."""

import pytest

from room_console.core.admission import tries as tries_module
from room_console.core.admission.tries import Rate, Tries


def test_as_many_as_may_and_then_a_wait_until_the_first_of_them_is_old() -> None:
    tries = Tries(Rate(2, 60))
    for now_s in (0.0, 10.0):
        assert tries.wait_s("a", now_s) == 0
        tries.add("a", now_s)
    assert tries.wait_s("a", 20.0) == 40
    assert tries.wait_s("b", 20.0) == 0
    assert tries.wait_s("a", 60.0) == 0


def test_one_is_taken_back_and_all_are_forgotten() -> None:
    tries = Tries(Rate(1, 60))
    tries.take_back("a")
    tries.add("a", 0.0)
    tries.take_back("a")
    assert tries.wait_s("a", 0.0) == 0
    tries.add("a", 0.0)
    tries.forget("a")
    assert tries.wait_s("a", 0.0) == 0


def test_who_keeps_trying_in_vain_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries_module, "MOST_KEYS", 3)
    tries = Tries(Rate(1, 60))
    tries.add("held", 0.0)
    for key in "abcdef":
        assert tries.wait_s("held", 1.0) == 59
        tries.add(key, 1.0)
    assert len(tries) == 3
