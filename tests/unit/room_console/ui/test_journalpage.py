"""The page of what happened: what it asks for, and what it shows of the answers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from common.model.chat import ChatAct, ChatRules
from common.model.chronicle import Deeds, JournalLine, MinutesFormat, SpeakingTime, TimeBy
from common.model.documents import DocumentId
from common.model.errors import ErrorCode
from common.model.floor import DiscussionMode, Overrun, RequestKind, RequestStatus, SpeakingOrder, SpeechTimers
from common.model.ids import ParticipantId, RequestId, Revision
from common.model.meeting import Act, MeetingView, Rules
from common.model.record import ListStage
from common.protocol.chronicle import AskJournal, AskSpeakingTime, JournalPage, MakeMinutes, SpeakingTimes
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import AskDownload, ListProgress, ListStarted
from common.protocol.envelope import Request
from common.ui.floorwords import mode_word, order_word, overrun_word
from common.ui.text import isolated
from room_console.core.chronicle.lines import line_of
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.events import (
    ActUndone,
    Event,
    RequestAltered,
    RequestEnded,
    RequestReordered,
    RulesAdopted,
)
from room_console.ui.journalwords import what
from room_console.ui.office.journal import JournalOffice
from room_console.ui.state import ConsoleState
from tests.gallery.console_journal import DEEDS, lines_of
from tests.gallery.console_office import planned
from tests.gallery.madeup import NOW_MS
from tests.helpers.chronicled import a_debate
from tests.helpers.playbook import ANNA, CHAIR

FIRST = RequestId(1)
CHANGED = f"Request changed · on behalf of {isolated('B')} · in {isolated('fr')}"
STATE = planned("en")
assert STATE.view is not None
VIEW: MeetingView = STATE.view


class Core:
    """Notes what is asked; pages come when they are told to."""

    def __init__(self) -> None:
        self.wishes: list[Request] = []
        self.waiting: list[Callable[[ConsoleMessage], None]] = []

    def __call__(self, message: Request, place: object, then: Callable[[ConsoleMessage], None] | None = None) -> None:
        self.wishes.append(message)
        if then is not None:
            self.waiting.append(then)

    def tell(self, many: int, before: int | None, first: int = 9_000) -> None:
        older = Revision(before) if before is not None else None
        self.waiting.pop(0)(JournalPage(1, lines_of(VIEW, "en", many, first), older))


@pytest.fixture
def page(qtbot: QtBot) -> JournalOffice:
    made = JournalOffice()
    qtbot.addWidget(made)
    made.resize(1_000, 600)
    made.now_ms = lambda: NOW_MS
    return made


@pytest.fixture
def core(page: JournalOffice) -> Core:
    made = Core()
    page.ask = made
    page.show_state(STATE)
    page.opened()
    return made


def test_lines_come_newest_first_and_older_ones_below(page: JournalOffice, core: Core) -> None:
    core.tell(200, 5_000)
    assert page.lines.rowCount() == 200
    assert page.summary.text() == isolated("200 shown, older ones below")
    page._scrolled(1_000)
    assert len(core.wishes) == 1
    page._scrolled(0)
    page._scrolled(0)
    assert core.wishes[1:] == [AskJournal(before=Revision(5_000))]
    core.tell(30, None, 4_000)
    assert page.lines.rowCount() == 230
    page._scrolled(0)
    assert len(core.wishes) == 2


def test_pages_with_few_lines_are_followed_by_older_ones_at_once(page: JournalOffice, core: Core) -> None:
    core.tell(0, 7_000)
    core.tell(3, 5_000)
    assert [w.before for w in core.wishes if isinstance(w, AskJournal)] == [None, 7_000, 5_000]
    core.tell(0, None)
    assert page.summary.text() == isolated("3 shown")


def test_a_filter_asks_anew_and_what_was_asked_before_is_passed_over(
    page: JournalOffice, core: Core, qtbot: QtBot
) -> None:
    page.deeds.setCurrentIndex(page.deeds.findData(Deeds.TIME))
    page.deeds.activated.emit(0)
    page.search_field.setText(" norway ")
    qtbot.waitUntil(lambda: len(core.wishes) == 3, timeout=3_000)
    assert core.wishes[-1] == AskJournal(deeds=Deeds.TIME, text="norway")
    core.tell(50, None)
    assert page.lines.rowCount() == 0
    core.waiting.pop(0)
    core.tell(0, None)
    assert page.summary.text() == "Nothing found"


def test_speaking_time_by_whatever_one_likes(page: JournalOffice, core: Core) -> None:
    page.view.setCurrentIndex(page.view.findData(TimeBy.KIND))
    page.view.activated.emit(0)
    assert core.wishes[-1] == AskSpeakingTime(by=TimeBy.KIND)
    assert not page.search_field.isEnabled()
    page.take(SpeakingTimes(TimeBy.ITEM, None, NOW_MS, (SpeakingTime("1", 1, 1_000),)))
    assert page.times.rowCount() == 0
    times = (SpeakingTime("point_of_order", 2, 130_000), SpeakingTime("", 1, 500))
    page.take(SpeakingTimes(TimeBy.KIND, None, NOW_MS, times))
    shown = [[page.times.text(row, column) for column in range(4)] for row in page.times.rows]
    assert shown == [["2:10", "Point of order", "2", "1:05"], ["0:00", "None", "1", "0:00"]]
    assert page.summary.text() == isolated("3 speeches")
    page.take(SpeakingTimes(TimeBy.KIND, None, NOW_MS, error=ErrorCode.DISK))
    assert page.notice.text


def test_the_minutes_are_made_and_fetched(page: JournalOffice, core: Core, tmp_path: Path) -> None:
    page.minutes.format.setCurrentIndex(page.minutes.format.findData(MinutesFormat.CSV))
    page.minutes.begin(tmp_path / "minutes.csv")
    assert MakeMinutes(format=MinutesFormat.CSV) in core.wishes
    core.waiting[-1](ListStarted(1, DocumentId("list-1")))
    assert not page.minutes.save.isEnabled()
    page.take(ListProgress(DocumentId("list-9"), ListStage.FAILED))
    page.take(ListProgress(DocumentId("list-1"), ListStage.WRITING, 7))
    assert page.minutes.courier.what.text() == "Writing 7 speeches"
    page.take(ListProgress(DocumentId("list-1"), ListStage.MADE, 7))
    assert AskDownload(document=DocumentId("list-1")) in core.wishes
    page.take(ListProgress(DocumentId("list-1"), ListStage.FAILED, 0, ErrorCode.DISK))
    assert page.minutes.save.isEnabled()
    assert page.notice.text


def test_nothing_is_asked_while_not_attached(page: JournalOffice) -> None:
    page.ask = core = Core()
    page.show_state(ConsoleState())
    page.opened()
    assert core.wishes == []


def test_every_line_of_a_debate_has_words(page: JournalOffice) -> None:
    lines = [line for at_ms, event in a_debate().entries if (line := line_of(Revision(1), at_ms, event))]
    made_up = lines_of(VIEW, "en", len(DEEDS))
    said = [what(line) for line in (*lines, *made_up)]
    assert all(said)
    assert not [text for text in said if "_" in text or "{" in text]
    assert "Floor given for 5:00" in said
    assert "Floor taken back by the rules" in said
    assert "Into the list: Response · on behalf of \u2068=B\u2069 · in \u2068en\u2069 · in the hall" in said


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (RequestReordered(FIRST, ANNA, 2, CHAIR, NOW_MS), "Moved to place 3"),
        (RequestEnded(FIRST, ANNA, RequestStatus.REVOKED, CHAIR, NOW_MS), "Floor taken back"),
        (RequestEnded(FIRST, ANNA, RequestStatus.REVOKED, None, NOW_MS), "Floor taken back by the rules"),
        (RequestEnded(FIRST, ANNA, RequestStatus.REVOKED, None, NOW_MS, True), "Time over: floor taken back"),
        (ActUndone(Act.GRANT, CHAIR, NOW_MS, FIRST, ANNA, 0), "Undid the grant · waits in place 1"),
        (ActUndone(Act.REVOKE, CHAIR, NOW_MS, FIRST, ANNA), "Undid the taking back · has the floor"),
        (ActUndone(Act.REVOKE, CHAIR, NOW_MS, FIRST, ANNA, 0), "Undid the taking back · waits in place 1"),
        (ActUndone(Act.RULES, CHAIR, NOW_MS), "Undid the change of rules"),
        (ActUndone(Act.CORRECT, CHAIR, NOW_MS, FIRST, ANNA), "Undid the correction"),
        (RequestAltered(FIRST, ANNA, "", "", False, CHAIR, NOW_MS), "Request changed: for their delegation"),
        (RequestAltered(FIRST, ANNA, "B", "fr", True, CHAIR, NOW_MS), f"{CHANGED} · in the hall"),
    ],
)
def test_what_was_taken_back_is_said_plainly(event: Event, said: str) -> None:
    line = line_of(Revision(1), NOW_MS, event)
    assert line is not None
    assert what(line) == said


def test_rules_are_said_with_order_time_and_the_kinds_where_those_are_others() -> None:
    timers = SpeechTimers(speech_s=180, overrun=Overrun.CUT)
    rules = Rules(order=SpeakingOrder.PROTOCOL, precedence=(RequestKind.INTERVENTION,), timers=timers)
    line = line_of(Revision(1), NOW_MS, RulesAdopted(rules, CHAIR))
    assert line is not None
    assert what(line).split(" · ") == [
        "List open",
        mode_word(DiscussionMode.MANUAL),
        order_word(SpeakingOrder.PROTOCOL),
        "open microphones: 1",
        "on standby: 1",
        f"a speech: {isolated('3:00')}, then: {overrun_word(Overrun.CUT)}",
        "kinds: Intervention",
    ]


@pytest.mark.parametrize("act", ChatAct)
def test_what_a_moderator_did_has_words(act: ChatAct) -> None:
    rules = ChatRules(is_event_open=False, is_moderated=True) if act is ChatAct.RULES else None
    line = line_of(Revision(1), NOW_MS, ChatModerated(act, CHAIR, NOW_MS, ANNA, 3, rules))
    assert line is not None
    assert re.fullmatch("[A-Z][^_{]+", what(line))
    if rules is not None:
        assert what(line) == "Chat to everyone closed · messages wait for a moderator · private chats open"


def test_an_event_of_a_newer_console_is_shown_by_its_name(page: JournalOffice) -> None:
    line = JournalLine(Revision(1), NOW_MS, "vote_opened", Deeds.OTHER, ParticipantId("gone"))
    page.lines.show((line,), None)
    assert [page.lines.text(line, column) for column in (1, 2, 3)] == [
        isolated("Vote opened"),
        "No longer registered",
        "",
    ]
