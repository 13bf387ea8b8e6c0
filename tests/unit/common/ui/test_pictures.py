"""A picture reaches the window whole, the latest one only, and without being copied."""

import av
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from common.devices.mailbox import PictureMailbox
from common.ui import theme
from common.ui.colours import Scheme
from common.ui.pictures import image_of
from common.ui.pictureview import PictureView
from common.ui.theme import Theme


def _frame(red: int, width: int = 64, height: int = 36) -> av.VideoFrame:
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[:, :, 0] = red
    return av.VideoFrame.from_ndarray(pixels, format="rgb24")


def test_odd_width_is_shown_straight() -> None:
    mailbox = PictureMailbox()
    mailbox.put(_frame(120, 51, 37))
    frame = mailbox.take()
    assert frame is not None
    image = image_of(frame)
    assert image.size() == QSize(51, 37)
    assert image.pixelColor(50, 36).red() == 120


def test_view_fetches_only_while_it_is_seen(qapp: QApplication) -> None:
    mailbox, view = PictureMailbox(), PictureView("Stage")
    view.show_from(mailbox)
    mailbox.put(_frame(90))
    view.show()
    view._fetch()
    assert view.has_picture
    view.hide()
    assert not view._timer.isActive()
    view.show_from(None)
    assert not view.has_picture


def test_picture_keeps_its_shape_unless_little_is_cut_off(qapp: QApplication) -> None:
    view = PictureView("Stage")
    view.show_image(image_of(_frame(1, 160, 90).reformat(format="bgra")))
    view.resize(200, 200)
    assert (view.picture_rect().width(), view.picture_rect().height()) == (200, 112)
    view.resize(340, 180)
    assert view.picture_rect().contains(view.rect())


def test_the_sentence_keeps_out_of_what_is_written_at_the_foot(qapp: QApplication) -> None:
    view = PictureView("Stage")
    view.resize(320, 200)
    view.set_placeholder("No picture at this moment.")

    def lowest_ink() -> int:
        image = view.grab().toImage()
        ground = image.pixelColor(160, 199)
        rows = (y for y in range(199, -1, -1) for x in range(10, 310) if image.pixelColor(x, y) != ground)
        return next(rows, 0)

    whole = lowest_ink()
    view.leave_room(110)
    assert 0 < lowest_ink() < 90 < whole
    view.leave_room(195)
    assert lowest_ink() == 0
    view.leave_room(0, 160)
    seen = view.grab().toImage()
    ground = seen.pixelColor(319, 100)
    assert all(seen.pixelColor(x, y) == ground for x in range(170, 310) for y in range(10, 190))


def test_without_a_picture_the_corners_have_no_dark_rim(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    light = Theme(Scheme.LIGHT)
    monkeypatch.setattr(theme, "current", lambda: light)
    view = PictureView("Stage")
    view.resize(320, 200)
    drawn = QImage(view.size(), QImage.Format.Format_RGB32)
    drawn.fill(QColor("white"))
    view.render(drawn, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    corner = [drawn.pixelColor(x, y).lightness() for x in range(12) for y in range(12)]
    assert min(corner) >= QColor(light.colours.control).lightness()
