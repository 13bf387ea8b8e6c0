"""Between the tabs of the side area and what is beside them: who is picked is written to, a document opens."""

from PySide6.QtCore import QObject

from common.model.chat import ChatKind, ChatName
from common.model.ids import ParticipantId
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.side.agenda import AgendaTab
from delegate_app.ui.side.chat import ChatTab
from delegate_app.ui.side.participants import ParticipantsTab


class SidePresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._side = window.meeting.side
        self._side.tab(ParticipantsTab).write_wanted.connect(self._write_to)
        self._side.tab(AgendaTab).document_wanted.connect(window.documents.open_wanted)

    def _write_to(self, who: str) -> None:
        self._side.tab(ChatTab).open(ChatName(ChatKind.PRIVATE, ParticipantId(who)))
        self._side.choose(ChatTab.name)
