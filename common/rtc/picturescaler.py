"""Brings pictures to an encoder's size: in the calling thread alone, and never the source's own picture."""

import av
from av.video.reformatter import Interpolation, VideoReformatter

PIXELS = "yuv420p"


class PictureScaler:
    """Scales pictures to H.264's format. Thread: one at a time; several scalers may take one picture at once.

    `VideoFrame.reformat` keeps its scaler, with threads of its own, in the picture: two threads that scale one picture
    by it wait for each other for ever (PyAV 18.1, `av/video/frame.py`).
    """

    def __init__(self, interpolation: Interpolation = Interpolation.BILINEAR) -> None:
        self._interpolation = interpolation
        self._reformatter = VideoReformatter()

    def scale(self, picture: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
        """Return a picture that is the caller's own, to be stamped for its encoder. Raises: av.FFmpegError."""
        scaled = self._reformatter.reformat(
            picture, width=width, height=height, format=PIXELS, interpolation=self._interpolation, threads=1
        )
        return _copy(scaled) if scaled is picture else scaled


def _copy(picture: av.VideoFrame) -> av.VideoFrame:
    copy = av.VideoFrame.from_ndarray(picture.to_ndarray(), format=PIXELS)
    copy.colorspace, copy.color_range = picture.colorspace, picture.color_range
    return copy
