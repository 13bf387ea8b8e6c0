"""Documents: what may be read, by agenda item; and what one hands in oneself."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from common.model.agenda import AgendaItem
from common.model.documents import Document, DocumentId, DocumentKind, Release
from common.model.errors import ErrorCode
from common.model.meeting import MeetingView
from common.model.people import Action, may
from common.ui import icons, theme
from common.ui.buttons import IconButton
from common.ui.elidedbox import ElidedBox
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.slices import Slices, sliced
from common.ui.text import label, paragraph, restyle
from delegate_app.core.documentstate import HandingIn, Upload
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.card import CardPage

_CARD_PX = 760
_LIST_PX = 260
_ID = Qt.ItemDataRole.UserRole
AT_ONCE = 12
"""Documents that are listed without a break; the others follow in as many turns of the loop as it takes."""


class DocumentsPage(CardPage):
    """A tree of agenda items with their documents; below it the way to hand one in, for those who may."""

    open_wanted = Signal(str)
    take_back_wanted = Signal(str)
    hand_in_wanted = Signal(Path, str)
    """A file, and the number of its agenda item."""
    cancel_wanted = Signal()
    retry_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_PX, parent)
        self._shown: tuple[object, ...] = ()
        self._documents: tuple[Document, ...] = ()
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._chosen = ""
        self._filling = Slices(self)
        self._state = DelegateState()
        self.notice = Notice()
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.tr("Documents by agenda item"))
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setMinimumHeight(theme.current().scaled_px(_LIST_PX))
        self.tree.setIndentation(theme.SPACE_PX * 2)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = paragraph(self.tr("No document is there for you yet."), ink="muted")
        self.open = IconButton(self.tr("Open"), "document", "primary")
        self.take_back = IconButton(self.tr("Take back"), "close")
        self.item = ElidedBox()
        self.item.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.item.setMinimumContentsLength(14)
        self.item.setAccessibleName(self.tr("Agenda item of your statement"))
        self.hand_in = IconButton(self.tr("Hand in a file…"), "plus")
        self.progress, self.doing = QProgressBar(), paragraph()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(theme.SPACE_PX)
        self.cancel = IconButton(self.tr("Cancel"), "close", "quiet")
        self.retry = IconButton(self.tr("Try again"), "refresh")
        self.back = IconButton(self.tr("Back"), kind="quiet")
        self._connect()
        self._lay_out()

    def show_state(self, state: DelegateState) -> None:
        """Show documents, agenda and upload."""
        self._state = state
        view = state.view
        shown = (state.documents.known, view.details, _makers(state.documents.known, view)) if view else ()
        if view is not None and shown != self._shown:
            self._shown = shown
            self._show_documents(state.documents.known, view)
            self._show_items(view)
        me = state.participant
        self._own.setVisible(me is not None and may(me.role, Action.REQUEST_FLOOR))
        self._show_upload(state.documents.upload)
        self._enable()

    def name_of(self, document: DocumentId) -> str:
        """Return a document's name; nothing where it is not there any more."""
        return next((one.name for one in self._documents if one.document == document), "")

    def opening(self, is_opening: bool) -> None:
        """Say that a document is on its way."""
        if is_opening:
            self.notice.say(self.tr("The document is being fetched."), "accent")
        else:
            self.notice.clear()

    def _connect(self) -> None:
        self.tree.itemSelectionChanged.connect(self._enable)
        self.tree.itemActivated.connect(lambda *_: self._open())
        self.open.clicked.connect(self._open)
        self.take_back.clicked.connect(lambda: self.take_back_wanted.emit(self._selected()))
        self.hand_in.clicked.connect(self._choose_file)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.retry.clicked.connect(self.retry_wanted)
        self.back.clicked.connect(self.closed)

    def _lay_out(self) -> None:
        verbs = QWidget()
        buttons = FlowLayout(verbs)
        for button in (self.open, self.take_back, self.back):
            buttons.addWidget(button)
        self._own, self._upload = QWidget(), QWidget()
        own = FlowLayout(self._own)
        own.addWidget(self.item)
        own.addWidget(self.hand_in)
        upload = QVBoxLayout(self._upload)
        upload.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.retry)
        row.addWidget(self.cancel)
        row.addStretch()
        upload.addWidget(self.doing)
        upload.addWidget(self.progress)
        upload.addLayout(row)
        self.column.addWidget(label(self.tr("Documents"), "title"))
        for part in (self.notice, self.tree, self.empty, verbs, self._own, self._upload):
            self.column.addWidget(part)

    def _show_documents(self, documents: Sequence[Document], view: MeetingView) -> None:
        self._chosen = self._selected() or self._chosen
        self._documents = tuple(documents)
        self.tree.clear()
        self._groups.clear()
        agenda = {item.number: _item_words(item) for item in view.details.agenda}
        groups: dict[str, list[Document]] = {number: [] for number in (*agenda, "")}
        for document in sorted(documents, key=lambda d: d.name.casefold()):
            groups[document.item if document.item in agenda else ""].append(document)
        other = self.tr("Other documents")
        due = [(agenda.get(number, other), one) for number, found in groups.items() for one in found]
        self._filling.begin_now(self._fill(due))
        self.tree.setVisible(bool(documents))
        self.empty.setVisible(not documents)

    def _fill(self, due: Sequence[tuple[str, Document]]) -> Iterator[None]:
        """Add documents to the tree under their headings, some at a time."""
        for some in sliced(due, AT_ONCE):
            if (view := self._state.view) is not None:
                for title, document in some:
                    self._add(title, document, view)
            yield

    def _add(self, title: str, document: Document, view: MeetingView) -> None:
        group = self._groups.get(title)
        if group is None:
            group = self._groups[title] = QTreeWidgetItem(self.tree, [title])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            group.setExpanded(True)
        row = QTreeWidgetItem(group, [f"{document.name}\n{self._words(document, view)}"])
        row.setIcon(0, icons.icon("document", theme.current().colours.muted, self.isRightToLeft()))
        row.setData(0, _ID, document.document)
        row.setToolTip(0, document.name)
        if document.document == self._chosen and not self._selected():
            self.tree.setCurrentItem(row)

    def _words(self, document: Document, view: MeetingView) -> str:
        """Say whose it is, what it is, and that others can't read it yet."""
        person = view.participants.get(document.speaker) if document.speaker else None
        kind = {
            DocumentKind.STATEMENT: self.tr("Statement"),
            DocumentKind.PRESENTATION: self.tr("Presentation"),
            DocumentKind.PAPER: self.tr("Meeting document"),
        }[document.kind]
        whose = document.delegation or (person.name if person else "")
        held = "" if document.release is Release.ALL else self.tr("not released yet")
        size = QLocale().formattedDataSize(document.size_bytes, 0)
        return " · ".join(f"\u2068{text}\u2069" for text in (whose, kind, held, size) if text)

    def _show_items(self, view: MeetingView) -> None:
        chosen = self.item.currentData()
        wanted = view.current_item if chosen is None else chosen
        self.item.clear()
        self.item.addItem(self.tr("No agenda item"), "")
        for item in view.details.agenda:
            self.item.addItem(_item_words(item), item.number)
        self.item.setCurrentIndex(max(0, self.item.findData(wanted)))

    def _show_upload(self, upload: Upload | None) -> None:
        self._upload.setVisible(upload is not None)
        if upload is None:
            return
        self.progress.setVisible(upload.is_running)
        self.progress.setRange(0, 100 if upload.stage is HandingIn.SENDING else 0)
        self.progress.setValue(round(upload.share * 100))
        self.retry.setVisible(upload.stage is HandingIn.FAILED)
        self.cancel.setText(self.tr("Cancel") if upload.is_running else self.tr("Close"))
        self.doing.setText(self._upload_words(upload))
        restyle(self.doing, ink="fail" if upload.stage is HandingIn.FAILED else "text")
        self.progress.setAccessibleName(self.doing.text())

    def _upload_words(self, upload: Upload) -> str:
        words = {
            HandingIn.SENDING: self.tr("{name} is being sent"),
            HandingIn.LOOKED_INTO: self.tr("{name} is being looked into"),
            HandingIn.KEPT: self.tr("{name} is handed in. The secretariat releases it."),
            HandingIn.FAILED: self._failure(upload.error),
        }[upload.stage]
        return words.format(name=f"\u2068{upload.path.name}\u2069")

    def _failure(self, error: ErrorCode | None) -> str:
        said = {
            ErrorCode.MALFORMED: self.tr(
                "{name} is not taken: PDF, Word, PowerPoint, Excel, OpenDocument or text only."
            ),
            ErrorCode.TOO_LARGE: self.tr("{name} is too large."),
            ErrorCode.LIMIT: self.tr("There is no room for {name}: you have handed in as much as you may."),
            ErrorCode.NOT_FOUND: self.tr("{name} could not be read."),
            ErrorCode.NOT_ALLOWED: self.tr("You may not hand in {name}."),
            ErrorCode.UNREACHABLE: self.tr("{name} was not sent: the connection was lost."),
            ErrorCode.DISK: self.tr("There is no room for {name} in the hall's computer."),
        }
        return said.get(error or ErrorCode.INTERNAL, self.tr("{name} was not taken. Try again."))

    def _selected(self) -> str:
        item = self.tree.currentItem()
        return str(item.data(0, _ID) or "") if item is not None else ""

    def _open(self) -> None:
        if chosen := self._selected():
            self.open_wanted.emit(chosen)

    def _enable(self) -> None:
        chosen, me = self._selected(), self._state.participant
        document = next((one for one in self._documents if one.document == chosen), None)
        self.open.setEnabled(document is not None)
        is_own = document is not None and me is not None and document.delegation in (me.delegation,)
        is_held = document is not None and document.release is Release.HELD
        self.take_back.setVisible(is_own and is_held)
        upload = self._state.documents.upload
        self.hand_in.setEnabled(upload is None or not upload.is_running)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Hand in a statement or presentation"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(
            lambda name: self.hand_in_wanted.emit(Path(name), str(self.item.currentData() or ""))
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _makers(documents: Sequence[Document], view: MeetingView) -> tuple[str, ...]:
    """Name those who hand documents in: of all who take part only they are seen here."""
    people = (view.participants.get(one.speaker) for one in documents if one.speaker is not None)
    return tuple(person.name if person is not None else "" for person in people)


def _item_words(item: AgendaItem) -> str:
    """Say number and title, each in its own direction."""
    return f"\u2068{item.number}\u2069  \u2068{item.title}\u2069"
