"""How long the delegate's window holds its thread at a time in a meeting of 3,000 with 450 in the list.

`python -m tests.bench.debate.delegatewindow [--rounds 40] [--json FILE]`

Of every act the longest stretch of the Qt thread's own processor time between two turns of its loop, and how long all
of it took, ms. `join` is a first snapshot; each tab of the side area and each page is opened for the first time.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from common.aio.collector import keep_from_now
from common.model.chat import EVENT_CHAT, ChatLine
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId
from common.model.people import Presence
from common.protocol.chatlog import ChatLog
from delegate_app.core.state import DelegateState
from delegate_app.ui.mainwindow import MainWindow
from tests.gallery.delegate_chat import lines_of
from tests.gallery.delegate_side import CROWD, crowd, with_people
from tests.gallery.harness import gallery_application, is_at_work, settle
from tests.gallery.madeup import NOW_MS, joined, request
from tests.gallery.programme import under_way

LISTED = 450
LINES = 1_000
SIZE = (1280, 720)
TURNS = 2_000
TURNS_AT_REST = 2
REST_MS = 0.05
Act = Callable[[], None]
PAGES: dict[str, Callable[[MainWindow], None]] = {
    "documents": lambda window: window.meeting.header.documents.click(),
    "help": MainWindow.show_help,
    "coaching": MainWindow.show_coaching,
    "devices": lambda window: window.show_devices(True),
    "tips": MainWindow.show_tips,
}


def stretches_ms(window: MainWindow, act: Act) -> list[float]:
    """Do it and let the window come to rest; return how long each turn of the loop took, ms."""
    found, turn = [], act
    for _ in range(TURNS):
        begun_s = time.thread_time()
        turn()
        found.append((time.thread_time() - begun_s) * 1000)
        turn = _turn
        if len(found) > TURNS_AT_REST and max(found[-TURNS_AT_REST:]) < REST_MS and not is_at_work(window):
            break
    return found


def _turn() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.None_.value)
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)


def figures(rounds: list[list[float]]) -> dict[str, float]:
    """Return the longest stretch (median and worst of all rounds) and the whole, ms."""
    longest = sorted(max(round_) for round_ in rounds)
    whole = sorted(sum(round_) for round_ in rounds)
    middle = len(rounds) // 2
    return {
        "longest_median_ms": round(longest[middle], 2),
        "longest_ms": round(longest[-1], 2),
        "whole_ms": round(whole[middle], 2),
    }


def debate() -> DelegateState:
    """Return a meeting of CROWD, LISTED of them in the list, LINES in the chat."""
    floor = (request(1, RequestStatus.GRANTED, is_on_air=True), *(request(n) for n in range(2, LISTED + 1)))
    state = with_people(joined("en", floor), crowd("en", CROWD))
    assert state.view is not None
    state = replace(state, view=under_way(state.view, "en"))
    said = lines_of(state, "en", LINES // 7 + 1)[:LINES]
    return replace(state, chat=ChatLog(chats={EVENT_CHAT: said}))


def with_floor(state: DelegateState, floor: tuple[FloorRequest, ...]) -> DelegateState:
    """Return the state with another list."""
    assert state.view is not None
    return replace(state, view=replace(state.view, floor=floor))


def came(state: DelegateState, number: int) -> DelegateState:
    """Return the state after somebody's link has dropped, or come back."""
    assert state.view is not None
    who, people = ParticipantId(f"p-{number}"), state.view.participants
    presence = Presence.RECONNECTING if people[who].presence is Presence.JOINED else Presence.JOINED
    made = people | {who: replace(people[who], presence=presence)}
    return with_people(state, made)


def said(state: DelegateState, number: int) -> DelegateState:
    """Return the state with one more line in the chat."""
    lines = state.chat.chats[EVENT_CHAT]
    line = ChatLine(lines[-1].number + 1, ParticipantId("p-2"), NOW_MS, f"One more thing: {number}")
    return replace(state, chat=replace(state.chat, chats={EVENT_CHAT: (*lines, line)}))


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Measure each of the things that happen all the time, with the tab open that shows it."""
    window, state = MainWindow(), debate()
    window.resize(*SIZE)
    window.show()
    settle()
    keep_from_now()
    side = window.meeting.side
    measured = {"join": figures([stretches_ms(window, lambda: window.show_in_turns(state, NOW_MS))])}
    for name in ("participants", "agenda", "chat", "speakers"):
        measured[f"open {name}"] = figures([stretches_ms(window, lambda name=name: side.choose(name))])  # type: ignore[misc]
    for name, opened in PAGES.items():
        measured[f"open {name}"] = figures([stretches_ms(window, lambda opened=opened: opened(window))])  # type: ignore[misc]
        measured["back to the meeting"] = figures([stretches_ms(window, lambda: window._go_beside(None))])

    def series(name: str, tab: str, act: Callable[[DelegateState, int], DelegateState]) -> None:
        nonlocal state
        side.choose(tab)
        settle()
        found = []
        for n in range(rounds):
            state = act(state, n)
            found.append(stretches_ms(window, lambda now=state: window.show_state(now, NOW_MS)))  # type: ignore[misc]
        measured[name] = figures(found)

    def asked(now: DelegateState, n: int) -> DelegateState:
        return with_floor(now, (*now.view.floor, request(LISTED + 1 + n)))  # type: ignore[union-attr]

    def ended(now: DelegateState, n: int) -> DelegateState:
        del n
        first, *others = now.view.floor[1:]  # type: ignore[union-attr]
        given = replace(first, status=RequestStatus.GRANTED, is_on_air=True, on_air_at_ms=NOW_MS, granted_at_ms=NOW_MS)
        return with_floor(now, (given, *others))

    series("asked", "speakers", asked)
    series("granted", "speakers", ended)
    series("came, list open", "speakers", lambda now, n: came(now, n + 2))
    series("came, people open", "participants", lambda now, n: came(now, n + 2))
    series("said", "chat", said)
    clocks = [stretches_ms(window, lambda n=n: window.show_time(state, NOW_MS + n * 250)) for n in range(rounds)]  # type: ignore[misc]
    measured["clock"] = figures(clocks)
    window.hide()
    window.deleteLater()
    settle()
    return measured


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.debate.delegatewindow", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    gallery_application()
    text = json.dumps(measure(options.rounds), indent=2)
    print(text)
    if options.json is not None:
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
