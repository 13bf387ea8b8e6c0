"""The line over the floor button: a screen may be shared now; or it is, unmistakably, and ends with one press."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from common.ui.buttons import IconButton
from common.ui.notice import Notice
from delegate_app.core.state import DelegateState, FloorPhase, Phase

SHARE_KEYS = "Ctrl+Shift+S"


class SharingBar(QWidget):
    """Seen only while one has the floor."""

    share_wanted = Signal()
    stop_wanted = Signal()
    taken = Signal()
    """Our screen is shown no more, and it was not we who pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share: QPushButton = IconButton(self.tr("Share screen"), "screen")
        self.share.setShortcut(SHARE_KEYS)
        self.sharing = Notice()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch()
        self._row.addWidget(self.share)
        self._row.addWidget(self.sharing, 1)
        self._was_sharing = self._is_own_doing = False
        self.share.clicked.connect(self.share_wanted)
        self.sharing.acted.connect(self._stop)
        self.sharing.hide()
        self.hide()

    def show_state(self, state: DelegateState) -> None:
        """Show what can be done."""
        is_sharing = state.shared is not None
        other = state.view.sharing if state.view is not None else None
        is_free = other is None or other == state.me
        self.share.setVisible(not is_sharing)
        self.share.setEnabled(is_free)
        self.share.setToolTip("" if is_free else self.tr("Somebody else shares a screen"))
        if self._was_sharing and not is_sharing:
            if not self._is_own_doing:
                self.taken.emit()
            self._is_own_doing = False
        self._was_sharing = is_sharing
        if is_sharing:
            is_away = state.phase is not Phase.JOINED
            icon = "" if is_away else "screen"
            self.sharing.say(_words(self, state), "warn" if is_away else "fail", self.tr("Stop sharing"), icon=icon)
        else:
            self.sharing.clear()
        self.setVisible(is_sharing or state.floor_phase is FloorPhase.ON_AIR)

    def _stop(self) -> None:
        self._is_own_doing = True
        self.stop_wanted.emit()


def _words(bar: SharingBar, state: DelegateState) -> str:
    if state.is_cut_off:
        return bar.tr("Your screen is not seen now. It is shown again when the connection is back.")
    if state.view is None or state.view.sharing != state.me:
        return bar.tr("Your screen is not seen yet.")
    return bar.tr("You are sharing your screen. Everybody sees it.")
