"""Mails that no mail server took: where they lie, and to whom they are written."""

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from common.protocol.operator import Outbox, OutboxMail
from common.ui import theme
from common.ui.text import isolated, paragraph
from room_console.ui.state import ConsoleState


class OutboxPanel(QWidget):
    """Newest first. Codes are in the files, not here."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Outbox | None = None
        self.text = paragraph(ink="muted")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([self.tr("Written"), self.tr("To"), self.tr("File")])
        self.table.setAccessibleName(self.tr("Mails in the outbox"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.text)
        column.addWidget(self.table, 1)

    def show_state(self, state: ConsoleState) -> None:
        """Show the outbox."""
        outbox = state.outbox
        if outbox is self._shown and self.text.text():
            return
        self._shown = outbox
        mails = outbox.mails if outbox is not None else ()
        self.table.setVisible(bool(mails))
        self.text.setText(self._sentence(outbox))
        self.table.setRowCount(len(mails))
        for row, mail in enumerate(mails):
            self._fill(row, mail)

    def _sentence(self, outbox: Outbox | None) -> str:
        if outbox is None:
            return self.tr("Nothing is known of the outbox until the core is attached.")
        if not outbox.folder:
            return self.tr("A mail server is set: codes are sent by it and none lie here.")
        if not outbox.mails:
            return self.tr("No mail server is set. Codes will be written as files into {folder}").format(
                folder=outbox.folder
            )
        return self.tr("No mail server is set. Hand these codes over by telephone; the files are in {folder}").format(
            folder=outbox.folder
        )

    def _fill(self, row: int, mail: OutboxMail) -> None:
        time = QDateTime.fromMSecsSinceEpoch(mail.written_at_ms).time()
        written = QLocale(QLocale.Language.C).toString(time, "HH:mm:ss")
        for column, text in enumerate((written, mail.to, mail.file)):
            item = QTableWidgetItem(isolated(text))
            item.setToolTip(mail.subject if column == 1 else text)
            self.table.setItem(row, column, item)
