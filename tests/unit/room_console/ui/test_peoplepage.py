"""The office's page of everyone who takes part, pressed and read."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from common.model.ids import ParticipantId
from common.model.people import Attendance, Category, Role
from common.model.registration import Applicant, Overflow, RegistrationRules
from common.protocol import people as messages
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Request
from common.ui.notice import Notice
from room_console.core.people.faults import FaultKind
from room_console.ui.office.people import PeoplePage
from room_console.ui.office.peopleimport import PIECE_BYTES
from room_console.ui.office.peoplerules import quotas_of
from room_console.ui.peoplewords import FAULTS, fault_word, value_word
from room_console.ui.tables.importmodel import DETAIL, LINE, WHAT, WHO, Kind, lines_of
from room_console.ui.wishes import Refuse
from tests.gallery.console_people import ENTRIES, RULES, registered
from tests.gallery.consoledata import attached, quiet
from tests.gallery.madeup import NOW_MS

ANNA = ParticipantId("p-2")
Then = Callable[[ConsoleMessage], None] | None


class Core:
    """Answers what a page asks, as it is told to."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.answer: Callable[[Request], ConsoleMessage | None] = lambda _: None

    def ask(self, message: Request, place: Notice | Refuse, then: Then = None) -> None:
        self.asked.append(message)
        if then is not None and (answer := self.answer(message)) is not None:
            then(answer)


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def page(qtbot: QtBot, core: Core) -> PeoplePage:
    """Return the page, shown on an ordinary hour."""
    made = PeoplePage()
    qtbot.addWidget(made)
    made.ask = core.ask
    made.now_ms = lambda: NOW_MS
    state = attached("en")
    made.show_state(state)
    made.take(registered(state))
    made.take(messages.Registration(RULES))
    made.resize(1100, 640)
    made.show()
    return made


def test_everyone_is_asked_for_when_the_page_is_opened(page: PeoplePage, core: Core) -> None:
    page.opened()
    assert core.asked == [messages.ListPeople()]
    assert "14 of 14" in page.list.count.text()


def test_one_finds_by_any_text_and_keeps_to_attendance_category_and_role(page: PeoplePage) -> None:
    people = page.list
    people.search.setText("r-00003 first")
    assert [row.who for row in people.model.shown()] == ["p-3"]
    people.search.clear()
    people.attendance.setCurrentIndex(people.attendance.findData(str(Attendance.ON_SITE)))
    assert people.model.rowCount() == 4
    people.category.setCurrentIndex(people.category.findData(str(Category.NGO)))
    people.role.setCurrentIndex(people.role.findData(str(Role.OBSERVER)))
    assert [row.who for row in people.model.shown()] == ["p-3"]
    people.search.setText("nobody at all")
    assert not people.table.isVisible()
    assert "Nobody matches" in people.empty.text()


def test_a_person_is_changed_as_a_whole(page: PeoplePage, core: Core) -> None:
    core.answer = lambda _: messages.PersonKept(1, ANNA)
    people = page.list
    people.table.select(ANNA)
    people.change.click()
    people.form.texts["function"].setText(" Ambassador ")
    people.form.role.setCurrentIndex(people.form.role.findData(Role.INTERPRETER))
    people.form.booth.setCurrentIndex(people.form.booth.findData("fr"))
    people.form.save.click()
    known = people.model.person(ANNA)
    assert known is not None
    expected = replace(known, function="Ambassador", role=Role.INTERPRETER, booth="fr")
    assert core.asked == [messages.AlterPerson(person=expected)]
    assert people.form.isHidden()


def test_somebody_new_needs_a_name_and_may_be_sent_to_the_webcast(page: PeoplePage, core: Core) -> None:
    core.answer = lambda _: messages.PersonKept(1, None, "https://example.org/live")
    page.list.add.click()
    assert not page.list.form.save.isEnabled()
    page.list.form.texts["name"].setText("Zoe")
    page.list.form.save.click()
    assert core.asked == [messages.RegisterPerson(applicant=Applicant("Zoe", role=Role.DELEGATE))]
    assert "https://example.org/live" in page.list.notice.text


