"""The keys with what they do, in groups: for the line of keys and for the overview."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from common.model.interpretation import MAX_CHANNELS
from room_console.ui.keys import Key, native

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that belong together: each as this system writes it, and what it does."""

    title: str
    entries: tuple[tuple[str, str], ...]


def floor_keys() -> KeyGroup:
    """What is done with the list of speakers, in every window that chairs."""
    return KeyGroup(
        translate("Keys", "List of speakers"),
        (
            (native(Key.GRANT_NEXT), translate("Keys", "Grant next")),
            (native(Key.GRANT_SELECTED), translate("Keys", "Grant the selected one, in the list")),
            (native(Key.REVOKE), translate("Keys", "Revoke")),
            (native(Key.DENY), translate("Keys", "Deny")),
            (native(Key.UNDO), translate("Keys", "Undo")),
            (native(Key.LIST), translate("Keys", "Open or close the list")),
            (native(Key.SET_ASIDE), translate("Keys", "Technical fault: set aside")),
            (f"{native(Key.UP)} / {native(Key.DOWN)}", translate("Keys", "Move up, down")),
            (native(Key.CORRECT), translate("Keys", "Correct group and language")),
            (native(Key.PAUSE), translate("Keys", "Stop the speaking time, let it go on")),
            (native(Key.MORE), translate("Keys", "One minute more")),
        ),
    )


def chair_keys() -> tuple[KeyGroup, ...]:
    """Return all keys of the chair's window."""
    window = KeyGroup(
        translate("Keys", "Window"),
        (
            (native(Key.KEYS), translate("Keys", "These keys")),
            (native(Key.TIMES), translate("Keys", "Who spoke for how long")),
            (native(Key.JOURNAL), translate("Keys", "Who did what, and when")),
            (native(Key.NOTICE), translate("Keys", "Write a notice to all")),
            (native(Key.FULL_SCREEN), translate("Keys", "Fill the screen")),
        ),
    )
    return floor_keys(), window


def console_keys() -> tuple[KeyGroup, ...]:
    """Return all keys of the console's window."""
    booths = native(Key.CANNOT_INTERPRET.format(channel=1)) + f"–{MAX_CHANNELS - 1}"
    hall = KeyGroup(
        translate("Keys", "Hall"),
        (
            (native(Key.ENTER), translate("Keys", "Put somebody in the list")),
            (native(Key.PRELISTEN), translate("Keys", "Pre-listen to the selected one")),
            (native(Key.STOP_SHARING), translate("Keys", "End the sharing of a screen")),
            (native(Key.RULES), translate("Keys", "Rules of the debate")),
            (native(Key.APPLY), translate("Keys", "Apply the rules")),
            (booths, translate("Keys", "Booth cannot interpret")),
            (native(Key.HALL_DEVICE), translate("Keys", "Another sound device for the hall")),
            (native(Key.FIND), translate("Keys", "Find")),
        ),
    )
    window = KeyGroup(
        translate("Keys", "Window"),
        (
            (native(Key.KEYS), translate("Keys", "These keys")),
            (native(Key.HALL), translate("Keys", "Hall")),
            (native(Key.OFFICE), translate("Keys", "Office")),
            (native("Alt+1") + "–9", translate("Keys", "A page of the office")),
            (native(Key.WIDE), translate("Keys", "Give the right part more room")),
            (native(Key.STAGE), translate("Keys", "Stage")),
            (native(Key.FULL_SCREEN), translate("Keys", "Stage on the whole screen")),
        ),
    )
    return floor_keys(), hall, window
