"""The tab of chats: which are offered, what is unread, what pressing asks, and the chair's notice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.aio.tasks import TaskOwner
from common.model.chat import EVENT_CHAT, STAFF_CHAT, ChatKind, ChatLine, ChatMark, ChatName
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.chat import Chats
from common.ui.noticebanner import NoticeBanner
from delegate_app.core.state import DelegateState
from delegate_app.ui.chatpresenter import ChatPresenter
from delegate_app.ui.side.chat import ChatTab
from tests.gallery.delegate_chat import CHAT, people_of
from tests.gallery.madeup import ME, NOW_MS, with_role


class Verbs:
    """Remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refusal: ConferenceError | None = None

    async def say(self, name: ChatName, text: str) -> None:
        """Refuse, or note it."""
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(("say", name, text))

    async def see(self, name: ChatName) -> None:
        """Note it."""
        self.asked.append(("see", name))

    async def see_notice(self, number: int) -> None:
        """Note it."""
        self.asked.append(("see_notice", number))


class Desk:
    """A tab, a banner, and what joins them to verbs."""

    def __init__(self) -> None:
        self.tab, self.banner, self.verbs = ChatTab(), NoticeBanner(), Verbs()
        self.tasks = TaskOwner("test")
        self.presenter = ChatPresenter(self.verbs, self.tab, self.banner, self.tasks)
        self.state = CHAT["usual"]("en")

    def become(self, state: DelegateState) -> None:
        """Be in a state."""
        self.state = state
        self.tab.glance(state)
        self.tab.show_state(state, NOW_MS)
        self.presenter.show(state)

    def offered(self) -> list[ChatName | None]:
        """Return the chats that can be chosen."""
        return [self.tab.choice.itemData(place) for place in range(self.tab.choice.count())]


@pytest_asyncio.fixture
async def desk(qapp: QApplication, qtbot: QtBot) -> AsyncIterator[Desk]:
    made = Desk()
    qtbot.addWidget(made.tab)
    qtbot.addWidget(made.banner)
    made.become(made.state)
    yield made
    await made.tasks.cancel_all()


async def settled() -> None:
    """Let what was asked be carried out."""
    for _ in range(4):
        await asyncio.sleep(0)


async def test_an_active_participant_is_offered_people_and_a_passive_one_is_not(desk: Desk) -> None:
    private = ChatName(ChatKind.PRIVATE, people_of(desk.state)[0])
    assert desk.offered() == [EVENT_CHAT, ChatName(ChatKind.HELP, ME), private, None]
    assert not desk.tab.write_to.isHidden()
    desk.become(with_role(CHAT["empty"]("en"), Role.OBSERVER))
    assert desk.offered() == [EVENT_CHAT, ChatName(ChatKind.HELP, ME), None]
    assert desk.tab.write_to.isHidden()
    desk.become(with_role(CHAT["empty"]("en"), Role.CHAIR))
    assert STAFF_CHAT in desk.offered()


async def test_what_is_unread_is_counted_and_what_is_open_and_seen_is_told(desk: Desk) -> None:
    log = desk.state.chat
    private = ChatName(ChatKind.PRIVATE, people_of(desk.state)[0])
    assert desk.tab.badge == log.unread(EVENT_CHAT, ME) + log.unread(private, ME) > 1
    assert desk.verbs.asked == [], "unseen is unread"
    desk.tab.show()
    await settled()
    assert desk.verbs.asked == [("see", EVENT_CHAT)]
    desk.become(replace(desk.state, chat=log.seen(EVENT_CHAT)))
    assert desk.tab.badge == 1
    assert "(1)" in desk.tab.choice.itemText(2)


async def test_what_is_written_goes_to_the_open_chat_and_stays_where_it_is_refused(desk: Desk) -> None:
    private = ChatName(ChatKind.PRIVATE, people_of(desk.state)[0])
    desk.tab.open(private)
    desk.tab.chat.field.setText("between us")
    desk.verbs.refusal = ConferenceError(ErrorCode.TOO_FAST)
    desk.tab.chat.send.click()
    await settled()
    assert desk.tab.notice.text
    assert desk.tab.chat.field.text() == "between us"
    desk.verbs.refusal = None
    desk.tab.chat.send.click()
    await settled()
    assert ("say", private, "between us") in desk.verbs.asked
    assert not desk.tab.chat.field.text()
    assert not desk.tab.notice.text


