"""Cells drawn without a style sheet: where the text stands, how it is cut off, what is kept of it."""

import pytest
from PySide6.QtCore import QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from common.model.ids import ParticipantId
from common.model.invitations import InvitationRow, InvitationState
from common.model.meeting import ParticipantView
from common.model.people import Role
from common.ui import theme
from room_console.ui.tables import cells
from room_console.ui.tables.cells import CellPainter
from room_console.ui.tables.invitationmodel import InvitationColumn, InvitationModel

WIDTH, HEIGHT = 200, 28
WHITE = 0xFFFFFFFF


class Drawn:
    """A model of one person, and pictures of their delegation's cell."""

    def __init__(self, delegation: str) -> None:
        self.owner, who = QObject(), ParticipantId("anna")
        self.model = InvitationModel(self.owner)
        self.model.show_people({who: ParticipantView(who, "Anna", delegation, Role.DELEGATE)}, {}, {})
        self.model.learn_rows([InvitationRow(who, InvitationState.SENT)], True)
        self.painter = CellPainter(self.model, self.model)

    def columns(self, direction: Qt.LayoutDirection, is_selected: bool = False) -> list[int]:
        """Draw the cell; return the columns of pixels that are not white."""
        option = QStyleOptionViewItem()
        option.rect, option.direction = QRect(0, 0, WIDTH, HEIGHT), direction
        option.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        option.palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.blue)
        if is_selected:
            option.state |= QStyle.StateFlag.State_Selected
        picture = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        index = self.model.index(0, InvitationColumn.DELEGATION, QModelIndex())
        self.painter.paint(painter, option, index)
        painter.end()
        return [x for x in range(WIDTH) if any(picture.pixel(x, y) != WHITE for y in range(HEIGHT))]


LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


def test_a_text_begins_where_reading_does(qapp: QApplication) -> None:
    drawn = Drawn("Kenya")
    assert theme.SPACE_PX <= drawn.columns(LEFT)[0] <= theme.SPACE_PX + 3
    assert WIDTH - theme.SPACE_PX - 4 <= drawn.columns(RIGHT)[-1] <= WIDTH - theme.SPACE_PX


def test_one_that_is_too_long_is_cut_off_within_the_cell(qapp: QApplication) -> None:
    drawn = Drawn("Federated States of Micronesia and a very long name after it")
    assert drawn.columns(LEFT)[-1] <= WIDTH - theme.SPACE_PX
    (laid,) = drawn.painter._texts.values()
    assert laid.text().endswith("\N{HORIZONTAL ELLIPSIS}\N{POP DIRECTIONAL ISOLATE}"), "in its own direction"


def test_what_is_selected_is_filled(qapp: QApplication) -> None:
    assert Drawn("Kenya").columns(LEFT, is_selected=True) == list(range(WIDTH))


def test_a_text_is_laid_out_once_and_so_many_are_kept(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawn("Kenya")
    drawn.columns(LEFT)
    kept = list(drawn.painter._texts.values())
    drawn.columns(LEFT)
    assert [a is b for a, b in zip(kept, drawn.painter._texts.values(), strict=True)] == [True]
    monkeypatch.setattr(cells, "MOST_KEPT", 1)
    drawn.columns(LEFT)
    assert len(drawn.painter._texts) == 1
