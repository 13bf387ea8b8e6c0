"""The page of what is kept."""

import msgspec
from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QWidget

from common.protocol.store import KeptBackup, StoreStatus
from room_console.ui.office.store import StorePage
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.consoledata import attached
from tests.gallery.registry import scene

PLACE = "/mnt/second/assembly"
USUAL = StoreStatus(
    ref=1,
    directory="/home/technician/.local/share/hemicycle/console/assembly",
    is_writable=True,
    journal_entries=5_210,
    database_bytes=1_880_064,
    free_bytes=52_113_408_000,
    backup_directory=PLACE,
    backup_every_s=300,
    backups=(),
    is_backing_up=False,
    fault="",
    retention_days=365,
)


def with_backups(age_s: int) -> StoreStatus:
    """Return a status whose newest backup is so old."""
    newest_ms = QDateTime.currentMSecsSinceEpoch() - age_s * 1000
    made = [KeptBackup(newest_ms - n * 300_000, f"{PLACE}/20251020T083000{n:06}Z") for n in range(24)]
    return msgspec.structs.replace(USUAL, backups=tuple(made))


STATES = {
    "empty": lambda: msgspec.structs.replace(USUAL, backup_directory="", journal_entries=2),
    "usual": lambda: with_backups(60),
    "samedisk": lambda: msgspec.structs.replace(with_backups(60), is_same_disk=True),
    "late": lambda: with_backups(3_600),
    "failed": lambda: msgspec.structs.replace(
        with_backups(60), fault="/mnt/second cannot be made: No space left on device", free_bytes=0, is_writable=False
    ),
}


@scene("console.store", states=tuple(STATES), sizes=SIZES)
def store(state: str, language: str) -> QWidget:
    """The window in its office, on what is kept."""
    window = window_of(attached(language))
    page = next(page for page in window.office.pages if isinstance(page, StorePage))
    window.show_place(is_office=True)
    window.office.open_page(page)
    page.show_status(STATES[state]())
    return window
