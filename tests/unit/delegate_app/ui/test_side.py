"""The side area's tabs: participants in order and in steps, the agenda with what opens, the clock of who speaks."""

import random
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.model.agenda import Link
from common.model.chat import ChatRules
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Category, Presence, Role
from common.model.speechtime import Light
from common.ui import theme
from common.ui.text import isolated
from delegate_app.core.recollection import Arrangement
from delegate_app.core.settings import SettingsFile
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.meeting import MeetingPage
from delegate_app.ui.side.agenda import AgendaTab
from delegate_app.ui.side.agendalines import LineKind, agenda_lines
from delegate_app.ui.side.participants import ParticipantsTab
from delegate_app.ui.side.roster import STEP, Heading, Roster
from delegate_app.ui.side.speakerlines import Speaker
from delegate_app.ui.side.speakers import SpeakersTab
from delegate_app.ui.side.speakersview import SpeakerPainter, SpeakersList
from tests.gallery.delegate_side import crowd, with_people
from tests.gallery.harness import settle
from tests.gallery.madeup import ME, NOW_MS, joined, request
from tests.gallery.programme import under_way


def person(who: str, delegation: str, order: int = 0, **more: object) -> ParticipantView:
    """Make somebody up."""
    return ParticipantView(ParticipantId(who), who, delegation, Role.DELEGATE, order=order, **more)  # type: ignore[arg-type]


def filled(people: list[ParticipantView]) -> Roster:
    """Return a roster of these."""
    roster = Roster()
    roster.take({each.participant: each for each in people})
    while roster.is_due:
        roster.step()
    return roster


def test_delegations_stand_in_protocol_order_within_the_parts_of_the_list() -> None:
    made = [
        person("ngo", "Publishers", 1, category=Category.NGO),
        person("z", "Albania", 2),
        person("b", "Zambia", 1),
        person("a", "Zambia", 1),
        person("unordered", "Austria"),
        replace(person("technician", ""), role=Role.OPERATOR),
    ]
    member, ngo = Category.MEMBER, Category.NGO
    expected = [Heading(member), Heading(member, "Zambia"), "a", "b", Heading(member, "Albania"), "z"]
    expected += [Heading(member, "Austria"), "unordered", Heading(ngo), Heading(ngo, "Publishers"), "ngo"]
    assert filled(made).rows() == [*expected, Heading(Category.SECRETARIAT), "technician"]
    assert filled(made).rows("zAM a") == [Heading(member), Heading(member, "Zambia"), "a", "b"]
    assert filled(made).rows("alb z") == [Heading(member), Heading(member, "Albania"), "z"]


def test_whatever_comes_and_goes_order_and_counts_are_as_if_made_anew() -> None:
    chance, people = random.Random(6), crowd("en", 200)
    roster = filled(list(people.values()))
    for _ in range(60):
        who = chance.choice(list(people))
        changed = dict(people)
        match chance.randrange(3):
            case 0:
                del changed[who]
            case 1:
                changed[who] = replace(people[who], presence=chance.choice(list(Presence)))
            case _:
                changed[who] = replace(people[who], delegation=chance.choice(("Kenya", "Chile", "")))
        people = changed
        roster.take(people)
        roster.step()
        fresh = filled(list(people.values()))
        assert roster.rows() == fresh.rows()
        assert roster.total == fresh.total
        headings = [row for row in roster.rows() if isinstance(row, Heading)]
        assert [roster.count(h) for h in headings] == [fresh.count(h) for h in headings]


def test_a_step_puts_only_so_many_in_order() -> None:
    roster = Roster()
    roster.take(crowd("en", 3_000))
    roster.step()
    assert len(roster.people) == STEP
    assert roster.is_due


@pytest.fixture
def tab(qtbot: QtBot) -> ParticipantsTab:
    """The participants, two dozen of them."""
    made = ParticipantsTab()
    qtbot.addWidget(made)
    made.show_state(with_people(joined("en"), crowd("en", 24)), NOW_MS)
    return made


def test_presence_changes_a_row_and_not_the_order(tab: ParticipantsTab, qtbot: QtBot) -> None:
    people = crowd("en", 24)
    assert tab.said.text() == "15 here of 24"
    who = ParticipantId("p-3")
    resets: list[object] = []
    tab.list.participants.modelReset.connect(lambda: resets.append(None))
    people = {**tab.list.participants.roster.people, who: replace(people[who], presence=Presence.JOINED)}
    tab.show_state(with_people(joined("en"), people), NOW_MS)
    assert (tab.said.text(), resets) == ("16 here of 24", [])


def test_who_searches_in_vain_is_told_so(tab: ParticipantsTab) -> None:
    tab.field.setText("nobody at all")
    assert "Nobody" in tab.said.text()
    tab.field.setText("prado")
    rows = tab.list.participants.rows
    assert {tab.list.participants.roster.people[row].name for row in rows if not isinstance(row, Heading)} == {
        "Ms. Helena Prado"
    }


