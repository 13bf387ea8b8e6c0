"""A downlink that is up: its streams, what they carry, what it says of them."""

from collections.abc import Iterable, Sequence
from typing import Final

from common.rtc.srtp import SrtpPair
from room_console.core.media.embedded.process.carried import CarriedPicture
from room_console.core.media.embedded.process.chunk import Mark
from room_console.core.media.embedded.process.feeds import Feeds
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.lane import Lane, repeat_past
from room_console.core.media.embedded.process.linewidth import LineWidth
from room_console.core.media.embedded.process.rtcp import (
    ReportBlock,
    ntp_of,
    read_feedback,
    round_trip_s,
    sender_report,
    source_description,
)
from room_console.core.media.embedded.process.stream import CLOCK_HZ, Peer, Stream
from room_console.core.media.embedded.wire import Follow, LegReport, SentSection

JITTER_UNITS_PER_MS: Final = CLOCK_HZ["audio"] / 1_000
MAX_REPEATS_PER_S, SOUND_REPEATS_PER_S = 200, 60
"""Of all streams; what a picture asks for leaves as many to the sounds."""
THIN_REPEATS_PER_S: Final = 10
"""Over a thin line, where what is sent again is what fills it."""
FIRST_REPORTS, REPORT_INTERVAL_S = 3, 5
"""Sender reports: each second at first, then every fifth (RFC 3550, section 6.2)."""
STALE_S: Final = 2.0
"""A stream that was sent nothing for so long is not reported."""
NOTHING: Final = Follow(0)


