"""The page of documents: what was handed in, who may read it, where it belongs."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from common.model.documents import MAX_NAME, Document, DocumentId, Release
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import (
    AskDownload,
    AskUpload,
    BindDocument,
    Documents,
    DocumentsChanged,
    DownloadTicket,
    ReleaseDocument,
    RemoveDocument,
    UploadTicket,
)
from common.protocol.envelope import Request
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import paragraph
from room_console.ui.documentwords import upload_refusal
from room_console.ui.office.courier import Courier, Outcome
from room_console.ui.office.documentform import DocumentForm
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.tables.documentsmodel import DocumentsModel, in_order
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.hold import HoldButton

_NAME, _SIZE, _KIND, _SPEAKER = 1, 5, 3, 2


class DocumentsPage(OfficePage):
    """A table, a form above it while something is handed in or bound, what can be done below."""

    icon = "document"
    key = "Alt+6"

    def __init__(self) -> None:
        super().__init__()
        self._documents: dict[DocumentId, Document] = {}
        self._state = ConsoleState()
        self._path: Path | None = None
        """The file that is to be uploaded, while the form asks what it is."""
        self.model, self.notice, self.form = DocumentsModel(), Notice(), DocumentForm()
        self.table = ProgrammeTable(self.model, self.tr("Documents"), first_to_go=(_SIZE, _KIND, _SPEAKER))
        self.courier = Courier(self)
        self.empty = paragraph(self.tr("Nothing has been handed in yet."), ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.upload = IconButton(self.tr("Upload…"), "plus", "primary")
        self.release = IconButton(self.tr("Release to all"), "globe")
        self.booths = IconButton(self.tr("To the booths"), "headphones")
        self.hold = IconButton(self.tr("Hold back"), "lock")
        self.bind = IconButton(self.tr("Edit"), "settings")
        self.save = IconButton(self.tr("Save as…"), "folder")
        self.remove = HoldButton(self.tr("Remove"), "close")
        self.remove.describe(self.tr("Remove"), detail=self.tr("Hold for a second: the file is gone for good"))
        self._connect()
        self._lay_out()
        self._show()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Documents")

    def show_state(self, state: ConsoleState) -> None:
        """Show the names of speakers and items as they are now."""
        has_other_view = state.view is not self._state.view
        self._state = state
        if has_other_view:
            self._show()
        self._enable()

    def take(self, message: ConsoleMessage) -> None:
        """Follow what is told of documents."""
        match message:
            case Documents(documents=documents):
                self._documents = {document.document: document for document in documents}
            case DocumentsChanged(changed=changed, gone=gone):
                known = self._documents | {document.document: document for document in changed}
                self._documents = {key: document for key, document in known.items() if key not in gone}
            case _:
                return
        held = sum(document.release is Release.HELD for document in self._documents.values())
        self.set_mark(str(held) if held else "")
        self._show()

    def _connect(self) -> None:
        self.table.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self.table.doubleClicked.connect(lambda _: self._edit())
        self.upload.clicked.connect(self._choose_file)
        self.bind.clicked.connect(self._edit)
        self.save.clicked.connect(self._save)
        self.form.kept.connect(self._keep)
        self.form.cancelled.connect(lambda: self._show_form(False))
        for button, release in (
            (self.release, Release.ALL),
            (self.booths, Release.BOOTHS),
            (self.hold, Release.HELD),
        ):
            button.clicked.connect(lambda _=False, to=release: self._release(to))
        self.remove.held.connect(self._remove)

    def _lay_out(self) -> None:
        self.verbs = QWidget()
        buttons = FlowLayout(self.verbs)
        for button in (self.upload, self.release, self.booths, self.hold, self.bind, self.save, self.remove):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.notice, self.form, self.courier):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.verbs)
        self.form.hide()

    def _show(self) -> None:
        selected = self._selected()
        self.model.view = self._state.view
        self.model.show(in_order(tuple(self._documents.values()), self._state.view), None)
        if selected is not None:
            same = (n for n, row in enumerate(self.model.rows) if row.document == selected.document)
            if (place := next(same, None)) is not None:
                self.select(place)
        self.table.setVisible(bool(self.model.rows))
        self.empty.setVisible(not self.model.rows)
        self._enable()

    def _enable(self) -> None:
        document = self._selected()
        is_attached = self._state.is_attached and self._state.view is not None
        self.upload.setEnabled(is_attached and not self.courier.is_busy)
        for button in (self.bind, self.remove):
            button.setEnabled(is_attached and document is not None)
        self.save.setEnabled(is_attached and document is not None and not self.courier.is_busy)
        is_now = document.release if document is not None and is_attached else None
        self.release.setEnabled(is_now not in (None, Release.ALL))
        self.booths.setEnabled(is_now not in (None, Release.BOOTHS))
        self.hold.setEnabled(is_now not in (None, Release.HELD))

    def _selected(self) -> Document | None:
        row = self.table.row
        return self.model.rows[row] if row is not None and row < len(self.model.rows) else None

    def select(self, row: int) -> None:
        """Select a document; by its name, which is never hidden: Qt selects no row by a hidden column."""
        self.table.setCurrentIndex(self.model.index(row, _NAME))

    def _show_form(self, is_shown: bool) -> None:
        self.form.setVisible(is_shown)
        self.verbs.setVisible(not is_shown)
        if not is_shown:
            self._path = None
            self.table.setFocus()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Upload a document"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.begin_upload(Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def begin_upload(self, path: Path) -> None:
        """Ask what a file is, before it is uploaded."""
        if self._state.view is not None:
            self._path = path
            self.form.fill(None, self._state.view, self.tr("Upload {name}").format(name=path.name[:MAX_NAME]))
            self._show_form(True)
            self.form.kind.setFocus()

    def _edit(self) -> None:
        if (document := self._selected()) is not None and self._state.view is not None:
            self.form.fill(document, self._state.view, self.tr("Keep"))
            self._show_form(True)
            self.form.item.setFocus()

    def _keep(self) -> None:
        kind, item, speaker = self.form.chosen
        if self._path is not None:
            self._upload(self._path, AskUpload(name="", kind=kind, size_bytes=0, item=item, speaker=speaker))
        elif (document := self._selected()) is not None:
            wish = BindDocument(
                document=document.document, kind=kind, item=item, speaker=speaker, language=document.language
            )
            self.ask(wish, self.notice, lambda _: self._show_form(False))

    def _upload(self, path: Path, wish: AskUpload) -> None:
        try:
            size_bytes = path.stat().st_size
        except OSError:
            self.notice.say(self.tr("The file could not be read."), "warn", may_dismiss=True)
            return
        outcome = Outcome(
            lambda: self._say(self.tr("{name} is kept. It is held until you release it.").format(name=path.name)),
            lambda error: self.notice.say(upload_refusal(error), "warn", may_dismiss=True),
        )

        def send(answer: ConsoleMessage) -> None:
            if isinstance(answer, UploadTicket):
                self._show_form(False)
                self.courier.send(path, answer, size_bytes, outcome)
                self._enable()

        asked = AskUpload(
            name=path.name[:MAX_NAME], kind=wish.kind, size_bytes=size_bytes, item=wish.item, speaker=wish.speaker
        )
        self.ask(asked, lambda error: self.notice.say(upload_refusal(error), "warn", may_dismiss=True), send)

    def _release(self, release: Release) -> None:
        if (document := self._selected()) is not None:
            self._wish(ReleaseDocument(document=document.document, release=release))

    def _remove(self) -> None:
        if (document := self._selected()) is not None:
            self._wish(RemoveDocument(document=document.document))

    def _wish(self, message: Request) -> None:
        self.ask(message, self.notice)

    def _save(self) -> None:
        if (document := self._selected()) is None:
            return
        dialog = QFileDialog(self, self.tr("Save the document"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(document.name)
        dialog.fileSelected.connect(lambda name: self.fetch(document.document, Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def fetch(self, document: DocumentId, path: Path) -> None:
        """Save a document."""
        outcome = Outcome(
            lambda: self._say(self.tr("Saved as {name}.").format(name=path.name)),
            lambda error: self.notice.say(upload_refusal(error), "warn", may_dismiss=True),
        )

        def begin(answer: ConsoleMessage) -> None:
            if isinstance(answer, DownloadTicket):
                self.courier.fetch(answer, path, outcome)
                self._enable()

        self.ask(AskDownload(document=document), self.notice, begin)

    def _say(self, text: str) -> None:
        self.notice.say(text, "live", may_dismiss=True)
        self._enable()
