"""Where the meeting stands in its programme, under the head: as many lines as it needs, none where it says nothing."""

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from common.ui.text import paragraph


class ProgrammeLine(QWidget):
    """Says the item, the session and its hours whole: they are not shortened."""

    def __init__(self) -> None:
        super().__init__()
        self.words = paragraph(ink="muted")
        self.words.setAccessibleName(self.tr("Programme"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_words(self, words: str) -> None:
        """Show other words."""
        if words != self.words.text():
            self.words.setText(words)
            self.setVisible(bool(words))
