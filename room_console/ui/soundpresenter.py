"""Whether voices can be interpreted, between core and window: readiness, pre-listen, the interpreters' vote."""

import asyncio
import logging
from pathlib import Path

from PySide6.QtCore import QObject

from common.aio.tasks import spawn
from common.model.ids import ChannelNumber, ParticipantId
from common.protocol.checks import ListReadiness, PreListen, ReadinessHistory, SayCannotInterpret
from common.protocol.codec import ConsoleMessage
from room_console.ui.attachment import Attachment
from room_console.ui.mainwindow import MainWindow
from room_console.ui.readinesscsv import write_csv
from room_console.ui.tables.row import Row
from room_console.ui.wishes import Wishes

_log = logging.getLogger(__name__)


class SoundPresenter(QObject):
    """Thread: main. Files are written by a worker."""

    def __init__(self, attachment: Attachment, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._attachment, self._window, self._wishes = attachment, window, wishes
        window.readiness.history_wanted.connect(self._list_runs)
        window.readiness.export_wanted.connect(self._export)
        window.speakers.prelisten.wanted.connect(self._hear)
        window.signal.inputs.vote_wanted.connect(self._vote)

    def _hear(self, who: ParticipantId | None) -> None:
        def heard(_: ConsoleMessage) -> None:
            self._attachment.show_prelisten(who)

        self._wishes.ask(PreListen(participant=who), self._window.speakers.prelisten.refuse, heard)

    def _vote(self, channel: int, is_raised: bool) -> None:
        message = SayCannotInterpret(channel=ChannelNumber(channel), is_raised=is_raised)
        self._wishes.ask(message, self._window.signal.inputs.notice)

    def _list_runs(self, who: ParticipantId) -> None:
        def show(answer: ConsoleMessage) -> None:
            if isinstance(answer, ReadinessHistory):
                self._window.readiness.show_runs(answer.participant, answer.reports)

        self._wishes.ask(ListReadiness(participant=who), self._window.readiness.history.notice, show)

    def _export(self, path: Path, rows: list[Row]) -> None:
        spawn(self._write(path, rows), name="export of readiness", owner=self._wishes.tasks)

    async def _write(self, path: Path, rows: list[Row]) -> None:
        notice = self._window.readiness.notice
        try:
            count = await asyncio.to_thread(write_csv, path, rows)
        except OSError as error:
            _log.warning("x readiness was not exported: %s", error)
            said = self.tr("The file {path} was not written: {reason}. Choose another folder.")
            notice.say(said.format(path=path, reason=error.strerror or type(error).__name__), "warn", may_dismiss=True)
            return
        said = self.tr("{count} participants were written into {path}")
        notice.say(said.format(count=count, path=path), "live", may_dismiss=True)
