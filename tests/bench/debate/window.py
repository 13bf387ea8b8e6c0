"""How long the console's window holds its thread at a time while a meeting of 3,000 is debated, hall and office.

`python -m tests.bench.debate.window [--requests 60] [--rounds 40] [--json FILE]`

`work` is how long one change was taken in, `paint` the longest turn after it, in which it was worked out further, laid
out or drawn, both ms of the Qt thread's own processor time.
"""

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec

from common.aio.collector import keep_from_now
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId
from common.model.people import Presence
from room_console.ui.mainwindow import MainWindow
from room_console.ui.state import ConsoleState
from tests.bench.debate.office import spans_of_office
from tests.bench.turns import spans_ms
from tests.gallery.consoledata import LEVELS, console, speaking
from tests.gallery.harness import gallery_application, settle
from tests.gallery.madeup import NOW_MS, request

PEOPLE = 3_000
SIZE = (1280, 720)
Act = Callable[[], None]


def figures(spans: list[tuple[float, float]]) -> dict[str, float]:
    """Return median and longest of both, ms."""
    work, paint = (sorted(span) for span in zip(*spans, strict=True))
    middle = len(spans) // 2
    return {
        "work_median_ms": round(work[middle], 2),
        "work_longest_ms": round(work[-1], 2),
        "paint_median_ms": round(paint[middle], 2),
        "paint_longest_ms": round(paint[-1], 2),
    }


def debate(requests: int) -> ConsoleState:
    """Return a meeting of PEOPLE with so many in the list."""
    waiting = (request(n) for n in range(3, requests + 1))
    floor = (speaking(1), request(2, RequestStatus.ACCEPTED), *waiting)
    return console("en", floor, PEOPLE, frozenset(range(1, requests + 1)))


def asked(state: ConsoleState, number: int) -> ConsoleState:
    """Return the state after one more has asked."""
    assert state.view is not None
    return replace(state, view=replace(state.view, floor=(*state.view.floor, request(number))))


def granted(state: ConsoleState) -> ConsoleState:
    """Return the state after the first speaker has ended and the next has the floor."""
    assert state.view is not None
    following = replace(
        state.view.floor[1],
        status=RequestStatus.GRANTED,
        is_on_air=True,
        on_air_at_ms=NOW_MS,
        running_since_ms=NOW_MS,
        slot=state.view.floor[0].slot,
    )
    return replace(state, view=replace(state.view, floor=(following, *state.view.floor[2:])))


def came(state: ConsoleState, number: int) -> ConsoleState:
    """Return the state after somebody's link has dropped, or come back."""
    assert state.view is not None
    who = ParticipantId(f"p-{number}")
    presence = Presence.RECONNECTING if number % 2 else Presence.JOINED
    person = replace(state.view.participants[who], presence=presence)
    return replace(state, view=replace(state.view, participants={**state.view.participants, who: person}))


def reported(state: ConsoleState, jitter_ms: float) -> ConsoleState:
    """Return the state after everyone's line was measured."""
    reports = {who: msgspec.structs.replace(r, jitter_ms=jitter_ms) for who, r in state.reports.items()}
    return replace(state, reports=reports)


def measure(requests: int, rounds: int) -> dict[str, dict[str, float]]:
    """Measure each of the things that happen all the time."""
    window, state = MainWindow(), debate(requests)
    window.resize(*SIZE)
    window.show()
    measured = {"first": figures([spans_ms(lambda: window.show_in_turns(state, NOW_MS))])}
    keep_from_now()
    series: dict[str, list[Act]] = {name: [] for name in ("clock", "levels", "request", "grant", "person", "reports")}
    shown = state
    for n in range(rounds):
        series["clock"].append(lambda n=n: window.show_time(state, NOW_MS + n * 1000))  # type: ignore[misc]
        series["levels"].append(lambda: window.show_levels(LEVELS))
        shown = asked(shown, PEOPLE - n)
        series["request"].append(lambda s=shown: window.show_in_turns(s, NOW_MS))  # type: ignore[misc]
    for _ in range(min(rounds, requests - 3)):
        shown = granted(shown)
        series["grant"].append(lambda s=shown: window.show_in_turns(s, NOW_MS))  # type: ignore[misc]
    for n in range(rounds):
        shown = came(shown, n + 1)
        series["person"].append(lambda s=shown: _at_once(window, s))  # type: ignore[misc]
    for n in range(max(3, rounds // 8)):
        shown = reported(shown, float(n))
        series["reports"].append(lambda s=shown: _at_once(window, s))  # type: ignore[misc]
    for name, acts in series.items():
        measured[name] = figures([spans_ms(act) for act in acts])
    measured |= {name: figures(spans) for name, spans in spans_of_office(window, shown, rounds).items()}
    window.hide()
    window.deleteLater()
    settle()
    return measured


def _at_once(window: MainWindow, state: ConsoleState) -> None:
    """Show a state, the table of people too, which waits for half a second."""
    window.roster._pause.stop()
    window.show_in_turns(state, NOW_MS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.debate.window", description=__doc__)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    gallery_application()
    text = json.dumps(measure(options.requests, options.rounds), indent=2)
    print(text)
    if options.json is not None:
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
