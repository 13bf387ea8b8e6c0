"""The meeting: the stage, the channel, the floor; everything else is quiet until it is needed."""

from itertools import pairwise

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from common.model.voice import MicrophoneState
from common.ui import theme
from common.ui.announce import announce
from common.ui.notice import Notice, Tone
from common.ui.text import label, paragraph
from delegate_app.core.state import DelegateState, FloorPhase, Phase
from delegate_app.ui.pages.header import MeetingHeader
from delegate_app.ui.programme import programme_words
from delegate_app.ui.soundwords import echo_warning
from delegate_app.ui.widgets.channels import ChannelRow
from delegate_app.ui.widgets.controls import ControlRow
from delegate_app.ui.widgets.programmeline import ProgrammeLine
from delegate_app.ui.widgets.selfview import SelfView
from delegate_app.ui.widgets.speakers import SpeakersList, speakers_of
from delegate_app.ui.widgets.stage import Stage
from delegate_app.ui.wording import farewell_of_floor, floor_words, speaking

PANEL_PX = 304
NARROW_PANEL_PX = 208
FOLD_BELOW_PX = 1000
LEAST_PX = 480
"""What the page needs once it is folded; what it takes while it is wide is no minimum."""
_FRAME_PX = 6
_NO_LIMIT_PX = (1 << 24) - 1
"""Qt's QWIDGETSIZE_MAX."""


