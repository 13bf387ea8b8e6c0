"""The second place of the window: the list of pages, and the page that is open."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from common.aio.tasks import TaskOwner
from common.control.joinlink import JoinLink
from common.protocol.codec import ConsoleMessage
from common.ui import theme
from common.ui.bay import Bay
from common.ui.slices import Slices
from common.ui.unveiling import Unveiling
from room_console.ui.office.page import Ask, OfficePage
from room_console.ui.office.pagelist import PageList
from room_console.ui.office.pages import OFFICE_PAGES
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.panel import Panel

NARROW_PX = 900


class Office(QWidget):
    """Tells the page that is seen, and no other, how things stand."""

    marked = Signal()
    """A page's mark has changed."""

    def __init__(self, kinds: Sequence[type[OfficePage]] = OFFICE_PAGES, parent: QWidget | None = None) -> None:
        """Build from the top down, pages last: Qt styles a page, and all in it, anew at each parent that it gets."""
        super().__init__(parent)
        self._state = ConsoleState()
        self._is_open = False
        self._row = 0
        side, main = Panel(self), Panel(self)
        self.stack = QStackedWidget()
        side.name_it(self.tr("Office"))
        self._side_title, self._title = side.title, main.title
        main.body.addWidget(Bay(self.stack, main), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(side)
        row.addWidget(main, 1)
        self._nothing = QWidget()
        """Is seen for the moment until a page is ready; a page that was left is not shown for that moment again."""
        self.stack.addWidget(self._nothing)
        self._opening, self._unveiling = Slices(self), Unveiling(self)
        self.pages = tuple(kind() for kind in kinds)
        for page in self.pages:
            self.stack.addWidget(page)
            page.marked.connect(self.marked)
        self.list = PageList(self.pages)
        side.body.addWidget(self.list)
        self.list.setCurrentRow(0)
        self._title.setText(self.page.title)
        self.list.currentRowChanged.connect(self._show_page)

    @property
    def page(self) -> OfficePage:
        """The page that is open, when the office is."""
        return self.pages[self._row]

    def use(self, ask: Ask, now_ms: Callable[[], int], link: Callable[[], JoinLink | None], tasks: TaskOwner) -> None:
        """Give the pages their ways to the core, its clock, and who ends what they begin."""
        for page in self.pages:
            page.ask, page.now_ms, page.link, page.tasks = ask, now_ms, link, tasks

    def set_open(self, is_open: bool) -> None:
        """Begin, or cease, to be seen."""
        was_open, self._is_open = self._is_open, is_open
        if is_open and not was_open:
            self._open_page()
        elif was_open and not is_open:
            self._opening.stop()
            self.stack.setCurrentWidget(self._nothing)

    def open_page(self, page: OfficePage) -> None:
        """Show a page."""
        self.list.setCurrentRow(self.pages.index(page))
        self.list.setFocus()

    def show_state(self, state: ConsoleState) -> None:
        """Show the state on the open page."""
        is_new = state.is_attached and not self._state.is_attached
        self._state = state
        for page in self.pages:
            page.glance(state)
        if self._is_open:
            self.page.show_state(state)
            if is_new:
                self.page.opened()

    def take(self, message: ConsoleMessage) -> None:
        """Hand a message to every page."""
        for page in self.pages:
            page.take(message)

    @property
    def urgent(self) -> str:
        """What is urgent on any page, as its mark says it."""
        return " ".join(page.mark for page in self.pages if page.is_urgent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page the room where there is little."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.current().scaled_px(NARROW_PX)
        self._side_title.setVisible(not is_narrow)
        self.list.arrange(is_narrow)

    def _show_page(self, row: int) -> None:
        self._row = row
        self._title.setText(self.page.title)
        self.page.setAccessibleName(self.page.title)
        if self._is_open:
            self._open_page()

    def _open_page(self) -> None:
        """Show the page that is chosen: at once, or with the window's events between where that is seen."""
        if self.isVisible():
            self._opening.begin(self._open_by_turns())
            return
        for _ in self._open_by_turns():
            pass

    def _open_by_turns(self) -> Iterator[None]:
        self.page.show_state(self._state)
        yield
        self.stack.setCurrentWidget(self.page)
        self._unveiling.begin(self.page)
        yield
        if self._state.is_attached:
            self.page.opened()
