"""Where staff sign in: account and password, and, the first time, a password of one's own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from common.model.errors import ConferenceError, ErrorCode
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import label, paragraph
from room_console.ui.office.fields import named
from room_console.ui.wording import refusal

WIDTH_PX = 420
MOST_CHARACTERS = 256
GROUP = 8
"""Characters of a fingerprint that stand together."""


class SignInPage(QScrollArea):
    """A card in the middle of the window. It keeps no password: the fields are emptied with each answer."""

    wanted = Signal(str, str, str)
    """Account, password, new password or nothing."""
    believed = Signal()
    """The fingerprint shown is the one that stands at the console."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.notice = Notice()
        self.place = paragraph(ink="muted")
        self.account, self.password = QLineEdit(maxLength=64), _secret()
        self.new, self.again = _secret(), _secret()
        self.enter = IconButton(self.tr("Sign in"), "key", "primary")
        self.change = IconButton(self.tr("Change my password"), kind="quiet")
        self.change.setCheckable(True)
        self.print = paragraph()
        self.print.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.believe = IconButton(self.tr("It is the same"), "check")
        self._of_new, self._of_print = QWidget(), QWidget()
        self._lay_out()
        self._of_new.hide()
        self._of_print.hide()
        self.enter.clicked.connect(self._enter)
        self.change.toggled.connect(self._of_new.setVisible)
        self.believe.clicked.connect(self._believe)
        for field in (self.account, self.password, self.new, self.again):
            field.returnPressed.connect(self._enter)

    def show_place(self, place: str) -> None:
        """Say which console it is."""
        self.place.setText(self.tr("to the console at {place}").format(place=f"\u2066{place}\u2069"))

    def begin(self, reason: str = "") -> None:
        """Ask from the start; `reason` says why again."""
        self._empty()
        self.change.setChecked(False)
        self.change.show()
        self._of_new.hide()
        self.notice.say(reason, "warn") if reason else self.notice.clear()
        self._free(is_free=True)
        (self.password if self.account.text() else self.account).setFocus()

    def refused(self, error: ConferenceError) -> None:
        """Say why it was not let in; a password that the console made is to be replaced at once."""
        is_old = error.code is ErrorCode.PASSWORD_OLD
        is_choosing = is_old or error.code is ErrorCode.PASSWORD_WEAK
        self.notice.say(refusal(error), "accent" if is_old else "warn")
        self._of_new.setVisible(is_choosing or self.change.isChecked())
        self.change.setVisible(not is_choosing)
        for field in (self.new, self.again) if is_choosing else (self.password, self.new, self.again):
            field.clear()
        self._free(is_free=True)
        (self.new if is_choosing else self.password).setFocus()

    def show_stranger(self, fingerprint: bytes) -> None:
        """Ask whether a console that nobody vouches for is the right one."""
        digits = fingerprint.hex()
        groups = " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))
        self.print.setText(
            self.tr(
                "This computer does not know the console yet. Compare its fingerprint with the one on the page "
                "Staff at the console; if it differs, do not go on:"
            )
            + f"\n\u2066{groups}\u2069"
        )
        self._of_print.show()
        self.notice.clear()
        self._free(is_free=False)
        self.believe.setEnabled(True)
        self.believe.setFocus()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("kind", "card")
        card.setMaximumWidth(theme.current().scaled_px(WIDTH_PX))
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.SPACE_PX * 3,) * 4)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(label(self.tr("Sign in"), "lead", is_bold=True))
        column.addWidget(self.place)
        column.addWidget(self.notice)
        column.addWidget(_stacked(self._of_print, self.print, self.believe))
        column.addWidget(named(self.tr("Account"), self.account))
        column.addWidget(named(self.tr("Password"), self.password))
        new, again = named(self.tr("New password"), self.new), named(self.tr("New password, again"), self.again)
        hint = paragraph(self.tr("12 characters or more; several words are easy to keep."), "small", "muted")
        column.addWidget(_stacked(self._of_new, new, again, hint))
        row = QHBoxLayout()
        row.addWidget(self.change)
        row.addStretch()
        row.addWidget(self.enter)
        column.addLayout(row)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card, 1000)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        self.setWidget(inside)

    def _enter(self) -> None:
        if not self.enter.isEnabled() or not self.account.text().strip() or not self.password.text():
            return
        new = self.new.text()
        if not self._of_new.isHidden() and (not new or new != self.again.text()):
            self.notice.say(self.tr("The new password and its repetition differ."), "warn")
            self.new.setFocus()
            return
        self._free(is_free=False)
        self.notice.clear()
        self.wanted.emit(self.account.text().strip().lower(), self.password.text(), new)

    def _believe(self) -> None:
        self._of_print.hide()
        self._free(is_free=True)
        self.believed.emit()
        (self.password if self.account.text() else self.account).setFocus()

    def _free(self, is_free: bool) -> None:
        for part in (self.account, self.password, self.new, self.again, self.change, self.enter):
            part.setEnabled(is_free)

    def _empty(self) -> None:
        for field in (self.password, self.new, self.again):
            field.clear()


def _secret() -> QLineEdit:
    return QLineEdit(maxLength=MOST_CHARACTERS, echoMode=QLineEdit.EchoMode.Password)


def _stacked(holder: QWidget, *parts: QWidget) -> QWidget:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    return holder
