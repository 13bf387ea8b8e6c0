"""The meeting with its documents as one file, packed by the core and saved where one likes."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from common.model.documents import DocumentId
from common.model.errors import ConferenceError
from common.model.record import ListStage
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import CancelList, ListProgress, ListStarted
from common.protocol.meetings import PackMeeting
from common.ui.notice import Notice
from room_console.ui.documentwords import upload_refusal
from room_console.ui.office.courier import Courier, Outcome
from room_console.ui.office.page import OfficePage

ENDING = "zip"


class PackedMeeting(QObject):
    """For a page, which shows its courier; what comes of it is said by the page's notice."""

    def __init__(self, page: OfficePage, notice: Notice) -> None:
        super().__init__(page)
        self._page = page
        self._notice = notice
        self._making: tuple[DocumentId, Path] | None = None
        self.courier = Courier(page)

    def choose_file(self, meeting: str) -> None:
        """Ask where it is to lie, then have it packed, people and all."""
        dialog = QFileDialog(self._page, self.tr("Export the meeting with its documents"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Meetings with documents (*.zip)"))
        dialog.setDefaultSuffix(ENDING)
        dialog.selectFile(f"{meeting}.meeting.{ENDING}")
        dialog.fileSelected.connect(lambda name: self.begin(Path(name)))
        dialog.open()

    def begin(self, path: Path) -> None:
        """Have it packed, and save it there."""
        if self.courier.is_busy:
            return

        def started(answer: ConsoleMessage) -> None:
            if isinstance(answer, ListStarted):
                self._making = answer.document, path
                self.courier.on_cancel = self._cancel
                self.courier.show_progress(self.tr("Reading the journal"))

        self._page.ask(PackMeeting(has_people=True), self._notice, started)

    def take(self, message: ConsoleMessage) -> None:
        """Follow the packing."""
        if self._making is None or not isinstance(message, ListProgress) or message.document != self._making[0]:
            return
        match message.stage:
            case ListStage.READING | ListStage.WRITING:
                self.courier.show_progress(self.tr("Packing {count} documents").format(count=message.people))
            case ListStage.MADE:
                self._fetch(*self._making, message.people)
            case ListStage.FAILED:
                self._over()
                text = self.tr("The meeting could not be packed: a document is gone or damaged, or the disk is full.")
                self._notice.say(text, "warn", may_dismiss=True)
            case ListStage.CANCELLED:
                self._over()

    def _fetch(self, document: DocumentId, path: Path, count: int) -> None:
        def saved() -> None:
            self._page.ask(CancelList(document=document), lambda _: None)
            self._over()
            text = self.tr("{name} is saved: the meeting, its people and {count} documents.")
            self._notice.say(text.format(name=path.name, count=count), "live", may_dismiss=True)

        def failed(error: ConferenceError) -> None:
            self._over()
            self._notice.say(upload_refusal(error), "warn", may_dismiss=True)

        self.courier.collect(document, path, Outcome(saved, failed))

    def _cancel(self) -> None:
        if self._making is not None:
            self._page.ask(CancelList(document=self._making[0]), self._notice)
        self._over()

    def _over(self) -> None:
        self._making = None
        self.courier.rest()
