"""Keys that hold on every page: Escape leads back, F1 helps."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

HELP_KEY = "F1"


def lead_back(page: QWidget, button: QAbstractButton) -> None:
    """Let Escape press the button that leads from a page, where it can be pressed."""
    key = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
    key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    key.activated.connect(lambda: button.click() if button.isVisible() else None)


def help_by_key(page: QWidget, show_help: Callable[[], None]) -> None:
    """Let F1 show what helps, from a page that has no button of that key."""
    key = QShortcut(QKeySequence(HELP_KEY), page)
    key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    key.activated.connect(show_help)


def take_focus(page: QWidget) -> None:
    """Put the focus on the first control of a page where it is on none of them: the keys go on from there."""
    focused = QApplication.focusWidget()
    if focused is not None and page.isAncestorOf(focused):
        return
    control = page.nextInFocusChain()
    while control is not None and control is not page:
        if page.isAncestorOf(control) and control.isVisible() and control.isEnabled() and _is_stop(control):
            control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        control = control.nextInFocusChain()


def _is_stop(control: QWidget) -> bool:
    return bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)
