"""Between the tabs of the side area: who is picked in one is written to in another."""

from PySide6.QtCore import QObject

from common.model.chat import ChatKind, ChatName
from common.model.ids import ParticipantId
from delegate_app.ui.pages.meeting import MeetingPage
from delegate_app.ui.side.chat import ChatTab
from delegate_app.ui.side.participants import ParticipantsTab


class SidePresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, page: MeetingPage) -> None:
        super().__init__(page)
        self._side = page.side
        page.side.tab(ParticipantsTab).write_wanted.connect(self._write_to)

    def _write_to(self, who: str) -> None:
        self._side.tab(ChatTab).open(ChatName(ChatKind.PRIVATE, ParticipantId(who)))
        self._side.choose(ChatTab.name)