async def test_somebody_is_found_by_name_and_written_to(desk: Desk) -> None:
    desk.tab.write_to.click()
    names = desk.tab.person.offered
    assert ME not in names.values()
    words, who = next((words, who) for words, who in names.items() if who == people_of(desk.state)[2])
    desk.tab.person.setText(words)
    assert desk.tab.open_chat == ChatName(ChatKind.PRIVATE, who)
    assert desk.tab.person.isHidden()
    assert ChatName(ChatKind.PRIVATE, who) in desk.offered()


def without_private(state: DelegateState, role: Role | None) -> DelegateState:
    """Return the state after coming in anew, once the other of the private chat has another role, or is listed no more.

    The console names the chats that one may still read; that is not among them.
    """
    assert state.view is not None
    other = people_of(state)[0]
    people = {who: person for who, person in state.view.participants.items() if who != other}
    if role is not None:
        people[other] = replace(state.view.participants[other], role=role)
    last = state.chat.lines(EVENT_CHAT)[-1].number
    chats = Chats(state.chat.rules, False, (ChatMark(ChatKind.EVENT, None, last),), state.chat.notices)
    return replace(state, view=replace(state.view, participants=people), chat=state.chat.told(chats, state.me))


@pytest.mark.parametrize("role", [None, Role.OBSERVER], ids=["no longer listed", "passive"])
async def test_a_private_chat_that_is_open_is_shown_as_such_when_it_can_not_be_written_in_any_more(
    desk: Desk, role: Role | None
) -> None:
    private = ChatName(ChatKind.PRIVATE, people_of(desk.state)[0])
    desk.tab.open(private)
    desk.tab.chat.field.setText("between us")
    desk.become(without_private(desk.state, role))
    assert desk.tab.choice.currentData() == private == desk.tab.open_chat
    assert not desk.tab.chat.field.isEnabled()
    assert "can not be written to" in desk.tab.chat.pending.text()
    desk.tab.chat.field.returnPressed.emit()
    desk.tab.open(EVENT_CHAT)
    assert desk.tab.chat.field.text() == "", "what was meant for one does not lie ready for all"
    assert private not in desk.offered()
    await settled()
    assert not [asked for asked in desk.verbs.asked if asked[0] == "say"]


async def test_who_becomes_passive_writes_in_no_private_chat(desk: Desk) -> None:
    desk.tab.open(ChatName(ChatKind.PRIVATE, people_of(desk.state)[0]))
    desk.become(with_role(desk.state, Role.OBSERVER))
    assert not desk.tab.chat.field.isEnabled()
    assert "no place in this chat" in desk.tab.chat.pending.text()


async def test_before_anything_is_known_the_chat_that_is_open_is_the_one_that_is_shown(desk: Desk) -> None:
    desk.become(DelegateState())
    assert desk.tab.choice.currentData() == desk.tab.open_chat == EVENT_CHAT


async def test_what_is_half_written_stays_with_its_chat(desk: Desk) -> None:
    private, tab = ChatName(ChatKind.PRIVATE, people_of(desk.state)[0]), desk.tab
    tab.open(private)
    tab.chat.field.setText("between us")
    tab.open(EVENT_CHAT)
    assert tab.chat.field.text() == ""
    tab.chat.field.setText("for all")
    tab.open(private)
    assert tab.chat.field.text() == "between us"
    tab.chat.send.click()
    tab.open(EVENT_CHAT)
    await settled()
    assert desk.verbs.asked[-1] == ("say", private, "between us")
    assert tab.chat.field.text() == "for all", "only what was said is forgotten"
    tab.open(private)
    assert tab.chat.field.text() == ""


