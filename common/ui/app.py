"""How a window's process starts and ends: the application, its look and language, and asyncio inside Qt's loop."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import qasync
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea

from common.aio.realtime import favour_sound
from common.ui import fonts, translate
from common.ui.look import Look
from common.ui.theme import ThemeSwitch

_log = logging.getLogger(__name__)
_SIGNALS_MS = 200


_ENDING = "isEnding"


@dataclass(frozen=True, slots=True)
class Application:
    """The application and its switch of themes."""

    qt: QApplication
    themes: ThemeSwitch


def make_application(name: str, look: Look) -> Application:
    """Make the one application of the process, or dress the one there is. Thread: main."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    there = QApplication.instance()
    qt = there if isinstance(there, QApplication) else QApplication(sys.argv[:1])
    qt.setApplicationName("hemicycle")
    qt.setApplicationDisplayName(name)
    qt.setStyle("Fusion")
    fonts.load()
    translate.install(qt, look.language or translate.system_language(), look.is_rtl)
    _learn_widgets()
    return Application(qt, ThemeSwitch(qt, look.scheme, look.text_scale))


def _learn_widgets() -> None:
    """Have PySide learn every kind of widget now: else it does where it first meets one that Qt made, in one piece."""
    QScrollArea().viewport()


def run(name: str, look: Look, main: Callable[[Application], Coroutine[Any, Any, int]]) -> int:
    """Run `main` on asyncio inside Qt's loop and return its exit status. Thread: main; once a process.

    Interrupts and a request to terminate close the windows. What a slot raises is logged, and the window lives on.
    """
    favour_sound()
    application = make_application(name, look)
    application.qt.setQuitOnLastWindowClosed(False)
    sys.excepthook = _log_exception
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _end(application.qt))
    waker = QTimer(application.qt, interval=_SIGNALS_MS)
    waker.timeout.connect(lambda: None)
    waker.start()
    loop = qasync.QEventLoop(application.qt)
    asyncio.set_event_loop(loop)
    with loop:
        status: int = loop.run_until_complete(main(application))
        return status


def is_ending() -> bool:
    """Tell whether the system asked the program to end: then windows close without asking. Thread: main."""
    qt = QApplication.instance()
    return qt is not None and bool(qt.property(_ENDING))


def _end(qt: QApplication) -> None:
    qt.setProperty(_ENDING, True)
    qt.closeAllWindows()


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("x a slot failed", exc_info=(kind, error, trace))
