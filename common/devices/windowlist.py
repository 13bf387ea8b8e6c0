"""The windows that a person sees on Windows, by title."""

import ctypes
from typing import Any

MAX_WINDOWS = 64
MAX_TITLE_CHARACTERS = 256


def titles() -> list[str]:
    """List the titles of visible windows, each once; none where this is not Windows."""
    user32 = getattr(getattr(ctypes, "windll", None), "user32", None)
    if user32 is None:
        return []
    return seen_titles(user32, ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p))  # type: ignore[attr-defined]


def seen_titles(user32: Any, callback: Any) -> list[str]:
    """List them by these functions of user32."""
    found: dict[str, None] = {}

    def note(window: int, _: int) -> int:
        text = ctypes.create_unicode_buffer(MAX_TITLE_CHARACTERS)
        if user32.IsWindowVisible(window) and user32.GetWindowTextW(window, text, MAX_TITLE_CHARACTERS):
            found[text.value] = None
        return int(len(found) < MAX_WINDOWS)

    user32.EnumWindows(callback(note), 0)
    return list(found)
