"""The lines of a chat as a text: each in its own direction, links where they really lead, never markup."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import dropwhile, takewhile
from typing import Any, Final

from PySide6.QtCore import QDateTime, QLocale, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from common.model.chat import ChatLine
from common.model.ids import ParticipantId
from common.model.links import Link, pieces
from common.ui import theme

ISOLATE, ISOLATE_LEFT, END = "\u2068", "\u2066", "\u2069"
"""What stands between them keeps its own direction, and turns nothing round it (UAX 9, section 2)."""
SAME_WRITER_MS: Final = 180_000
"""Lines of one person that come closer together stand under one name."""
_LEFT, _AUTO = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.LayoutDirectionAuto
_NUMBER: Final = QTextFormat.Property.UserProperty + 1
"""Of a block: the line to which it belongs."""


class ChatText(QTextBrowser):
    """Shows lines; `show_lines` changes only what is new, gone or removed."""

    line_chosen = Signal(int)
    """The cursor has come to a line (0: to none)."""

    def __init__(self, name_of: Callable[[ParticipantId], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: int | None = None
        """The line at which the cursor stands, where lines can be chosen."""
        self._name_of = name_of
        self._lines: tuple[ChatLine, ...] = ()
        self._may_choose = self._is_writing = False
        self._is_fresh = True
        """Whether the block at which is written is still empty."""
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(theme.SPACE_PX // 2)
        self.anchorClicked.connect(_open_outside)
        self.cursorPositionChanged.connect(self._choose)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Fetch nothing, whatever is named."""
        return None

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy what is read, without the marks that keep directions apart."""
        data = QMimeData()
        text = self.textCursor().selection().toPlainText()
        data.setText(text.translate({ord(mark): None for mark in (ISOLATE, ISOLATE_LEFT, END)}))
        return data

    def let_choose(self) -> None:
        """Let lines be chosen by keyboard and mouse."""
        self._may_choose = True
        self.setTextInteractionFlags(self.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard)

    def show_lines(self, lines: Sequence[ChatLine]) -> bool:
        """Show these, oldest first; return whether the last line is in sight."""
        bar = self.verticalScrollBar()
        was_at_end = bar.value() >= bar.maximum() - theme.SPACE_PX
        lines = tuple(lines)
        with self._writing():
            if not self._follow(lines):
                self._lines = ()
                self.clear()
                self._append(lines)
            self._lines = lines
        if was_at_end:
            bar.setValue(bar.maximum())
        return was_at_end

    def show_again(self) -> None:
        """Show what is shown anew: colours or names have changed."""
        with self._writing():
            self.clear()
            self._append(self._lines)
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def words(self, line: ChatLine) -> str:
        """Say a line as it is read out."""
        text = self.tr("Removed by the moderator") if line.is_removed else line.text
        return f"{ISOLATE}{self._name_of(line.by)}{END}: {ISOLATE}{text}{END}"

    def _follow(self, lines: tuple[ChatLine, ...]) -> bool:
        """Change what is shown where lines came at either end, were removed or are gone at the top; false where not."""
        known = {line.number: line for line in self._lines}
        kept = [line for line in lines if line.number in known]
        if not kept:
            return False
        gone, first = len(self._lines) - len(kept), lines.index(kept[0])
        if [line.number for line in kept] != [line.number for line in self._lines[gone:]] or (gone and first):
            return False
        after = lines[first + len(kept) :]
        if lines[first : first + len(kept)] != tuple(kept):
            return False
        if gone:
            self._drop_until(kept[0].number)
        for line in kept:
            if line is not known[line.number] and line != known[line.number]:
                self._write_anew(line)
        self._prepend(lines[:first])
        self._append(after, kept[-1])
        return True

    def _append(self, lines: Sequence[ChatLine], before: ChatLine | None = None) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._is_fresh = self.document().isEmpty()
        self._write(cursor, lines, before)

    def _prepend(self, lines: Sequence[ChatLine]) -> None:
        if lines:
            cursor = QTextCursor(self.document())
            cursor.insertBlock(cursor.blockFormat())
            cursor.movePosition(QTextCursor.MoveOperation.Start)
            self._is_fresh = True
            self._write(cursor, lines, None)

    def _write(self, cursor: QTextCursor, lines: Sequence[ChatLine], before: ChatLine | None) -> None:
        cursor.beginEditBlock()
        for line in lines:
            if before is None or before.by != line.by or line.at_ms - before.at_ms > SAME_WRITER_MS:
                self._begin_block(cursor, _head_format(line.number, self.layoutDirection()))
                self._write_head(cursor, line)
            self._write_body(cursor, line)
            before = line
        cursor.endEditBlock()

    def _begin_block(self, cursor: QTextCursor, form: QTextBlockFormat) -> None:
        if self._is_fresh:
            cursor.setBlockFormat(form)
        else:
            cursor.insertBlock(form, QTextCharFormat())
        self._is_fresh = False

    def _write_head(self, cursor: QTextCursor, line: ChatLine) -> None:
        colours = theme.current().colours
        cursor.insertText(f"{ISOLATE}{self._name_of(line.by)}{END}", _ink(colours.text, is_bold=True))
        cursor.insertText(f"  {clock_words(line.at_ms)}", _ink(colours.muted))

    def _write_body(self, cursor: QTextCursor, line: ChatLine) -> None:
        colours = theme.current().colours
        if line.is_removed:
            self._begin_block(cursor, _body_format(line.number, self.layoutDirection()))
            cursor.insertText(self.tr("Removed by the moderator"), _ink(colours.muted, is_slanted=True))
            return
        for row in line.text.split("\n"):
            self._begin_block(cursor, _body_format(line.number, _AUTO))
            for piece in pieces(row):
                if isinstance(piece, Link):
                    cursor.insertText(f"{ISOLATE_LEFT}{piece.shown}{END}", _link_format(piece))
                else:
                    cursor.insertText(piece, _ink(colours.text))

    def _write_anew(self, line: ChatLine) -> None:
        blocks = [block for block in self._blocks_of(line.number) if not _is_head(block)]
        if not blocks:
            return
        cursor, last = QTextCursor(blocks[0]), blocks[-1]
        cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        form = _body_format(line.number, self.layoutDirection())
        cursor.setBlockFormat(form)
        cursor.insertText(self.tr("Removed by the moderator"), _ink(theme.current().colours.muted, is_slanted=True))
        cursor.endEditBlock()

    def _drop_until(self, number: int) -> None:
        cursor, first = QTextCursor(self.document()), self._blocks_of(number)[0]
        cursor.setPosition(first.position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _blocks_of(self, number: int) -> list[QTextBlock]:
        before = dropwhile(lambda block: _number(block) != number, self._blocks())
        return list(takewhile(lambda block: _number(block) == number, before))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Keep the cursor at the line that was chosen, whatever is written round it."""
        bar = self.verticalScrollBar()
        self._is_writing = True
        try:
            yield
            if self.chosen is not None:
                blocks, at = self._blocks_of(self.chosen), bar.value()
                if blocks:
                    self.setTextCursor(QTextCursor(blocks[-1]))
                    bar.setValue(at)
                self._mark(self.chosen if blocks else None)
        finally:
            self._is_writing = False

    def _choose(self) -> None:
        if self._may_choose and not self._is_writing and self.hasFocus():
            self._mark(_number(self.textCursor().block()))

    def _mark(self, chosen: int | None) -> None:
        self.setExtraSelections([_marked(block) for block in self._blocks_of(chosen)] if chosen else [])
        if chosen != self.chosen:
            self.chosen = chosen
            self.line_chosen.emit(chosen or 0)


