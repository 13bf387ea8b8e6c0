"""The floor button, its menu and its line, to the delegate's verbs."""

from typing import Protocol, assert_never

from PySide6.QtCore import QObject

from common.model.floor import RequestKind
from delegate_app.ui.pages.meeting import MeetingPage
from delegate_app.ui.wishes import Wishes
from delegate_app.ui.wording import FloorAct


class Floor(Protocol):
    """What the floor button needs of the delegate."""

    async def request_floor(self, kind: RequestKind, on_behalf_of: str, language: str) -> None: ...
    async def alter_request(self, on_behalf_of: str, language: str) -> None: ...
    async def withdraw_floor(self) -> None: ...
    async def release_floor(self) -> None: ...
    async def set_muted(self, is_muted: bool) -> None: ...


class FloorPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, delegate: Floor, page: MeetingPage, wishes: Wishes) -> None:
        super().__init__(page)
        self._delegate = delegate
        self._page = page
        self._wishes = wishes
        controls = page.controls
        controls.floor_pressed.connect(self._act)
        controls.kinds.chosen.connect(lambda kind: self._ask(kind, "ask for something else"))
        controls.speaking_as.altered.connect(
            lambda group, language: wishes.run(delegate.alter_request(group, language), "alter the request")
        )

    def _ask(self, kind: RequestKind, name: str) -> None:
        said = self._page.controls.speaking_as
        self._wishes.run(self._delegate.request_floor(kind, said.on_behalf_of, said.language), name)

    def _act(self, act: FloorAct) -> None:
        self._page.is_own_doing = act in (FloorAct.WITHDRAW, FloorAct.RELEASE)
        match act:
            case FloorAct.REQUEST:
                self._ask(RequestKind.INTERVENTION, act.value)
            case FloorAct.WITHDRAW:
                self._wishes.run(self._delegate.withdraw_floor(), act.value)
            case FloorAct.RELEASE:
                self._wishes.run(self._delegate.release_floor(), act.value)
            case FloorAct.UNMUTE:
                self._wishes.run(self._delegate.set_muted(False), act.value)
            case _:
                assert_never(act)
