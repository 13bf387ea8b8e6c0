"""The meeting: the stage, the channel, the floor; everything else is quiet until it is needed."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from common.model.voice import MicrophoneState
from common.ui import theme
from common.ui.announce import announce
from common.ui.notice import Notice
from delegate_app.core.state import DelegateState, FloorPhase
from delegate_app.ui.floortidings import FloorTidings
from delegate_app.ui.pages.header import MeetingHeader
from delegate_app.ui.pages.meetingnotices import MeetingNotices
from delegate_app.ui.programme import programme_words
from delegate_app.ui.side.area import SideArea
from delegate_app.ui.side.pages import PAGES
from delegate_app.ui.stagewords import caption_words
from delegate_app.ui.widgets.channels import ChannelRow
from delegate_app.ui.widgets.controls import ControlRow
from delegate_app.ui.widgets.documentview import DocumentView
from delegate_app.ui.widgets.programmeline import ProgrammeLine
from delegate_app.ui.widgets.selfview import SelfView
from delegate_app.ui.widgets.sharingbar import SharingBar
from delegate_app.ui.widgets.stage import Stage
from delegate_app.ui.wording import farewell_of_floor, floor_words

PANEL_PX = 320
OVER_PX = 360
FOLD_BELOW_PX = 1000
FOLD_BELOW_HEIGHT_PX = 620
SELF_VIEW_FROM_PX = 700
"""The page's height from which one's own picture has a place under the tabs."""
LEAST_PX = 480
"""What the page needs once it is folded; what it takes while it is wide is no minimum."""
_FRAME_PX = 6
_NO_LIMIT_PX = (1 << 24) - 1
"""Qt's QWIDGETSIZE_MAX."""


class _Above(QWidget):
    """All but the head and the floor button: what is long in it gives way, the floor button keeps its height."""

    def hasHeightForWidth(self) -> bool:
        """Claim none."""
        return False


