"""Labelled fields in a grid, as many columns as there is room for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from common.ui import theme
from common.ui.text import label
from room_console.ui.widgets.spinmargins import set_margins

LEAST_CHOICE = 8
"""Characters of a choice that have room where there is little."""


class Fields(QWidget):
    """A grid of fields, each under its name."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self._columns = columns
        self._count = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_PX)
        self._grid.setVerticalSpacing(theme.SPACE_PX // 2)

    def add(self, name: str, field: QWidget, span: int = 1) -> None:
        """Put a field behind the last one, in the next line where `span` columns are not left."""
        row, column = divmod(self._count, self._columns)
        if column + span > self._columns:
            row, column = row + 1, 0
        self._count = row * self._columns + column + span
        self._grid.addWidget(named(name, field), row, column, 1, span, Qt.AlignmentFlag.AlignTop)

    def stretch(self, *factors: int) -> None:
        """Share the width between the columns."""
        for column, factor in enumerate(factors):
            self._grid.setColumnStretch(column, factor)


def as_form(form: QWidget, *parts: QWidget, gap_px: int | None = None) -> None:
    """Lay the parts of a form under each other, apart from what follows it; None leaves the gap to the style."""
    column = QVBoxLayout(form)
    column.setContentsMargins(0, 0, 0, theme.SPACE_PX)
    if gap_px is not None:
        column.setSpacing(gap_px)
    for part in parts:
        column.addWidget(part)
    column.addStretch()


def named(name: str, field: QWidget) -> QWidget:
    """Return a field under its name; a choice gives way to its neighbours where its longest word has no room."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    title: QLabel = label(name, "small", "muted")
    title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    title.setBuddy(field)
    if isinstance(field, QComboBox):
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(LEAST_CHOICE)
    elif isinstance(field, QAbstractSpinBox) and not isinstance(field, QDateEdit):
        set_margins(field)
    field.setAccessibleName(name)
    column.addWidget(title)
    column.addWidget(field)
    return holder


def line(most: int) -> QLineEdit:
    """Return a field for one line of at most `most` characters."""
    return QLineEdit(maxLength=most)
