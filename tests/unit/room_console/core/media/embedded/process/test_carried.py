"""A listener's screen gives way to loss and to a line that makes packets wait, not to a busy machine's estimate."""

from room_console.core.media.embedded.process.carried import BESIDE_BPS, CarriedPicture
from room_console.core.media.embedded.process.feeds import PictureFeed
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.lane import Lane
from room_console.core.media.embedded.process.stream import Stream

STAGE_BPS, SCREEN_BPS, PACE_BPS = (150_000, 500_000, 1_500_000), (600_000,), 3_000_000


class Kept:
    """Notes where the stream was brought."""

    def __init__(self, feed: PictureFeed) -> None:
        self.lanes: list[Lane | None] = []
        self.picture = CarriedPicture(None, KeyRequests(lambda *_: None), self.put)  # type: ignore[arg-type]
        self.picture.follow(feed, 0.0)

    def put(self, stream: Stream, lane: Lane | None, is_at_once: bool) -> None:
        self.lanes.append(lane)

    def wait(self, begin_s: int, end_s: int, beside_bps: int = 0, estimate_bps: int | None = None) -> int | None:
        for at_s in range(begin_s, end_s):
            if estimate_bps is not None:
                self.picture.on_estimate(estimate_bps, float(at_s))
            self.picture.choose(float(at_s), beside_bps)
        return self.picture.layer


def screen() -> Kept:
    return Kept(PictureFeed(0, SCREEN_BPS, None, PACE_BPS))  # type: ignore[arg-type]


def test_an_estimate_alone_takes_no_screen_away() -> None:
    kept = screen()
    for round_trip_s in (0.04, 0.1):
        kept.picture.on_round_trip(round_trip_s)
    assert kept.wait(1, 10, estimate_bps=150_000) == 0


def test_a_line_on_which_packets_wait_has_no_screen() -> None:
    kept = screen()
    for round_trip_s in (0.04, 0.5):
        kept.picture.on_round_trip(round_trip_s)
    assert kept.wait(1, 4, estimate_bps=150_000) is None
    assert kept.lanes[-1] is None


def test_heavy_loss_takes_the_screen_away() -> None:
    kept = screen()
    kept.picture.on_loss(0.3)
    assert kept.wait(2, 3) is None


def test_the_stage_is_small_beside_a_screen_and_grows_after_it() -> None:
    kept = Kept(PictureFeed(1, STAGE_BPS, None))  # type: ignore[arg-type]
    assert kept.wait(1, 30) == 2
    assert STAGE_BPS[kept.wait(30, 35, beside_bps=SCREEN_BPS[0]) or 0] <= BESIDE_BPS
    assert kept.wait(35, 100) == 2


def test_what_brings_nothing_takes_nothing_of_the_line() -> None:
    feed = PictureFeed(0, SCREEN_BPS, None, PACE_BPS)  # type: ignore[arg-type]
    kept = Kept(feed)
    assert kept.picture.used_bps(1.0) == 0
    feed.brought_mono_s = 1.0
    assert kept.picture.used_bps(2.0) == SCREEN_BPS[0]
    assert kept.picture.used_bps(20.0) == 0
