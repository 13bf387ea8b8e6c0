"""A picture with those who watch it: encoded once while anyone does, costing nothing while nobody does."""

import asyncio

import av

from common.rtc.picture import EncodedPicture, PictureEncoder
from common.rtc.picturerate import MOST_BPS
from common.rtc.tracks import EncodedPictureTrack


class PictureSource:
    """Fans encoded pictures out to tracks. Thread: the media loop's, but `write_picture` any."""

    def __init__(self, name: str, most_bps: int = MOST_BPS) -> None:
        self.name = name
        self.most_bps = most_bps
        self._loop = asyncio.get_running_loop()
        self._tracks: tuple[EncodedPictureTrack, ...] = ()
        self._encoder: PictureEncoder | None = None
        self._retired: PictureEncoder | None = None
        self._newest: av.VideoFrame | None = None
        self.encoded = 0

    @property
    def listeners(self) -> int:
        """How many tracks take it."""
        return len(self._tracks)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a picture; while nobody watches only the newest is kept."""
        self._newest = picture
        if (encoder := self._encoder) is not None:
            encoder.put(picture)

    def add(self, track: EncodedPictureTrack) -> None:
        """Give this picture to a track, beginning with a key frame of the newest one."""
        track.needs_key = True
        self._tracks = (*self._tracks, track)
        if self._encoder is None:
            self._encoder = PictureEncoder(self.name, self._encoded_elsewhere, most_bps=self.most_bps)
        self._encoder.want_key()
        if self._newest is not None:
            self._encoder.put(self._newest)

    def remove(self, track: EncodedPictureTrack) -> None:
        """Take a track off; nothing happens if it is not on."""
        self._tracks = tuple(t for t in self._tracks if t is not track)
        if not self._tracks:
            self._retire()

    def close(self) -> None:
        """End the encoder and wait for its thread: one picture's time."""
        self._retire()
        if self._retired is not None:
            self._retired.join()
            self._retired = None

    def on_key_wanted(self) -> None:
        """Make a key frame soon."""
        if self._encoder is not None:
            self._encoder.want_key()

    def on_estimate(self, estimate_bps: int) -> None:
        """Mind a receiver's estimate of its line."""
        if self._encoder is not None:
            self._encoder.note_estimate(estimate_bps)

    def on_loss(self, loss: float) -> None:
        """Mind a receiver's loss."""
        if self._encoder is not None:
            self._encoder.note_loss(loss)

    def _retire(self) -> None:
        """Stop the encoder without waiting for its thread, of which one may be ending."""
        if self._encoder is None:
            return
        self._encoder.stop()
        if self._retired is not None:
            self._retired.join()
        self._retired, self._encoder = self._encoder, None

    def _encoded_elsewhere(self, picture: EncodedPicture) -> None:
        """Bring an encoded picture from its thread to the loop."""
        try:
            self._loop.call_soon_threadsafe(self._fan_out, picture)
        except RuntimeError:  # the loop has been closed meanwhile
            return

    def _fan_out(self, picture: EncodedPicture) -> None:
        self.encoded += 1
        for track in self._tracks:
            track.push(picture.data, picture.is_key, picture.taken_mono_s)
            if track.needs_key:
                self.on_key_wanted()
