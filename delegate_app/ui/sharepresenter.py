"""Between the delegate's screen sharing and the window."""

from collections.abc import Sequence
from typing import Protocol

import av
from av.video.reformatter import VideoReformatter
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from common.devices.screen import ScreenChoice
from common.model.errors import ConferenceError
from common.ui.pictures import PictureSource
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.widgets.screenpicker import PREVIEW, ScreenPicker
from delegate_app.ui.wishes import Wishes


class Sharing(Protocol):
    """What the window needs of `delegate_app.core.sharing.ScreenShare`."""

    @property
    def shown(self) -> PictureSource: ...
    async def list_screens(self) -> Sequence[ScreenChoice]: ...
    async def preview(self, choice: ScreenChoice) -> av.VideoFrame: ...
    async def share(self, choice: ScreenChoice) -> None: ...
    async def stop(self) -> None: ...


class SharePresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, sharing: Sharing, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._sharing = sharing
        self.picker = ScreenPicker(window)
        bar = window.meeting.sharing
        window.meeting.stage.shared.picture.show_from(sharing.shown)
        bar.share_wanted.connect(lambda: wishes.run(self._offer(), "list the screens"))
        bar.stop_wanted.connect(lambda: wishes.run(sharing.stop(), "stop sharing"))
        self.picker.chosen.connect(lambda choice: wishes.run(sharing.share(choice), "share the screen"))

    async def _offer(self) -> None:
        """Open the picker, then fill in the previews."""
        try:
            choices = await self._sharing.list_screens()
        except ConferenceError:
            self.picker.show_nothing()
            self.picker.open()
            return
        self.picker.show_choices(choices)
        self.picker.open()
        for choice in choices:
            if not self.picker.isVisible():
                return
            try:
                frame = await self._sharing.preview(choice)
            except ConferenceError:
                continue
            self.picker.show_preview(choice, preview_image(frame))


def preview_image(frame: av.VideoFrame) -> QImage:
    """Make a small image of a picture, that keeps nothing of it."""
    scale = min(1.0, 2 * PREVIEW.width() / frame.width)
    width, height = int(frame.width * scale), int(frame.height * scale)
    small = VideoReformatter().reformat(frame, width=width, height=height, format="bgra", threads=1)
    plane = small.planes[0]
    format = QImage.Format.Format_RGB32
    return QImage(memoryview(plane), small.width, small.height, plane.line_size, format).copy()
