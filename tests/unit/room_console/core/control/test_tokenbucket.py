"""How often one may ask."""

import pytest

from common.aio.clock import ManualClock
from room_console.core.control.tokenbucket import MOST_BUCKETS, TokenBucket, TokenBuckets


def test_a_burst_goes_through_and_then_a_steady_rate() -> None:
    bucket = TokenBucket(rate_per_s=10.0, burst=3, mono_s=0.0)
    assert [bucket.take(0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert bucket.take(0.0) == pytest.approx(0.1)
    assert bucket.take(0.05) == pytest.approx(0.05)
    assert bucket.take(0.1) == 0.0


def test_rest_fills_it_no_further_than_the_burst() -> None:
    bucket = TokenBucket(rate_per_s=10.0, burst=2, mono_s=0.0)
    assert [bucket.take(100.0) > 0 for _ in range(3)] == [False, False, True]


def test_each_has_a_bucket_and_there_are_not_more_than_so_many() -> None:
    buckets = TokenBuckets(ManualClock())
    assert buckets.take("anna", 1.0, 1) == 0.0
    assert buckets.take("anna", 1.0, 1) == 1.0
    assert buckets.take("boris", 1.0, 1) == 0.0
    for number in range(MOST_BUCKETS):
        buckets.take(number, 1.0, 1)
    assert len(buckets) == MOST_BUCKETS
