"""What a moderator has before them: lines that wait, people who are mute, notices; each worked by keyboard."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from common.model.chat import ChairNotice, ChatLine
from common.model.ids import ParticipantId
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.chattext import END, ISOLATE, clock_words
from common.ui.chatwords import notice_to_words
from common.ui.text import isolated, paragraph
from room_console.ui.widgets.noticefield import NoticeField

NameOf = Callable[[ParticipantId], str]
MOST_SHOWN: Final = 40
"""Lines that wait, at once: a list of some hundred takes the window too long to lay out."""


class WorkList(QWidget):
    """Entries, and what is done to the one that is selected; the next one is selected then."""

    def __init__(self, name: str, empty: str, *acts: IconButton) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setWordWrap(True)
        self.list.setSpacing(theme.SPACE_PX // 2)
        self.empty = paragraph(empty, ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._acts = acts
        self._keys: list[object] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        for act in acts:
            row.addWidget(act)
        row.addStretch()
        column.addLayout(row)
        self.list.currentRowChanged.connect(lambda _: self._look())
        self._look()

    @property
    def key(self) -> object:
        """What is selected, None for nothing."""
        row = self.list.currentRow()
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def show_entries(self, entries: Iterable[tuple[object, str]]) -> None:
        """Show these, each with its key; what was selected stays so, or the one that came in its place."""
        before, row = self.key, max(0, self.list.currentRow())
        shown = dict(entries)
        self._take_out(shown)
        for place, (key, words) in enumerate(shown.items()):
            if place >= len(self._keys) or self._keys[place] != key:
                self.list.insertItem(place, QListWidgetItem(words))
                self._keys.insert(place, key)
            elif self.list.item(place).text() != words:
                self.list.item(place).setText(words)
        if shown:
            self.list.setCurrentRow(self._keys.index(before) if before in shown else min(row, len(shown) - 1))
        self.list.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        self._look()

    def _take_out(self, shown: Mapping[object, str]) -> None:
        """Let go of what is shown no more, and of what has come to another place."""
        order = {key: place for place, key in enumerate(shown)}
        kept = -1
        for key in list(self._keys):
            place = order.get(key, -1)
            if place > kept:
                kept = place
            else:
                row = self._keys.index(key)
                self.list.takeItem(row)
                del self._keys[row]

    def press_by(self, button: IconButton, *keys: str) -> None:
        """Let keys press a button while the list has the cursor."""
        for key in keys:
            shortcut = QShortcut(QKeySequence(key), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)

    def _look(self) -> None:
        for act in self._acts:
            act.setEnabled(self.key is not None)


class WaitingPane(WorkList):
    """Lines that wait."""

    judged = Signal(int, bool)
    """The number of a line, and whether it may pass."""

    def __init__(self) -> None:
        self.let_pass = IconButton(self.tr("Let pass"), "check", "primary")
        self.reject = IconButton(self.tr("Do not let pass"), "close")
        super().__init__(self.tr("Messages that wait"), self.tr("No message waits."), self.let_pass, self.reject)
        self.let_pass.clicked.connect(lambda: self._judge(True))
        self.reject.clicked.connect(lambda: self._judge(False))
        self.press_by(self.let_pass, "Return", "Enter")
        self.press_by(self.reject, "Del")

    def show_lines(self, lines: Iterable[ChatLine], name_of: NameOf) -> None:
        """Show what waits longest, oldest first; the others come as these go."""
        first = islice(lines, MOST_SHOWN)
        self.show_entries((line.number, f"{name_of(line.by)}\n{ISOLATE}{line.text}{END}") for line in first)

    def _judge(self, is_passed: bool) -> None:
        if isinstance(self.key, int):
            self.judged.emit(self.key, is_passed)


class MutedPane(WorkList):
    """People who may write only to the technicians."""

    freed = Signal(str)

    def __init__(self) -> None:
        self.free = IconButton(self.tr("Let write again"), "undo")
        super().__init__(self.tr("People who are mute in the chat"), self.tr("Nobody is mute."), self.free)
        self.free.clicked.connect(lambda: self.freed.emit(self.key) if self.key is not None else None)
        self.press_by(self.free, "Del")

    def show_people(self, muted: Iterable[ParticipantId], name_of: NameOf) -> None:
        """Show who is mute."""
        self.show_entries((who, name_of(who)) for who in muted)


class NoticesPane(QWidget):
    """A notice is written above, and withdrawn below."""

    withdrawn = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.field = NoticeField()
        self.withdraw = IconButton(self.tr("Withdraw"), "undo")
        self.kept = WorkList(self.tr("Notices"), self.tr("No notice was sent."), self.withdraw)
        self.withdraw.clicked.connect(self._withdraw)
        self.kept.press_by(self.withdraw, "Del")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self.kept, 1)

    def show_notices(self, notices: Iterable[ChairNotice]) -> None:
        """Show notices, newest first."""
        self.kept.show_entries((notice.number, self._words(notice)) for notice in reversed(tuple(notices)))

    def _words(self, notice: ChairNotice) -> str:
        words = self.tr("{time}, to {whom}: {text}").format(
            time=clock_words(notice.at_ms), whom=notice_to_words(notice.to), text=f"{ISOLATE}{notice.text}{END}"
        )
        words = isolated(words)
        return words if notice.withdrawn_at_ms is None else self.tr("{notice} (withdrawn)").format(notice=words)

    def _withdraw(self) -> None:
        if isinstance(self.kept.key, int):
            self.withdrawn.emit(self.kept.key)
