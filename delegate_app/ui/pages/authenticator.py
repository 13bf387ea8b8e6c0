"""An authenticator app of one's own: scan or type its secret, then show that it works."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from common.model.errors import ErrorCode
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import label, paragraph, restyle
from delegate_app.core.enrolment import Offer
from delegate_app.ui.pages.card import CardPage
from delegate_app.ui.pages.code import DIGITS, digits_of
from delegate_app.ui.widgets.qrcode import QrCode

_CARD_PX = 680
_FIELD_PX = 160
_GROUP = 4
_GROUPS_A_LINE = 4


def grouped(secret: str) -> str:
    """Return a secret in groups of four, four to a line, as it is easily typed."""
    groups = [secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)]
    lines = [groups[at : at + _GROUPS_A_LINE] for at in range(0, len(groups), _GROUPS_A_LINE)]
    return "\n".join(" ".join(line) for line in lines)


class _Key(QLabel):
    """Two lines, as high as the theme makes them, whatever its layout remembers."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.setMinimumHeight(self.sizeHint().height())


class AuthenticatorPage(CardPage):
    """The secret is here only while the page is seen and not confirmed."""

    begin_wanted = Signal()
    code_entered = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_PX, parent)
        self._secret, self._is_copied = "", False
        self.notice = Notice()
        self.qr = QrCode(self.tr("QR code for your authenticator app; the key beside it says the same"))
        self.key = _Key()
        self.key.setTextFormat(Qt.TextFormat.PlainText)
        self.key.setAccessibleName(self.tr("Key to type into the app"))
        self.key.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        restyle(self.key, step="lead", ink="text", weight="bold")
        self.copy = IconButton(self.tr("Copy"), "copy", "quiet")
        self.copy.describe(self.tr("Copy the key"))
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Code of six digits that the app shows"))
        self.field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.field.setMaximumWidth(theme.current().scaled_px(_FIELD_PX))
        self.confirm = IconButton(self.tr("Confirm"), "check", "primary")
        self.back = IconButton(self.tr("Back"), kind="quiet")
        self._body = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._steps = self._make_steps()
        self._lay_out()
        self.forget()
        self.notice.acted.connect(self.begin)
        self.copy.clicked.connect(self._copy)
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._enter)
        self.confirm.clicked.connect(self._enter)
        self.back.clicked.connect(self.closed)

    def begin(self) -> None:
        """Ask for a new secret."""
        self.forget()
        self.begin_wanted.emit()

    def show_offer(self, offer: Offer) -> None:
        """Show a secret, to be scanned or typed; however little room there is, all of it: the card can be scrolled."""
        self.forget()
        self._secret = offer.secret
        self.qr.show_text(offer.uri)
        self.key.setText(grouped(offer.secret))
        for control in (self.key, self.copy, self.field, self.confirm, self.back):
            control.ensurePolished()
            control.setMinimumHeight(control.sizeHint().height())
        self._arrange()
        self._body.show()
        self.field.setFocus()

    def show_done(self) -> None:
        """Say that the app is set up."""
        self.forget()
        self.notice.say(
            self.tr("Your authenticator app is set up. Keep it: it shows your code for this meeting."), "live"
        )
        self.back.setFocus()

    def show_refusal(self, code: ErrorCode) -> None:
        """Say why there is no secret, or why it was not confirmed."""
        again = self.tr("New QR code")
        match code:
            case ErrorCode.NOT_ALLOWED:
                self.notice.say(self.tr("Authenticator apps are not used in this meeting."), "warn")
            case ErrorCode.CODE_EXPIRED:
                self.forget()
                self.notice.say(self.tr("This QR code is not good any more: begin with a new one."), "fail", again)
            case ErrorCode.CODE_WRONG:
                text = self.tr(
                    "That is not the code. Wait for the next one, and check that your phone's time is right."
                )
                self.notice.say(text, "fail")
                restyle(self.field, tone="fail")
            case _:
                self.notice.say_error(code, "" if self._secret else self.tr("Try again"))
        self.confirm.setEnabled(len(self.field.text()) == DIGITS)
        if self._secret:
            self.field.selectAll()
            self.field.setFocus()

    def forget(self) -> None:
        """Let go of the secret, here and where it was copied to."""
        clipboard = QGuiApplication.clipboard()
        if self._is_copied and clipboard.text() == self._secret:
            clipboard.clear()
        self._is_copied = False
        self._secret = ""
        self.qr.show_text("")
        self.key.clear()
        self.field.clear()
        self._edited("")
        restyle(self.field, tone="")
        self.notice.clear()
        self._body.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget when the page is left; not when its window is put away for a moment."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the key under the QR code where there is no room beside it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        around = theme.SPACE_PX * 3 * 2 + self.column.contentsMargins().left() * 2
        room = min(self.card.maximumWidth() + theme.SPACE_PX * 3 * 2, self.viewport().width()) - around
        needed = self.qr.sizeHint().width() + self._sides.spacing() + self._steps.minimumSizeHint().width()
        direction = QBoxLayout.Direction.LeftToRight if needed <= room else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != direction:
            self._sides.setDirection(direction)

    def _lay_out(self) -> None:
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(theme.SPACE_PX * 3)
        self._sides.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._sides.addWidget(self._steps, 1)
        purpose = self.tr(
            "An authenticator app on your phone shows a new code of six digits every half minute. "
            "Once it is set up, you come into this meeting with that code and wait for no message."
        )
        last = QHBoxLayout()
        last.addStretch()
        last.addWidget(self.back)
        self.column.addWidget(label(self.tr("Authenticator app"), "title"))
        self.column.addWidget(paragraph(purpose, ink="muted"))
        self.column.addWidget(self.notice)
        self.column.addWidget(self._body)
        self.column.addLayout(last)

    def _make_steps(self) -> QWidget:
        box = QWidget()
        key, code = QHBoxLayout(), QHBoxLayout()
        for row, parts in ((key, (self.key, self.copy)), (code, (self.field, self.confirm))):
            row.setSpacing(theme.SPACE_PX)
            for part in parts:
                row.addWidget(part)
            row.addStretch()
        steps = QVBoxLayout(box)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(theme.SPACE_PX)
        steps.addWidget(paragraph(self.tr("1. Scan this with the app, or type this key into it:")))
        steps.addLayout(key)
        steps.addSpacing(theme.SPACE_PX)
        steps.addWidget(paragraph(self.tr("2. Enter the code that the app shows:")))
        steps.addLayout(code)
        hint = self.tr("Nothing changes until you confirm. An app that was set up before is then replaced.")
        steps.addWidget(paragraph(hint, ink="muted"))
        steps.addStretch()
        return box

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._secret)
        self._is_copied = True

    def _edited(self, text: str) -> None:
        digits = digits_of(text)
        if digits != text:
            self.field.setText(digits)
        self.confirm.setEnabled(len(digits) == DIGITS)
        if digits:
            restyle(self.field, tone="")

    def _enter(self) -> None:
        if self.confirm.isEnabled():
            self.confirm.setEnabled(False)
            self.code_entered.emit(digits_of(self.field.text()))
