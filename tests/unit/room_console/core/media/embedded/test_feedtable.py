"""What the table of feeds tells the media process of sounds: numbers by phases, encoded for those who are up."""

import pytest

from common.model.ids import FeedId
from common.model.media import FLOOR_FEED, DownlinkFeeds
from common.model.units import BLOCK_SAMPLES
from common.rtc.opus import OpusSettings, PacketMs
from common.rtc.picturerate import LAYERS
from room_console.core.media.embedded import places
from room_console.core.media.embedded.feedtable import GATHERED, FeedTable
from room_console.core.media.embedded.legs import NOTHING, Downlink
from room_console.core.media.embedded.packetlength import CALM_REPORTS, PacketLength
from room_console.core.media.embedded.staggeredsound import StaggeredSound
from room_console.core.media.embedded.wire import DeclareFeed, Follow, LegReport, OpenLeg, SoundPacket, ToProcess
from tests.helpers.media import tone

GERMAN = FeedId("channel-1")
FLOOR, IN_GERMAN = DownlinkFeeds(main=FLOOR_FEED), DownlinkFeeds(main=GERMAN)
BOTH = DownlinkFeeds(main=GERMAN, original=FLOOR_FEED)


class Bench:
    """A table, what it told the media process, and listeners who are up."""

    def __init__(self, packet_ms: PacketMs | None = 40) -> None:
        self.told: list[ToProcess] = []
        self.table = FeedTable(self.told.append, OpusSettings(), LAYERS, PacketLength(packet_ms))
        self.listeners: list[Downlink] = []

    def listen(self, feeds: DownlinkFeeds) -> Follow:
        """Let one more listener be up."""
        leg = len(self.listeners) + 1
        opening = OpenLeg(leg, "name", "password", "bench", (), (), is_dtls_client=False)
        self.listeners.append(Downlink(opening, feeds, is_up=True))
        follow = self.table.follow(leg, feeds)
        self.table.listen(leg, NOTHING, feeds)
        return follow

    def sound(self, feed: FeedId) -> StaggeredSound:
        """Return a feed."""
        return self.table.sound(feed)

    def numbers(self, feed: FeedId) -> list[int]:
        """List a feed's numbers, phase by phase."""
        return [phase.number for phase in self.sound(feed).phases]


@pytest.fixture(autouse=True)
def small_phases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PER_PHASE", 2)


def test_every_phase_is_declared_once_and_again_to_a_new_process() -> None:
    bench = Bench()
    assert bench.sound(FLOOR_FEED) is bench.sound(FLOOR_FEED)
    declared = [DeclareFeed(feed.number, "audio") for feed in bench.sound(FLOOR_FEED).encodings]
    assert bench.told == declared
    bench.table.declare()
    assert bench.told[5:] == [bench.table.screen.declare(), *declared]


