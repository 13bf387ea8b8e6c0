"""The meter shows the level, holds the peak, and speaks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from common.model.units import LEVELS_HZ
from common.ui.levelmeter import FALL_DB, FLOOR_DBFS, HOLD_TICKS, LevelMeter, share_of


@pytest.fixture
def meter(qapp: QApplication) -> LevelMeter:
    made = LevelMeter()
    made.resize(600, 8)
    return made


@pytest.mark.parametrize(("dbfs", "share"), [(-120, 0.0), (FLOOR_DBFS, 0.0), (-30, 0.5), (0, 1.0), (6, 1.0)])
def test_scale_is_linear_in_decibels(dbfs: float, share: float) -> None:
    assert share_of(dbfs) == pytest.approx(share)


def test_peak_is_held_then_falls(meter: LevelMeter) -> None:
    meter.set_level(-20, -6)
    for _ in range(HOLD_TICKS):
        meter.set_level(-60, -60)
    assert meter.held_dbfs == -6
    meter.set_level(-60, -60)
    assert meter.held_dbfs == pytest.approx(-6 - FALL_DB)


def test_value_is_told_once_a_second_in_words(meter: LevelMeter) -> None:
    meter.set_level(-18.2, -10)
    meter.set_level(-40.0, -10)
    assert meter.value() == -18
    assert meter.text() == "-18 dBFS"
    for _ in range(LEVELS_HZ):
        meter.set_level(-40.0, -10)
    assert meter.value() == -40


def test_assistive_technology_reads_the_value(meter: LevelMeter) -> None:
    meter.set_level(-18.0, -10)
    interface = QAccessible.queryAccessibleInterface(meter)
    assert interface is not None
    assert interface.role() == QAccessible.Role.ProgressBar
    assert "-18" in interface.text(QAccessible.Text.Value)


def test_scale_is_never_mirrored(meter: LevelMeter) -> None:
    meter.set_level(-30, -30)
    straight = meter.grab().toImage()
    meter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert meter.grab().toImage() == straight


def test_silence_forgets_the_peak(meter: LevelMeter) -> None:
    meter.set_level(-3, -1)
    meter.clear()
    assert meter.held_dbfs == -120