class Listener:
    """One downlink's media side, in plain packets. `wall_offset_s` makes `time.time` of `time.monotonic`."""

    def __init__(
        self,
        sections: tuple[SentSection, ...],
        cname: str,
        pair: SrtpPair,
        tag_bytes: int,
        peer: Peer,
        feeds: Feeds,
        keys: KeyRequests,
        wall_offset_s: float,
    ) -> None:
        self._cname = cname
        self._feeds = feeds
        self._wall_offset_s = wall_offset_s
        self._sounds = [Stream(section, pair, tag_bytes, peer) for section in sections if section.kind == "audio"]
        pictures = [Stream(section, pair, tag_bytes, peer) for section in sections if section.kind == "video"][:2]
        self._pictures = [CarriedPicture(stream, keys, self._put) for stream in pictures]
        """The stage's, and a shared screen."""
        self._sound_ssrcs = {stream.ssrc for stream in self._sounds}
        self._streams = {stream.ssrc: stream for stream in (*self._sounds, *pictures)}
        self._lanes: dict[int, Lane] = {}
        """Where each stream is, or waits to be, by its SSRC."""
        self._blocks: dict[int, ReportBlock] = {}
        self._width = LineWidth()
        self._holds_pictures = False
        self._round_trip_s: float | None = None
        self._estimate_bps: int | None = None
        self._repeated = 0
        self._repeats_left = MAX_REPEATS_PER_S
        self._seconds = 0

    def follow(self, feeds: Follow, now_mono_s: float) -> None:
        """Carry other feeds: sound from its next packet on, a picture from its next key frame."""
        for stream, number in zip(self._sounds, (feeds.main, feeds.original), strict=False):
            self._put(stream, self._feeds.sound(number), True)
        for picture, number in zip(self._pictures, (feeds.picture, feeds.screen), strict=False):
            picture.follow(self._feeds.picture(number), now_mono_s)

    def move(self, peer: Peer) -> None:
        """Send everything to another address from now on."""
        for stream in self._streams.values():
            if stream.seat is not None:
                stream.seat.move(stream, peer)
            else:
                stream.peer = peer

    def leave(self) -> None:
        """Take no feed any more."""
        self.follow(NOTHING, 0.0)

    def on_rtcp(self, packet: bytes, now_mono_s: float) -> list[bytes]:
        """Take plain feedback; return the plain packets that are to be sent again. Raises: ValueError."""
        feedback = read_feedback(packet)
        for block in feedback.blocks:
            if block.ssrc in self._streams:
                self._on_block(block, now_mono_s)
        if feedback.estimate_bps is not None:
            self._estimate_bps = feedback.estimate_bps
            for picture in self._pictures:
                picture.on_estimate(feedback.estimate_bps, now_mono_s)
        for picture in self._pictures:
            if picture.stream.ssrc in feedback.key_wanted:
                picture.want_key(now_mono_s)
        return self._repeats(feedback.nacks)

    def each_second(self, now_mono_s: float) -> bytes | None:
        """Choose the layer; return a plain compound of sender reports, where they are due."""
        self._seconds += 1
        is_thin = self._width.choose(now_mono_s)
        self._repeats_left = THIN_REPEATS_PER_S if is_thin else MAX_REPEATS_PER_S
        self._choose_pictures(now_mono_s)
        if self._seconds <= FIRST_REPORTS or self._seconds % REPORT_INTERVAL_S == 0:
            return self.sender_reports(now_mono_s)
        return self._reports_of(self._sounds[:1], now_mono_s) if self._width.is_doubtful else None

    def sender_reports(self, now_mono_s: float) -> bytes | None:
        """Say for each stream which instant its timestamps mean: one wall clock for all, so they play together."""
        return self._reports_of(self._streams.values(), now_mono_s)

    def _choose_pictures(self, now_mono_s: float) -> None:
        self._holds_pictures, beside_bps = self._width.holds_pictures(now_mono_s), 0
        for picture in reversed(self._pictures):
            picture.choose(now_mono_s, beside_bps, is_held=self._holds_pictures)
            beside_bps = picture.used_bps(now_mono_s)
            if beside_bps:
                self._width.on_picture(now_mono_s)

    def _reports_of(self, streams: Iterable[Stream], now_mono_s: float) -> bytes | None:
        ntp = ntp_of(now_mono_s + self._wall_offset_s)
        reports: list[bytes] = []
        descriptions: list[bytes] = []
        for stream in streams:
            mark = _mark(stream)
            if mark is None or now_mono_s - mark.captured_mono_s > STALE_S:
                continue
            since = round((now_mono_s - mark.captured_mono_s) * stream.clock_hz)
            timestamp = mark.timestamp + since & 0xFFFF_FFFF
            reports.append(sender_report(stream.ssrc, ntp, timestamp, mark.packets, mark.octets))
            descriptions.append(source_description(stream.ssrc, self._cname))
        return b"".join(reports + descriptions) or None

    def report(self, leg: int, received: int) -> LegReport:
        """Tell how it goes."""
        sent = lost = 0
        loss = jitter_ms = 0.0
        for stream in self._streams.values():
            sent += stream.packets if stream.seat is None else stream.packets + stream.seat.packets
        for ssrc, block in self._blocks.items():
            lost += max(0, block.lost)
            loss = max(loss, block.loss if ssrc in self._sound_ssrcs else 0.0)
        if self._sounds and (main := self._blocks.get(self._sounds[0].ssrc)) is not None:
            jitter_ms = main.jitter / JITTER_UNITS_PER_MS
        return LegReport(
            leg,
            packets_sent=sent,
            packets_received=received,
            packets_lost=lost,
            packets_repeated=self._repeated,
            recent_loss=loss,
            jitter_ms=jitter_ms,
            round_trip_ms=self._round_trip_s * 1_000 if self._round_trip_s is not None else None,
            estimate_bps=self._estimate_bps,
            layer=self._pictures[0].layer if self._pictures else None,
            is_thin=self._width.is_thin,
            holds_pictures=self._holds_pictures,
        )

    def _put(self, stream: Stream, lane: Lane | None, is_at_once: bool) -> None:
        """Bring a stream to another lane; `is_at_once` it leaves the present one, else when the other begins."""
        before = self._lanes.get(stream.ssrc)
        if before is lane:
            return
        if before is not None and (is_at_once or stream.seat is not before):
            before.leave(stream)
        if is_at_once and stream.seat is not None:
            stream.seat.leave(stream)
        if lane is None:
            self._lanes.pop(stream.ssrc, None)
        else:
            self._lanes[stream.ssrc] = lane
            lane.join(stream)

    def _on_block(self, block: ReportBlock, now_mono_s: float) -> None:
        self._blocks[block.ssrc] = block
        for picture in self._pictures:
            picture.on_loss(block.loss)
        round_trip = round_trip_s(ntp_of(now_mono_s + self._wall_offset_s), block)
        if round_trip is not None:
            self._round_trip_s = round_trip
            for picture in self._pictures:
                picture.on_round_trip(round_trip)
        if self._sounds and block.ssrc == self._sounds[0].ssrc:
            self._width.on_report(block.loss, block.last_report, round_trip, now_mono_s)

    def _repeats(self, nacks: Sequence[tuple[int, int]]) -> list[bytes]:
        packets = []
        for ssrc, sequence in nacks:
            stream = self._streams.get(ssrc)
            kept = 0 if ssrc in self._sound_ssrcs else SOUND_REPEATS_PER_S
            if stream is None or self._repeats_left <= kept:
                continue
            seat = stream.seat
            packet = seat.repeat(stream, sequence) if seat is not None else repeat_past(stream, sequence)
            if packet is not None:
                self._repeats_left -= 1
                self._repeated += 1
                packets.append(packet)
        return packets


def _mark(stream: Stream) -> Mark | None:
    return stream.seat.mark(stream) if stream.seat is not None else None