class MeetingPage(QWidget):
    """One window's worth of meeting."""

    devices_wanted = Signal()
    check_wanted = Signal()
    help_wanted = Signal()
    side_kept = Signal(str, bool)
    """The tab and whether the side area is open, as the user left it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header, self.programme = MeetingHeader(), ProgrammeLine()
        self.notices = MeetingNotices(self)
        self.leave_notice, self.notice, self.help_notice = Notice(), Notice(), Notice()
        self.stage, self.channels, self.controls = Stage(), ChannelRow(), ControlRow()
        self.document = DocumentView()
        self.self_view = SelfView(self)
        self.sharing = SharingBar()
        self.side = SideArea(PAGES, self)
        self._above = _Above()
        self._is_side_wanted = True
        self._is_over_stage = False
        self._frame_colour: str | None = None
        self._floor_before, self._tidings = FloorPhase.NONE, FloorTidings()
        self._farewell, self.is_own_doing = "", False
        self.setMinimumWidth(LEAST_PX)
        self._lay_out()
        self._connect()

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show everything of a state; `now_ms` is the console's clock."""
        for _ in self.show_by_part(state, now_ms):
            pass

    def show_by_part(self, state: DelegateState, now_ms: int) -> Iterator[None]:
        """Show the same, a part at a time."""
        if state.view is None:
            return
        self.header.show_state(state)
        yield
        if self.channels.show_channels(state.view.details.channels, state.own, state.devices.volume):
            yield
            self._set_tab_order()
            yield from self.channels.measured()
        yield
        self.channels.arrange(self.channels.width())
        yield
        self.controls.show_state(state)
        yield
        self.sharing.show_state(state)
        self.notices.show_state(state)
        self._show_stage(state)
        self._show_floor(state)
        yield from self.side.show_by_part(state, now_ms)
        yield
        self.show_time(state, now_ms)

    def show_time(self, state: DelegateState, now_ms: int) -> None:
        """Show what changes by the clock alone."""
        if state.view is None:
            return
        self.programme.show_words(programme_words(state.view, now_ms))
        self.controls.show_words(floor_words(state, now_ms))
        self.side.show_time(state, now_ms)
        self._read_out(state, now_ms)
        self.self_view.setVisible(not self.controls.floor.isHidden())

    def make_ready(self, size: QSize) -> None:
        """Stand as at a size, before it is seen."""
        self.resize(size)
        self._fold()
        if (layout := self.layout()) is not None:
            layout.activate()

    def recall_side(self, tab: str, is_open: bool) -> None:
        """Have the side area as the user left it last time."""
        self.side.turn_to(tab)
        self._is_side_wanted = is_open
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the side area away where there is no room for it beside the stage."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keep the side area in its place over the stage."""
        if watched is self._above and event.type() is QEvent.Type.Resize:
            self._slide_over()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame that says, from across the room, that one is on air."""
        super().paintEvent(event)
        if self._frame_colour is not None:
            painter = QPainter(self)
            painter.setPen(QPen(QColor(getattr(theme.current().colours, self._frame_colour)), _FRAME_PX * 2))
            painter.drawRect(self.rect())
            painter.end()

    def _connect(self) -> None:
        self.header.panel.clicked.connect(lambda: self._open_side(self.side.isHidden()))
        self.side.opened.connect(lambda _: self._open_side(True))
        self.side.closed.connect(lambda: self._open_side(False))
        self.notices.device.acted.connect(self.devices_wanted)
        self.notices.voice.acted.connect(self.devices_wanted)
        self.header.devices.clicked.connect(self.devices_wanted)
        self.header.check.clicked.connect(self.check_wanted)
        self.header.help.clicked.connect(self.help_wanted)
        self.help_notice.acted.connect(self.help_wanted)
        self.sharing.taken.connect(self._say_taken)
        self._above.installEventFilter(self)

    def _lay_out(self) -> None:
        gap = theme.SPACE_PX + theme.SPACE_PX // 2
        left = QVBoxLayout()
        left.setSpacing(gap)
        left.addWidget(self.notices.link)
        front = QHBoxLayout()
        front.setSpacing(gap)
        front.addWidget(self.document, 3)
        front.addWidget(self.stage, 2)
        left.addLayout(front, 1)
        notices = (self.leave_notice, self.help_notice, self.notice, self.notices.device, self.notices.voice)
        for notice in notices:
            left.addWidget(notice)
        left.addWidget(self.channels)
        self._body = QHBoxLayout(self._above)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(gap)
        self._body.addLayout(left, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(gap + 4, gap, gap + 4, gap + 4)
        column.setSpacing(gap)
        column.addWidget(self.header)
        column.addWidget(self.programme)
        column.addWidget(self._above, 1)
        column.addWidget(self.sharing)
        column.addWidget(self.controls)
        self.side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.side.setParent(self._above)

    def _set_tab_order(self) -> None:
        order: list[QWidget] = [*self.channels.controls(), *self.controls.in_order(), *self.side.buttons()]
        header = self.header
        order += [header.panel, header.documents, header.help, header.check, header.devices, header.look, header.leave]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _show_stage(self, state: DelegateState) -> None:
        placeholder = self.tr("No picture at this moment. The sound goes on.")
        if not state.media.has_downlink:
            placeholder = self.tr("Sound and picture are being set up.")
        self.stage.picture.set_placeholder(placeholder)
        self.stage.caption.show_speaker(*caption_words(state))
        self.stage.place_caption()
        self.stage.show_shared(state.view is not None and state.view.sharing not in (None, state.me))

    def _show_floor(self, state: DelegateState) -> None:
        phase = state.floor_phase
        holds = phase in (FloorPhase.GRANTED, FloorPhase.ON_AIR)
        on_air = "live" if phase is FloorPhase.ON_AIR else "warn"
        is_lost = state.devices.microphone_state is MicrophoneState.LOST
        is_unheard = state.is_muted or is_lost or state.is_cut_off
        frame_colour = ("fail" if is_unheard else on_air) if holds else None
        if frame_colour != self._frame_colour:
            self._frame_colour = frame_colour
            self.update()
        if phase is not self._floor_before:
            self._say_farewell(phase)
        self._floor_before = phase

    def _say_farewell(self, phase: FloorPhase) -> None:
        if phase is FloorPhase.NONE:
            farewell = farewell_of_floor(self._floor_before, self.is_own_doing)
            if farewell:
                self.notice.say(farewell, "accent", may_dismiss=True)
            self._farewell, self.is_own_doing = farewell, False
        elif self._farewell and self.notice.text == self._farewell:
            self.notice.clear()

    def _say_taken(self) -> None:
        self.notice.say(self.tr("Your screen is not shown any more."), "accent", may_dismiss=True)

    def _read_out(self, state: DelegateState, now_ms: int) -> None:
        for tiding in self._tidings.of(state, now_ms):
            announce(self.controls.floor, tiding.text, tiding.is_urgent)

    def _open_side(self, is_open: bool) -> None:
        """Open or close the side area by the user's hand; beside the stage that is remembered."""
        if self._is_narrow():
            self._is_over_stage = is_open
        else:
            self._is_side_wanted = is_open
            self.side_kept.emit(self.side.page.name, is_open)
        self._fold()
        if not is_open:
            self.controls.floor.setFocus()

    def _is_narrow(self) -> bool:
        return self.width() < FOLD_BELOW_PX or self.height() < FOLD_BELOW_HEIGHT_PX

    def _fold(self) -> None:
        """Place the side area beside the stage, or over a part of it where there is no room beside."""
        is_narrow = self._is_narrow()
        self._is_over_stage = self._is_over_stage and is_narrow
        is_beside = self._is_side_wanted and not is_narrow
        if is_narrow:
            self._body.removeWidget(self.side)
        elif self._body.indexOf(self.side) < 0:
            self._body.addWidget(self.side)
        self.side.setVisible(is_beside or self._is_over_stage)
        if is_beside:
            self.side.setFixedWidth(PANEL_PX)
        self.header.show_folded(self.side.isHidden(), is_narrow=self.width() < theme.current().scaled_px(FOLD_BELOW_PX))
        self._place_self_view(is_beside and self.height() >= SELF_VIEW_FROM_PX)
        self.channels.arrange(self.width() - (PANEL_PX if is_beside else 0) - theme.SPACE_PX * 5)
        self._slide_over()

    def _place_self_view(self, is_beside: bool) -> None:
        if is_beside:
            self.stage.set_corner(None)
            self.side.set_foot(self.self_view)
            self.self_view.setFixedHeight((PANEL_PX - theme.SPACE_PX * 2) * 9 // 16 + 12)
        else:
            self.self_view.setMaximumHeight(_NO_LIMIT_PX)
            self.self_view.setMinimumHeight(0)
            self.stage.set_corner(self.self_view)

    def _slide_over(self) -> None:
        """Lay the side area over the stage and the channel, never over the floor button."""
        if not self._is_over_stage:
            return
        space = self._above.rect()
        width = min(space.width(), theme.current().scaled_px(OVER_PX))
        left = 0 if self.isRightToLeft() else space.width() - width
        self.side.setFixedWidth(width)
        self.side.setGeometry(left, 0, width, space.height())
        self.side.raise_()
