"""Pictures shown when the sound that was captured with them is heard (ITU-R BT.1359), by what sender reports say.

A sender report joins the timestamps of a source to its sender's clock, which sound and pictures of one sender share.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import av

from common.model.units import SAMPLE_RATE_HZ
from common.rtc.picturedecoder import DecodedPicture
from common.rtc.picturepackets import PICTURE_CLOCK_HZ
from common.rtc.rtcp import SenderReport

MAX_WAIT_S = 0.6
"""No picture waits longer for its sound."""
MAX_WAITING = 16
SCREEN_S = 0.02
"""What a screen takes to show a picture: about a refresh and a half."""
STANDING_S = 0.2
"""Sound that was not read for as long is not being heard."""
LATE_S, FROZEN_S = 0.045, 0.25
"""A picture later than this is left out (ITU-R BT.1359), unless nothing has moved for as long."""
USUAL_SHARE = 1 / 16
PLAUSIBLE_S = 5.0
"""Sound and pictures further apart do not have one clock."""


class HeardSound(Protocol):
    """A source of sound that is being played."""

    @property
    def sender_report(self) -> SenderReport | None:
        """Return its newest sender report."""
        ...

    def position(self) -> int | None:
        """Return the timestamp of the sample that is read next."""
        ...


class SoundClock:
    """Tells what is heard now: of the first source that has a report and is being read. Thread: one at a time."""

    def __init__(self, sounds: Sequence[HeardSound]) -> None:
        self.output_delay_s = 0.0
        """From the reading of a sample until it is heard."""
        self._sounds = tuple(sounds)
        self._positions: list[tuple[int | None, float]] = [(None, 0.0)] * len(self._sounds)

    def heard_s(self, now_mono_s: float) -> float | None:
        """Give the instant at which the sound that is heard now was captured, on its sender's clock."""
        heard_s = None
        for number, sound in enumerate(self._sounds):
            before, since_mono_s = self._positions[number]
            if (position := sound.position()) != before:
                since_mono_s = now_mono_s
                self._positions[number] = (position, now_mono_s)
            report = sound.sender_report
            is_read = position is not None and now_mono_s - since_mono_s < STANDING_S
            if heard_s is None and report is not None and position is not None and is_read:
                heard_s = report.captured_s(position, SAMPLE_RATE_HZ) - self.output_delay_s
        return heard_s


class _Waiting(NamedTuple):
    picture: DecodedPicture
    since_mono_s: float


class PictureScreen:
    """Keeps pictures until they are due, and shows the newest that is. Thread: one at a time."""

    def __init__(self, clock: SoundClock, show: Callable[[av.VideoFrame], None]) -> None:
        self.shown = 0
        self.skipped = 0
        self.early_s: float | None = None
        """How much before its sound the last picture was shown; None where that is unknown."""
        self._clock = clock
        self._show = show
        self._waiting: list[_Waiting] = []
        self._usual_s = 0.0
        self._shown_mono_s = -FROZEN_S

    def put(self, pictures: Sequence[DecodedPicture], now_mono_s: float) -> None:
        """Take decoded pictures, in their order; when too many wait the oldest go."""
        self._waiting += [_Waiting(picture, now_mono_s) for picture in pictures]
        excess = max(0, len(self._waiting) - MAX_WAITING)
        self.skipped += excess
        del self._waiting[:excess]

    def tick(self, report: SenderReport | None, now_mono_s: float) -> None:
        """Show what is due; `report` is the picture source's."""
        if not self._waiting:
            return
        heard_s = self._clock.heard_s(now_mono_s)
        due = 0
        early_s = None
        for number, waiting in enumerate(self._waiting, 1):
            lead_s = self._lead_s(waiting.picture, report, heard_s)
            if lead_s is None or lead_s <= SCREEN_S or now_mono_s - waiting.since_mono_s >= MAX_WAIT_S:
                due, early_s = number, lead_s
        if due:
            frame = self._waiting[due - 1].picture.frame
            is_too_late = early_s is not None and self._is_too_late(early_s, now_mono_s)
            self.skipped += due - 1 + is_too_late
            del self._waiting[:due]
            if not is_too_late:
                self.early_s, self._shown_mono_s = early_s, now_mono_s
                self.shown += 1
                self._show(frame)

    def _is_too_late(self, lead_s: float, now_mono_s: float) -> bool:
        """Tell whether a repair took too long, and the next picture does better; not where all pictures are late."""
        self._usual_s += (lead_s - self._usual_s) * USUAL_SHARE
        is_late = lead_s < -LATE_S < self._usual_s
        return is_late and now_mono_s - self._shown_mono_s < FROZEN_S

    def _lead_s(self, picture: DecodedPicture, report: SenderReport | None, heard_s: float | None) -> float | None:
        """Reckon how long the picture is before its sound; None where that can't be known."""
        if report is None or heard_s is None:
            return None
        lead_s = report.captured_s(picture.timestamp, PICTURE_CLOCK_HZ) - heard_s
        return lead_s if abs(lead_s) < PLAUSIBLE_S else None
