"""Files to and from the core, for a page: one at a time, with progress, cancelled at will."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from common.aio.tasks import TaskOwner, spawn
from common.control.files import download_file, upload_file
from common.control.joinlink import JoinLink
from common.model.documents import DocumentId
from common.model.errors import ConferenceError
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import AskDownload, DownloadTicket, UploadTicket
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.text import ElidedLabel
from room_console.ui.office.page import Ask


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is told at the end: that it went well, or why not."""

    went_well: Callable[[], None]
    failed: Callable[[ConferenceError], None]


class Ways(Protocol):
    """What a page gives: the way to the core, and who ends what is on its way, with the window."""

    ask: Ask
    link: Callable[[], JoinLink | None]
    tasks: TaskOwner


class Courier(QWidget):
    """A line that shows what is on its way. Thread: main."""

    def __init__(self, ways: Ways) -> None:
        super().__init__()
        self._ways = ways
        self._task: asyncio.Task[None] | None = None
        self.what, self.bar = ElidedLabel(), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.SPACE_PX)
        self.cancel = IconButton(self.tr("Cancel"), "close", "quiet")
        self.on_cancel: Callable[[], None] = self._cancel
        self.cancel.clicked.connect(self._pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.what, 1)
        row.addWidget(self.bar, 2)
        row.addWidget(self.cancel)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Tell whether something is on its way."""
        return not self.isHidden()

    def show_progress(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show something on its way; without a total it cannot be said how far."""
        self.what.setText(what)
        self.bar.setAccessibleName(what)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.show()

    def rest(self) -> None:
        """Show nothing any more."""
        self.hide()
        self.on_cancel = self._cancel

    def send(self, path: Path, granted: UploadTicket, size_bytes: int, outcome: Outcome) -> None:
        """Upload a file."""
        what = self.tr("Uploading {name}").format(name=path.name)

        def progress(done: int) -> None:
            checking = self.tr("The console looks into {name}").format(name=path.name)
            self.show_progress(what if done < size_bytes else checking, done, size_bytes if done < size_bytes else 0)

        self._begin(what, upload_file(self._known_link(), granted.document, granted.ticket, path, progress), outcome)

    def fetch(self, granted: DownloadTicket, path: Path, outcome: Outcome) -> None:
        """Download a file."""
        what = self.tr("Saving {name}").format(name=path.name)

        def progress(done: int) -> None:
            self.show_progress(what, done, granted.size_bytes)

        self._begin(what, download_file(self._known_link(), granted, path, progress), outcome)

    def collect(self, document: DocumentId, path: Path, outcome: Outcome) -> None:
        """Download what the core has made for us."""

        def granted(answer: ConsoleMessage) -> None:
            if isinstance(answer, DownloadTicket):
                self.rest()
                self.fetch(answer, path, outcome)

        self._ways.ask(AskDownload(document=document), outcome.failed, granted)

    def _known_link(self) -> JoinLink:
        """Return the way to the core, from which the ticket came."""
        link = self._ways.link()
        assert link is not None
        return link

    def _begin(self, what: str, work: Coroutine[Any, Any, None], outcome: Outcome) -> None:
        self.show_progress(what)
        self._task = spawn(self._carry(work, outcome), name="courier", owner=self._ways.tasks)

    async def _carry(self, work: Coroutine[Any, Any, None], outcome: Outcome) -> None:
        try:
            await work
        except ConferenceError as error:
            self.rest()
            outcome.failed(error)
        except asyncio.CancelledError:
            self.rest()
            raise
        else:
            self.rest()
            outcome.went_well()

    def _pressed(self) -> None:
        self.on_cancel()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
