"""A downlink: three tracks, each taking what its feed gives; a change of channel is a change of feed."""

from collections.abc import Callable

from common.model.ids import FeedId, LegId
from common.model.media import DownlinkFeeds, LegStatistics, Sdp
from common.rtc.feedback import listen_to_feedback
from common.rtc.ice import IceSettings
from common.rtc.peer import Peer, PeerState
from common.rtc.picturesource import PictureSource
from common.rtc.tracks import EncodedPictureTrack, EncodedSoundTrack
from room_console.core.media.embedded.feeds import SoundFeed

NOTHING = DownlinkFeeds(main=None)


class Downlink:
    """One listener. Thread: the media loop's."""

    def __init__(
        self,
        leg: LegId,
        ice: IceSettings,
        sound: Callable[[FeedId], SoundFeed],
        picture: Callable[[FeedId], PictureSource],
        on_state: Callable[[PeerState], None],
    ) -> None:
        self._sound = sound
        self._picture = picture
        self._feeds = NOTHING
        self._wanted = NOTHING
        self._main, self._original = EncodedSoundTrack(), EncodedSoundTrack()
        self._picture_track = EncodedPictureTrack()
        self._on_state = on_state
        self._peer = Peer(f"downlink {leg}", ice, self._changed)
        self._peer.add_sender(self._main)
        self._peer.add_sender(self._original)
        listen_to_feedback(self._peer.add_sender(self._picture_track), self)

    async def offer(self, feeds: DownlinkFeeds) -> Sdp:
        """Make the offer. Raises: MediaError(`media_failed`)."""
        self.switch(feeds)
        return await self._peer.offer()

    async def accept(self, answer: Sdp) -> None:
        """Take the answer. Raises: MediaError(`media_failed`)."""
        await self._peer.accept(answer)

    def switch(self, feeds: DownlinkFeeds) -> None:
        """Carry other feeds from their next packets on; until the leg is up nothing is encoded for it."""
        self._wanted = feeds
        if self._peer.state is PeerState.UP:
            self._follow(feeds)

    def statistics(self) -> LegStatistics:
        """Return the counters, at most 1 s old."""
        return self._peer.statistics

    async def close(self) -> None:
        """Take the tracks off their feeds and end the connection."""
        self._follow(NOTHING)
        await self._peer.close()

    def on_key_wanted(self) -> None:
        """Pass on that the listener needs a key frame."""
        if (source := self._source()) is not None:
            source.on_key_wanted()

    def on_estimate(self, estimate_bps: int) -> None:
        """Pass on what the listener's line carries."""
        if (source := self._source()) is not None:
            source.on_estimate(estimate_bps)

    def on_loss(self, loss: float) -> None:
        """Pass on what the listener lost."""
        if (source := self._source()) is not None:
            source.on_loss(loss)

    def _source(self) -> PictureSource | None:
        return self._picture(self._feeds.picture) if self._feeds.picture is not None else None

    def _changed(self, state: PeerState) -> None:
        if state is PeerState.UP:
            self._follow(self._wanted)
        self._on_state(state)

    def _follow(self, feeds: DownlinkFeeds) -> None:
        before, self._feeds = self._feeds, feeds
        self._move(self._main, before.main, feeds.main)
        self._move(self._original, before.original, feeds.original)
        if before.picture != feeds.picture:
            if before.picture is not None:
                self._picture(before.picture).remove(self._picture_track)
            if feeds.picture is not None:
                self._picture(feeds.picture).add(self._picture_track)

    def _move(self, track: EncodedSoundTrack, before: FeedId | None, after: FeedId | None) -> None:
        if before == after:
            return
        if before is not None:
            self._sound(before).remove(track)
        if after is not None:
            self._sound(after).add(track)
