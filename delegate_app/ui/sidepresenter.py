"""Between the tabs of the side area and what is beside them: who is picked is written to, a document opens."""

from collections.abc import Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject

from common.model.chat import ChatKind, ChatName
from common.model.ids import ParticipantId
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.side.agenda import AgendaTab
from delegate_app.ui.side.chat import ChatTab
from delegate_app.ui.side.participants import ParticipantsTab
from delegate_app.ui.wishes import Wishes


class Arrangement(Protocol):
    """What is needed of `delegate_app.core.recollection.Arrangement`."""

    @property
    def side(self) -> tuple[str, bool] | None: ...
    def keep_side(self, tab: str, is_open: bool) -> Coroutine[Any, Any, None]: ...


class SidePresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, memory: Arrangement, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._side = window.meeting.side
        self._memory, self._page = memory, window.meeting
        self._is_recalled = False
        window.meeting.side_kept.connect(
            lambda tab, is_open: wishes.run(memory.keep_side(tab, is_open), "keep the side area")
        )
        self._side.tab(ParticipantsTab).write_wanted.connect(self._write_to)
        self._side.tab(AgendaTab).document_wanted.connect(window.documents.open_wanted)

    def recall(self) -> None:
        """Have the side area as it was left last time, once that is known."""
        if not self._is_recalled and (side := self._memory.side) is not None:
            self._is_recalled = True
            self._page.recall_side(*side)

    def _write_to(self, who: str) -> None:
        self._side.tab(ChatTab).open(ChatName(ChatKind.PRIVATE, ParticipantId(who)))
        self._side.choose(ChatTab.name)
