"""The chair's window in every state that a chair may find it in."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.chronicle import SpeakingTime, TimeBy
from common.model.floor import Overrun, RequestKind, SpeechTimers
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Act, Undoable
from common.model.people import Presence
from common.protocol.chronicle import JournalPage, SpeakingTimes
from room_console.ui.chair.window import ChairWindow
from room_console.ui.state import ConsoleState, Phase
from tests.gallery.console_journal import lines_of
from tests.gallery.consoledata import attached, crowded, long_names, quiet
from tests.gallery.madeup import NOW_MS, ON_AIR_MS
from tests.gallery.registry import scene

SIZES = ((1280, 720), (1920, 1080), (1024, 640))
LIMIT_S = 180


def debate(language: str, spoken_s: int = ON_AIR_MS // 1000) -> ConsoleState:
    """Return a debate at work: one speaks, a point of order is first, one sits in the hall, one line is lost."""
    state = attached(language)
    assert state.view is not None
    speaker, _, *waiting = state.view.floor
    speaker = replace(speaker, limit_s=LIMIT_S, running_since_ms=NOW_MS - spoken_s * 1000)
    order = replace(waiting[1], kind=RequestKind.POINT_OF_ORDER)
    behalf = {"en": "African Group", "ar": "المجموعة الأفريقية"}[language]
    hall = replace(waiting[0], is_in_hall=True, on_behalf_of=behalf)
    lost, last = waiting[2], replace(waiting[3], kind=RequestKind.RIGHT_OF_REPLY)
    gone = replace(state.view.participants[lost.participant], presence=Presence.RECONNECTING)
    view = replace(
        state.view,
        floor=(speaker, order, hall, lost, last),
        participants={**state.view.participants, lost.participant: gone},
        rules=replace(state.view.rules, is_list_open=False, timers=SpeechTimers(speech_s=LIMIT_S)),
        undoable=Undoable(Act.GRANT, ParticipantId("chair"), NOW_MS, RequestId(1), speaker.participant),
    )
    return replace(state, view=view)


def warned(state: ConsoleState) -> ConsoleState:
    """Return the state by rules that tell speaker and chair of an overrun."""
    assert state.view is not None
    timers = replace(state.view.rules.timers, overrun=Overrun.WARN)
    return replace(state, view=replace(state.view, rules=replace(state.view.rules, timers=timers)))


def faulty(language: str) -> ConsoleState:
    """Return a debate whose first in the list was set aside for a technical fault."""
    state = debate(language)
    assert state.view is not None
    speaker, first, *waiting = state.view.floor
    return replace(state, view=replace(state.view, floor=(speaker, replace(first, has_fault=True), *waiting)))


def long(language: str) -> ConsoleState:
    """Return a debate of long names, the last of which was corrected."""
    state = long_names(language)
    assert state.view is not None
    who = state.view.floor[0].participant
    undoable = Undoable(Act.CORRECT, who, NOW_MS, RequestId(1), who)
    return replace(state, view=replace(state.view, undoable=undoable))


STATES: dict[str, Callable[[str], ConsoleState]] = {
    "empty": quiet,
    "usual": debate,
    "overrun": lambda lang: debate(lang, LIMIT_S + 25),
    "warned": lambda lang: warned(debate(lang, LIMIT_S + 25)),
    "fault": faulty,
    "several": attached,
    "crowded": crowded,
    "long": long,
    "times": debate,
    "journal": debate,
    "correction": debate,
    "lost": lambda lang: replace(debate(lang), phase=Phase.RECONNECTING),
    "signin": lambda lang: ConsoleState(Phase.SIGN_IN),
}


@scene("console.chair", states=tuple(STATES), sizes=SIZES)
def chair(state: str, language: str) -> QWidget:
    """The window of who chairs."""
    window = ChairWindow()
    window.show_state(STATES[state](language), NOW_MS)
    if state in ("usual", "crowded"):
        window.panel.list.setCurrentIndex(window.panel.list.rows.index(2))
    view = STATES[state](language).view
    if state == "correction" and view is not None:
        window.panel.list.setCurrentIndex(window.panel.list.rows.index(2))
        window.panel.correct.click()
    if state == "journal" and view is not None:
        window.panel.happened.click()
        lines = lines_of(view, language, 40)
        window.panel.journal.take(0, JournalPage(1, lines, None))
        window.panel.journal.lines.setCurrentIndex(window.panel.journal.lines.model().index(8, 0))
    if state == "times" and view is not None:
        names = sorted({p.delegation for p in view.participants.values() if p.delegation})
        spoken = (SpeakingTime(n, 1 + i % 3, (len(names) - i) * 61_000) for i, n in enumerate(names))
        window.panel.spoken.click()
        window.panel.times.take(SpeakingTimes(TimeBy.DELEGATION, view.current_session, NOW_MS, tuple(spoken)))
    return window
