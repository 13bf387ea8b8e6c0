"""The limit of descriptors is raised as far as the system lets, and never lowered."""

import sys

import pytest

from common.aio.descriptors import allow_descriptors

if sys.platform == "win32":
    pytest.skip("no such limit here", allow_module_level=True)

import resource


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Have limits of this test alone; the newest is last."""
    kept = [(1_024, 4_096)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: kept[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: kept.append(new))
    return kept


@pytest.mark.parametrize(("wanted", "granted"), [(2_000, 2_000), (4_096, 4_096), (9_000, 4_096)])
def test_it_is_raised_as_far_as_it_may_be(limits: list[tuple[int, int]], wanted: int, granted: int) -> None:
    assert allow_descriptors(wanted) == granted
    assert limits[-1] == (granted, 4_096)


def test_what_is_enough_stays(limits: list[tuple[int, int]]) -> None:
    assert allow_descriptors(500) == 500
    assert len(limits) == 1


def test_a_refusal_is_told_by_what_there_is(limits: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int, __: tuple[int, int]) -> None:
        raise ValueError("not permitted")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert allow_descriptors(2_000) == 1_024


def test_a_system_without_such_a_limit_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert allow_descriptors(2_000) is None
