"""The way in: a link that was clicked, pasted or kept from last time."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from common.control.joinlink import MAX_PASTED_CHARACTERS, parse_join_link
from common.model.errors import ErrorCode, UserError
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.errors import sentence
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import label, paragraph, restyle
from delegate_app.core.state import DelegateState, Phase, RememberedMeeting
from delegate_app.ui.endingwords import ending_words
from delegate_app.ui.pages.card import CardPage

_CARD_PX = 560


def is_join_link(text: str) -> bool:
    """Tell whether a text is a join link."""
    try:
        parse_join_link(text)
    except UserError:
        return False
    return True


def link_alone(text: str) -> str:
    """Return the join link that a text holds, or the text without blanks where it holds none."""
    try:
        return str(parse_join_link(text))
    except UserError:
        return "".join(text.split())


class JoinPage(CardPage):
    """Asks for the link; says in its place what went wrong with it."""

    join_wanted = Signal(str)
    rejoin_wanted = Signal()
    cancelled = Signal()
    check_wanted = Signal(str)
    """With the join link that stands in the field, or with nothing."""
    tips_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_PX, parent)
        self._stand: tuple[Phase, ErrorCode | None, bool, bool] | None = None
        """Of the state shown last: an end is told once, and what is said of another link stays."""
        self._title = label(self.tr("Join your meeting"), "title")
        self.notice = Notice()
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_PASTED_CHARACTERS)
        self.field.setPlaceholderText("hemicycle://")
        self.field.setAccessibleName(self.tr("Join link"))
        self.paste = IconButton(self.tr("Paste"), "paste")
        self.paste.describe(self.tr("Paste the link from the clipboard"))
        self.join = IconButton(self.tr("Join the meeting"), kind="primary")
        self.cancel = IconButton(self.tr("Cancel"), kind="quiet")
        self.check = IconButton(self.tr("Check my equipment"), "health", "quiet")
        self.check.setAccessibleName(self.tr("Check my headset, camera, voice and network"))
        self.tips = IconButton(self.tr("Troubleshooting"), "info", "quiet")
        self._offer = Notice()
        self._back, self._back_title, self.back = self._make_back()
        self._lay_out()
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._join)
        self.paste.clicked.connect(self._paste)
        self.join.clicked.connect(self._join)
        self.cancel.clicked.connect(self.cancelled)
        self.back.clicked.connect(self.rejoin_wanted)
        self.check.clicked.connect(self._check)
        self.tips.clicked.connect(self.tips_wanted)
        self._offer.acted.connect(self._take_offer)
        QGuiApplication.clipboard().dataChanged.connect(self._look_at_clipboard)
        self._typed("")

    def show_state(self, state: DelegateState) -> None:
        """Show what the way in stands at."""
        is_coming_in = state.phase is Phase.JOINED and state.view is None
        is_busy = state.phase is Phase.CONNECTING or is_coming_in
        self.join.setText(self.tr("Connecting") if is_busy else self.tr("Join the meeting"))
        self.join.setEnabled(not is_busy and bool(self.field.text().strip()))
        for widget in (self.field, self.paste, self.back, self.check):
            widget.setEnabled(not is_busy)
        self.cancel.setVisible(is_busy)
        self._show_back(state.remembered)
        stand = (state.phase, state.error, state.view is None, state.is_secret_kept)
        is_news, self._stand = stand != self._stand, stand
        if is_busy:
            self._offer.clear()
            self._show_progress(state.error, is_coming_in)
        elif is_news:
            self._show_ending(state)

    def _show_ending(self, state: DelegateState) -> None:
        if said := ending_words(state):
            self.notice.say(*said)
        elif state.error is not None:
            self.show_error(state.error)

    def _show_progress(self, error: ErrorCode | None, is_coming_in: bool) -> None:
        """Say how far it is, and why it takes so long."""
        if is_coming_in:
            self.notice.say(self.tr("You are let in. The meeting is being fetched: on a slow line that takes a while."))
        elif error is not None:
            again = self.tr("It is tried again by itself.")
            self.notice.say(f"{sentence(error)} {again}", "warn")
        else:
            self.notice.clear()

    def show_error(self, code: ErrorCode) -> None:
        """Say what went wrong, over the field."""
        self.notice.say_error(code)
        restyle(self.field, tone="fail" if code is ErrorCode.LINK_INVALID else "")

    def showEvent(self, event: QShowEvent) -> None:
        """Look whether a link waits in the clipboard."""
        super().showEvent(event)
        self._look_at_clipboard()
        (self.back if self._back.isVisible() else self.field).setFocus()

    def _lay_out(self) -> None:
        self.column.addWidget(self._title)
        self.column.addWidget(
            paragraph(self.tr("Paste the link from your invitation, or click it there."), ink="muted")
        )
        self.column.addWidget(self._back)
        self.column.addWidget(self.notice)
        self.column.addWidget(self._offer)
        caption = label(self.tr("Join link"), is_bold=True)
        caption.setBuddy(self.field)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.field, 1)
        row.addWidget(self.paste)
        entry = QVBoxLayout()
        entry.setSpacing(theme.SPACE_PX // 2)
        entry.addWidget(caption)
        entry.addLayout(row)
        self.column.addLayout(entry)
        last = QHBoxLayout()
        last.addWidget(self.join, 1)
        last.addWidget(self.cancel)
        self.column.addLayout(last)
        foot = FlowLayout()
        foot.addWidget(self.check)
        foot.addWidget(self.tips)
        self.column.addLayout(foot)
        self.cancel.hide()
        self._back.hide()

    def _make_back(self) -> tuple[QFrame, QLabel, IconButton]:
        frame = QFrame()
        frame.setProperty("kind", "notice")
        title = paragraph(step="lead")
        restyle(title, weight="bold")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(self.tr("Your last meeting"), "small", "muted"))
        words.addWidget(title)
        button = IconButton(self.tr("Return"), kind="primary")
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.SPACE_PX * 2, theme.SPACE_PX, theme.SPACE_PX * 2, theme.SPACE_PX)
        row.setSpacing(theme.SPACE_PX * 2)
        row.addLayout(words, 1)
        row.addWidget(button)
        return frame, title, button

    def _show_back(self, remembered: RememberedMeeting | None) -> None:
        self._back.setVisible(remembered is not None)
        if remembered is not None:
            title = remembered.title or remembered.meeting
            self._back_title.setText(title)
            self.back.describe(self.tr("Return to {title}").format(title=title))

    def _typed(self, text: str) -> None:
        self.join.setEnabled(bool(text.strip()))
        restyle(self.field, tone="")

    def _join(self) -> None:
        if text := self.field.text().strip():
            self.join_wanted.emit(text)

    def _check(self) -> None:
        text = self.field.text().strip()
        self.check_wanted.emit(text if is_join_link(text) else "")

    def _paste(self) -> None:
        self.field.setText(link_alone(QGuiApplication.clipboard().text()))
        self.field.setFocus()

    def _look_at_clipboard(self) -> None:
        waits = not self.field.text() and is_join_link(QGuiApplication.clipboard().text())
        if waits and self.isVisible() and self.field.isEnabled():
            self._offer.say(self.tr("A join link is in the clipboard."), "accent", self.tr("Use it"))
        else:
            self._offer.clear()

    def _take_offer(self) -> None:
        self._paste()
        self._offer.clear()
        self._join()
