"""Between the delegate's documents and their page."""

from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from common.model.documents import DocumentId
from common.model.errors import ErrorCode
from delegate_app.core.reading.reader import PageReader
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.readingpresenter import ReadingPresenter
from delegate_app.ui.wishes import Wishes

PDF: Final = ".pdf"


class Papers(Protocol):
    """What the page needs of `delegate_app.core.papers.Papers`."""

    async def hand_in(self, path: Path, item: str) -> None: ...
    async def retry(self) -> None: ...
    async def cancel(self) -> None: ...
    async def take_back(self, document: DocumentId) -> None: ...
    async def fetch(self, document: DocumentId) -> Path: ...
    async def read(self, document: DocumentId) -> PageReader: ...


class DocumentPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, verbs: Papers, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._verbs, self._window = verbs, window
        page = window.documents
        page.open_wanted.connect(lambda document: wishes.run(self._open(DocumentId(document)), "open a document"))
        page.take_back_wanted.connect(lambda d: wishes.run(verbs.take_back(DocumentId(d)), "take a document back"))
        page.hand_in_wanted.connect(lambda path, item: wishes.run(verbs.hand_in(path, item), "hand in"))
        page.cancel_wanted.connect(lambda: wishes.run(verbs.cancel(), "cancel the upload"))
        self.reading = ReadingPresenter(window.meeting.document, wishes)
        page.retry_wanted.connect(lambda: wishes.run(verbs.retry(), "hand in again"))

    def refused(self, code: ErrorCode) -> bool:
        """Say on the page, if it is seen, why it was refused."""
        page = self._window.documents
        if self._window.page is not page:
            return False
        if code is ErrorCode.NOT_FOUND:
            page.notice.say(self.tr("This document is not there any more."), "warn", may_dismiss=True)
        elif code is ErrorCode.DISK:
            text = self.tr("This computer's disk is full or closed to this program. Make room, then open it again.")
            page.notice.say(text, "fail", may_dismiss=True)
        else:
            page.notice.say_error(code, may_dismiss=True)
        return True

    async def _open(self, document: DocumentId) -> None:
        """Fetch a document and show it beside the stage; one that is no PDF by the system's own program."""
        page = self._window.documents
        page.opening(True)
        try:
            if (name := page.name_of(document)).lower().endswith(PDF):
                await self.reading.show(name, await self._verbs.read(document))
                page.closed.emit()
                return
            path = await self._verbs.fetch(document)
        finally:
            page.opening(False)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            text = self.tr("No program here opens this document. It lies at {path}.")
            page.notice.say(text.format(path=f"\u2066{path}\u2069"), "warn", may_dismiss=True)
