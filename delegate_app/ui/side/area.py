"""The side area: a row of tabs, and the one that is open."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.text import ElidedLabel
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.page import SidePage
from delegate_app.ui.side.tabbutton import TabButton

Tab = TypeVar("Tab", bound=SidePage)
_TAB_PX = 40


class SideArea(QFrame):
    """`host` is the page beside whose stage it is; there its keys work, whether the area is seen or not."""

    opened = Signal(str)
    """A tab was chosen by hand, by its name: make the area seen."""
    closed = Signal()

    def __init__(self, kinds: Sequence[type[SidePage]], host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("kind", "card")
        self.pages = tuple(kind() for kind in kinds)
        self._shown: tuple[DelegateState, int] | None = None
        self._stack = QStackedWidget()
        self._title = ElidedLabel(step="lead", is_bold=True)
        self.close_button = IconButton(icon="close", kind="quiet")
        self.close_button.describe(self.tr("Close the side area"))
        self.close_button.clicked.connect(self.closed)
        self._buttons: list[TabButton] = []
        self._foot = QVBoxLayout()
        self._lay_out(host)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self.turn_to(self.pages[0].name)

    @property
    def page(self) -> SidePage:
        """The tab that is open."""
        return self.pages[self._stack.currentIndex()]

    def tab(self, kind: type[Tab]) -> Tab:
        """Return the tab of a class."""
        return next(page for page in self.pages if isinstance(page, kind))

    def buttons(self) -> list[QWidget]:
        """Return what is above the tabs in the order of reading."""
        return [*self._buttons, self.close_button]

    def turn_to(self, name: str) -> None:
        """Turn to a tab; to none where there is none of that name."""
        place = next((n for n, page in enumerate(self.pages) if page.name == name), None)
        if place is None:
            return
        for number, button in enumerate(self._buttons):
            button.setChecked(number == place)
        self._stack.setCurrentIndex(place)
        self._title.setText(self.page.title)
        self.setAccessibleName(self.page.title)

    def choose(self, name: str) -> None:
        """Turn to a tab by the user's hand, and put the focus there."""
        self.turn_to(name)
        self.opened.emit(name)
        self._show_page()
        self.page.opened()

    def set_foot(self, widget: QWidget) -> None:
        """Keep a widget under every tab."""
        self._foot.addWidget(widget)

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show a state in the tab that is seen."""
        for _ in self.show_by_part(state, now_ms):
            pass

    def show_by_part(self, state: DelegateState, now_ms: int) -> Iterator[None]:
        """Show the same, a part at a time."""
        self._shown = (state, now_ms)
        for page in self.pages:
            page.glance(state)
        yield
        if not self.isHidden():
            self.page.show_state(state, now_ms)

    def show_time(self, state: DelegateState, now_ms: int) -> None:
        """Show what changes by the clock alone."""
        if not self.isHidden():
            self.page.show_time(state, now_ms)

    def setVisible(self, visible: bool) -> None:
        """Show what has changed while it was not seen."""
        was_hidden = self.isHidden()
        super().setVisible(visible)
        if visible and was_hidden:
            self._show_page()

    def hasHeightForWidth(self) -> bool:
        """Claim no height for its lines: what is long here is scrolled, and the floor button keeps its height."""
        return False

    def _show_page(self) -> None:
        if self._shown is not None:
            self.page.show_state(*self._shown)

    def _lay_out(self, host: QWidget) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.SPACE_PX // 2)
        for page in self.pages:
            button = TabButton(page.title, page.icon, page.key)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(_TAB_PX)
            button.clicked.connect(lambda _=False, page=page: self.choose(page.name))
            self._buttons.append(button)
            self._stack.addWidget(page)
            tabs.addWidget(button, 1)
            page.badge_changed.connect(lambda page=page, button=button: button.show_badge(page.badge))
            key = QShortcut(QKeySequence(page.key), host)
            key.activated.connect(lambda page=page: self.choose(page.name))
        head = QHBoxLayout()
        head.setContentsMargins(theme.SPACE_PX, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.SPACE_PX,) * 4)
        column.setSpacing(theme.SPACE_PX // 2)
        column.addLayout(tabs)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addLayout(self._foot)
