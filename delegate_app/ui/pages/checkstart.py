"""Before the checks: what they are, how long they take, and for which meeting."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from common.control.joinlink import MAX_LINK_CHARACTERS
from common.model.errors import ErrorCode
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.icon import IconLabel
from common.ui.notice import Notice
from common.ui.text import label, paragraph, restyle
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.card import CardPage

_CARD_PX = 600


class CheckStartPage(CardPage):
    """Offers the checks; nobody has to."""

    start_wanted = Signal(object)
    """The join link that was pasted, or None: the meeting one is in, or the last one."""
    declined = Signal()
    tips_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_PX, parent)
        self.notice = Notice()
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_LINK_CHARACTERS)
        self.field.setPlaceholderText("hemicycle://")
        self.field.setAccessibleName(self.tr("Join link, if you have one"))
        self.start = IconButton(self.tr("Start the check"), kind="primary")
        self.decline = IconButton(self.tr("Not now"), kind="quiet")
        self.tips = IconButton(self.tr("Troubleshooting"), "info", "quiet")
        self._target = paragraph(ink="muted")
        self._entry = self._make_entry()
        self._lay_out()
        self.start.clicked.connect(lambda: self.start_wanted.emit(self.field.text().strip() or None))
        self.field.returnPressed.connect(self.start.click)
        self.field.textChanged.connect(lambda: restyle(self.field, tone=""))
        self.decline.clicked.connect(self.declined)
        self.tips.clicked.connect(self.tips_wanted)

    def show_state(self, state: DelegateState) -> None:
        """Say for which meeting the network would be measured."""
        remembered = state.remembered
        self._entry.setVisible(state.view is None)
        if state.view is not None:
            text = self.tr("The network to this meeting is measured too. The technician sees the result.")
        elif remembered is not None:
            title = remembered.title or remembered.meeting
            text = self.tr("Without a link, the network to your last meeting is measured: {title}").format(title=title)
        else:
            text = self.tr("Without a link, your headset, camera and voice are checked, but no network.")
        self._target.setText(text)

    def show_error(self, code: ErrorCode) -> None:
        """Say why it could not be begun."""
        self.notice.say_error(code)
        restyle(self.field, tone="fail" if code is ErrorCode.LINK_INVALID else "")

    def _lay_out(self) -> None:
        self.column.addWidget(label(self.tr("Are you ready for the meeting?"), "title"))
        promise = self.tr("In two minutes you know whether you will be heard well enough to be interpreted.")
        self.column.addWidget(paragraph(promise, "lead", "muted"))
        self.column.addWidget(self.notice)
        lines = QVBoxLayout()
        lines.setSpacing(theme.SPACE_PX)
        for icon, text in (
            ("headphones", self.tr("Your headset: is it one, and the right one?")),
            ("camera", self.tr("Your picture: light, sharpness, place")),
            ("microphone", self.tr("Your voice: you record a few sentences and hear yourself")),
            ("globe", self.tr("Your network: by the very way that your voice will take")),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_PX)
            row.addWidget(IconLabel(icon, "accent_ink"))
            row.addWidget(paragraph(text), 1)
            lines.addLayout(row)
        self.column.addLayout(lines)
        self.column.addWidget(self._entry)
        self.column.addWidget(self._target)
        last = QHBoxLayout()
        last.setSpacing(theme.SPACE_PX)
        last.addWidget(self.start, 1)
        last.addWidget(self.decline)
        self.column.addLayout(last)
        foot = QHBoxLayout()
        foot.addWidget(self.tips)
        foot.addStretch()
        self.column.addLayout(foot)

    def _make_entry(self) -> QWidget:
        entry = QWidget()
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        caption = label(self.tr("Join link, if you have one"), is_bold=True)
        caption.setBuddy(self.field)
        column.addWidget(caption)
        column.addWidget(self.field)
        return entry
