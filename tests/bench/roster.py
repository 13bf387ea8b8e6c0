"""How long the console's tables of 3,000 people hold the Qt thread at a time, for a change and for a keystroke.

`python -m tests.bench.roster [--quick] [--json FILE]`
"""

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import Qt

from common.model.ids import ParticipantId
from common.model.invitations import InvitationRow, InvitationState
from common.model.people import Presence
from common.protocol.invitations import InvitationList
from room_console.ui.office.invitations import InvitationsPage
from room_console.ui.panels.readiness import ReadinessPanel
from room_console.ui.panels.roster import RosterPanel
from room_console.ui.state import ConsoleState
from room_console.ui.tables import readinessmodel
from room_console.ui.tables.rostermodel import Column
from room_console.ui.tables.summary import Group
from tests.bench.turns import spans_ms
from tests.gallery.consoledata import crowded
from tests.gallery.harness import gallery_application, settle
from tests.gallery.madeup import NOW_MS
from tests.gallery.readinessdata import after_checks, report

SIZE, OFFICE_SIZE = (620, 560), (1100, 640)
ROWS_A_MESSAGE = 200
TYPED = "kenya returning otieno"
Show = Callable[[ConsoleState], None]


def drawn_ms(act: Callable[[], None]) -> float:
    """Return the longest that `act`, or a turn of what it causes, holds the Qt thread, ms of its processor time."""
    return max(spans_ms(act))


def figures(took_ms: Iterable[float]) -> dict[str, float]:
    """Return median and worst, ms."""
    all_ms = list(took_ms)
    return {"median_ms": round(statistics.median(all_ms), 2), "worst_ms": round(max(all_ms), 2)}


def person_changed(state: ConsoleState, who: ParticipantId, presence: Presence) -> ConsoleState:
    """Return the state with one person come or gone."""
    assert state.view is not None
    person = replace(state.view.participants[who], presence=presence)
    return replace(state, view=replace(state.view, participants={**state.view.participants, who: person}))


def reports_changed(state: ConsoleState, count: int, jitter_ms: float) -> ConsoleState:
    """Return the state with that many lines that run otherwise."""
    chosen = list(state.reports)[:count]
    changed = {who: msgspec.structs.replace(state.reports[who], jitter_ms=jitter_ms) for who in chosen}
    return replace(state, reports={**state.reports, **changed})


