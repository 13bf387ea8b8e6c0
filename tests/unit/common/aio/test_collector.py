"""The collector of cycles, at rest while much is made."""

import gc
from collections.abc import Iterator

import pytest

from common.aio.collector import keep_from_now, resting_collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    gc.unfreeze()
    (gc.enable if was_on else gc.disable)()


def test_it_rests_and_then_looks_through_no_more_what_was_made() -> None:
    with resting_collector():
        assert not gc.isenabled()
        made = [[n] for n in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(made)


def test_it_rests_until_the_last_has_done() -> None:
    first, second = resting_collector(), resting_collector()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_works_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="x"), resting_collector():
        raise ValueError("x")
    assert gc.isenabled()


def test_where_it_is_off_it_stays_off() -> None:
    gc.disable()
    with resting_collector():
        pass
    assert not gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_is_there_is_looked_through_no_more_and_freed_all_the_same() -> None:
    gc.unfreeze()
    there = [[n] for n in range(1_000)]
    keep_from_now()
    kept = gc.get_freeze_count()
    assert kept >= len(there)
    del there
    assert gc.get_freeze_count() <= kept - 1_000


def test_where_it_is_off_nothing_is_kept() -> None:
    gc.unfreeze()
    gc.disable()
    keep_from_now()
    assert gc.get_freeze_count() == 0
