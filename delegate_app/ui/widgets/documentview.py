"""A document read in the window, beside the stage: pages, zoom, search."""

import unicodedata

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import ElidedLabel
from delegate_app.core.reading.pages import MOST_WORDS, Found, Outline, PageImage
from delegate_app.ui.widgets.documentpage import DocumentPage

ZOOM_STEP, LEAST_ZOOM, MOST_ZOOM = 1.25, 0.5, 4.0
REDRAW_MS = 150
"""After the last change of size, the page is drawn anew."""
_MARGIN_PX = 16
_SEARCH_PX = 120
_LOOKED_AT = 2_000
"""Characters by which a page's direction is told."""


def is_right_to_left(text: str) -> bool:
    """Tell whether most of a text's letters are read from right to left."""
    directions = [unicodedata.bidirectional(character) for character in text[:_LOOKED_AT]]
    return directions.count("R") + directions.count("AL") > directions.count("L")


class DocumentView(QFrame):
    """One page at a time. It is not seen while no document is open."""

    page_wanted = Signal(int, int)
    """A page, from 0, and how many device pixels wide."""
    find_wanted = Signal(str, int)
    """A text, and the page from which to look."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._outline = Outline(())
        self._zoom = 1.0
        self._is_going_back, self._is_from_begin = False, True
        self.title = ElidedLabel(step="lead", is_bold=True)
        self.notice = Notice()
        self.page = DocumentPage()
        self.area = QScrollArea()
        self.area.setWidget(self.page)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(self.tr("Page"))
        self.area.installEventFilter(self)
        self.number = QSpinBox(minimum=1)
        self.number.setKeyboardTracking(False)
        self.number.setAccessibleName(self.tr("Page"))
        self.words = QLineEdit(maxLength=MOST_WORDS)
        self.words.setPlaceholderText(self.tr("Search"))
        self.words.setAccessibleName(self.tr("Search in the document"))
        self.words.setFixedWidth(theme.current().scaled_px(_SEARCH_PX))
        self._redraw = QTimer(self, interval=REDRAW_MS, singleShot=True)
        self._redraw.timeout.connect(self._want)
        self._lay_out()
        self._connect()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.hide()

    def begin(self, name: str, outline: Outline) -> None:
        """Open a document at its first page."""
        self._outline, self._zoom = outline, 1.0
        self.title.setText(name)
        self.setAccessibleName(name)
        self.number.setMaximum(len(outline.sizes_pt))
        self.number.setSuffix(self.tr(" of {count}").format(count=len(outline.sizes_pt)))
        self.number.setValue(1)
        self.words.clear()
        self.notice.clear()
        self.page.show_found(None)
        self.page.show_waiting()
        self.show()
        self.area.setFocus()
        self._redraw.start()

    def show_image(self, image: PageImage) -> None:
        """Show a page that was drawn, if it is still the one wanted."""
        if image.page != self.number.value() - 1:
            return
        is_another = self.page.image is None or self.page.image.page != image.page
        self._is_from_begin = self._is_from_begin or is_another
        self.page.show_image(image, self.devicePixelRatioF())
        self._stay_at_begin()
        if is_another:
            bar = self.area.verticalScrollBar()
            bar.setValue(bar.maximum() if self._is_going_back else 0)
            announce(self.area, self.tr("Page {number}").format(number=image.page + 1))
        self._is_going_back = False
        self._show_mark()

    def show_found(self, found: Found | None) -> None:
        """Go to what was found; say where nothing was."""
        if found is None:
            self.notice.say(self.tr("That does not stand in this document."), may_dismiss=True)
            return
        self.notice.clear()
        self.page.show_found(found)
        self.number.setValue(found.page + 1)
        self._show_mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the page anew for the room there is."""
        super().resizeEvent(event)
        if not self.isHidden():
            self._redraw.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn the page by the page keys, where the end of it is reached."""
        if watched is self.area and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._pressed(Qt.Key(event.key()))
        return False

    def _pressed(self, key: Qt.Key) -> bool:
        bar = self.area.verticalScrollBar()
        match key:
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space if bar.value() >= bar.maximum():
                self.turn(1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_Backspace if bar.value() <= bar.minimum():
                self._is_going_back = self.number.value() > 1
                self.turn(-1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(ZOOM_STEP)
            case Qt.Key.Key_Minus:
                self.zoom(1 / ZOOM_STEP)
            case Qt.Key.Key_0:
                self.zoom(1 / self._zoom)
            case Qt.Key.Key_Home:
                self.number.setValue(1)
            case Qt.Key.Key_End:
                self.number.setValue(self.number.maximum())
            case _:
                return False
        return True

    def turn(self, pages: int) -> None:
        """Go so many pages on, or back."""
        self.number.setValue(self.number.value() + pages)

    def zoom(self, times: float) -> None:
        """Draw larger or smaller; 1 fills the width."""
        self._zoom = min(MOST_ZOOM, max(LEAST_ZOOM, self._zoom * times))
        self._want()

    def _want(self) -> None:
        if self._outline.sizes_pt and not self.isHidden():
            width_px = max(1, self.area.viewport().width() - _MARGIN_PX) * self._zoom * self.devicePixelRatioF()
            self.page_wanted.emit(self.number.value() - 1, round(width_px))

    def _find(self) -> None:
        if text := self.words.text().strip():
            shown = self.page.marked() is not None
            self.find_wanted.emit(text, (self.number.value() - 1 + shown) % max(1, len(self._outline.sizes_pt)))

    def _stay_at_begin(self) -> None:
        """Keep the begin of the lines in sight, whatever size page and view take, until the user goes elsewhere."""
        if self._is_from_begin:
            self.area.horizontalScrollBar().setValue(self._begin_of_lines())

    def _note_place(self, place: int) -> None:
        self._is_from_begin = place == self._begin_of_lines()

    def _begin_of_lines(self) -> int:
        """Return where the bar stands at the edge from which the page is read: in a mirrored window it counts back."""
        bar, image = self.area.horizontalScrollBar(), self.page.image
        is_from_right = image is not None and is_right_to_left(image.text)
        return bar.minimum() if is_from_right is self.area.isRightToLeft() else bar.maximum()

    def _show_mark(self) -> None:
        if (mark := self.page.marked()) is not None:
            centre = mark.center().toPoint()
            self.area.ensureVisible(centre.x(), centre.y(), self.area.width() // 4, self.area.height() // 3)
            self._note_place(self.area.horizontalScrollBar().value())

    def _close(self) -> None:
        self.hide()
        self._outline = Outline(())
        self.closed.emit()

    def _connect(self) -> None:
        across = self.area.horizontalScrollBar()
        across.rangeChanged.connect(self._stay_at_begin)
        across.actionTriggered.connect(lambda _: self._note_place(across.sliderPosition()))
        self.number.valueChanged.connect(self._want)
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.zoom(1 / ZOOM_STEP))
        self.larger.clicked.connect(lambda: self.zoom(ZOOM_STEP))
        self.words.returnPressed.connect(self._find)
        self.words.textChanged.connect(lambda: self.page.show_found(None))
        self.close_button.clicked.connect(self._close)
        for keys, act in (
            (QKeySequence.StandardKey.Find, self.words.setFocus),
            (QKeySequence.StandardKey.Cancel, self._close),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        self.close_button = IconButton(icon="close", kind="quiet")
        self.close_button.describe(self.tr("Close the document"))
        self.before, self.after = (
            IconButton(icon="chevron-back", kind="quiet"),
            IconButton(icon="chevron-forward", kind="quiet"),
        )
        self.smaller, self.larger = IconButton(icon="minus", kind="quiet"), IconButton(icon="plus", kind="quiet")
        self.before.describe(self.tr("Page before"))
        self.after.describe(self.tr("Next page"))
        self.smaller.describe(self.tr("Smaller"))
        self.larger.describe(self.tr("Larger"))
        head, row = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.words)
        head.addWidget(self.close_button)
        row.setSpacing(theme.SPACE_PX // 2)
        for part in (self.before, self.number, self.after):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.smaller)
        row.addWidget(self.larger)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.SPACE_PX,) * 4)
        column.setSpacing(theme.SPACE_PX // 2)
        column.addLayout(head)
        column.addLayout(row)
        column.addWidget(self.notice)
        column.addWidget(self.area, 1)
