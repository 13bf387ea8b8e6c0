"""Columns that fit: one long cell drives none away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.model.agenda import AgendaItem
from common.model.documents import Document, DocumentId, DocumentKind, DocumentType
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Role
from common.ui import theme
from room_console.ui.tables.attendancemodel import AttendanceModel, Present
from room_console.ui.tables.cells import Cell
from room_console.ui.tables.documentsmodel import DocumentsModel
from room_console.ui.tables.programmemodels import AgendaModel
from room_console.ui.tables.programmetable import ProgrammeTable

DELEGATION = 0


def test_a_long_name_is_cut_off_and_its_column_stays(qtbot: QtBot) -> None:
    model = AttendanceModel()
    table = ProgrammeTable(model, "Attendance", first_to_go=(DELEGATION,))
    qtbot.addWidget(table)
    table.resize(700, 200)
    table.show()
    who = ParticipantId("anna")
    model.show((Present(ParticipantView(who, "Anna", "International Federation " * 8, Role.DELEGATE), None),), None)
    assert not table.isColumnHidden(DELEGATION)
    assert table.columnWidth(DELEGATION) < table.viewport().width() / 2
    table.resize(300, 200)
    assert table.isColumnHidden(DELEGATION), "where there is no room at all it goes as before"


def test_what_is_under_way_is_marked_before_its_first_column_and_figures_stand_at_the_end(qapp: QApplication) -> None:
    model = AgendaModel()
    items = (AgendaItem("1", "Opening"), AgendaItem("2", "Debate"))
    model.show(items, items[1])
    assert [model.cell(row, 0) for row in (0, 1)] == [Cell("\u20681\u2069"), Cell("\u20682\u2069", "live", "● ", True)]
    assert model.cell(1, 1) == Cell("Debate", "live", "", True)
    sides = [model.headerData(c, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) for c in (3, 4)]
    assert [bool(side & Qt.AlignmentFlag.AlignTrailing.value) for side in sides] == [False, True]


def test_what_is_held_can_be_read_on_a_surface(qapp: QApplication) -> None:
    held = Document(DocumentId("d"), "a.pdf", DocumentKind.PAPER, DocumentType.PDF, 1, "", 0, ParticipantId("sara"))
    model = DocumentsModel()
    model.show((held,), None)
    inks = [model.data(model.index(0, column), Qt.ItemDataRole.ForegroundRole) for column in range(6)]
    assert [ink.name() for ink in inks if ink is not None] == [theme.current().colours.warn_ink]
