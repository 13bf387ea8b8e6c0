"""Feeds have names, lines have a verdict."""

import pytest

from common.model.ids import ChannelNumber, SlotNumber
from common.model.media import LinkQuality, channel_feed, quality_of, return_feed

GOOD, FAIR, BAD = LinkQuality.GOOD, LinkQuality.FAIR, LinkQuality.BAD


@pytest.mark.parametrize(
    ("loss", "round_trip_ms", "jitter_ms", "verdict"),
    [
        (0.0, 20.0, 3.0, GOOD),
        (0.0099, 49.9, 29.9, GOOD),
        (0.0, None, 3.0, GOOD),
        (0.01, 20.0, 3.0, FAIR),
        (0.0, 50.0, 3.0, FAIR),
        (0.0, 20.0, 30.0, FAIR),
        (0.025, 150.0, 80.0, FAIR),
        (0.0251, 20.0, 3.0, BAD),
        (0.0, 150.1, 3.0, BAD),
        (0.0, 20.0, 80.1, BAD),
        (0.0, None, 80.1, BAD),
        (1.0, None, 0.0, BAD),
    ],
)
def test_the_verdict_follows_the_published_limits(
    loss: float, round_trip_ms: float | None, jitter_ms: float, verdict: LinkQuality
) -> None:
    assert quality_of(loss, round_trip_ms, jitter_ms) is verdict


def test_channels_and_returns_have_feeds_of_their_own() -> None:
    feeds = [channel_feed(ChannelNumber(n)) for n in range(7)] + [return_feed(SlotNumber(n)) for n in range(1, 5)]
    assert feeds[:2] == ["floor", "channel-1"]
    assert feeds[7] == "return-1"
    assert len(set(feeds)) == 11
