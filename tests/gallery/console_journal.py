"""The office's page of what happened."""

from PySide6.QtWidgets import QWidget

from common.model.chronicle import Deeds, JournalLine, SpeakingTime, TimeBy
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.model.people import Role
from common.protocol.chronicle import JournalPage, SpeakingTimes
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from room_console.ui.office.journal import JournalOffice
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from tests.gallery.console_record import on
from tests.gallery.console_window import SIZES
from tests.gallery.madeup import NOW_MS
from tests.gallery.registry import scene

_GROUPS = {"en": "African Group", "ar": "المجموعة الأفريقية"}
DEEDS: tuple[tuple[str, Deeds, bool, tuple[tuple[str, str], ...]], ...] = (
    ("went_on_air", Deeds.SOUND, False, ()),
    ("floor_given", Deeds.FLOOR, True, (("limit_s", "300"),)),
    ("limit_set", Deeds.TIME, True, (("limit_s", "240"),)),
    ("request_ended", Deeds.FLOOR, False, (("status", "revoked"),)),
    ("time_over", Deeds.TIME, False, ()),
    ("timer_paused", Deeds.TIME, True, (("is_paused", "yes"),)),
    ("act_undone", Deeds.FLOOR, True, (("act", "grant"), ("position", "0"))),
    ("request_entered", Deeds.FLOOR, False, (("kind", "point_of_order"), ("is_in_hall", "yes"))),
    (
        "rules_adopted",
        Deeds.RULES,
        True,
        (
            ("is_list_open", ""),
            ("max_open_mics", "2"),
            ("standby", "1"),
            ("mode", "manual"),
            ("order", "protocol"),
            ("speech_s", "180"),
            ("overrun", "warn"),
        ),
    ),
    ("item_taken", Deeds.MEETING, True, (("item", "3"),)),
    ("session_began", Deeds.MEETING, True, (("session", "1"),)),
    ("chat_moderated", Deeds.CHAT, True, (("act", "removed"),)),
    ("presence_changed", Deeds.PRESENCE, False, (("presence", "joined"),)),
)
_OF_THE_MEETING = (Deeds.RULES, Deeds.MEETING)


def lines_of(view: MeetingView, language: str, many: int, first: int = 9_000) -> tuple[JournalLine, ...]:
    """Make up what happened, the newest first."""
    people = [p for p in view.participants.values() if p.role is Role.DELEGATE]
    chair = next((p for p in view.participants.values() if p.role is Role.CHAIR), people[0])
    found = []
    for number in range(many):
        deed, deeds, is_by_chair, details = DEEDS[number % len(DEEDS)]
        who = people[number * 7 % len(people)].participant
        if deed == "request_entered":
            details = (*details, ("on_behalf_of", _GROUPS[language]), ("language", language))
        found.append(
            JournalLine(
                Revision(first - number),
                NOW_MS - number * 47_000,
                deed,
                deeds,
                chair.participant if is_by_chair else (None if deed in ("request_ended", "time_over") else who),
                None if deeds in _OF_THE_MEETING else who,
                details,
            )
        )
    return tuple(found)


@scene("console.journal", states=("empty", "usual", "crowded", "times", "making"), sizes=SIZES)
def journal(state: str, language: str) -> QWidget:
    """The window on the journal."""

    def act(page: OfficePage, known: ConsoleState) -> None:
        assert isinstance(page, JournalOffice)
        assert known.view is not None
        view, many = known.view, {"empty": 0, "usual": 24, "crowded": 200}.get(state, 24)

        def answer(message: Request, place: object, then: object = None) -> None:
            del message, place
            told: ConsoleMessage = JournalPage(1, lines_of(view, language, many), Revision(5) if many > 100 else None)
            if callable(then):
                then(told)

        page.ask, page.now_ms = answer, lambda: NOW_MS
        page.show_state(known)
        if state == "times":
            page.view.setCurrentIndex(page.view.findData(TimeBy.DELEGATION))
        page.read()
        if state == "times":
            names = sorted({p.delegation for p in view.participants.values() if p.delegation})
            times = (SpeakingTime(n, 1 + i % 3, (len(names) - i) * 61_000) for i, n in enumerate(names))
            page.take(SpeakingTimes(TimeBy.DELEGATION, None, NOW_MS, tuple(times)))
        elif state == "making":
            page.minutes.courier.show_progress(page.minutes.tr("Writing {count} speeches").format(count=212))

    return on(JournalOffice, language, act)
