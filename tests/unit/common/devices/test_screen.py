"""Screens elsewhere than on X11, and the page that stands in for one."""

import ctypes
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from common.devices import windowlist
from common.devices.screen import ScreenChoice, list_screens
from common.devices.testpage import pages

SEEN, HIDDEN, NAMELESS = 1, 2, 3


class User32:
    """Three windows, as Windows tells of them."""

    titles = {SEEN: "Minutes", HIDDEN: "Secret", NAMELESS: ""}  # noqa: RUF012

    def EnumWindows(self, note: Callable[[int, int], int], _: int) -> None:
        for window in (*self.titles, SEEN):
            note(window, 0)

    def IsWindowVisible(self, window: int) -> bool:
        return window != HIDDEN

    def GetWindowTextW(self, window: int, text: "ctypes.Array[Any]", most: int) -> int:
        text.value = self.titles[window]
        return len(self.titles[window])


def test_windows_are_listed_that_are_seen_and_have_a_title_each_once() -> None:
    assert windowlist.seen_titles(User32(), lambda function: function) == ["Minutes"]


def test_on_windows_the_desktop_comes_first(monkeypatch: Any) -> None:
    monkeypatch.setattr(windowlist, "titles", lambda: ["Minutes"])
    assert list_screens("win32") == [
        ScreenChoice("gdi:desktop", "screen", "1"),
        ScreenChoice("gdi:title=Minutes", "window", "Minutes"),
    ]


def test_the_page_stands_then_moves() -> None:
    given = pages((320, 180), 1000.0, threading.Event())  # type: ignore[arg-type]
    first, second = next(given), next(given)
    assert np.array_equal(first.to_ndarray(), second.to_ndarray())
    given.close()
