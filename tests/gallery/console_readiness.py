"""Whether voices can be interpreted, as the technician sees it: readiness, verdicts, pre-listen, the booths' vote."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.checks import Fitness
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.ui.mainwindow import MainWindow
from room_console.ui.state import ConsoleState
from room_console.ui.tables.summary import Group
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.consoledata import attached, crowded, long_names, quiet
from tests.gallery.readinessdata import after_checks, history, sounding, voted
from tests.gallery.registry import scene

_TABLES = ("empty", "unknown", "usual", "crowded", "untested", "nobody", "long", "wide", "written", "refused")


def readiness_of(state: ConsoleState) -> MainWindow:
    """Return the window on its readiness."""
    window = window_of(state)
    window.tabs.setCurrentWidget(window.readiness)
    return window


@scene("console.readiness", states=_TABLES, sizes=SIZES)
def table(state: str, language: str) -> QWidget:
    """The table in all its states."""
    if state == "empty":
        return readiness_of(quiet(language))
    if state == "unknown":
        return readiness_of(ConsoleState())
    people = {"crowded": crowded, "untested": crowded, "long": long_names, "wide": crowded}.get(state, attached)
    window = readiness_of(after_checks(people(language)))
    if state == "untested":
        window.readiness.groups.buttons[Group.UNTESTED].click()
    elif state == "nobody":
        window.readiness.search.setText("somebody else")
    elif state == "wide":
        window.wide.setChecked(True)
    elif state == "written":
        window.readiness.notice.say("3000 participants were written into /home/hall/readiness.csv", "live", "", True)
    elif state == "refused":
        said = "The file /media/usb/readiness.csv was not written: No space left on device. Choose another folder."
        window.readiness.notice.say(said, "warn", may_dismiss=True)
    return window


@scene("console.history", states=("usual", "untested", "refused", "wide"), sizes=SIZES)
def one(state: str, language: str) -> QWidget:
    """One participant's runs."""
    shown = sounding(after_checks(attached(language)), p_2=Fitness.UNFIT)
    window = readiness_of(shown)
    who = ParticipantId("p-3" if state == "untested" else "p-2")
    if state == "wide":
        window.wide.setChecked(True)
    window.readiness.table.select(who)
    window.readiness.open_history()
    if state in ("usual", "wide"):
        window.readiness.show_runs(who, (shown.readiness[who], *history(1)[1:]))
    if state == "refused":
        window.readiness.history.notice.say("The core did not answer in time. Try again.", "warn", may_dismiss=True)
    return window


@scene("console.sound", states=("usual", "prelisten", "unpatched", "no-uplink", "cannot", "unfit"), sizes=SIZES)
def sound(state: str, language: str) -> QWidget:
    """The list of speakers with its verdicts, pre-listen and the booths' vote."""
    shown = after_checks(attached(language))
    shown = sounding(shown, p_1=Fitness.FIT, p_2=Fitness.UNFIT if state == "unfit" else Fitness.CARE)
    if state == "prelisten":
        shown = replace(shown, prelisten=ParticipantId("p-2"))
    if state == "cannot":
        shown = voted(sounding(shown, p_1=Fitness.UNFIT), 2, 5)
    if state == "unpatched":
        assert shown.view is not None
        assert shown.view.patch is not None
        patch = replace(shown.view.patch, prelisten_output=None)
        shown = replace(shown, view=replace(shown.view, patch=patch))
    window = window_of(shown)
    window.speakers.list.setCurrentIndex(window.speakers.model.index(2))
    if state == "unpatched":
        window.speakers.prelisten.switch()
    if state == "no-uplink":
        window.speakers.prelisten.refuse(ConferenceError(ErrorCode.NOT_FOUND, "no uplink"))
    return window
