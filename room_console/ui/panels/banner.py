"""Where the window stands with its core, said across the window while nothing can be decided by it."""

from typing import assert_never

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from common.protocol.operator import Health
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.errors import sentence
from common.ui.notice import Notice
from common.ui.text import isolated, paragraph
from common.ui.when import day_of
from room_console.ui.state import ConsoleState, Phase


class Banner(QWidget):
    """Is not seen while all is well."""

    again_wanted = Signal()
    code_entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.log = paragraph(step="small", ink="muted")
        self.log.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QLineEdit(maxLength=6)
        self.code.setAccessibleName(self.tr("Code"))
        self.enter = IconButton(self.tr("Enter"), "key", "primary")
        self._code_row = QWidget()
        self._code_row.hide()
        row = QHBoxLayout(self._code_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.code)
        row.addWidget(self.enter)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.notice, self._code_row, self.log):
            column.addWidget(part)
        self.notice.acted.connect(self.again_wanted)
        self.enter.clicked.connect(self._enter)
        self.code.returnPressed.connect(self._enter)

    def show_state(self, state: ConsoleState) -> None:
        """Say it, or go away."""
        health = state.health if state.is_attached else None
        has_trouble = health is not None and (not health.journal_is_writable or health.certificate_is_due)
        is_said_elsewhere = state.phase in (Phase.ATTACHED, Phase.SIGN_IN) and not has_trouble
        self.setVisible(not is_said_elsewhere)
        self._ask_code(state.phase is Phase.CODE)
        has_log = state.phase is Phase.FAILED and bool(state.detail)
        self.log.setVisible(has_log)
        self.log.setText(state.detail if has_log else "")
        if is_said_elsewhere:
            self.notice.clear()
            return
        self._say(state)

    def _ask_code(self, is_asking: bool) -> None:
        """Show the field for a code, with the cursor in it from the first."""
        is_new = is_asking and self._code_row.isHidden()
        self._code_row.setVisible(is_asking)
        if is_new:
            self.code.setFocus()

    def _say(self, state: ConsoleState) -> None:
        match state.phase:
            case Phase.CONNECTING:
                self.notice.say(self.tr("Looking for the core …"))
            case Phase.STARTING:
                self.notice.say(self.tr("No core was running. It is being started …"))
            case Phase.RESTARTING:
                self.notice.say(
                    self.tr("The core has stopped and is being started again. The meeting's state is kept."), "fail"
                )
            case Phase.RECONNECTING:
                self.notice.say(
                    self.tr("The link to the core is lost; the way back is being tried. What you see is as it was."),
                    "warn",
                )
            case Phase.CODE:
                wrong = f"{sentence(state.error)} " if state.error is not None else ""
                text = wrong + self.tr("Enter the code that was sent to {to}.").format(to=state.detail)
                self.notice.say(text, "warn" if wrong else "accent")
            case Phase.FAILED:
                why = sentence(state.error) if state.error is not None and not state.detail else ""
                said = self.tr("There is no core to work with.")
                last = self.tr("Its last words:") if state.detail else ""
                text = " ".join(part for part in (said, why, last) if part)
                self.notice.say(text, "fail", self.tr("Try again"))
            case Phase.REPLACED:
                self.notice.say(
                    self.tr("Another window works this meeting now."), "warn", self.tr("Work it from this window")
                )
            case Phase.ENDED:
                self.notice.say(
                    self.tr("The meeting has ended and its core has stopped."), "accent", self.tr("Open it again")
                )
            case Phase.ATTACHED:
                if state.health is not None:
                    self._say_trouble(state.health)
            case Phase.SIGN_IN:
                self.notice.clear()
            case _:
                assert_never(state.phase)

    def _say_trouble(self, health: Health) -> None:
        """Say what is wrong with a core that is there, the worst first."""
        if not health.journal_is_writable:
            text = self.tr("The console's disk is full. Nothing can be decided until somebody makes room on it.")
            self.notice.say(text, "fail")
            return
        ends = self.tr(
            "The console's certificate ends on {day} and was not renewed. From then on many who come, or come back, "
            "will be kept out."
        ).format(day=day_of(health.certificate_ends_at_ms or 0, "UTC"))
        why = isolated(health.certificate_fault) if health.certificate_fault else ""
        self.notice.say(" ".join(part for part in (ends, why) if part), "fail")

    def _enter(self) -> None:
        if code := self.code.text().strip():
            self.code.clear()
            self.code_entered.emit(code)
