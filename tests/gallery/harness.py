"""Shows a scene and looks at it: a picture of it, and what can be wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QWidget,
)

from common.ui import theme, translate
from common.ui.app import Application, make_application
from common.ui.colours import Scheme
from common.ui.look import Look
from common.ui.text import ElidedLabel
from tests.gallery.registry import Scene, Size

CONTROLS = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QAbstractItemView)
_SLACK_PX = 1


@cache
def gallery_application() -> Application:
    """Return the application that the gallery hangs in."""
    return make_application("Hemicycle", Look(language="en", scheme=Scheme.DARK))


@dataclass(frozen=True, slots=True)
class Guise:
    """What a user may choose that changes every window."""

    language: str = "en"
    scheme: Scheme = Scheme.DARK
    text_scale: float = 1.0


PLAIN = Guise()


@contextmanager
def shown(scene: Scene, size: Size, guise: Guise = PLAIN, is_dressed_late: bool = False) -> Iterator[QWidget]:
    """Build a scene, show it at a size, and take it down afterwards; late is less work, and what a new theme does."""
    application = gallery_application().qt
    application.setLayoutDirection(translate.direction_of(guise.language))
    theme.apply(application, replace(theme.current(), scheme=guise.scheme, text_scale=guise.text_scale))
    with _undressed(application) if is_dressed_late else nullcontext():
        widget = scene.build(scene.state, guise.language)
    if not widget.property("kind"):
        widget.setProperty("kind", "window")
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.resize(QSize(*size))
    widget.show()
    settle()
    while is_at_work(widget):
        QApplication.processEvents()
    settle()
    try:
        yield widget
    finally:
        widget.hide()
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        settle()


@contextmanager
def _undressed(application: QApplication) -> Iterator[None]:
    sheet = application.styleSheet()
    application.setStyleSheet("")
    try:
        yield
    finally:
        application.setStyleSheet(sheet)


def settle() -> None:
    """Let layouts come to rest."""
    for _ in range(4):
        QApplication.processEvents()


def is_at_work(window: QWidget | None) -> bool:
    """Tell whether a window does long work, a piece at a turn of the loop."""
    if window is None:
        return False
    turns = (timer for timer in window.findChildren(QTimer) if not timer.interval() and not timer.isSingleShot())
    return any(timer.isActive() for timer in turns)


def picture(widget: QWidget) -> QImage:
    """Return what is seen."""
    return widget.grab().toImage()


def controls(widget: QWidget) -> list[QWidget]:
    """Return everything that can be worked and is seen."""
    found = [child for child in widget.findChildren(QWidget) if isinstance(child, CONTROLS)]
    return [c for c in found if c.isVisibleTo(widget) and not isinstance(c, QScrollBar) and not _is_inner(c)]


def unnamed(widget: QWidget) -> list[str]:
    """Return the controls that a screen reader could not name."""
    return [describe(c) for c in controls(widget) if not (c.accessibleName() or _text_of(c))]


def clipped(widget: QWidget) -> list[str]:
    """Return the labels and buttons whose text has less room than it needs."""
    found = []
    for child in widget.findChildren(QWidget):
        if (
            not isinstance(child, QLabel | QPushButton)
            or isinstance(child, ElidedLabel)
            or not child.isVisibleTo(widget)
        ):
            continue
        if not child.text():
            continue
        if isinstance(child, QLabel) and child.wordWrap():
            is_short = child.heightForWidth(child.width()) > child.height() + _SLACK_PX
        else:
            hint = child.minimumSizeHint() if isinstance(child, QLabel) else child.sizeHint()
            is_short = (
                hint.width() > child.width() + _SLACK_PX
                or child.minimumSizeHint().height() > child.height() + _SLACK_PX
            )
        if is_short:
            found.append(f"{describe(child)}: has {child.width()}x{child.height()}, needs {child.sizeHint().toTuple()}")
    return found


def outside(widget: QWidget) -> list[str]:
    """Return the controls that stick out of the window and can't be scrolled to."""
    return [describe(c) for c in controls(widget) if not _is_scrolled(c, widget) and not _is_inside(c, widget)]


def squashed(widget: QWidget) -> list[str]:
    """Return what keeps its own size, and has less than the least that it can be drawn in."""
    found = []
    for child in widget.findChildren(QWidget):
        policy, least = child.sizePolicy(), child.minimumSizeHint()
        is_own = QSizePolicy.Policy.Fixed is policy.horizontalPolicy() is policy.verticalPolicy()
        if isinstance(child.parentWidget(), QLineEdit):
            continue
        if is_own and child.isVisibleTo(widget) and child.height() + _SLACK_PX < least.height():
            found.append(f"{describe(child)}: has {child.height()} px, needs {least.height()}")
    return found


def wider(widget: QWidget) -> list[str]:
    """Return the areas that are scrolled up and down alone, and whose content has not its width."""
    found = []
    for area in widget.findChildren(QScrollArea):
        inner = area.widget()
        if inner is None or not inner.isVisibleTo(widget):
            continue
        is_fixed = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if is_fixed and inner.width() > area.viewport().width() + _SLACK_PX:
            found.append(f"{describe(area)}: has {area.viewport().width()} px, needs {inner.width()}")
    return found


def overflowing(widget: QWidget) -> list[str]:
    """Return what is laid out beyond the edges of what it lies in: there it is cut off, or lies on its neighbour."""
    found = []
    for holder in [widget, *widget.findChildren(QWidget)]:
        layout = holder.layout()
        if layout is None or not (holder is widget or holder.isVisibleTo(widget)) or _is_popup(holder):
            continue
        room = holder.rect().adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX)
        items = (layout.itemAt(n) for n in range(layout.count()))
        inside = (item.widget() for item in items if item is not None)
        found += [
            f"{describe(holder)}: {describe(w)}" for w in inside if w and not w.isHidden() and not _within(w, room)
        ]
    return found


def _within(widget: QWidget, room: QRect) -> bool:
    where = widget.geometry()
    return room.left() <= where.left() and where.right() <= room.right()


def reached_by_tab(widget: QWidget) -> set[QWidget]:
    """Press Tab through the whole window; return what had the focus."""
    widget.activateWindow()
    widget.setFocus()
    settle()
    reached: set[QWidget] = set()
    for _ in range(4 * len(controls(widget)) + 8):
        widget.focusNextChild()
        focused = QApplication.focusWidget()
        if focused is None:
            break
        reached.add(focused)
    return reached


def describe(widget: QWidget) -> str:
    """Name a widget for a person who reads a failed test."""
    return f"{type(widget).__name__} {(widget.accessibleName() or _text_of(widget))!r}"


def _text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton | QLabel | QLineEdit) else ""


def _is_inner(widget: QWidget) -> bool:
    return isinstance(widget.parentWidget(), QComboBox | QAbstractItemView | QAbstractSpinBox) or _is_popup(widget)


def _is_popup(widget: QWidget) -> bool:
    return widget.window().windowType() is Qt.WindowType.Popup


def _is_scrolled(control: QWidget, window: QWidget) -> bool:
    ancestor = control.parentWidget()
    while ancestor is not None:
        if isinstance(ancestor, QAbstractScrollArea):
            return True
        ancestor = ancestor.parentWidget() if ancestor is not window else None
    return False


def _is_inside(control: QWidget, window: QWidget) -> bool:
    where = QRect(control.mapTo(window, QPoint(0, 0)), control.size())
    return window.rect().adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX).contains(where)
