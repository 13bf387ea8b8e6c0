"""The console's assistance and coaching, in their states."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.chat import ChatKind, ChatLine
from common.model.coaching import CoachingOutcome, CoachingSlot, SlotId
from common.model.ids import ParticipantId
from common.model.meeting import OwnState
from common.model.rooms import Assistance, CaseId, CaseOutcome, ClosedCase, HelpCase, PrivateRoom, Trouble
from common.protocol.chat import ChatHistory
from common.protocol.coaching import CoachingPlan
from common.protocol.rooms import Cases
from room_console.ui.mainwindow import MainWindow
from room_console.ui.office.assistance import AssistancePage
from room_console.ui.office.coaching import CoachingPage
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS
from tests.gallery.readinessdata import after_checks
from tests.gallery.registry import scene

OPERATOR = ParticipantId("operator")
MINUTE_MS = 60_000
MOST_CLOSED = 200
_NOTES = ("The wrong headphone was chosen.", "", "Advised a cable in the place of the hotel's wireless network.")
_SAID = {
    "en": ("I hear nothing since the break.", "Which headphone is chosen in the settings?"),
    "ar": ("لا أسمع شيئاً منذ الاستراحة.", "أي سماعة مختارة في الإعدادات؟"),
}


def with_help(state: ConsoleState, helped: dict[ParticipantId, Assistance]) -> ConsoleState:
    """Return the console in which these are helped."""
    assert state.view is not None
    own = {who: replace(state.view.own.get(who, OwnState(who)), assistance=each) for who, each in helped.items()}
    return replace(state, view=replace(state.view, own={**state.view.own, **own}))


def case(number: int, trouble: Trouble, who: ParticipantId, *, is_taken: bool = False) -> HelpCase:
    """Make a case; the lower its number, the longer it waits."""
    called_at_ms = NOW_MS - (9 - number % 9) * 53_000
    taken = (OPERATOR, NOW_MS - 20_000) if is_taken else (None, None)
    return HelpCase(CaseId(number), trouble, called_at_ms, who, *taken)


def people(state: ConsoleState, count: int) -> list[ParticipantId]:
    """Name the first of all participants."""
    assert state.view is not None
    return list(state.view.participants)[:count]


def _queue(language: str, count: int) -> ConsoleState:
    state = attached(language)
    troubles = list(Trouble)
    who = people(state, count)
    helped = {
        each: Assistance(case(number, troubles[number % len(troubles)], each, is_taken=number == 1))
        for number, each in enumerate(who, 1)
    }
    if count > 1:
        helped[who[0]] = replace(helped[who[0]], room=PrivateRoom(OPERATOR, NOW_MS, True), has_mobile=True)
    return with_help(state, helped)


QUEUES: dict[str, Callable[[str], ConsoleState]] = {
    "empty": attached,
    "usual": lambda lang: _queue(lang, 3),
    "crowded": lambda lang: _queue(lang, 8),
}


def closed_cases(who: list[ParticipantId]) -> tuple[ClosedCase, ...]:
    """Make a closed case of each, newest first."""
    troubles, outcomes = list(Trouble), list(CaseOutcome)
    return tuple(
        ClosedCase(
            CaseId(1_000 - n),
            each,
            troubles[n % len(troubles)],
            NOW_MS - (n * 23 + 9) * MINUTE_MS,
            NOW_MS - (n * 23 + 2) * MINUTE_MS,
            OPERATOR,
            outcomes[n % len(outcomes)],
            _NOTES[n % len(_NOTES)],
        )
        for n, each in enumerate(who)
    )


def plan_of(who: list[ParticipantId], count: int) -> CoachingPlan:
    """Make a plan in which the first slots are booked; the reminder of the fourth was refused."""
    starts = [NOW_MS - 40 * MINUTE_MS + n * 25 * MINUTE_MS for n in range(count)]
    slots = tuple(
        CoachingSlot(SlotId(f"{at:014}"), at, at + 20 * MINUTE_MS, who[n] if n < len(who) else None)
        for n, at in enumerate(starts)
    )
    refused = tuple(one.slot for one in slots[3:4] if one.participant is not None)
    return CoachingPlan(slots, {who[0]: CoachingOutcome.ADVISED} if who else {}, refused)


def page_in(window: MainWindow, kind: type[OfficePage], state: ConsoleState) -> OfficePage:
    """Open a page of the office."""
    page = next(page for page in window.office.pages if isinstance(page, kind))
    page.now_ms = lambda: NOW_MS
    window.show_page(page)
    page.show_state(state)
    return page


_CLOSED = {"closed-empty": 0, "closed": 5, "closed-crowded": MOST_CLOSED}


@scene("console.assistance", states=(*QUEUES, *_CLOSED), sizes=SIZES)
def assistance(state: str, language: str) -> QWidget:
    """Draw the queue, or the closed cases."""
    shown = QUEUES.get(state, attached if state == "closed-empty" else QUEUES["usual"])(language)
    window = window_of(shown)
    page = page_in(window, AssistancePage, shown)
    assert isinstance(page, AssistancePage)
    if state in _CLOSED:
        helped = people(shown, 14)
        page.tabs.setCurrentWidget(page.closed)
        page.closed.show_cases(Cases(0, closed_cases([helped[n % len(helped)] for n in range(_CLOSED[state])])))
        page.closed.table.select(0)
    elif state != "empty":
        who = page.model.rows[-1 if state == "usual" else 0].person.participant
        lines = (ChatLine(n, (who, OPERATOR)[n % 2], NOW_MS, text) for n, text in enumerate(_SAID[language]))
        page.show_chat(ChatHistory(0, ChatKind.HELP, who, tuple(lines)))
        page.queue.select(len(page.model.rows) - 1 if state == "usual" else 0)
    return window


@scene("console.coaching", states=("empty", "usual", "free", "crowded"), sizes=SIZES)
def coaching(state: str, language: str) -> QWidget:
    """Draw the plan."""
    shown = after_checks(attached(language))
    who = people(shown, 4)
    if state == "usual":
        shown = with_help(shown, {who[2]: Assistance(is_waiting=True)})
    window = window_of(shown)
    page = page_in(window, CoachingPage, shown)
    assert isinstance(page, CoachingPage)
    if state != "empty":
        page.take(plan_of(who, 60 if state == "crowded" else 7))
        page.plan.select(5 if state == "free" else 2)
    return window
