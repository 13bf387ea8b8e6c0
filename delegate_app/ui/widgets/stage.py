"""The stage: who speaks, as a picture and in words legible from a metre."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.pictureview import PictureView
from common.ui.text import ElidedLabel, label, restyle
from delegate_app.ui.widgets.sharedstage import SharedStage

_CORNER_SHARE = 0.24
_SCRIM_TOP, _SCRIM_ALPHA = 0.45, 200


class StageCaption(QWidget):
    """Delegation and name on a shade over the lower part of the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.lines: tuple[str, ...] = ()
        self._tag = label()
        self._tag.setProperty("kind", "tag")
        self._delegation = ElidedLabel(step="display", ink="on_scrim")
        self._name = ElidedLabel(step="title", ink="on_scrim")
        row = QHBoxLayout()
        row.addWidget(self._tag)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_PX * 3, theme.SPACE_PX * 4, theme.SPACE_PX * 3, theme.SPACE_PX * 2)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._delegation)
        column.addWidget(self._name)

    def show_speaker(self, tag: str, tone: str, delegation: str, name: str) -> None:
        """Say who speaks; without a name and a delegation it is not seen."""
        restyle(self._tag, tone=tone)
        self._tag.setText(tag)
        self._delegation.setText(delegation or name)
        self._name.setText(name if delegation else "")
        self._name.setVisible(bool(delegation and name))
        self.lines = tuple(part for part in (tag, delegation, name) if part)
        self.setAccessibleName(", ".join(self.lines))
        self.setVisible(bool(delegation or name))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shade."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = QPainterPath()
        space = self.rect().adjusted(0, -theme.RADIUS_PX * 2, 0, 0)
        corners.addRoundedRect(space, theme.RADIUS_PX, theme.RADIUS_PX)
        shade = QLinearGradient(0, 0, 0, self.height())
        scrim = QColor(theme.current().colours.scrim)
        scrim.setAlpha(0)
        shade.setColorAt(0, scrim)
        scrim.setAlpha(_SCRIM_ALPHA)
        shade.setColorAt(_SCRIM_TOP, scrim)
        shade.setColorAt(1, scrim)
        painter.setClipPath(corners)
        painter.fillRect(self.rect(), shade)
        painter.end()


class Stage(QWidget):
    """The picture with its caption; and in the far upper corner, where one is put there, the self-view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView(self.tr("The stage"), "stage", self)
        self.caption = StageCaption(self)
        self.caption.hide()
        self.shared = SharedStage(self, self.picture)
        self._corner: QWidget | None = None
        self.setMinimumSize(240, 135)

    def set_corner(self, widget: QWidget | None) -> None:
        """Put a widget into the corner, or give it back with None."""
        self._corner = widget
        if widget is not None:
            widget.setParent(self)
            widget.show()
        self._place()

    def show_shared(self, is_shared: bool) -> None:
        """Show a shared screen beside who speaks, as the caption says it, or who speaks alone."""
        self.shared.show_shared(is_shared, self.caption.lines)
        if is_shared:
            self.caption.hide()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything over the picture."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self.shared.is_shown:
            self.picture.leave_room(0)
            foot = self.shared.place(self.rect())
            if self._corner is not None:
                self._corner.setGeometry(foot)
                self._corner.raise_()
            return
        self.picture.setGeometry(self.rect())
        self._place_corner()
        self.place_caption()

    def _place_corner(self) -> None:
        if self._corner is None:
            return
        width = round(self.width() * _CORNER_SHARE)
        height, gap = width * 9 // 16, theme.SPACE_PX * 2
        left = gap if self.isRightToLeft() else self.width() - width - gap
        self._corner.setGeometry(QRect(left, gap, width, height))
        self._corner.raise_()

    def place_caption(self) -> None:
        """Lay the caption along the lower edge, as high as its words need."""
        height = self.caption.sizeHint().height()
        self.caption.setGeometry(0, self.height() - height, self.width(), height)
        corner_px = self._corner.width() + theme.SPACE_PX * 2 if self._corner is not None else 0
        self.picture.leave_room(0 if self.caption.isHidden() else height, corner_px)
