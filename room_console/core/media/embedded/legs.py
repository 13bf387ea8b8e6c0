"""The core's ends of the legs: what a listener follows, what a speaker's packets become."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from common.model.ids import LegId
from common.model.media import DownlinkFeeds, LegStatistics
from common.rtc.picturebuffer import WholePicture
from common.rtc.receiving import ReceivingLeg
from common.rtc.sections import Section
from room_console.core.media.embedded.wire import LegReport, OpenLeg, RtcpArrived, RtpArrived, SendRtcp
from room_console.core.media.engine import EngineEvent, PictureWriter
from room_console.core.media.hearing import HearingReader

NOTHING = DownlinkFeeds(main=None)


@dataclass(slots=True)
class Downlink:
    """One listener. Thread: the media loop's."""

    opening: OpenLeg
    feeds: DownlinkFeeds
    is_up: bool = False
    report: LegReport | None = None

    @property
    def number(self) -> int:
        """Return its number in the media process."""
        return self.opening.leg

    def statistics(self) -> LegStatistics:
        """Return the counters, at most 1 s old."""
        report = self.report
        if report is None:
            return LegStatistics()
        return LegStatistics(
            packets_sent=report.packets_sent,
            packets_received=report.packets_received,
            packets_lost=report.packets_lost,
            recovered_nack=report.packets_repeated,
            jitter_ms=report.jitter_ms,
            round_trip_ms=report.round_trip_ms,
        )


class Uplink:
    """One speaker. Thread: the media loop's."""

    def __init__(
        self,
        leg: LegId,
        number: int,
        sections: tuple[Section, ...],
        pictures: PictureWriter,
        send: Callable[[SendRtcp], None],
        tell: Callable[[EngineEvent], None],
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.number = number
        self.is_up = False
        self.report: LegReport | None = None
        self.hand_on: Callable[[WholePicture], None] | None = None
        """Takes the screen that is shared, as it is encoded."""
        self._receiving = ReceivingLeg(
            sections,
            lambda packet: send(SendRtcp(number, packet)),
            pictures.write_picture,
            mono_s,
            hand_on=self._hand_on,
        )
        sound = self._receiving.sounds[0]
        counters = sound.counters
        self.sound = HearingReader(
            leg,
            sound,
            lambda: counters.received,
            tell,
            mono_s,
            lambda: counters.concealed + counters.recovered_fec,
        )

    def take(self, arrived: RtpArrived | RtcpArrived) -> None:
        """Take a packet."""
        if isinstance(arrived, RtpArrived):
            self._receiving.take_rtp(arrived.packet, arrived.arrived_mono_s)
        else:
            self._receiving.take_rtcp(arrived.packet, arrived.arrived_mono_s)

    def tick(self, now_mono_s: float) -> None:
        """Do what is due; every 10 ms."""
        self._receiving.tick(now_mono_s)

    def want_key(self) -> None:
        """Ask for a key frame of the screen."""
        self._receiving.want_key()

    def _hand_on(self, picture: WholePicture) -> None:
        if self.hand_on is not None:
            self.hand_on(picture)

    def statistics(self) -> LegStatistics:
        """Return the counters."""
        return self._receiving.statistics()

    def close(self) -> None:
        """End what runs beside; waits for one picture's time. Thread: any, after the last use."""
        self._receiving.close()
