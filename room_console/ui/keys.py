"""The keys: the five things done a hundred times a day have one each."""

from typing import Final


class Key:
    """Key sequences, as Qt writes them."""

    GRANT_NEXT: Final = "F2"
    REVOKE: Final = "F3"
    DENY: Final = "F4"
    LIST: Final = "F6"
    STAGE: Final = "F9"
    UP: Final = "Alt+Up"
    DOWN: Final = "Alt+Down"
    FIND: Final = "Ctrl+F"
    FULL_SCREEN: Final = "F11"
