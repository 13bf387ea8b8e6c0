"""The chair's newest notice, in sight until it is read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from common.model.chat import ChairNotice
from common.ui.chattext import END, ISOLATE, clock_words
from common.ui.notice import Notice


class NoticeBanner(Notice):
    """Calm: it takes no focus, and is read out once."""

    read = Signal(int)
    """The number of the notice that was read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self.acted.connect(lambda: self.read.emit(self._number))

    def show_notice(self, notice: ChairNotice | None) -> None:
        """Show a notice; None for nothing."""
        if notice is None:
            self.clear()
            return
        self._number = notice.number
        words = self.tr("Notice, {time}: {text}").format(
            time=clock_words(notice.at_ms), text=f"{ISOLATE}{notice.text}{END}"
        )
        self.say(words, "accent", self.tr("I have read it"))
