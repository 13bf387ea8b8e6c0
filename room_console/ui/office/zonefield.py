"""A field for a time zone, by its IANA name."""

from PySide6.QtCore import QRunnable, QStringListModel, Qt, QThreadPool
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from common.model.errors import ConferenceError
from common.model.zones import zone, zone_names
from common.ui.text import restyle

LONGEST = 64


class _Warm(QRunnable):
    """Reads the names of the zones, which takes too long for the window's thread."""

    def run(self) -> None:
        """Read them."""
        zone_names()


class ZoneField(QLineEdit):
    """Completes any part of a name; a name that is none is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, maxLength=LONGEST, placeholderText="Europe/Zurich")
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.textChanged.connect(self._judge)
        QThreadPool.globalInstance().start(_Warm())

    @property
    def is_valid(self) -> bool:
        """Tell whether it names a zone."""
        try:
            zone(self.text().strip())
        except ConferenceError:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the names ready."""
        super().focusInEvent(event)
        if not self._names.rowCount():
            self._names.setStringList(list(zone_names()))

    def _judge(self) -> None:
        restyle(self, tone="plain" if self.is_valid else "fail")