def test_one_writes_only_between_active_ones(tab: ParticipantsTab, qtbot: QtBot) -> None:
    state = with_people(joined("en"), crowd("en", 24))
    assert state.view is not None
    other, me = state.view.participants[ParticipantId("p-2")], state.view.participants[ME]
    menu = tab.menu_of(other)
    assert menu is not None
    with qtbot.waitSignal(tab.write_wanted) as told:
        menu.actions()[0].trigger()
    assert told.args == [other.participant]
    assert tab.menu_of(me) is None
    assert tab.menu_of(replace(other, role=Role.OBSERVER)) is None
    tab.show_state(replace(state, chat=replace(state.chat, rules=ChatRules(is_private_open=False))), NOW_MS)
    assert tab.menu_of(other) is None


def programme() -> DelegateState:
    """Return a state with a programme, a link of it leading elsewhere than it says."""
    state = joined("en")
    assert state.view is not None
    view = under_way(state.view, "en")
    lying = Link("https://www.example.org", "https://evil.example/x")
    items = (
        replace(view.details.agenda[0], links=(lying, Link("none", "javascript:alert(1)"))),
        *view.details.agenda[1:],
    )
    return replace(state, view=replace(view, details=replace(view.details, agenda=items)))


def test_the_agenda_marks_what_is_debated_and_shows_where_links_lead() -> None:
    view = programme().view
    assert view is not None
    lines = agenda_lines(view, ())
    assert [line.title for line in lines if line.is_current and line.kind is LineKind.ITEM] == [
        "\u20684(a)\u2069  \u2068Panel: training data, rights and remuneration\u2069"
    ]
    links = [line for line in lines if line.kind is LineKind.LINK]
    assert links[0].details == ("\u2066https://evil.example/x\u2069",)
    assert all(link.url.startswith("https://") for link in links)


def test_a_link_opens_outside_after_a_click(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = AgendaTab()
    opened: list[QUrl] = []
    qtbot.addWidget(tab)
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    tab.show_state(programme(), NOW_MS)
    lines = tab.list.agenda.lines
    place = next(n for n, line in enumerate(lines) if line.kind is LineKind.LINK)
    tab.list.clicked.emit(tab.list.agenda.index(place - 1))
    assert opened == []
    tab.list.clicked.emit(tab.list.agenda.index(place))
    assert opened == [QUrl("https://evil.example/x")]


def test_the_clock_repaints_one_row_of_text(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []
    real = SpeakersList.paintEvent

    def note(self: SpeakersList, event: QPaintEvent) -> None:
        painted.append(event.rect().height())
        real(self, event)

    monkeypatch.setattr(SpeakersList, "paintEvent", note)
    tab = SpeakersTab()
    qtbot.addWidget(tab)
    tab.resize(300, 450)
    floor = (request(1, RequestStatus.GRANTED, is_on_air=True), *(request(n) for n in range(2, 40)))
    state = joined("en", floor, number=40)
    tab.show_state(state, NOW_MS)
    tab.show()
    QApplication.processEvents()
    painted.clear()
    tab.show_time(state, NOW_MS + 5_000)
    QApplication.processEvents()
    assert painted
    assert max(painted) < 50
    assert tab.list.lines.lines[0].figure.endswith("46")


async def test_how_the_side_area_was_left_is_kept_and_recalled(tmp_path: Path) -> None:
    store = SettingsFile(tmp_path / "delegate.json")

    def remember(**fields: object) -> None:
        store.save(msgspec.structs.replace(store.load()[0], **fields))

    await Arrangement(remember).keep_side("agenda", False)
    kept = store.load()[0]
    assert (kept.side_tab, kept.is_side_open) == ("agenda", False)


@pytest.mark.parametrize("tab", ["speakers", "participants", "agenda"])
def test_no_tab_takes_the_floor_button_its_height_with_large_text(qapp: QApplication, tab: str) -> None:
    theme.apply(qapp, replace(theme.current(), text_scale=1.5))
    page = MeetingPage()
    page.recall_side(tab, True)
    page.resize(1280, 720)
    page.show()
    page.show_state(with_people(joined("en"), crowd("en", 24)), NOW_MS)
    settle()
    floor = page.controls.floor
    assert floor.height() >= floor.minimumSizeHint().height()
    page.hide()
    page.deleteLater()
    theme.apply(qapp, replace(theme.current(), text_scale=1.0))
    settle()


def test_a_clock_over_its_time_reads_alike_in_a_mirrored_list(qapp: QApplication) -> None:
    del qapp
    granted = request(1, RequestStatus.GRANTED, is_on_air=True)
    line = Speaker("Egypt", "", granted, place=0, figure="+0:05", light=Light.RED, is_me=False)
    listed = SpeakersList()
    mark, _ = SpeakerPainter(listed, listed.lines)._mark(line)
    assert mark == f"■ {isolated('+0:05')}"


def test_where_nobody_is_found_the_words_stay_under_the_field(qtbot: QtBot) -> None:
    tab = ParticipantsTab()
    qtbot.addWidget(tab)
    tab.resize(300, 600)
    tab.show_state(with_people(joined("en"), crowd("en", 4)), NOW_MS)
    tab.show()
    settle()
    tab.field.setText("zzz")
    settle()
    assert tab.said.text() == "Nobody here has such a name."
    assert tab.said.geometry().bottom() < tab.field.geometry().bottom() + 60
