"""A badge list from a file to the core, in parts that a message can hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from common.protocol.codec import ConsoleMessage
from common.protocol.documents import MAX_BADGE_BYTES, BadgeFault, BadgesRead, ImportBadges

if TYPE_CHECKING:
    from room_console.ui.office.participants import ParticipantsPage

MOST_BYTES = 4_000_000
MOST_NAMED = 5
"""Faulty lines that are named; of the others it is said how many they are."""


class BadgeReader(QObject):
    """Reads, sends part after part, and says what came of it. Thread: main."""

    read = Signal()
    """All parts were taken."""

    def __init__(self, page: "ParticipantsPage") -> None:
        super().__init__(page)
        self._page = page
        self._parts: list[tuple[int, str]] = []
        self._marked = 0
        self._faults: list[BadgeFault] = []

    def choose(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self._page, self.tr("Badge list (CSV)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.begin(Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def begin(self, path: Path) -> None:
        """Read a file and send it."""
        try:
            data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
            text = data.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text:
            self._page.notice.say(self.tr("This is no list: a text file (CSV, UTF-8) of up to 4 MB."), "warn")
            return
        self._parts, self._marked, self._faults = list(parts_of(text)), 0, []
        self._next()

    def _next(self) -> None:
        session = self._page.marked_session
        if not self._parts or session is None:
            self._say()
            self.read.emit()
            return
        first_line, text = self._parts.pop(0)
        wish = ImportBadges(session=session, text=text, first_line=first_line)
        self._page.ask(wish, self._page.notice, self._taken)

    def _taken(self, answer: ConsoleMessage) -> None:
        if isinstance(answer, BadgesRead):
            self._marked += answer.marked
            self._faults += answer.faults
            self._next()

    def _say(self) -> None:
        text = self.tr("{people} people were in the hall.").format(people=self._marked)
        if self._faults:
            named = ", ".join(f"{fault.line} ({fault.value})" for fault in self._faults[:MOST_NAMED])
            more = len(self._faults) - MOST_NAMED
            rest = self.tr(" and {more} more").format(more=more) if more > 0 else ""
            text += " " + self.tr("Lines that name nobody, or more than one: {lines}{rest}.").format(
                lines=named, rest=rest
            )
        self._page.notice.say(text, "warn" if self._faults else "live", may_dismiss=True)


def parts_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield parts of whole lines that fit a message, each with the number of its first line."""
    part: list[str] = []
    first_line, size = 1, 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        length = len(line.encode())
        if part and size + length > MAX_BADGE_BYTES:
            yield first_line, "".join(part)
            part, first_line, size = [], number, 0
        part.append(line)
        size += length
    if part:
        yield first_line, "".join(part)
