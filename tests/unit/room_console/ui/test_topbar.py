"""The word above all: how the core is, and whether the hall is heard."""

from dataclasses import replace

import msgspec
from pytestqt.qtbot import QtBot

from common.model.agenda import Format
from common.model.hall import NONE
from room_console.ui.panels.topbar import TopBar
from room_console.ui.state import ConsoleState
from tests.gallery.consoledata import HEALTH, attached


def a_state(held: Format, *, is_running: bool = True, device: str = HEALTH.hall_device) -> ConsoleState:
    """Return a console that is attached to a meeting held like this, none of whose sessions is open."""
    state = attached("en")
    assert state.view is not None
    view = replace(state.view, details=replace(state.view.details, format=held), current_session=None, floor=())
    health = msgspec.structs.replace(HEALTH, hall_is_running=is_running, hall_device=device)
    return replace(state, view=view, health=health)


def test_in_a_virtual_session_the_hall_is_said_not_to_be_heard_and_may_stop(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)

    def shown(state: ConsoleState) -> tuple[str, str]:
        bar.show_state(state)
        return bar.state.text(), bar.state.property("tone")

    not_heard = ("Virtual: hall not heard", "warn")
    assert shown(a_state(Format.HYBRID)) == ("Core attached", "plain")
    assert shown(a_state(Format.VIRTUAL)) == not_heard
    assert shown(a_state(Format.VIRTUAL, is_running=False)) == not_heard
    assert shown(a_state(Format.VIRTUAL, device=NONE)) == ("Core attached", "plain")
    assert shown(a_state(Format.HYBRID, is_running=False)) == ("Hall device stopped", "fail")
