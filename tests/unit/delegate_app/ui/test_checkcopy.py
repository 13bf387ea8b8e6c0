"""The copy for one's own IT: a text and a PDF, in either direction, whole or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from common.model.checks import CheckName, Finding, ReadinessReport, Verdict
from common.model.errors import UserError
from common.ui.checkwords import check_word, tip_of
from delegate_app.core.checks.report import make_report
from delegate_app.core.checks.state import merged
from delegate_app.ui.checkcopy import report_html, save_copy
from delegate_app.ui.checktext import report_text
from tests.gallery.checkresults import DEVICES_GOOD, NETWORK_FAULTS, SOUND_GOOD, fails
from tests.gallery.madeup import NOW_MS, meeting

FOUND = merged(fails((*DEVICES_GOOD, *SOUND_GOOD), CheckName.BAND), NETWORK_FAULTS["udp-blocked"])
REPORT = make_report(FOUND, "delegate <1>", NOW_MS, is_complete=True)


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft], ids=["ltr", "rtl"])
def direction(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Qt.LayoutDirection]:
    """Each direction of reading in turn."""
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(request.param)
    yield request.param
    qapp.setLayoutDirection(before)


def test_the_text_names_every_check_and_says_what_to_do_about_each_problem() -> None:
    text = report_text(REPORT, "A meeting")
    for name in CheckName:
        assert check_word(name) in text
    assert "NOT FIT FOR THE MEETING" in text
    assert "Meeting: A meeting" in text
    assert tip_of(CheckName.BAND, Finding.TOO_LOW).advice in text
    assert tip_of(CheckName.UDP, Finding.BLOCKED).advice in text
    assert "192.0.2.17:41000" in text, "who is to open a firewall must know for what"


def test_a_check_that_was_broken_off_says_so() -> None:
    assert "broken off" in report_text(replace(REPORT, is_complete=False), None)


def test_an_empty_report_says_that_nothing_was_checked() -> None:
    empty = ReadinessReport(NOW_MS, "delegate", "Linux", ())
    assert empty.verdict is Verdict.SKIPPED
    assert "NOT CHECKED" in report_text(empty, None)


def test_the_pdf_is_written(tmp_path: Path, direction: Qt.LayoutDirection) -> None:
    path = tmp_path / "copy.pdf"
    save_copy(path, REPORT, meeting("ar").details.title)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(data) > 10_000, "the letters are in it"
    assert f'dir="{"rtl" if direction is Qt.LayoutDirection.RightToLeft else "ltr"}"' in report_html(REPORT, None)


def test_what_stands_in_a_report_is_no_markup(qapp: QApplication) -> None:
    del qapp
    assert "delegate &lt;1&gt;" in report_html(REPORT, "<b>")
    assert "&lt;b&gt;" in report_html(REPORT, "<b>")


def test_the_text_is_written_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "copy.txt"
    save_copy(path, REPORT, "A meeting")
    assert path.read_text(encoding="utf-8") == report_text(REPORT, "A meeting")


@pytest.mark.parametrize("name", ["copy.txt", "copy.pdf"])
def test_a_place_that_can_not_be_written_is_said(tmp_path: Path, name: str, qapp: QApplication) -> None:
    del qapp
    with pytest.raises(UserError, match="disk"):
        save_copy(tmp_path / "none" / name, REPORT, None)
    assert list(tmp_path.iterdir()) == []
