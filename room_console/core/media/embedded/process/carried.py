"""A picture as a listener has it: which feed, in which layer; it changes at key frames."""

import math
from collections.abc import Callable
from typing import Final

from room_console.core.media.embedded.process.feeds import PictureFeed
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.lane import Lane
from room_console.core.media.embedded.process.layers import LayerChoice
from room_console.core.media.embedded.process.stream import Stream

BESIDE_BPS: Final = 500_000
"""What the stage's picture may take beside a screen, where it is shown small."""
SLOW_S: Final = 0.25
"""A round trip longer than the least by as much: an estimate that says that a line is too narrow is believed."""
LIVE_S: Final = 5.0
"""A picture that brought nothing for so long leaves its share of the line to others."""
Put = Callable[[Stream, Lane | None, bool], None]


class CarriedPicture:
    """One section of pictures. `put` brings its stream to a lane, at once or when that begins."""

    def __init__(self, stream: Stream, keys: KeyRequests, put: Put) -> None:
        self.stream = stream
        self._keys = keys
        self._put_stream = put
        self._feed: PictureFeed | None = None
        self._choice: LayerChoice | None = None
        self._least_round_trip_s = self._round_trip_s = math.inf

    @property
    def layer(self) -> int | None:
        """Which layer is chosen."""
        return self._choice.layer if self._choice is not None else None

    def follow(self, feed: PictureFeed | None, now_mono_s: float) -> None:
        """Carry another feed from its next key frame on."""
        if feed is not self._feed:
            self._feed = feed
            self._choice = LayerChoice(feed.rates_bps, now_mono_s) if feed is not None else None
            self._put(is_at_once=True)

    def on_estimate(self, estimate_bps: int, now_mono_s: float) -> None:
        """Take what the line carries, sound and pictures together."""
        if self._choice is not None:
            self._choice.on_estimate(estimate_bps, now_mono_s)

    def on_round_trip(self, round_trip_s: float) -> None:
        """Take a round trip."""
        self._round_trip_s = round_trip_s
        self._least_round_trip_s = min(self._least_round_trip_s, round_trip_s)

    def on_loss(self, loss: float) -> None:
        """Take the share that was lost."""
        if self._choice is not None:
            self._choice.on_loss(loss)

    def choose(self, now_mono_s: float, beside_bps: int, *, is_held: bool = False) -> None:
        """Choose the layer, none where it `is_held`, `beside_bps` of the line being another's; ask once a second."""
        if self._choice is None:
            return
        before = self._choice.layer
        self._choice.beside_bps = beside_bps
        self._choice.is_believed = self._feed is None or not self._feed.pace_bps or self._is_waiting_long()
        self._choice.most_bps = BESIDE_BPS if beside_bps else None
        self._choice.is_held = is_held
        if self._choice.choose(now_mono_s) != before:
            self._put(is_at_once=self._choice.layer is None)

    def _is_waiting_long(self) -> bool:
        """Tell whether packets wait in the line: a busy machine at the far end makes it seem full too."""
        return self._round_trip_s - self._least_round_trip_s > SLOW_S if self._round_trip_s < math.inf else False

    def used_bps(self, now_mono_s: float) -> int:
        """Say what it takes of the line, while it brings something."""
        feed, layer = self._feed, self.layer
        if feed is None or layer is None or now_mono_s - feed.brought_mono_s > LIVE_S:
            return 0
        return feed.rates_bps[layer]

    def want_key(self, now_mono_s: float) -> None:
        """Ask for a key frame."""
        if self._feed is not None and (layer := self.layer) is not None:
            self._keys.want(self._feed.number, layer, now_mono_s)

    def _put(self, *, is_at_once: bool) -> None:
        layer = self.layer
        lane = self._feed.layers[layer].lane if self._feed is not None and layer is not None else None
        self._put_stream(self.stream, lane, is_at_once)