def test_more_listeners_than_one_phase_holds_hear_the_feed_by_turns() -> None:
    bench = Bench()
    first, second, third, _ = bench.numbers(FLOOR_FEED)
    assert [bench.listen(FLOOR).main for _ in range(4)] == [first, first, second, third]
    assert [phase.listeners for phase in bench.sound(FLOOR_FEED).phases] == [2, 1, 1, 0]
    bench.told.clear()
    for number in range(11):
        bench.sound(FLOOR_FEED).write(tone(440, number))
        for phase in bench.sound(FLOOR_FEED).phases:
            phase.encode_pending()
    sent = sorted((p.feed, p.timestamp // BLOCK_SAMPLES) for p in bench.told if isinstance(p, SoundPacket))
    assert sent == [(first, 0), (first, 4), (second, 1), (second, 5), (third, 2), (third, 6)]


def test_who_changes_the_channel_leaves_its_place_to_others() -> None:
    bench = Bench()
    for _ in range(2):
        bench.listen(FLOOR)
    bench.table.listen(1, FLOOR, IN_GERMAN)
    assert bench.table.follow(1, IN_GERMAN, FLOOR).main == bench.numbers(GERMAN)[0]
    assert bench.listen(FLOOR).main == bench.numbers(FLOOR_FEED)[0]
    assert bench.sound(FLOOR_FEED).listeners == 2


def test_who_goes_on_hearing_a_feed_elsewhere_keeps_its_place() -> None:
    bench = Bench()
    for _ in range(3):
        bench.listen(FLOOR)
    assert bench.table.follow(3, BOTH, FLOOR).original == bench.numbers(FLOOR_FEED)[1]


def test_who_is_gone_leaves_its_place() -> None:
    bench = Bench()
    for _ in range(2):
        bench.listen(FLOOR)
    bench.table.listen(2, FLOOR, NOTHING)
    bench.table.forget(2, FLOOR)
    assert bench.listen(FLOOR).main == bench.numbers(FLOOR_FEED)[0]


def test_when_packets_are_short_a_few_at_a_time_come_back_to_the_first_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(packet_ms=None)
    for _ in range(GATHERED + 5):
        bench.listen(BOTH)
    first, *others = bench.sound(GERMAN).phases
    away = sum(phase.listeners for phase in others)
    assert away > GATHERED // 2
    monkeypatch.setattr(places, "PER_PHASE", 100)
    bench.told.clear()
    for _ in range(CALM_REPORTS):
        bench.table.expect_losses(bench.listeners, 0.1, 0)
    told = [message for message in bench.told if isinstance(message, Follow)]
    assert len(told) == away
    assert {(follow.main, follow.original) for follow in told} == {(first.number, bench.numbers(FLOOR_FEED)[0])}
    for feed in (GERMAN, FLOOR_FEED):
        assert [phase.listeners for phase in bench.sound(feed).phases] == [GATHERED + 5, 0, 0, 0]


def test_no_more_are_brought_back_at_once_than_the_loop_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(packet_ms=None)
    for _ in range(2 * GATHERED):
        bench.listen(FLOOR)
    monkeypatch.setattr(places, "PER_PHASE", 100)
    bench.told.clear()
    bench.table.expect_losses(bench.listeners, 0.1, 0)
    assert len(bench.told) == GATHERED


def widths(bench: Bench, listener: Downlink, is_thin: bool, loss: float = 0.0) -> list[ToProcess]:
    """Let a listener's report tell how wide its line is; return what the media process is told."""
    listener.report = LegReport(listener.number, recent_loss=loss, is_thin=is_thin)
    bench.told.clear()
    bench.table.note_width(listener)
    return bench.told


def test_who_has_a_thin_line_hears_an_encoding_of_its_own_and_the_others_what_they_heard() -> None:
    bench = Bench()
    for _ in range(2):
        bench.listen(FLOOR)
    floor, listener = bench.sound(FLOOR_FEED), bench.listeners[0]
    assert widths(bench, listener, is_thin=True) == [Follow(1, floor.thin.number)]
    assert (floor.phases[0].listeners, floor.thin.listeners) == (1, 1)
    assert widths(bench, listener, is_thin=True) == []
    assert widths(bench, listener, is_thin=False) == [Follow(1, floor.phases[0].number)]
    assert (floor.phases[0].listeners, floor.thin.listeners) == (2, 0)


def test_packets_for_thin_lines_are_long_and_few_bytes() -> None:
    bench = Bench(10)
    for _ in range(2):
        bench.listen(FLOOR)
    floor = bench.sound(FLOOR_FEED)
    widths(bench, bench.listeners[0], is_thin=True)
    bench.told.clear()
    for number in range(200):
        floor.write(tone(440, number))
        for feed in floor.encodings:
            feed.encode_pending()
    thin = [p for p in bench.told if isinstance(p, SoundPacket) and p.feed == floor.thin.number]
    assert len(thin) in {49, 50}
    assert {packet.samples for packet in thin} == {4 * BLOCK_SAMPLES}
    assert sum(len(packet.payload) for packet in thin) * 8 / 2 < 26_000


def test_over_a_thin_line_the_original_gives_way_and_comes_back() -> None:
    bench = Bench()
    bench.listen(BOTH)
    german, floor = bench.sound(GERMAN), bench.sound(FLOOR_FEED)
    listener = bench.listeners[0]
    assert widths(bench, listener, is_thin=True) == [Follow(1, german.thin.number)]
    assert widths(bench, listener, is_thin=False) == [Follow(1, german.phases[0].number, floor.phases[0].number)]


def test_a_thin_line_stays_thin_over_a_change_of_channel_and_is_forgotten_with_its_leg() -> None:
    bench = Bench()
    bench.listen(FLOOR)
    listener = bench.listeners[0]
    widths(bench, listener, is_thin=True)
    listener.feeds = IN_GERMAN
    bench.table.listen(1, FLOOR, IN_GERMAN)
    assert bench.table.follow(1, IN_GERMAN, FLOOR).main == bench.sound(GERMAN).thin.number
    assert bench.sound(FLOOR_FEED).listeners == 0
    bench.table.listen(1, IN_GERMAN, NOTHING)
    assert bench.sound(GERMAN).listeners == 0
    bench.table.forget(1, IN_GERMAN)
    assert bench.sound(GERMAN).number_for(1) == bench.sound(GERMAN).phases[0].number
    assert bench.table.follow(1, IN_GERMAN).main == bench.sound(GERMAN).phases[0].number


def test_what_a_thin_line_loses_makes_nobody_elses_packets_longer() -> None:
    bench = Bench(None)
    bench.listen(FLOOR)
    listener = bench.listeners[0]
    widths(bench, listener, is_thin=True, loss=0.3)
    bench.table.expect_losses(bench.listeners, 0.0, 0)
    assert bench.table._length.packet_ms == 10
