"""The hall's sound devices, between core and window: the list, the change, and what all staff are told of it."""

from PySide6.QtCore import QObject

from common.model.errors import ConferenceError
from common.protocol.codec import ConsoleMessage
from common.protocol.operator import ChangeHall, Devices, HallChanged, ListDevices
from common.ui.text import isolated
from room_console.ui.devicewords import devices_word
from room_console.ui.mainwindow import MainWindow
from room_console.ui.state import ConsoleState
from room_console.ui.wishes import Wishes
from room_console.ui.wording import who_is


class HallPresenter(QObject):
    """Thread: main."""

    def __init__(self, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._window, self._wishes = window, wishes
        self._pane = window.patch.pane
        self._is_listing = False
        self._pane.devices_wanted.connect(self._list)
        self._pane.change_wanted.connect(self._change)

    def take(self, message: HallChanged, state: ConsoleState) -> None:
        """Say who has let the hall's sound go by another device: where one looks, or else where everybody does."""
        who = " – ".join(filter(None, who_is(state.view, message.by))) if state.view is not None else message.by
        said = self.tr("The hall's sound goes by another device: {device}. Changed by {who}.")
        text = said.format(device=devices_word(message.input, message.output), who=isolated(who))
        window = self._window
        place = window.patch.refusals if window.patch.isVisible() else window.speakers.notice
        place.say(text, "accent", may_dismiss=True)

    def _list(self) -> None:
        if self._is_listing:
            return

        def show(answer: ConsoleMessage) -> None:
            self._is_listing = False
            if isinstance(answer, Devices):
                self._pane.show_devices(answer)

        def refuse(error: ConferenceError) -> None:
            self._is_listing = False
            self._pane.show_unlisted(error)

        self._is_listing = True
        self._wishes.ask(ListDevices(), refuse, show)

    def _change(self, message: ChangeHall) -> None:
        def show(_: ConsoleMessage) -> None:
            self._pane.show_changed()
            self._window.patch.show_pane(is_open=False)

        self._pane.show_changing()
        self._wishes.ask(message, self._pane.show_refused, show)
