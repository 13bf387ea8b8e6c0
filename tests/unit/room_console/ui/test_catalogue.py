"""The catalogue's page and the first window."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from common.aio.tasks import TaskOwner, spawn
from common.model.catalogue import CatalogueEntry, NewMeeting
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from room_console.ui.cataloguewindow import CatalogueWindow
from room_console.ui.office.catalogue import CataloguePage
from tests.gallery.console_catalogue import MadeUp, entries
from tests.helpers.consolewindow import until


class Noting(MadeUp):
    """Notes what is done to the meetings; runs in worker threads."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.refusal: ConferenceError | None = None

    def entries(self) -> list[CatalogueEntry]:
        return entries("en", 8)

    def make(self, new: NewMeeting) -> MeetingId:
        if self.refusal is not None:
            raise self.refusal
        self.done.append(new)
        return MeetingId("made")

    def copy(self, meeting: MeetingId, new: NewMeeting, now_ms: int) -> MeetingId:
        self.done.append((meeting, new))
        return MeetingId("copied")

    def export_file(self, meeting: MeetingId, path: Path, *, has_people: bool, has_documents: bool) -> None:
        self.done.append((meeting, path.name, has_people, has_documents))

    def archive(self, meeting: MeetingId) -> None:
        self.done.append(("archive", meeting))

    def take_out(self, meeting: MeetingId) -> None:
        self.done.append(("take out", meeting))


@pytest.fixture
def kept() -> Noting:
    """Return the meetings of this machine."""
    return Noting()


@pytest.fixture
async def page(qtbot: QtBot, kept: Noting) -> AsyncIterator[CataloguePage]:
    """Return the page on those meetings."""
    made, tasks = CataloguePage(), TaskOwner("test")
    qtbot.addWidget(made)
    made.serve(kept, tasks)
    made.opened()
    await until(lambda: made.model.rowCount() > 0)
    yield made
    await tasks.cancel_all()


async def test_the_archived_are_shown_when_asked_for(page: CataloguePage) -> None:
    assert page.model.rowCount() == 7
    page.has_archived.setChecked(True)
    assert page.model.rowCount() == 8


async def test_a_meeting_is_found_by_title_and_symbol(page: CataloguePage) -> None:
    page.find_field.setText("ge/4/25")
    assert page.model.rowCount() == 1
    page.find_field.setText("nothing like it")
    assert page.model.rowCount() == 0
    assert "matches" in page.empty.text()


async def test_a_meeting_is_made(page: CataloguePage, kept: Noting) -> None:
    page.new.click()
    page.form.name.setText("Standing Committee")
    page.form.zone.setText("Europe/Zurich")
    page.form.save.click()
    await until(page.form.isHidden)
    assert kept.done == [NewMeeting("Standing Committee", timezone="Europe/Zurich")]
    assert "made" in page.notice.text


async def test_the_next_meeting_is_made_on_the_pattern_of_one(page: CataloguePage, kept: Noting) -> None:
    page.table.select(2)
    page.copy.click()
    assert page.form.name.text() == entries("en", 8)[2].card.title
    page.form.name.setText("Third Session")
    page.form.save.click()
    await until(page.form.isHidden)
    page.new.click()
    page.form.name.setText("Another")
    page.form.zone.setText("Europe/Zurich")
    page.form.save.click()
    await until(page.form.isHidden)
    (pattern, copied), new = kept.done
    assert (pattern, copied.title, new) == (
        "meeting-2",
        "Third Session",
        NewMeeting("Another", timezone="Europe/Zurich"),
    )


async def test_a_refusal_is_said_and_the_form_stays(page: CataloguePage, kept: Noting) -> None:
    kept.refusal = ConferenceError(ErrorCode.DISK, "no room")
    page.new.click()
    page.form.name.setText("Standing Committee")
    page.form.save.click()
    await until(lambda: bool(page.notice.text))
    assert not page.form.isHidden()


async def test_meetings_are_put_away_and_taken_out_but_not_while_open(page: CataloguePage, kept: Noting) -> None:
    page.table.select(1)
    assert not page.put_away.isEnabled()
    page.table.select(2)
    page.put_away.click()
    await until(lambda: kept.done)
    page.has_archived.setChecked(True)
    page.table.select(6)
    assert not page.open.isEnabled()
    page.put_away.click()
    await until(lambda: len(kept.done) == 2)
    assert kept.done == [("archive", "meeting-2"), ("take out", "meeting-6")]


async def test_a_meeting_goes_out_alone_or_with_all_that_is_in_it(
    page: CataloguePage, kept: Noting, tmp_path: Path
) -> None:
    page.table.select(2)
    page.export.click()
    (menu,) = page.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Without people and documents …",
        "With people and documents, for another machine …",
    ]
    menu.close()
    for is_whole in (False, True):
        page.export_to(MeetingId("meeting-2"), str(tmp_path / "x.zip"), is_whole)
        await until(lambda: bool(page.notice.text))
        page.notice.clear()
    assert kept.done == [("meeting-2", "x.zip", False, False), ("meeting-2", "x.zip", True, True)]


def test_of_another_machine_nothing_is_seen(qtbot: QtBot) -> None:
    page = CataloguePage()
    qtbot.addWidget(page)
    page.opened()
    assert not page.new.isEnabled()
    assert "own machine" in page.empty.text()


async def test_the_first_window_gives_the_meeting_that_is_opened(qtbot: QtBot, kept: Noting) -> None:
    tasks = TaskOwner("test")
    window = CatalogueWindow(kept, tasks)
    qtbot.addWidget(window)
    choosing = spawn(window.choose(), "choose", tasks)
    await until(lambda: window.page.model.rowCount() > 0)
    window.page.table.select(2)
    window.page.open.click()
    assert await choosing == Path("meeting-2")
    await tasks.cancel_all()


async def test_the_first_window_may_be_closed(qtbot: QtBot, kept: Noting) -> None:
    tasks = TaskOwner("test")
    window = CatalogueWindow(kept, tasks)
    qtbot.addWidget(window)
    choosing = spawn(window.choose(), "choose", tasks)
    await asyncio.sleep(0)
    window.close()
    assert await choosing is None
    await tasks.cancel_all()