def roster(rounds: int) -> dict[str, dict[str, float]]:
    """Measure the roster."""
    panel, state = RosterPanel(), crowded("en")
    panel.resize(*SIZE)
    panel.show()

    def show(shown: ConsoleState) -> None:
        panel._pause.stop()
        panel.show_state(shown)

    measured = {"first": figures([drawn_ms(lambda: show(state))])}
    panel.table.selectRow(3)
    measured |= changes(state, show, rounds)
    panel.table.sortByColumn(Column.STATE, Qt.SortOrder.AscendingOrder)
    measured |= {f"{name}, sorted by state": took for name, took in changes(state, show, rounds).items()}
    keys = [TYPED[:end] for end in range(1, len(TYPED) + 1)] * max(1, rounds // 20)
    measured["keystroke"] = figures(drawn_ms(lambda text=text: panel.search.setText(text)) for text in keys)  # type: ignore[misc]
    panel.search.clear()
    columns = [Column.NAME, Column.JITTER, Column.STATE, Column.DELEGATION]
    measured["sort"] = figures(
        drawn_ms(lambda c=column: panel.table.sortByColumn(c, Qt.SortOrder.DescendingOrder))  # type: ignore[misc]
        for column in columns
    )
    panel.hide()
    panel.deleteLater()
    settle()
    return measured


def readiness(rounds: int) -> dict[str, dict[str, float]]:
    """Measure the table of readiness: everyone's first reports, then one's at a time."""
    panel, state = ReadinessPanel(), after_checks(crowded("en"))
    panel.resize(*SIZE)
    panel.show()
    measured = {"first": figures([drawn_ms(lambda: panel.show_state(state, NOW_MS))])}
    people = list(state.readiness)
    ones = [
        replace(state, readiness={**state.readiness, people[7 * n % len(people)]: report(n % 4)}) for n in range(rounds)
    ]
    measured["report"] = figures(drawn_ms(lambda s=shown: panel.show_state(s, NOW_MS)) for shown in ones)  # type: ignore[misc]
    keys = [TYPED[:end] for end in range(1, len(TYPED) + 1)] * max(1, rounds // 20)
    measured["keystroke"] = figures(drawn_ms(lambda text=text: panel.search.setText(text)) for text in keys)  # type: ignore[misc]
    panel.search.clear()
    measured["group"] = figures(drawn_ms(button.click) for button in panel.groups.buttons.values())
    panel.groups.buttons[Group.ALL].click()
    columns = list(readinessmodel.Column)
    measured["sort"] = figures(
        drawn_ms(lambda c=column: panel.table.sortByColumn(c, Qt.SortOrder.DescendingOrder))  # type: ignore[misc]
        for column in columns
    )
    panel.hide()
    panel.deleteLater()
    settle()
    return measured


def invitations(rounds: int) -> dict[str, dict[str, float]]:
    """Measure the office's page of invitations: all of them as they come, then fifty that change at once.

    What `taken` says is without the drawing, which takes the same for every table that is drawn whole.
    """
    page, state = InvitationsPage(), crowded("en")
    page.resize(*OFFICE_SIZE)
    page.show()
    page.show_state(state)
    assert state.view is not None
    people = list(state.view.participants)
    first = [people[start : start + ROWS_A_MESSAGE] for start in range(0, len(people), ROWS_A_MESSAGE)]
    whole = [InvitationList(_rows(some, InvitationState.NONE, 0), not number) for number, some in enumerate(first)]
    turns = (InvitationState.SENDING, InvitationState.SENT, InvitationState.BOUNCED)
    fifty = [
        InvitationList(_rows(people[50 * n % len(people) :][:50], turns[n % len(turns)], NOW_MS + n))
        for n in range(rounds)
    ]
    measured = {}
    for name, messages in (("whole", whole), ("fifty", fifty)):
        taken_ms: list[float] = []

        def take(message: InvitationList, taken_ms: list[float] = taken_ms) -> None:
            started_s = time.thread_time()
            page.take(message)
            taken_ms.append((time.thread_time() - started_s) * 1000)

        measured[name] = figures(drawn_ms(lambda m=message: take(m)) for message in messages)  # type: ignore[misc]
        measured[f"{name}, taken"] = figures(taken_ms)
    page.hide()
    page.deleteLater()
    settle()
    return measured


def _rows(people: Iterable[ParticipantId], state: InvitationState, at_ms: int) -> tuple[InvitationRow, ...]:
    return tuple(InvitationRow(who, state, f"{who}@example.org", at_ms) for who in people)


def changes(state: ConsoleState, show: Show, rounds: int) -> dict[str, dict[str, float]]:
    """Measure a person's coming and going, one line's report, and those of everyone at once."""
    people = list(state.reports)
    come_and_gone = [
        person_changed(state, people[7 * n % len(people)], Presence.RECONNECTING if n % 2 else Presence.LEFT)
        for n in range(rounds)
    ]
    one = [reports_changed(state, 1, float(n)) for n in range(rounds)]
    every = [reports_changed(state, len(state.reports), float(n)) for n in range(max(3, rounds // 8))]
    series = {"person": come_and_gone, "report": one, "all reports": every}
    return {
        name: figures(drawn_ms(lambda s=shown: show(s)) for shown in states)  # type: ignore[misc]
        for name, states in series.items()
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.roster", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    gallery_application()
    rounds = 8 if options.quick else 80
    measured: dict[str, object] = {
        "roster": roster(rounds),
        "readiness": readiness(rounds),
        "invitations": invitations(rounds),
    }
    measured["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
    text = json.dumps(measured, indent=2)
    print(text)
    if options.json is not None:
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
