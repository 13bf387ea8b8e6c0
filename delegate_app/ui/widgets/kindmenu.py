"""The small control beside the floor button: the other kinds of request."""

from PySide6.QtCore import QPoint, Signal
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
    """A press shows what else can be asked for, each with a line on what it is for, or why it can't be."""

    chosen = Signal(RequestKind)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon="chevron-up", parent=parent)
        self.describe(self.tr("Ask for something else"), KEYS, self.tr("Point of order, motion, response, reply"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choices: list[KindChoice] = []
        self.menu_shown = QMenu(self)
        self.menu_shown.setAccessibleName(self.accessibleName())
        self.clicked.connect(self.open)

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

    def open(self) -> None:
        """Show the menu above the button."""
        size = self.menu_shown.sizeHint()
        left = 0 if self.isRightToLeft() else self.width() - size.width()
        self.menu_shown.popup(self.mapToGlobal(QPoint(left, -size.height())))
