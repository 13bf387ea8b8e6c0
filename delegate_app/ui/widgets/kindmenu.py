"""The small control beside the floor button: the other kinds of request."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from common.model.floor import RequestKind
from common.ui import icons, theme
from common.ui.buttons import IconButton
from common.ui.floorwords import KIND_ICONS
from delegate_app.core.state import DelegateState
from delegate_app.ui.kindwords import KindChoice, kind_choices
from delegate_app.ui.widgets.floorbutton import HEIGHT_PX

KEYS = "Ctrl+Shift+Return"


class KindMenu(IconButton):
    """A press shows what else can be asked for, what each is for or why it can't be, and opens the line of whom for."""

    chosen = Signal(RequestKind)
    speaking_as_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon="chevron-up", parent=parent)
        self.describe(self.tr("Ask for something else"), KEYS, self.tr("Point of order, motion, response, reply"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choices: list[KindChoice] = []
        self._speaking_as: QAction | None = None
        self.menu_shown = QMenu(self)
        self.menu_shown.setAccessibleName(self.accessibleName())
        self.clicked.connect(self.open)

    def show_speaking_as(self, words: str) -> None:
        """Say for whom and in which language one will speak; empty for as always."""
        if self._speaking_as is not None:
            self._speaking_as.setText(f"{words}…" if words else self.tr("For a group, in a language…"))

    def show_state(self, state: DelegateState) -> None:
        """Offer what the rules take now."""
        self.setFixedHeight(theme.current().scaled_px(HEIGHT_PX))
        choices = [c for c in kind_choices(state) if c.kind is not RequestKind.INTERVENTION]
        if choices == self.choices:
            return
        self.choices = choices
        self.menu_shown.clear()
        for choice in choices:
            action = self.menu_shown.addAction(choice.words)
            ink = theme.current().colours.muted if choice.reason else theme.current().colours.text
            action.setIcon(icons.icon(KIND_ICONS[choice.kind], ink, self.isRightToLeft()))
            action.setEnabled(not choice.reason)
            action.triggered.connect(lambda _=False, kind=choice.kind: self.chosen.emit(kind))
        self.menu_shown.addSeparator()
        self._speaking_as = self.menu_shown.addAction(icons.icon("people", theme.current().colours.text), "")
        self._speaking_as.triggered.connect(self.speaking_as_wanted)

    def open(self) -> None:
        """Show the menu above the button."""
        size = self.menu_shown.sizeHint()
        left = 0 if self.isRightToLeft() else self.width() - size.width()
        self.menu_shown.popup(self.mapToGlobal(QPoint(left, -size.height())))