async def test_the_choice_stays_as_it_is_while_one_chooses(desk: Desk) -> None:
    desk.tab.show()
    desk.tab.choice.showPopup()
    before = desk.offered()
    private = ChatName(ChatKind.PRIVATE, people_of(desk.state)[3])
    line = ChatLine(1, people_of(desk.state)[3], NOW_MS, "new")
    log = replace(desk.state.chat, chats={**desk.state.chat.chats, private: (line,)})
    desk.become(replace(desk.state, chat=log))
    assert desk.offered() == before
    desk.tab.choice.hidePopup()
    desk.become(replace(desk.state, chat=replace(log)))
    assert private in desk.offered()


@pytest.mark.parametrize(("state", "words"), [("muted", "muted you"), ("closed", "closed")])
async def test_a_chat_that_takes_nothing_says_why(desk: Desk, state: str, words: str) -> None:
    desk.become(CHAT[state]("en"))
    assert not desk.tab.chat.field.isEnabled()
    assert words in desk.tab.chat.pending.text()
    desk.tab.open(ChatName(ChatKind.HELP, ME))
    assert desk.tab.chat.field.isEnabled(), "help is always there"


async def test_what_waits_for_the_moderator_is_said(desk: Desk) -> None:
    desk.become(CHAT["waiting"]("en"))
    assert desk.tab.chat.pending.text().startswith("2 of your messages wait")
    desk.become(replace(desk.state, chat=replace(desk.state.chat, waiting=(), is_rejected=True)))
    assert "did not let" in desk.tab.chat.pending.text()


async def test_the_chair_s_notice_stands_until_it_is_read_and_in_the_history_after(desk: Desk) -> None:
    assert "We resume at 15:00" in desk.banner.text
    desk.banner.acted.emit()
    await settled()
    assert desk.verbs.asked == [("see_notice", 2)]
    desk.become(replace(desk.state, chat=desk.state.chat.seen_notice(2)))
    assert not desk.banner.text
    desk.tab.open(None)
    shown = desk.tab.chat.text.toPlainText()
    assert shown.count("We resume at 15:00") == 2
    assert shown.count("(withdrawn)") == 1
    assert desk.tab.chat.field.isHidden()


async def test_a_state_in_which_no_chat_has_changed_draws_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    monkeypatch.setattr(desk.tab.chat, "show_lines", lambda *lines: drawn.append(lines))
    desk.become(replace(desk.state, is_mute_pending=True))
    assert drawn == []
    line = ChatLine(99, people_of(desk.state)[0], NOW_MS, "new")
    chats = {**desk.state.chat.chats, EVENT_CHAT: (*desk.state.chat.lines(EVENT_CHAT), line)}
    desk.become(replace(desk.state, chat=replace(desk.state.chat, chats=chats)))
    assert len(drawn) == 1


@pytest.mark.parametrize("waits", [False, True], ids=["seen", "waits for the moderator"])
async def test_a_line_that_was_taken_before_the_loss_is_not_left_to_be_sent_twice(desk: Desk, waits: bool) -> None:
    desk.verbs.refusal = ConferenceError(ErrorCode.UNREACHABLE)
    desk.tab.chat.field.setText("Thank you, chair")
    desk.tab.chat.send.click()
    await settled()
    assert desk.tab.chat.field.text() == "Thank you, chair"
    log = desk.state.chat
    known = log.lines(EVENT_CHAT)
    said = ChatLine(known[-1].number + 1, ME, NOW_MS, "Thank you, chair")
    after = replace(log, waiting=(said,)) if waits else replace(log, chats={**log.chats, EVENT_CHAT: (*known, said)})
    desk.become(replace(desk.state, chat=after))
    assert (desk.tab.chat.field.text(), desk.tab.notice.text) == ("", "")


async def test_a_line_that_was_lost_stays_to_be_sent_again(desk: Desk) -> None:
    desk.verbs.refusal = ConferenceError(ErrorCode.UNREACHABLE)
    desk.tab.chat.field.setText("Thank you, chair")
    desk.tab.chat.send.click()
    await settled()
    log = desk.state.chat
    known = log.lines(EVENT_CHAT)
    others = ChatLine(known[-1].number + 1, ParticipantId("p-2"), NOW_MS, "Thank you, chair")
    desk.become(replace(desk.state, chat=replace(log, chats={**log.chats, EVENT_CHAT: (*known, others)})))
    assert desk.tab.chat.field.text() == "Thank you, chair"