class MeetingPage(QWidget):
    """One window's worth of meeting."""

    devices_wanted = Signal()
    check_wanted = Signal()
    help_wanted = Signal()
    documents_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header, self.programme = MeetingHeader(), ProgrammeLine()
        self.link_notice = Notice()
        self.leave_notice = Notice()
        self.notice = Notice()
        self.device_notice = Notice()
        self.voice_notice = Notice()
        self.help_notice = Notice()
        self.stage = Stage()
        self.channels = ChannelRow()
        self.controls = ControlRow()
        self.self_view = SelfView()
        self.speakers = SpeakersList()
        self._panel = QFrame()
        self._is_folded_by_user: bool | None = None
        self._frame_colour: str | None = None
        self._floor_before = FloorPhase.NONE
        self._lost_before: tuple[str | None, MicrophoneState] = (None, MicrophoneState.UNKNOWN)
        self.is_own_doing = False
        self.setMinimumWidth(LEAST_PX)
        self._lay_out()
        self.header.panel.clicked.connect(self._fold_by_hand)
        self.device_notice.acted.connect(self.devices_wanted)
        self.voice_notice.acted.connect(self.devices_wanted)
        self.header.devices.clicked.connect(self.devices_wanted)
        self.header.check.clicked.connect(self.check_wanted)
        self.header.help.clicked.connect(self.help_wanted)
        self.header.documents.clicked.connect(self.documents_wanted)
        self.help_notice.acted.connect(self.help_wanted)

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show everything of a state; `now_ms` is the console's clock."""
        if state.view is None:
            return
        self.header.show_state(state)
        if self.channels.show_channels(state.view.details.channels, state.own, state.devices.volume):
            self._set_tab_order()
        self.channels.arrange(self.channels.width())
        self.controls.show_state(state)
        self._show_link(state)
        self._show_lost(state)
        self._show_echo(state)
        self._show_stage(state)
        self._show_floor(state)
        self.show_time(state, now_ms)

    def show_time(self, state: DelegateState, now_ms: int) -> None:
        """Show what changes by the clock alone."""
        if state.view is None:
            return
        self.programme.show_words(programme_words(state.view, now_ms))
        self.controls.show_words(floor_words(state, now_ms))
        lines = speakers_of(state, now_ms)
        self.speakers.show_lines(lines)
        self.speakers.setVisible(bool(lines))
        self._nobody.setVisible(not lines)
        self.self_view.setVisible(not self.controls.floor.isHidden())
        self._nobody.setText(
            self.tr("Nobody waits for the floor.") if state.view.rules.is_list_open else self.tr("The list is closed.")
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the panel away where there is no room for it, unless the user says otherwise."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame that says, from across the room, that one is on air."""
        super().paintEvent(event)
        if self._frame_colour is not None:
            painter = QPainter(self)
            painter.setPen(QPen(QColor(getattr(theme.current().colours, self._frame_colour)), _FRAME_PX * 2))
            painter.drawRect(self.rect())
            painter.end()

    def _lay_out(self) -> None:
        gap = theme.SPACE_PX + theme.SPACE_PX // 2
        left = QVBoxLayout()
        left.setSpacing(gap)
        left.addWidget(self.link_notice)
        left.addWidget(self.stage, 1)
        notices = (self.leave_notice, self.help_notice, self.notice, self.device_notice, self.voice_notice)
        for notice in notices:
            left.addWidget(notice)
        left.addWidget(self.channels)
        left.addWidget(self.controls)
        body = QHBoxLayout()
        body.setSpacing(gap)
        body.addLayout(left, 1)
        body.addWidget(self._panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(gap + 4, gap, gap + 4, gap + 4)
        column.setSpacing(gap)
        column.addWidget(self.header)
        column.addWidget(self.programme)
        column.addLayout(body, 1)
        self._lay_out_panel()

    def _set_tab_order(self) -> None:
        order: list[QWidget] = [*self.channels.controls(), self.controls.microphone, self.controls.camera]
        order += [self.controls.floor, self.controls.end, self.speakers]
        header = self.header
        order += [header.panel, header.documents, header.help, header.check, header.devices, header.look, header.leave]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _lay_out_panel(self) -> None:
        self._panel.setProperty("kind", "card")
        self._panel.hide()
        self._nobody = paragraph(ink="muted")
        self._panel_column = QVBoxLayout(self._panel)
        self._panel_column.setContentsMargins(theme.SPACE_PX, theme.SPACE_PX * 2, theme.SPACE_PX, theme.SPACE_PX)
        title = label(self.tr("List of speakers"), "lead", is_bold=True)
        title.setContentsMargins(theme.SPACE_PX, 0, theme.SPACE_PX, 0)
        self._nobody.setContentsMargins(theme.SPACE_PX, 0, theme.SPACE_PX, 0)
        self._panel_column.addWidget(title)
        self._panel_column.addWidget(self._nobody)
        self._panel_column.addWidget(self.speakers, 1)
        self._panel_column.addStretch()
        self._panel_column.addWidget(self.self_view)

    def _show_link(self, state: DelegateState) -> None:
        if state.phase is Phase.RECONNECTING:
            self.link_notice.say(
                self.tr("The connection was lost. Reconnecting; your place and channel are kept."), "warn"
            )
        elif state.media.is_moving:
            self.link_notice.say(self.tr("The network has changed. The sound is on its way back by itself."), "warn")
        else:
            self.link_notice.clear()

    def _show_lost(self, state: DelegateState) -> None:
        devices = state.devices
        shown = (devices.lost, devices.microphone_state)
        if devices.lost is None:
            self.device_notice.clear()
        elif shown != self._lost_before:
            text, tone = self._lost_words(devices.lost.split(":")[-1], devices.microphone_state)
            self.device_notice.say(text, tone, self.tr("Choose"), may_dismiss=True)
        self._lost_before = shown

    def _lost_words(self, device: str, microphone: MicrophoneState) -> tuple[str, Tone]:
        match microphone:
            case MicrophoneState.LOST:
                text = self.tr("{device} was unplugged: nobody hears you. Plug it in again, or choose another.")
                return text.format(device=device), "fail"
            case MicrophoneState.REPLACED:
                return self.tr("{device} was unplugged. You are heard by another microphone.").format(
                    device=device
                ), "warn"
            case _:
                return self.tr("{device} was unplugged. Plug it in again, or choose another.").format(
                    device=device
                ), "warn"

    def _show_echo(self, state: DelegateState) -> None:
        warning = echo_warning(state.voice)
        if warning:
            self.voice_notice.say(warning, "warn", self.tr("Choose"))
        else:
            self.voice_notice.clear()

    def _show_stage(self, state: DelegateState) -> None:
        view = state.view
        if view is None:
            return
        placeholder = self.tr("No picture at this moment. The sound goes on.")
        if not state.media.has_downlink:
            placeholder = self.tr("Sound and picture are being set up.")
        self.stage.picture.set_placeholder(placeholder)
        now = speaking(view)
        who = view.participants.get(now[0].participant) if now else None
        if who is None:
            self.stage.caption.show_speaker("", "accent", "", "")
            return
        is_on_air = now[0].is_on_air
        tag = self.tr("Speaking now") if is_on_air else self.tr("Has the floor")
        tone = "live" if is_on_air else "warn"
        if now[0].participant == state.me and is_on_air:
            is_unheard = state.is_muted or state.devices.microphone_state is MicrophoneState.LOST
            tag = self.tr("You are on air, but not heard") if is_unheard else self.tr("You are speaking")
            tone = "fail" if is_unheard else tone
        if len(now) > 1:
            tag = self.tr("{state}, with {number} more").format(state=tag, number=len(now) - 1)
        self.stage.caption.show_speaker(tag, tone, who.delegation, who.name)
        self.stage.place_caption()

    def _show_floor(self, state: DelegateState) -> None:
        phase = state.floor_phase
        holds = phase in (FloorPhase.GRANTED, FloorPhase.ON_AIR)
        on_air = "live" if phase is FloorPhase.ON_AIR else "warn"
        is_unheard = state.is_muted or state.devices.microphone_state is MicrophoneState.LOST
        self._frame_colour = ("fail" if is_unheard else on_air) if holds else None
        self.update()
        if phase is not self._floor_before:
            self._announce(state, phase)
        self._floor_before = phase

    def _announce(self, state: DelegateState, phase: FloorPhase) -> None:
        words = floor_words(state, 0)
        if phase is FloorPhase.NONE:
            farewell = farewell_of_floor(self._floor_before, self.is_own_doing)
            if farewell:
                self.notice.say(farewell, "accent", may_dismiss=True)
            self.is_own_doing = False
        elif words is not None:
            spoken = self.tr("You are on air") if phase is FloorPhase.ON_AIR else words.headline
            announce(self.controls.floor, spoken, is_urgent=phase is not FloorPhase.WAITING)

    def _fold_by_hand(self) -> None:
        self._is_folded_by_user = not self._panel.isHidden()
        self._fold()

    def _fold(self) -> None:
        is_folded = self.width() < FOLD_BELOW_PX if self._is_folded_by_user is None else self._is_folded_by_user
        self._panel.setFixedWidth(PANEL_PX if self.width() >= FOLD_BELOW_PX else NARROW_PANEL_PX)
        self._panel.setVisible(not is_folded)
        self.header.show_folded(is_folded, is_narrow=self.width() < theme.current().scaled_px(FOLD_BELOW_PX))
        if is_folded:
            self.self_view.setMaximumHeight(_NO_LIMIT_PX)
            self.self_view.setMinimumHeight(0)
            self.stage.set_corner(self.self_view)
        else:
            self.stage.set_corner(None)
            self._panel_column.addWidget(self.self_view)
            self.self_view.setFixedHeight((self._panel.width() - theme.SPACE_PX * 2) * 9 // 16 + 12)
        self.channels.arrange(self.width() - (0 if is_folded else self._panel.width()) - theme.SPACE_PX * 5)