def test_who_is_selected_is_swapped_and_taken_off(page: PeoplePage, core: Core) -> None:
    assert not page.list.swap.isEnabled()
    page.list.table.select(ANNA)
    page.list.swap.click()
    page.list.remove.held.emit()
    assert core.asked == [
        messages.SwapAttendance(participant=ANNA, attendance=Attendance.ON_SITE),
        messages.RemovePerson(participant=ANNA),
    ]


def test_what_changes_is_shown_at_once(page: PeoplePage) -> None:
    known = page.list.model.person(ANNA)
    assert known is not None
    page.take(messages.PeopleListed((replace(known, email="new@example.org"),)))
    page.list.search.setText("new@example.org")
    assert page.list.model.rowCount() == 1
    page.take(messages.PeopleListed((), (ANNA,)))
    assert page.list.model.person(ANNA) is None


def test_a_file_goes_in_pieces_and_is_shown_before_it_is_carried_out(page: PeoplePage, core: Core) -> None:
    preview = messages.ImportPreview(1, 7, 2, 1, 0, 1, 1, 3, 1, "UTF-8", ",")

    def answer(message: Request) -> ConsoleMessage | None:
        if isinstance(message, messages.UploadPeople):
            if message.is_last:
                page.take(ENTRIES)
            return preview if message.is_last else Done(1)
        return messages.ImportDone(1, 3, 0, 1, 3, 0) if isinstance(message, messages.ApplyImport) else None

    core.answer = answer
    data = b"x" * (PIECE_BYTES + 5)
    page.imports.upload("people.csv", data)
    pieces = [m for m in core.asked if isinstance(m, messages.UploadPeople)]
    assert [(m.offset, len(m.data), m.is_last) for m in pieces] == [(0, PIECE_BYTES, False), (PIECE_BYTES, 5, True)]
    assert "2 new, 1 changed" in page.imports.summary.text()
    assert page.imports.model.rows[0].kind is Kind.FAULT
    assert not page.imports.apply.isEnabled()
    assert not page.imports.removes.isEnabled()
    page.imports.partial.setChecked(True)
    page.imports.apply.click()
    assert core.asked[-1] == messages.ApplyImport(plan=7, is_partial=True, removes_missing=False)
    assert "3 lines were carried out" in page.imports.notice.text
    assert "1 have no place" in page.imports.notice.text
    assert {row.kind for row in page.imports.model.rows} == {Kind.FAULT, Kind.WEBCAST}
    assert page.imports.preview is None


def test_a_file_that_is_too_large_is_not_sent(page: PeoplePage, core: Core) -> None:
    page.imports.upload("people.csv", b"x" * (2 * 1024 * 1024 + 1))
    assert core.asked == []
    assert "Split it" in page.imports.notice.text


def test_each_line_says_what_who_and_where(page: PeoplePage) -> None:
    model = page.imports.model
    model.show(tuple(lines_of(ENTRIES)), None)
    changed = next(row for row in model.rows if row.kind is Kind.CHANGED)
    assert [model.text(changed, column) for column in (WHAT, LINE, WHO, DETAIL)] == [
        "Changed",
        "3",
        "Omar Haddad · Jordan",
        "Attendance: Remote → In the hall; Mobile: – → +41791234567",
    ]


def test_every_fault_of_the_console_has_words_here() -> None:
    assert set(FAULTS) == {str(kind) for kind in FaultKind}
    assert fault_word("newer_than_us", "in its own words") == "in its own words"
    assert value_word("role", "delegate") == "Delegate"


