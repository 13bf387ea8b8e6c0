"""Troubleshooting: every tip there is, found by a word; it needs no network."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QLineEdit, QVBoxLayout, QWidget

from common.model.checks import Area, CheckName, Finding
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.checkwords import area_word, check_word
from common.ui.checkwordstips import all_tips, area_of, tip_at
from common.ui.icon import IconLabel
from common.ui.slices import Slices, sliced
from common.ui.text import label, paragraph
from delegate_app.ui.pages.checkbody import StepBody, card

_SHOWN = (Area.SOUND, Area.DEVICES, Area.NETWORK)
AT_ONCE = 3
"""Tips that are made without a break; the others follow in as many turns of the loop as it takes."""


class TipCard(QFrame):
    """One tip: what it is about, what it means, what to do."""

    def __init__(self, place: CheckName | Area, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = tip_at(place, finding)
        about = check_word(place) if isinstance(place, CheckName) else area_word(place)
        self.area = area_of(place) if isinstance(place, CheckName) else place
        self._words = " ".join((about, area_word(self.area), tip.meaning, tip.advice)).casefold()
        self.setProperty("kind", "result")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{about}. {tip.meaning} {tip.advice}")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.SPACE_PX,) * 4)
        column.setSpacing(theme.SPACE_PX // 2)
        if isinstance(place, CheckName):
            column.addWidget(label(about, "small", "muted"))
        column.addWidget(_bold(paragraph(tip.meaning)))
        if tip.advice:
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_PX)
            row.addWidget(IconLabel("info", "accent_ink"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(paragraph(tip.advice), 1)
            column.addLayout(row)

    def speaks_of(self, words: list[str]) -> bool:
        """Tell whether every word stands in it."""
        return all(word in self._words for word in words)


class TroubleshootingPage(QWidget):
    """A field to search in, and the tips under it by area."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = IconButton(self.tr("Back"), "chevron-back", "quiet")
        self.back.describe(self.tr("Back"), "Esc")
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Search the tips"))
        self.field.setPlaceholderText(self.tr("Search: echo, noise, Bluetooth, hotel ..."))
        self.cards: list[TipCard] = []
        self._filling = Slices(self, self._search_again)
        self._groups: dict[Area, tuple[QLabel, QFrame]] = {}
        self._none = paragraph(self.tr("No tip speaks of that. Try another word."), "lead", "muted")
        self._none.hide()
        self._body = StepBody("", "")
        self._lay_out()
        self.field.textChanged.connect(self._search)
        self.back.clicked.connect(self.closed)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the tips the first time they are wanted."""
        super().showEvent(event)
        self._begin()
        self.field.setFocus()

    def _begin(self) -> None:
        if not self.cards:
            self._filling.begin_now(self._fill())

    @property
    def is_filling(self) -> bool:
        """Tell whether some tips are still to be made."""
        return self._filling.is_busy

    def _fill(self) -> Iterator[None]:
        """Make the tips, some at a time."""
        for some in sliced(sorted(all_tips(), key=_in_order), AT_ONCE):
            for place, finding in some:
                tip = TipCard(place, finding)
                self.cards.append(tip)
                self._group_of(tip.area).addWidget(tip)
            yield

    def _search_again(self) -> None:
        if self.field.text():
            self._search(self.field.text())

    def _group_of(self, area: Area) -> QLayout:
        """Return where the tips of an area stand, under its name."""
        if area not in self._groups:
            title, group = label(area_word(area), "title"), card()
            self._groups[area] = (title, group)
            self._body.column.addWidget(title)
            self._body.column.addWidget(group)
        column = self._groups[area][1].layout()
        assert column is not None
        return column

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        seen = [tip for tip in self.cards if tip.speaks_of(words)]
        for tip in self.cards:
            tip.setVisible(tip in seen)
        for area, parts in self._groups.items():
            for part in parts:
                part.setVisible(any(tip.area is area for tip in seen))
        self._none.setVisible(not seen)
        announce(self.field, self.tr("Tips found: {number}").format(number=len(seen)))

    def _lay_out(self) -> None:
        gap = theme.SPACE_PX * 2
        head = QHBoxLayout()
        head.setContentsMargins(theme.SPACE_PX, theme.SPACE_PX, gap, theme.SPACE_PX)
        head.setSpacing(theme.SPACE_PX)
        head.addWidget(self.back)
        head.addWidget(label(self.tr("Troubleshooting"), "title"))
        head.addSpacing(gap)
        head.addWidget(IconLabel("search", "muted"))
        head.addWidget(self.field, 1)
        self._body.column.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._body, 1)


def _in_order(tip: tuple[CheckName | Area, Finding]) -> tuple[int, bool]:
    """Order by area; those that belong to no one check stand after the others."""
    place = tip[0]
    area = area_of(place) if isinstance(place, CheckName) else place
    return _SHOWN.index(area), isinstance(place, Area)


def _bold(text: QLabel) -> QLabel:
    text.setProperty("weight", "bold")
    return text
