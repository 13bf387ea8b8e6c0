"""The office's page of invitations, pressed and read."""

from collections.abc import Callable
from time import perf_counter

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from common.model.ids import ParticipantId
from common.model.invitations import UNREACHED, InvitationRow, InvitationState, MailTrouble
from common.protocol import invitations as messages
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Request
from common.ui.notice import Notice
from room_console.ui.invitationwords import trouble_words
from room_console.ui.office.invitations import InvitationsPage
from room_console.ui.state import Phase
from room_console.ui.wishes import Refuse
from tests.gallery.console_invitations import PREVIEW, rows
from tests.gallery.consoledata import attached, crowded, quiet

Then = Callable[[ConsoleMessage], None] | None
GOING = messages.InvitationProgress(2, 2, 2, rate_per_s=12.0, may_bounce=True)


class Core:
    """Answers what a page asks, as it is told to."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.answer: ConsoleMessage | None = None

    def ask(self, message: Request, place: Notice | Refuse, then: Then = None) -> None:
        self.asked.append(message)
        if then is not None and self.answer is not None:
            then(self.answer)


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def page(qtbot: QtBot, core: Core) -> InvitationsPage:
    """Return the page, with everybody's invitation in one of the states there are."""
    made = InvitationsPage()
    qtbot.addWidget(made)
    made.ask = core.ask
    state = attached("en")
    made.show_state(state)
    made.take(messages.InvitationList(rows(state), is_whole=True))
    made.take(GOING)
    made.resize(1100, 640)
    made.show()
    return made


def shown(page: InvitationsPage) -> list[ParticipantId]:
    return [row.who for row in page.model.shown()]


def standing(page: InvitationsPage, state: InvitationState) -> list[ParticipantId]:
    found = ((who, page.model.invitation(who)) for who in shown(page))
    return [who for who, row in found if row is not None and row.state is state]


def test_everybody_s_is_asked_for_when_the_page_is_opened(page: InvitationsPage, core: Core) -> None:
    page.opened()
    assert core.asked == [messages.ListInvitations()]


def test_what_wants_attention_stands_first_and_is_counted(page: InvitationsPage) -> None:
    first = page.model.invitation(shown(page)[0])
    assert first is not None
    assert first.state is InvitationState.FAILED
    missed = page.model.count(UNREACHED)
    assert f"{missed} did not arrive" in page.count.text()
    assert "12 a second" in page.count.text()
    assert page.mark == str(missed)


def test_one_finds_by_any_text_and_by_how_it_stands(page: InvitationsPage) -> None:
    everybody = len(shown(page))
    page.states.setCurrentIndex(page.states.findText("Did not arrive"))
    assert 0 < len(shown(page)) == page.model.count(UNREACHED) < everybody
    page.search_box.setText("mailbox is full")
    assert shown(page) == standing(page, InvitationState.BOUNCED) != []
    page.search_box.setText("nobody at all")
    assert not page.table.isVisible()
    assert "Nobody matches" in page.empty.text()
    page.search_box.clear()
    page.states.setCurrentIndex(0)
    assert len(shown(page)) == everybody


def test_a_click_invites_all_who_wait_and_holding_those_selected(page: InvitationsPage, core: Core) -> None:
    page.send_all.click()
    assert core.asked == [messages.SendInvitations()]
    assert not page.send.isEnabled()
    page.table.selectRow(0)
    assert page.send.isEnabled()
    page.send.click()
    assert len(core.asked) == 1, "a second invitation voids the first: it takes more than a click"
    page.send.held.emit()
    assert core.asked[1:] == [messages.SendInvitations(participants=(shown(page)[0],))]


def test_it_is_paused_and_goes_on(page: InvitationsPage, core: Core) -> None:
    page.pause.click()
    page.take(msgspec.structs.replace(GOING, is_paused=True))
    assert page.pause.text() == "Go on"
    page.pause.click()
    assert core.asked == [messages.PauseInvitations(is_paused=True), messages.PauseInvitations(is_paused=False)]


