"""The theme is put on whole, follows the desktop, and can be forced."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from common.ui import fonts, icons, styles, theme
from common.ui.colours import DARK, LIGHT, Scheme
from common.ui.text import ElidedLabel, restyle
from common.ui.theme import Step, Theme, ThemeSwitch


@pytest.fixture(autouse=True)
def _theme_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, Theme())


def test_style_sheet_has_every_value() -> None:
    lengths = theme._lengths(Theme())
    assert "$" not in styles.style_sheet(DARK, lengths)


def test_no_length_hides_a_colour() -> None:
    assert not set(theme._lengths(Theme())) & set(DARK.__slots__)


def test_slider_is_filled_from_where_reading_begins() -> None:
    lengths = theme._lengths(Theme())
    assert styles.style_sheet(DARK, lengths, is_rtl=False) != styles.style_sheet(DARK, lengths, is_rtl=True)


def test_text_grows_with_its_scale() -> None:
    assert Theme(text_scale=2.0).size_px(Step.BODY) == 26


def test_forced_theme_stays_and_toggles(qapp: QApplication) -> None:
    switch = ThemeSwitch(qapp, Scheme.LIGHT)
    assert theme.current().colours is LIGHT
    switch.toggle()
    assert theme.current().scheme is Scheme.DARK
    switch.force(None)
    assert theme.current().scheme is theme.desktop_scheme()
    switch.deleteLater()


def test_bundled_fonts_cover_the_six_languages(qapp: QApplication) -> None:
    assert fonts.load() == fonts.FAMILIES


@pytest.mark.parametrize("name", icons.names())
def test_icon_has_ink_in_its_own_colour(qapp: QApplication, name: str) -> None:
    image = icons.pixmap(name, "#ff0000", icons.GRID_PX).toImage()
    pixels = [image.pixelColor(x, y) for x in range(icons.GRID_PX) for y in range(icons.GRID_PX)]
    seen = [p for p in pixels if p.alpha() > 200]
    assert seen
    assert all(p.red() > 200 and p.green() < 60 for p in seen)


def test_pointing_icon_is_mirrored(qapp: QApplication) -> None:
    straight = icons.pixmap("leave", "#000000", 24).toImage()
    turned = icons.pixmap("leave", "#000000", 24, is_mirrored=True).toImage()
    assert turned != straight
    assert turned.flipped(Qt.Orientation.Horizontal) == straight
    assert (
        icons.pixmap("clock", "#000000", 24, is_mirrored=True).toImage()
        == icons.pixmap("clock", "#000000", 24).toImage()
    )


def test_elided_label_keeps_the_whole_text_in_its_tool_tip(qapp: QApplication) -> None:
    label = ElidedLabel("International Federation of Associations of Independent Publishers")
    label.resize(80, 20)
    label.setText("A very long name\nthat goes on and on and on")
    assert label.is_elided()
    assert label.toolTip() == "A very long name that goes on and on and on"
    label.resize(2000, 20)
    label.setText("Short")
    assert label.toolTip() == ""


def test_restyle_changes_the_look(qapp: QApplication) -> None:
    theme.apply(qapp, Theme(Scheme.DARK))
    label = QLabel("x")
    label.ensurePolished()
    restyle(label, ink="fail")
    assert label.palette().color(label.foregroundRole()).name() == DARK.fail_ink


def test_an_icon_is_drawn_at_the_size_that_is_seen_and_turned_where_it_points(qapp: QApplication) -> None:
    straight, turned = icons.icon("leave", "#000000"), icons.icon("leave", "#000000", is_mirrored=True)
    for side_px in (20, 60):
        image = straight.pixmap(side_px, side_px).toImage()
        assert image.size().toTuple() == (side_px, side_px)
        back = turned.pixmap(side_px, side_px).toImage().flipped(Qt.Orientation.Horizontal)
        assert turned.pixmap(side_px, side_px).toImage() != image
        differences = [
            abs(image.pixelColor(x, y).alpha() - back.pixelColor(x, y).alpha())
            for x in range(side_px)
            for y in range(side_px)
        ]
        assert max(differences) < 16


def test_on_a_full_disk_icons_are_there_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    colour = "#010203"

    def fill(path: Path, text: str, **_: object) -> int:
        path.write_bytes(text[:9].encode())
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Path, "write_text", fill)
    assert not icons.icon("chat", colour).pixmap(24, 24).isNull()
    with pytest.raises(OSError, match="no space"):
        icons.tinted_file("chat", colour)
    monkeypatch.undo()
    assert icons.tinted_file("chat", colour).read_text(encoding="utf-8").startswith("<svg")
