"""A document beside the stage: pages, zoom, search; what is wanted meanwhile is drawn last."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication

from common.model.errors import ErrorCode
from delegate_app.core.reading.pages import Found, Outline, PageImage
from delegate_app.core.reading.reader import PageReader
from delegate_app.ui.readingpresenter import ReadingPresenter
from delegate_app.ui.widgets.documentview import DocumentView
from delegate_app.ui.wishes import Wishes

SIZES = Outline(((595.0, 842.0),) * 3)


def image(page: int, height_px: int = 60) -> PageImage:
    return PageImage(page, 40, height_px, b"\xff" * (40 * height_px * 3), f"words of page {page + 1}")


@pytest.fixture
def view(qapp: QApplication) -> Iterator[DocumentView]:
    made = DocumentView()
    made.resize(500, 400)
    yield made
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def wanted(view: DocumentView) -> list[tuple[int, int]]:
    pages: list[tuple[int, int]] = []
    view.page_wanted.connect(lambda page, width_px: pages.append((page, width_px)))
    return pages


def test_it_is_seen_only_while_a_document_is_open(view: DocumentView) -> None:
    assert view.isHidden()
    view.begin("paper.pdf", SIZES)
    assert not view.isHidden()
    view.close_button.click()
    assert view.isHidden()


def test_the_page_keys_turn_the_page(view: DocumentView, wanted: list[tuple[int, int]]) -> None:
    view.begin("paper.pdf", SIZES)
    view.show_image(image(0))
    QTest.keyClick(view.area, Qt.Key.Key_PageDown)
    assert wanted[-1][0] == 1
    QTest.keyClick(view.area, Qt.Key.Key_End)
    assert wanted[-1][0] == 2
    QTest.keyClick(view.area, Qt.Key.Key_PageUp)
    assert wanted[-1][0] == 1


def test_zoom_asks_for_a_wider_picture(view: DocumentView, wanted: list[tuple[int, int]]) -> None:
    view.begin("paper.pdf", SIZES)
    view.zoom(1.0)
    QTest.keyClick(view.area, Qt.Key.Key_Plus)
    assert wanted[1][1] > wanted[0][1]
    QTest.keyClick(view.area, Qt.Key.Key_0)
    assert wanted[2][1] == wanted[0][1]


def test_another_document_never_stands_under_the_page_of_the_one_before(view: DocumentView) -> None:
    view.begin("paper.pdf", SIZES)
    view.show_image(image(0))
    assert view.page.accessibleDescription() == "words of page 1"
    view.begin("other.pdf", SIZES)
    assert view.page.image is None
    assert view.page.accessibleDescription() == "The page is being drawn…"
    shown = view.page.grab().toImage()
    assert any(shown.pixel(x, y) != shown.pixel(0, 0) for x in range(shown.width()) for y in range(shown.height()))


def test_a_page_that_is_wanted_no_more_is_not_shown(view: DocumentView) -> None:
    view.begin("paper.pdf", SIZES)
    view.turn(1)
    view.show_image(image(0))
    assert view.page.image is None
    view.show_image(image(1))
    assert view.page.accessibleDescription() == "words of page 2"


def beyond(view: DocumentView) -> tuple[int, int]:
    """Return how much of the page is out of sight at its left and at its right, px."""
    return -view.page.x(), view.page.x() + view.page.width() - view.area.viewport().width()


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize(("text", "is_from_right"), [("Agenda item 3", False), ("البند ٣ من جدول الأعمال", True)])
def test_a_wide_page_is_shown_from_where_it_is_read(
    view: DocumentView, qapp: QApplication, text: str, is_from_right: bool, is_mirrored: bool
) -> None:
    direction = Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight
    view.setLayoutDirection(direction)
    view.begin("wide.pdf", SIZES)
    qapp.processEvents()
    for width_px in (3_000, 4_000):
        view.show_image(PageImage(0, width_px, 40, b"\xff" * (width_px * 40 * 3), text))
        assert beyond(view)[is_from_right] == 0, "also after it was drawn larger"
    view.resize(400, 400)
    qapp.processEvents()
    assert beyond(view)[is_from_right] == 0, "and where the view has become narrower"
    view.area.horizontalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    view.area.horizontalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)
    view.area.horizontalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderPageStepSub)
    place = view.area.horizontalScrollBar().value()
    view.resize(390, 400)
    qapp.processEvents()
    assert view.area.horizontalScrollBar().value() == place, "who has gone elsewhere stays there"


def test_what_is_found_is_gone_to_and_what_is_not_is_said(view: DocumentView) -> None:
    view.begin("paper.pdf", SIZES)
    view.show_found(Found(2, ((0.1, 0.1, 0.2, 0.2),)))
    assert view.number.value() == 3
    view.show_found(None)
    assert view.notice.text


async def test_pages_are_drawn_by_a_reader_and_the_last_wish_counts(view: DocumentView, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(typst.compile(b"One\n#pagebreak()\nTwo\n#pagebreak()\nThree"))
    refused: list[ErrorCode] = []
    wishes = Wishes(refused.append, lambda: None)
    presenter, reader = ReadingPresenter(view, wishes), PageReader(path)
    await reader.open()
    await presenter.show("paper.pdf", reader)
    for page in range(3):
        view.page_wanted.emit(page, 200)
    view.number.setValue(3)
    async with asyncio.timeout(20):
        while view.page.image is None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert view.page.image.text.strip() == "Three"
    view.hide()
    await presenter.close()
    await wishes.tasks.cancel_all()
    assert refused == []
