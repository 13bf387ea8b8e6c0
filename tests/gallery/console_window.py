"""The console's window in every state that a technician may find it in."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
from PySide6.QtWidgets import QWidget

from common.model.errors import ErrorCode, MediaError
from common.model.ids import ParticipantId
from common.model.voice import MicrophoneState
from common.protocol.operator import Device
from room_console.ui.keytable import console_keys
from room_console.ui.mainwindow import MainWindow
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.widgets.keyoverview import KeyOverview
from tests.gallery.consoledata import (
    DEVICES,
    FULL,
    ILL,
    LEVELS,
    attached,
    closed,
    crowded,
    debated,
    long_names,
    overrun,
    quiet,
    with_microphones,
    with_thin_line,
)
from tests.gallery.madeup import NOW_MS
from tests.gallery.registry import scene

SIZES = ((1280, 720), (1920, 1080), (1024, 640))
OVER_S = 25
THIN = ParticipantId("p-5")
LAST_WORDS = "2026-03-04 09:12:44 ERROR x the core can't start: busy: /var/lib/hemicycle is in use by process 4711"


def sharing(language: str) -> ConsoleState:
    """Return a debate whose speaker shows their screen."""
    state = debated(language)
    assert state.view is not None
    return replace(state, view=replace(state.view, sharing=state.view.floor[0].participant))


STATES: dict[str, Callable[[str], ConsoleState]] = {
    "starting": lambda lang: ConsoleState(Phase.STARTING),
    "empty": quiet,
    "usual": attached,
    "debate": debated,
    "sharing": sharing,
    "overrun": lambda lang: overrun(debated(lang), OVER_S),
    "closed": lambda lang: closed(debated(lang)),
    "disk-full": lambda lang: replace(debated(lang), health=FULL),
    "crowded": crowded,
    "long": long_names,
    "microphone-lost": lambda lang: with_microphones(
        attached(lang), p_1=MicrophoneState.LOST, p_3=MicrophoneState.REPLACED
    ),
    "thin-line": lambda lang: with_thin_line(attached(lang), THIN),
    "lost": lambda lang: replace(attached(lang), phase=Phase.RESTARTING),
    "reconnecting": lambda lang: replace(debated(lang), phase=Phase.RECONNECTING, error=ErrorCode.UNREACHABLE),
    "code": lambda lang: ConsoleState(Phase.CODE, ErrorCode.CODE_WRONG, "op…@example.org"),
    "replaced": lambda lang: replace(attached(lang), phase=Phase.REPLACED),
    "failed": lambda lang: ConsoleState(Phase.FAILED, ErrorCode.LIMIT, LAST_WORDS),
    "ended": lambda lang: replace(attached(lang), phase=Phase.ENDED),
}


def window_of(state: ConsoleState) -> MainWindow:
    """Return the window that shows a state, with sound on every meter while attached."""
    window = MainWindow()
    window.show_state(state, NOW_MS)
    window.top.show_time(NOW_MS)
    if state.is_attached:
        window.show_levels(LEVELS)
    return window


@scene("console.window", states=tuple(STATES), sizes=SIZES)
def console(state: str, language: str) -> QWidget:
    """The window on its people."""
    window = window_of(STATES[state](language))
    if state == "microphone-lost":
        window.roster.table.selectRow(0)
    if state == "thin-line":
        window.roster.table.select(THIN)
    return window


@scene("console.rules", states=("usual", "edited"), sizes=SIZES)
def rules(state: str, language: str) -> QWidget:
    """The window on the rules of the debate."""
    window = window_of(debated(language))
    window.show_rules()
    if state == "edited":
        window.rules.mode.setCurrentIndex(1)
        window.rules.overrun.setCurrentIndex(2)
    return window


@scene("console.entry", states=("begun", "found", "unknown", "corrected"), sizes=SIZES)
def entry(state: str, language: str) -> QWidget:
    """The window while somebody is put in the list, or a request is put right."""
    window = window_of(crowded(language))
    if state == "corrected":
        window.speakers.list.setCurrentIndex(window.speakers.model.index(3))
        window.speakers.verbs.correct.click()
        return window
    window.speakers.verbs.enter.setChecked(True)
    texts = {"begun": "", "found": {"en": "ken", "ar": "كينيا"}[language], "unknown": "Ana Sousa, Lusitania"}
    window.speakers.entry.who.insert(texts[state])
    return window


@scene("console.keys", sizes=((760, 520),))
def keys(state: str, language: str) -> QWidget:
    """The overview of keys."""
    return KeyOverview(None, console_keys())


@scene("console.patch", states=("usual", "edited", "invalid"), sizes=SIZES)
def patch(state: str, language: str) -> QWidget:
    """The window on its patch."""
    window = window_of(attached(language))
    window.tabs.setCurrentWidget(window.patch)
    spins = window.patch.grid.spins()
    if state == "edited":
        spins[0].setValue(8)
    if state == "invalid":
        spins[0].setValue(9)
        spins[-1].setValue(spins[-2].value())
    return window


@scene(
    "console.halldevice",
    states=("listed", "chosen", "lacking", "opening", "refused", "crowded", "stopped"),
    sizes=SIZES,
)
def halldevice(state: str, language: str) -> QWidget:
    """The window on the devices by which the hall's sound may go."""
    shown = attached(language)
    window = window_of(replace(shown, health=ILL) if state == "stopped" else shown)
    window.tabs.setCurrentWidget(window.patch)
    window.patch.show_pane(is_open=True)
    pane = window.patch.pane
    more = tuple(Device(f"portaudio:ALSA:USB Audio Interface {n} (hw:{n},0)", 18, 20, 96_000) for n in range(3, 40))
    pane.show_devices(msgspec.structs.replace(DEVICES, audio=DEVICES.audio + more) if state == "crowded" else DEVICES)
    if state != "listed":
        pane.table.select(0 if state == "lacking" else 1)
    if state == "opening":
        pane.show_changing()
    if state == "refused":
        pane.show_refused(MediaError(ErrorCode.DEVICE, "Error opening Stream: Device unavailable [PaErrorCode -9985]"))
    return window


@scene("console.health", states=("usual", "error"), sizes=SIZES)
def health(state: str, language: str) -> QWidget:
    """The window on the core's health."""
    shown = attached(language)
    if state == "error":
        shown = replace(shown, health=ILL)
    window = window_of(shown)
    window.tabs.setCurrentIndex(window.tabs.count() - 1)
    return window


@scene("console.outbox", states=("empty", "usual"), sizes=SIZES)
def outbox(state: str, language: str) -> QWidget:
    """The window on its outbox."""
    window = window_of(quiet(language) if state == "empty" else attached(language))
    window.tabs.setCurrentWidget(window.outbox)
    return window


@scene("console.link", states=("form", "issued", "refused"), sizes=SIZES)
def link(state: str, language: str) -> QWidget:
    """The window while someone is registered."""
    shown = attached(language)
    window = window_of(shown)
    if state == "form":
        window.roster.add.setChecked(True)
    elif state == "issued":
        window.roster.link.show_link("Ms. Helena Prado", "hemicycle://hall.example.org:8443/conversation#" + "A7c" * 30)
    else:
        window.speakers.notice.say(
            "As many microphones are open as the rules and slots allow. Revoke one, or raise the limit.", "warn"
        )
    return window
