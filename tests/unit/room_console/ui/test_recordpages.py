"""The pages of documents and of the list: what they ask for, and what they show of the answers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from common.control.joinlink import JoinLink
from common.model.documents import DocumentId, Release
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Role
from common.model.record import Attended, ListFormat, ListPart, ListStage
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import (
    AskUpload,
    AttendanceTold,
    BadgesRead,
    BindDocument,
    Documents,
    DocumentsChanged,
    ImportBadges,
    ListProgress,
    ListStarted,
    MakeList,
    MarkOnSite,
    ReleaseDocument,
)
from common.protocol.envelope import Request
from room_console.ui.office.badges import parts_of
from room_console.ui.office.documents import DocumentsPage
from room_console.ui.office.page import OfficePage
from room_console.ui.office.participants import ParticipantsPage
from tests.gallery.console_office import planned
from tests.gallery.console_record import documents_of
from tests.gallery.madeup import NOW_MS


class Asked:
    """Notes what a page asks, and answers."""

    def __init__(self, page: OfficePage) -> None:
        self.wishes: list[Request] = []
        self.answers: dict[type[Request], ConsoleMessage] = {}
        page.ask = self
        page.link = lambda: JoinLink("127.0.0.1", 1, planned("en").view.details.meeting, "", b"")  # type: ignore[union-attr]

    def __call__(self, message: Request, place: object, then: Callable[[ConsoleMessage], None] | None = None) -> None:
        self.wishes.append(message)
        if then is not None and (answer := self.answers.get(type(message))) is not None:
            then(answer)


@pytest.fixture
def documents(qtbot: QtBot) -> tuple[DocumentsPage, Asked]:
    page, state = DocumentsPage(), planned("en")
    qtbot.addWidget(page)
    page.resize(1_000, 600)
    page.show_state(state)
    assert state.view is not None
    page.take(Documents(documents_of(state.view, "en", 6)))
    return page, Asked(page)


@pytest.fixture
def participants(qtbot: QtBot) -> tuple[ParticipantsPage, Asked]:
    page = ParticipantsPage()
    qtbot.addWidget(page)
    page.resize(1_000, 600)
    page.show_state(planned("en"))
    return page, Asked(page)


def test_documents_stand_in_the_order_of_the_agenda_and_what_is_held_is_counted(
    documents: tuple[DocumentsPage, Asked],
) -> None:
    page, _ = documents
    items = [row.item for row in page.model.rows]
    assert items == [*sorted(item for item in items if item), *[""] * items.count("")]
    assert page.mark == "2"
    page.take(DocumentsChanged(gone=tuple(row.document for row in page.model.rows)))
    assert (page.mark, page.empty.isHidden()) == ("", False)


def test_a_document_is_released_by_one_press_and_only_to_what_it_is_not(documents: tuple[DocumentsPage, Asked]) -> None:
    page, asked = documents
    page.select(next(n for n, row in enumerate(page.model.rows) if row.release is Release.HELD))
    assert (page.release.isEnabled(), page.hold.isEnabled()) == (True, False)
    page.release.click()
    (wish,) = asked.wishes
    assert isinstance(wish, ReleaseDocument)
    assert wish.release is Release.ALL


def test_a_document_is_bound_to_what_the_form_says(documents: tuple[DocumentsPage, Asked]) -> None:
    page, asked = documents
    page.select(0)
    page.bind.click()
    page.form.item.setCurrentIndex(page.form.item.findData("4(a)"))
    page.form.speaker.setEditText("nobody at all")
    page.form.keep.click()
    (wish,) = asked.wishes
    assert isinstance(wish, BindDocument)
    assert (wish.item, wish.speaker) == ("4(a)", None)


def test_a_file_is_asked_for_by_its_name_and_size(documents: tuple[DocumentsPage, Asked], tmp_path: Path) -> None:
    page, asked = documents
    path = tmp_path / "speech.pdf"
    path.write_bytes(b"12345")
    page.begin_upload(path)
    page.form.keep.click()
    (wish,) = asked.wishes
    assert isinstance(wish, AskUpload)
    assert (wish.name, wish.size_bytes) == ("speech.pdf", 5)


def test_a_list_is_ordered_as_chosen_and_its_failure_is_said(
    participants: tuple[ParticipantsPage, Asked], tmp_path: Path
) -> None:
    page, asked = participants
    page.options.parts[ListPart.FOLLOWERS].setChecked(True)
    page.options.format.setCurrentIndex(page.options.format.findData(ListFormat.DOCX))
    page.options.first.setCurrentIndex(page.options.first.findData("ar"))
    document = DocumentId("list-1")
    asked.answers[MakeList] = ListStarted(1, document)
    page.begin(tmp_path / "list.docx")
    (wish,) = asked.wishes
    assert isinstance(wish, MakeList)
    assert (wish.order.format, wish.order.languages) == (ListFormat.DOCX, ("ar", "fr"))
    assert ListPart.FOLLOWERS in wish.order.parts
    page.take(ListProgress(document, ListStage.WRITING, 12))
    was_busy = page.courier.is_busy
    page.take(ListProgress(document, ListStage.FAILED, error=ErrorCode.LIMIT))
    assert (was_busy, page.courier.is_busy) == (True, False)
    assert page.notice.text


def test_attendance_is_shown_sorted_and_people_are_marked(participants: tuple[ParticipantsPage, Asked]) -> None:
    page, asked = participants
    page.options.session.setCurrentIndex(1)
    who = page.model.rows[3].person.participant
    page.take(AttendanceTold(1, NOW_MS, (Attended(who, NOW_MS, NOW_MS + 60_000, 60_000, 2),)))
    page.table.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    assert page.model.rows[0].person.participant == who
    assert "1 remote" in page.summary.text()
    page.table.setCurrentIndex(page.model.index(0, 1))
    page.was_there.click()
    (wish,) = (wish for wish in asked.wishes if isinstance(wish, MarkOnSite))
    assert wish.participants == (who,)


def test_who_attended_and_is_registered_no_more_is_shown_and_cannot_be_marked(
    participants: tuple[ParticipantsPage, Asked],
) -> None:
    page, asked = participants
    page.options.session.setCurrentIndex(1)
    gone = ParticipantView(ParticipantId("gone"), "Zoë Zand", "Zzland", Role.DELEGATE)
    listed = page.model.rowCount()
    seen = Attended(gone.participant, NOW_MS, NOW_MS + 60_000, 60_000, 1)
    page.take(AttendanceTold(1, NOW_MS, (seen,), former=(gone,)))
    assert page.model.rowCount() == listed + 1
    assert "1 attended" in page.summary.text()
    row = next(n for n, one in enumerate(page.model.rows) if one.person is gone)
    page.table.setCurrentIndex(page.model.index(row, 1))
    page.was_there.click()
    assert not [wish for wish in asked.wishes if isinstance(wish, MarkOnSite)]


def test_a_badge_list_goes_in_parts_of_whole_lines_that_keep_their_numbers(
    participants: tuple[ParticipantsPage, Asked], tmp_path: Path
) -> None:
    page, asked = participants
    page.options.session.setCurrentIndex(1)
    asked.answers[ImportBadges] = BadgesRead(1, 2)
    path = tmp_path / "badges.csv"
    path.write_text("".join(f"key-{n}\n" for n in range(9_000)))
    page.badges.begin(path)
    parts = [wish for wish in asked.wishes if isinstance(wish, ImportBadges)]
    assert len(parts) > 1
    assert "".join(part.text for part in parts) == path.read_text()
    assert all(f"key-{part.first_line - 1}\n" == part.text.splitlines(keepends=True)[0] for part in parts)
    assert list(parts_of("a\n")) == [(1, "a\n")]
