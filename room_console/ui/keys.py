"""The keys: the five things done a hundred times a day have one each."""

from typing import Final

from PySide6.QtGui import QKeySequence


class Key:
    """Key sequences, as Qt writes them."""

    KEYS: Final = "F1"
    GRANT_NEXT: Final = "F2"
    REVOKE: Final = "F3"
    DENY: Final = "F4"
    PRELISTEN: Final = "F5"
    LIST: Final = "F6"
    HALL: Final = "F7"
    WIDE: Final = "F8"
    STAGE: Final = "F9"
    SET_ASIDE: Final = "Ctrl+F3"
    PAUSE: Final = "Ctrl+P"
    MORE: Final = "Ctrl++"
    UNDO: Final = "Ctrl+Z"
    TIMES: Final = "Ctrl+T"
    """Speaking times, in the chair's window."""
    NOTICE: Final = "Ctrl+M"
    """To the line for all, in the chair's window."""
    JOURNAL: Final = "Ctrl+J"
    """What was done, in the chair's window."""
    GRANT_SELECTED: Final = "Return"
    """In the list of speakers."""
    ENTER: Final = "Ctrl+N"
    CORRECT: Final = "Ctrl+E"
    """Group and language of the selected request."""
    RULES: Final = "Ctrl+R"
    HALL_DEVICE: Final = "Ctrl+D"
    APPLY: Final = "Ctrl+Return"
    """The rules that are being edited."""
    UP: Final = "Alt+Up"
    DOWN: Final = "Alt+Down"
    FIND: Final = "Ctrl+F"
    CANNOT_INTERPRET: Final = "Ctrl+{channel}"
    """One for each booth, by the number of its channel."""
    STOP_SHARING: Final = "Ctrl+F9"
    FULL_SCREEN: Final = "F11"
    OFFICE: Final = "F12"


def native(key: str) -> str:
    """Write a key as this system does."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
