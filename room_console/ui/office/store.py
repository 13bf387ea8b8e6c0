"""What the console keeps: how the journal and its backups stand, and how personal data end."""

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidget, QVBoxLayout

from common.model.errors import ConferenceError, ErrorCode
from common.protocol.codec import ConsoleMessage
from common.protocol.store import BackUpNow, GetStore, StoreStatus
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, isolated, label, paragraph, restyle
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.wording import refusal

LOOK_AGAIN_MS = 30_000
LITTLE_SPACE_BYTES = 1_000_000_000
LATE_INTERVALS = 3
"""A newest backup older than so many intervals is late."""


class StorePage(OfficePage):
    """Shows and asks; restoring and erasing are commands, for they need the core to be stopped."""

    icon = "archive"
    key = "Alt+9"

    def __init__(self) -> None:
        super().__init__()
        self._is_attached = False
        self.notice, self.outcome = Notice(), Notice()
        self._names = (self.tr("Journal"), self.tr("Lies in"), self.tr("Room on the disk"), self.tr("Backups"))
        self.values = tuple(ElidedLabel(is_bold=True) for _ in self._names)
        self.backups = QListWidget()
        self.backups.setProperty("kind", "choice")
        self.backups.setAccessibleName(self.tr("Backups, newest first"))
        self.backups.setUniformItemSizes(True)
        self.none = paragraph(ink="muted")
        self.make = IconButton(self.tr("Back up now"), icon="archive")
        self.make.clicked.connect(self._back_up)
        self.ending = paragraph(ink="muted")
        self.ending.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._asked_at_ms = 0
        self._may_ask = True
        """Whether the core answers this window; a secretariat's it does not."""
        self.show_status(None)

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Store")

    def glance(self, state: ConsoleState) -> None:
        """Ask from time to time, also while nobody looks: a backup that fails is told in the hall too."""
        now_ms = self.now_ms()
        if state.is_attached != self._is_attached:
            self._is_attached = self._may_ask = state.is_attached
            self._asked_at_ms = now_ms
            if not state.is_attached:
                self.set_mark("")
        elif self._may_ask and not 0 <= now_ms - self._asked_at_ms < LOOK_AGAIN_MS:
            self._asked_at_ms = now_ms
            self.ask(GetStore(), self._not_told, self._answered)

    def show_state(self, state: ConsoleState) -> None:
        """Let nobody ask a core that is not there."""
        self.glance(state)
        self.make.setEnabled(state.is_attached)

    def opened(self) -> None:
        """Ask how it stands."""
        self._look()

    def show_status(self, status: StoreStatus | None) -> None:
        """Show how it stands; None is not known."""
        texts = self._texts(status) if status is not None else ["–"] * len(self.values)
        for value, text in zip(self.values, texts, strict=True):
            value.setText(text)
        if status is None:
            return
        restyle(self.values[0], ink="text" if status.is_writable else "fail")
        restyle(self.values[2], ink="fail" if status.free_bytes < LITTLE_SPACE_BYTES else "text")
        self.backups.setVisible(bool(status.backups))
        self.backups.clear()
        self.backups.addItems([_left_to_right(f"{_when(b.made_at_ms)}   {b.path}") for b in status.backups])
        self.make.setVisible(bool(status.backup_directory))
        self.none.setText(self._without_backups(status))
        self.none.setVisible(bool(self.none.text()))
        self.ending.setText(
            self.tr(
                "Personal data may stay for {days} days after the meeting. With the core stopped,\n"
                "{command} erases what is due; erase --person ID one person; restore makes a console of a backup."
            ).format(
                days=status.retention_days,
                command=_left_to_right(f"python -m room_console store --state {status.directory} erase --due"),
            )
        )
        self._say_faults(status)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_PX * 2)
        grid.setVerticalSpacing(theme.SPACE_PX)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(zip(self._names, self.values, strict=True)):
            grid.addWidget(label(name, ink="muted"), row, 0)
            grid.addWidget(value, row, 1)
        head = QHBoxLayout()
        head.addWidget(self.none, 1)
        head.addStretch()
        head.addWidget(self.make)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.notice, self.outcome):
            column.addWidget(part)
        column.addLayout(grid)
        column.addLayout(head)
        column.addWidget(self.backups, 1)
        column.addStretch()
        column.addWidget(self.ending)

    def _texts(self, status: StoreStatus) -> list[str]:
        locale = self.locale()
        journal = self.tr("{entries} entries, {size}").format(
            entries=locale.toString(status.journal_entries), size=locale.formattedDataSize(status.database_bytes)
        )
        backups = self.tr("every {minutes} min into {place}").format(
            minutes=f"{status.backup_every_s / 60:g}", place=_left_to_right(status.backup_directory)
        )
        texts = (
            journal if status.is_writable else self.tr("Not writable: free the disk"),
            _left_to_right(status.directory),
            locale.formattedDataSize(status.free_bytes),
            backups if status.backup_directory else self.tr("none"),
        )
        return [isolated(text) for text in texts]

    def _without_backups(self, status: StoreStatus) -> str:
        if not status.backup_directory:
            return self.tr("Name a folder on another disk in the configuration, as store.backup_directory.")
        return "" if status.backups else self.tr("No backup has been made yet.")

    def _say_faults(self, status: StoreStatus) -> None:
        newest_ms = status.backups[0].made_at_ms if status.backups else None
        now_ms = QDateTime.currentMSecsSinceEpoch()
        self.set_mark("!" if status.fault else "", is_urgent=bool(status.fault))
        if status.fault:
            self.notice.say(self.tr("The last backup failed: {fault}").format(fault=status.fault), "fail")
        elif newest_ms is not None and now_ms - newest_ms > LATE_INTERVALS * status.backup_every_s * 1000:
            self.notice.say(self.tr("The newest backup is older than it should be."), "warn")
        elif status.is_same_disk:
            text = self.tr("Backups lie on the same disk as the meeting: when that fails, both are gone.")
            self.notice.say(text, "warn")
        else:
            self.notice.clear()

    def _look(self) -> None:
        if self._is_attached:
            self.ask(GetStore(), self.notice, self._answered)

    def _not_told(self, error: ConferenceError) -> None:
        """Show a refusal nowhere: the page may be hidden. Ask no more where it is for good."""
        self._may_ask = error.code is not ErrorCode.NOT_ALLOWED

    def _back_up(self) -> None:
        self.make.setEnabled(False)

        def failed(error: ConferenceError) -> None:
            takes_long = self.tr("It takes longer than usual, and goes on. It stands in the list once it is verified.")
            is_under_way = error.code is ErrorCode.TIMEOUT
            self.outcome.say(*((takes_long, "accent") if is_under_way else (refusal(error), "warn")), may_dismiss=True)
            self.make.setEnabled(self._is_attached)
            self._look()

        def show(answer: ConsoleMessage) -> None:
            self._answered(answer)
            self.outcome.say(self.tr("The backup is made and verified."), "live", may_dismiss=True)

        self.ask(BackUpNow(), failed, show)

    def _answered(self, answer: ConsoleMessage) -> None:
        if isinstance(answer, StoreStatus):
            self.make.setEnabled(self._is_attached)
            self.show_status(answer)


def _left_to_right(text: str) -> str:
    """Keep a path or a command as it is typed where the words around it run from right to left (Unicode, UAX 9)."""
    return f"\u2066{text}\u2069"


def _when(at_ms: int) -> str:
    """Say an instant of this machine, so that a column of them is in order to the eye."""
    return QLocale(QLocale.Language.C).toString(QDateTime.fromMSecsSinceEpoch(at_ms), "yyyy-MM-dd HH:mm:ss")