def test_what_hinders_it_is_said(page: InvitationsPage) -> None:
    page.take(msgspec.structs.replace(GOING, trouble=MailTrouble.UNREACHABLE))
    assert page.outcome.text == "Nothing goes out just now: the mail server can't be reached. It is tried again."
    page.take(msgspec.structs.replace(GOING, may_bounce=False, sends_by_itself_at_ms=1))
    assert page.outcome.isHidden()
    assert "No mailbox is set for returned mails" in page.automatic.text()
    assert "Once registration has closed" in page.automatic.text()
    done = tuple(InvitationRow(who, InvitationState.SENT, "a@example.org") for who in shown(page))
    page.take(messages.InvitationList(done))
    page.take(msgspec.structs.replace(GOING, trouble=MailTrouble.LOGIN))
    assert page.outcome.isHidden(), "nothing is left to go out"
    page.take(msgspec.structs.replace(GOING, trouble=MailTrouble.RETURNS))
    assert page.outcome.text == "Returned mails can't be read: see the settings of their mailbox."
    assert page.pause.isHidden()


def test_every_trouble_has_a_sentence_of_its_own() -> None:
    sentences = {trouble_words(trouble) for trouble in MailTrouble}
    assert len(sentences) == len(MailTrouble)


def test_what_changes_is_shown_and_who_is_gone_is_not(page: InvitationsPage) -> None:
    failed = standing(page, InvitationState.FAILED)[0]
    page.take(messages.InvitationList((InvitationRow(failed, InvitationState.DELIVERED, "a@example.org"),)))
    assert failed in standing(page, InvitationState.DELIVERED)
    page.take(messages.InvitationList((InvitationRow(failed, InvitationState.SENT, "a@example.org"),), is_whole=True))
    assert shown(page) == [failed]


def test_an_authenticator_is_forgotten_of_who_has_one(page: InvitationsPage, core: Core) -> None:
    has = next(w for w in shown(page) if (row := page.model.invitation(w)) is not None and row.has_authenticator)
    page.table.select(next(who for who in shown(page) if who != has))
    assert page.forget.isHidden()
    page.table.select(has)
    assert not page.forget.isHidden()
    page.forget.held.emit()
    assert core.asked == [messages.ForgetAuthenticator(participant=has)]


def test_a_test_mail_goes_to_an_address(page: InvitationsPage, core: Core) -> None:
    core.answer = Done(1)
    page.test_to.setText("me")
    page.test_to.returnPressed.emit()
    assert core.asked == []
    page.test_to.setText(" me@example.org ")
    page.test_to.returnPressed.emit()
    assert core.asked == [messages.SendTestMail(to="me@example.org")]
    assert "me@example.org was taken" in page.notice.text


def test_the_mail_is_shown_as_a_person_would_get_it(page: InvitationsPage, core: Core) -> None:
    core.answer = PREVIEW
    page.table.selectRow(0)
    page.show_preview.click()
    assert core.asked == [messages.PreviewInvitation(participant=shown(page)[0])]
    assert page.preview.isVisible()
    assert page.preview.subject.text() == PREVIEW.subject
    assert page.preview.text.toPlainText() == PREVIEW.text
    page.preview.close_button.click()
    assert page.preview.isHidden()


def test_nothing_can_be_pressed_without_the_core(page: InvitationsPage) -> None:
    page.table.selectRow(0)
    away = attached("en")
    page.show_state(type(away)(phase=Phase.RECONNECTING, view=away.view))
    page.test_to.setText("me@example.org")
    for button in (page.send_all, page.send, page.show_preview, page.test):
        assert not button.isEnabled()


def test_without_anybody_it_says_what_to_do(qtbot: QtBot) -> None:
    made = InvitationsPage()
    qtbot.addWidget(made)
    assert "before the core is attached" in made.empty.text()
    made.show_state(quiet("en"))
    assert "Nobody takes part from elsewhere yet" in made.empty.text()


def test_three_thousand_are_shown_selected_and_sent_to_in_pieces(
    page: InvitationsPage, core: Core, qtbot: QtBot
) -> None:
    state = crowded("en")
    everybody = rows(state)
    page.show_state(state)
    for start in range(0, len(everybody), messages.MOST_AT_ONCE):
        page.take(messages.InvitationList(everybody[start : start + messages.MOST_AT_ONCE], is_whole=start == 0))
    qtbot.waitUntil(lambda: page.model.rowCount() == len(everybody) == 3_000)
    began_s = perf_counter()
    page.take(messages.InvitationList(everybody[:20]))
    page.table.selectAll()
    assert perf_counter() - began_s < 2.0, "far from what a row or a widget for each would take"
    page.send.held.emit()
    sent = [message for message in core.asked if isinstance(message, messages.SendInvitations)]
    assert [len(message.participants) for message in sent] == [messages.MOST_AT_ONCE] * 6
    assert {who for message in sent for who in message.participants} == {row.participant for row in everybody}