def clock_words(at_ms: int) -> str:
    """Say the time of day here, of an instant in ms since the epoch."""
    return QLocale(QLocale.Language.C).toString(QDateTime.fromMSecsSinceEpoch(at_ms).time(), "HH:mm")


def _open_outside(url: QUrl) -> None:
    if url.isValid() and url.scheme() in ("http", "https"):
        QDesktopServices.openUrl(url)


def _number(block: QTextBlock) -> int | None:
    number = block.blockFormat().property(_NUMBER)
    return int(number) if number else None


def _is_head(block: QTextBlock) -> bool:
    return bool(block.blockFormat().topMargin())


def _head_format(number: int, direction: Qt.LayoutDirection) -> QTextBlockFormat:
    form = _body_format(number, direction)
    form.setTopMargin(theme.SPACE_PX)
    return form


def _body_format(number: int, direction: Qt.LayoutDirection) -> QTextBlockFormat:
    form = QTextBlockFormat()
    form.setLayoutDirection(direction)
    form.setProperty(_NUMBER, number)
    return form


def _ink(colour: str, *, is_bold: bool = False, is_slanted: bool = False) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(colour))
    form.setFontWeight(QFont.Weight.Bold if is_bold else QFont.Weight.Normal)
    form.setFontItalic(is_slanted)
    return form


def _link_format(link: Link) -> QTextCharFormat:
    form = _ink(theme.current().colours.accent_ink)
    form.setAnchor(True)
    form.setAnchorHref(link.url)
    form.setFontUnderline(True)
    form.setToolTip(link.url)
    return form


def _marked(block: QTextBlock) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.format.setBackground(QColor(theme.current().colours.control_hover))
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    mark.cursor = cursor
    return mark