def test_the_rules_are_shown_and_saved_as_they_stand(page: PeoplePage, core: Core) -> None:
    assert page.rules.rules() == RULES
    page.rules.overflow.setCurrentIndex(page.rules.overflow.findData(Overflow.REFUSE))
    page.rules.quota.setValue(-1)
    page.rules.has_deadline.setChecked(False)
    page.rules.save.click()
    expected = replace(RULES, overflow=Overflow.REFUSE, on_site_quota=None, deadline_at_ms=None)
    assert core.asked == [messages.SetRegistration(registration=expected)]
    page.rules.quotas.setPlainText("Switzerland")
    page.rules.save.click()
    assert len(core.asked) == 1
    assert "Switzerland" in page.rules.notice.text


def test_whether_followers_and_addresses_are_listed_is_set_each_by_its_own_switch(page: PeoplePage, core: Core) -> None:
    rules = page.rules
    assert (rules.followers.isChecked(), rules.emails.isChecked()) == (True, False)
    for switch, expected in ((rules.emails, (True, True)), (rules.followers, (False, True))):
        switch.click()
        rules.save.click()
        saved = core.asked[-1]
        assert isinstance(saved, messages.SetRegistration)
        assert (saved.registration.lists_followers, saved.registration.lists_emails) == expected
    page.take(messages.Registration(RegistrationRules(lists_emails=True)))
    assert (rules.followers.isChecked(), rules.emails.isChecked()) == (False, True)


def test_quotas_are_read_line_by_line() -> None:
    assert quotas_of("Norland = 3\n\n Côte d'Ivoire=12 \nA = B = 1") == {"Norland": 3, "Côte d'Ivoire": 12, "A = B": 1}
    for wrong in ("Norland", "= 3", "Norland = -1", "Norland = many", "Norland = 12345678"):
        with pytest.raises(ValueError, match=r"."):
            quotas_of(wrong)


def test_a_key_is_shown_once(page: PeoplePage, core: Core) -> None:
    core.answer = lambda _: messages.ApiKeyMade(1, "s3cret")
    keys = page.keys
    page.tabs.setCurrentWidget(keys)
    assert not keys.make.isEnabled()
    keys.label.setText("Badges")
    keys.make.click()
    assert core.asked == [messages.MakeApiKey(label="Badges")]
    assert keys.key.text() == "s3cret"
    keys.show_keys((messages.ApiKeyInfo("id1", "Badges", NOW_MS),))
    assert keys.model.text(keys.model.rows[0], 3) == "Never"
    keys.table.select(0)
    keys.revoke.held.emit()
    assert core.asked[-1] == messages.RevokeApiKey(id="id1")
    assert keys.key.text() == ""


def test_nothing_can_be_done_while_the_core_is_away(page: PeoplePage) -> None:
    state = attached("en")
    page.show_state(replace(state, phase=type(state.phase).RECONNECTING))
    page.list.table.select(ANNA)
    page.rules.show_state(replace(state, phase=type(state.phase).RECONNECTING), NOW_MS)
    for button in (page.list.add, page.list.change, page.list.remove, page.imports.choose, page.rules.save):
        assert not button.isEnabled()


def test_without_anybody_it_says_what_to_do(qtbot: QtBot) -> None:
    made = PeoplePage()
    qtbot.addWidget(made)
    made.show_state(quiet("en"))
    made.list.search.setText("x-x-x")
    assert made.list.empty.text()


def test_a_refusal_does_not_lose_what_was_typed(page: PeoplePage, core: Core) -> None:
    core.answer = lambda _: None
    page.list.add.click()
    page.list.form.texts["name"].setText("Zoe")
    page.list.form.save.click()
    assert not page.list.form.isHidden()
    assert page.list.form.texts["name"].text() == "Zoe"


def test_rules_that_are_the_defaults_are_shown(qtbot: QtBot) -> None:
    made = PeoplePage()
    qtbot.addWidget(made)
    made.now_ms = lambda: NOW_MS
    made.show_state(attached("en"))
    made.take(messages.Registration(RegistrationRules()))
    assert made.rules.rules() == RegistrationRules()
