"""The minutes index, made by the core and saved where one likes."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from common.model.chronicle import MinutesFormat
from common.model.documents import DocumentId
from common.model.errors import ConferenceError
from common.model.record import ListStage
from common.protocol.chronicle import MakeMinutes
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import CancelList, ListProgress, ListStarted
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from room_console.ui.documentwords import list_failure, upload_refusal
from room_console.ui.office.courier import Courier, Outcome
from room_console.ui.office.page import OfficePage


class MinutesSaver(QWidget):
    """A button and a format for a page's toolbar; what comes of it is said by the page's courier and notice."""

    def __init__(self, page: OfficePage, notice: Notice) -> None:
        super().__init__()
        self._page = page
        self._notice = notice
        self._making: tuple[DocumentId, Path] | None = None
        self.session: int | None = None
        self.courier = Courier(page)
        self.format = QComboBox()
        self.format.setAccessibleName(self.tr("Format of the minutes index"))
        for kind in MinutesFormat:
            self.format.addItem(kind.upper(), kind)
        self.save = IconButton(self.tr("Save the minutes index…"), "document", "primary")
        self.save.clicked.connect(self._choose_file)

    def take(self, message: ConsoleMessage) -> None:
        """Follow the making."""
        if self._making is None or not isinstance(message, ListProgress) or message.document != self._making[0]:
            return
        match message.stage:
            case ListStage.READING | ListStage.WRITING:
                self.courier.show_progress(self.tr("Writing {count} speeches").format(count=message.people))
            case ListStage.MADE:
                self._fetch(*self._making, message.people)
            case ListStage.FAILED | ListStage.CANCELLED:
                self._over()
                if message.stage is ListStage.FAILED:
                    self._notice.say(list_failure(message.error), "warn", may_dismiss=True)

    def begin(self, path: Path) -> None:
        """Have the index made, and save it there."""

        def started(answer: ConsoleMessage) -> None:
            if isinstance(answer, ListStarted):
                self._making = answer.document, path
                self.courier.on_cancel = self._cancel
                self.courier.show_progress(self.tr("Reading the journal"))
                self.save.setEnabled(False)

        wish = MakeMinutes(format=MinutesFormat(self.format.currentData()), session=self.session)
        self._page.ask(wish, self._not_made, started)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._page, self.tr("Save the minutes index"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ending = str(self.format.currentData())
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{self.tr('Minutes index')}.{ending}")
        dialog.fileSelected.connect(lambda name: self.begin(Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _fetch(self, document: DocumentId, path: Path, count: int) -> None:
        def saved() -> None:
            self._over()
            text = self.tr("{name} is saved: {count} speeches.").format(name=path.name, count=count)
            self._notice.say(text, "live", may_dismiss=True)

        def failed(error: ConferenceError) -> None:
            self._over()
            self._notice.say(upload_refusal(error), "warn", may_dismiss=True)

        self.courier.collect(document, path, Outcome(saved, failed))

    def _not_made(self, error: ConferenceError) -> None:
        self._notice.say(list_failure(error.code), "warn", may_dismiss=True)

    def _cancel(self) -> None:
        if self._making is not None:
            self._page.ask(CancelList(document=self._making[0]), self._notice)
        self._over()

    def _over(self) -> None:
        self._making = None
        self.courier.rest()
        self.save.setEnabled(True)
