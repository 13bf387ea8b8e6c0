"""The one-time code: six digits, typed or pasted; how many tries are left; a new one when it may be asked for."""

import time
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from common.model.codeways import CodeWay
from common.model.errors import ErrorCode
from common.ui import fonts, theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import label, paragraph, restyle
from common.ui.theme import Step
from delegate_app.core.state import CodePrompt
from delegate_app.ui.pages.card import CardPage

DIGITS = 6
_CARD_PX = 480
_TICK_MS = 500
_FIELD_PX = 280


def digits_of(text: str) -> str:
    """Return the first six digits of a text, whatever stands between them and in whatever script they are."""
    found = (unicodedata.decimal(character, None) for character in text)
    return "".join(str(digit) for digit in found if digit is not None)[:DIGITS]


class CodePage(CardPage):
    """Asks for the code. `mono_s` counts down to the next one."""

    code_entered = Signal(str)
    resend_wanted = Signal(object)
    """With the way that was chosen; None is the same again."""
    cancelled = Signal()

    def __init__(self, mono_s: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_PX, parent)
        self._mono_s = mono_s
        self._prompt: CodePrompt | None = None
        self._came_s = 0.0
        self._sent_to = paragraph(ink="muted")
        self.notice = Notice()
        self.tries = label(ink="muted")
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Code of six digits"))
        self.field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.enter = IconButton(self.tr("Enter the meeting"), kind="primary")
        self.resend = IconButton(self.tr("Send a new code"), "mail", "quiet")
        self.other = IconButton(self.tr("Use another link"), kind="quiet")
        self.ways: dict[CodeWay, IconButton] = {}
        for way, text, icon in (
            (CodeWay.EMAIL, self.tr("Send it by e-mail"), "mail"),
            (CodeWay.SMS, self.tr("Send it by SMS"), "mail"),
            (CodeWay.TOTP, self.tr("Use my authenticator app"), "key"),
        ):
            self.ways[way] = IconButton(text, icon, "quiet")
            self.ways[way].clicked.connect(lambda _=False, chosen=way: self.resend_wanted.emit(chosen))
        self.left = label(ink="muted")
        self._lay_out()
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._enter)
        self.enter.clicked.connect(self._enter)
        self.resend.clicked.connect(lambda: self.resend_wanted.emit(None))
        self.other.clicked.connect(self.cancelled)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.show_time)

    def show_prompt(self, prompt: CodePrompt | None) -> None:
        """Show what is asked for; a prompt that is new clears the field."""
        if prompt is None or prompt is self._prompt:
            return
        self._prompt, self._came_s = prompt, self._mono_s()
        self._sent_to.setText(self._how(prompt))
        for way, button in self.ways.items():
            button.setVisible(way in prompt.ways and way is not prompt.way)
        self.resend.setVisible(prompt.way is not CodeWay.TOTP or prompt.tries_left <= 0)
        self.tries.setText(self.tr("Tries left: {number}").format(number=prompt.tries_left))
        restyle(self.tries, ink="warn" if prompt.tries_left <= 1 else "muted")
        is_locked = prompt.tries_left <= 0 or prompt.error is ErrorCode.CODE_LOCKED
        self.field.setEnabled(not is_locked)
        self.field.clear()
        self._edited("")
        restyle(self.field, tone="fail" if prompt.error else "")
        if (error := ErrorCode.CODE_LOCKED if is_locked else prompt.error) is not None:
            self.show_error(error)
        else:
            self.notice.clear()
        self.show_time()
        self.field.setFocus()

    def show_error(self, code: ErrorCode) -> None:
        """Say what went wrong, over the field."""
        self.notice.say_error(code)

    def show_time(self) -> None:
        """Count down to when a new code may be asked for."""
        if self._prompt is None:
            return
        passed_s = self._mono_s() - self._came_s
        left_s = self._prompt.resend_in_s - passed_s
        is_app = self._prompt.way is CodeWay.TOTP
        again = self.tr("Try again") if is_app else self.tr("Send a new code")
        self.resend.setEnabled(left_s <= 0)
        waiting = self.tr("{again} (in {seconds} s)").format(again=again, seconds=max(1, round(left_s)))
        self.resend.setText(again if left_s <= 0 else waiting)
        self._show_life(self._prompt.expires_in_s - passed_s)
        is_said = self._prompt.error is ErrorCode.CODE_EXPIRED
        self.left.setVisible(self._prompt.tries_left > 0 and not is_said)

    def _show_life(self, good_s: float) -> None:
        """Say how long the code can still be entered."""
        minutes, seconds = divmod(max(0, round(good_s)), 60)
        words = self.tr("Good for {minutes}:{seconds} min").format(minutes=minutes, seconds=f"{seconds:02}")
        self.left.setText(words if good_s > 0 else self.tr("This code is not good any more: ask for a new one."))
        restyle(self.left, ink="muted" if good_s > 60 else "warn")

    def _how(self, prompt: CodePrompt) -> str:
        """Say where the code is to be found."""
        if prompt.way is CodeWay.TOTP:
            return self.tr("Enter the six digits that your authenticator app shows for this meeting.")
        if prompt.way is CodeWay.SMS:
            sent = self.tr("A code of six digits was sent by SMS to {address}.")
        else:
            sent = self.tr("A code of six digits was sent to {address}.")
        return sent.format(address=f"\u2066{prompt.sent_to}\u2069")

    def showEvent(self, event: QShowEvent) -> None:
        """Be ready to type."""
        super().showEvent(event)
        self._timer.start()
        self.field.setFocus()

    def _lay_out(self) -> None:
        look = theme.current()
        font = fonts.application_font(look.size_px(Step.DISPLAY), is_bold=True)
        font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, theme.SPACE_PX)
        self.field.setFont(font)
        self.field.setStyleSheet(f"font-size: {look.size_px(Step.DISPLAY)}px;")
        self.field.setMaximumWidth(look.scaled_px(_FIELD_PX))
        self.column.addWidget(label(self.tr("Enter your code"), "title"))
        self.column.addWidget(self._sent_to)
        self.column.addWidget(self.notice)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.field, 10)
        middle.addStretch()
        self.column.addLayout(middle)
        for words in (self.tries, self.left):
            self.column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.enter)
        others = QWidget()
        choices = FlowLayout(others)
        for button in self.ways.values():
            choices.addWidget(button)
        self.column.addWidget(others)
        last = QHBoxLayout()
        last.addWidget(self.resend)
        last.addStretch()
        last.addWidget(self.other)
        self.column.addLayout(last)

    def _edited(self, text: str) -> None:
        digits = digits_of(text)
        if digits != text:
            self.field.setText(digits)
        self.enter.setEnabled(len(digits) == DIGITS)
        if digits:
            restyle(self.field, tone="")

    def _enter(self) -> None:
        if len(code := digits_of(self.field.text())) == DIGITS:
            self.enter.setEnabled(False)
            self.code_entered.emit(code)
