"""The catalogue: as the first window, and in the office."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from common.aio.tasks import TaskOwner
from common.model.agenda import Format
from common.model.catalogue import CatalogueEntry, MeetingCard, NewMeeting
from common.model.ids import MeetingId
from room_console.ui.cataloguewindow import CatalogueWindow
from room_console.ui.office.catalogue import CataloguePage
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS
from tests.gallery.programme import ZURICH
from tests.gallery.registry import scene

DAY_MS = 86_400_000
_TITLES = {
    "en": ("Conversation on Intellectual Property and Frontier Technologies, Second Session", "Standing Committee"),
    "ar": ("محادثة بشأن الملكية الفكرية والتكنولوجيات الحدودية، الدورة الثانية", "اللجنة الدائمة"),
}


class MadeUp:
    """Meetings that are not there; a `MeetingsKept`."""

    def entries(self) -> list[CatalogueEntry]:
        return []

    def directory(self, meeting: MeetingId) -> Path:
        return Path(meeting)

    def make(self, new: NewMeeting) -> MeetingId:
        return MeetingId("made")

    def copy(self, meeting: MeetingId, new: NewMeeting, now_ms: int) -> MeetingId:
        return MeetingId("copied")

    def import_file(self, path: Path) -> MeetingId:
        return MeetingId(path.stem)

    def export_file(self, meeting: MeetingId, path: Path, *, has_people: bool, has_documents: bool) -> None:
        return None

    def archive(self, meeting: MeetingId) -> None:
        return None

    def take_out(self, meeting: MeetingId) -> None:
        return None


def entries(language: str, count: int) -> list[CatalogueEntry]:
    """Return so many meetings, the latest first."""
    titles = _TITLES[language]
    made = []
    for n in range(count):
        card = MeetingCard(
            MeetingId(f"meeting-{n}"),
            titles[n % 2],
            f"WIPO/IP/CONV/GE/{n}/25" if n % 3 else "",
            tuple(Format)[n % 3],
            ZURICH,
            NOW_MS - n * 40 * DAY_MS if n else None,
            NOW_MS - n * 40 * DAY_MS + DAY_MS if n else None,
            4,
            n * 311,
        )
        made.append(CatalogueEntry(card, is_running=n == 1, is_archived=n % 7 == 6))
    return made


def _fill(page: CataloguePage, state: str, language: str) -> None:
    page.show_entries(entries(language, {"empty": 0, "crowded": 60}.get(state, 5)))
    if state != "empty":
        page.table.select(2)
    if state == "new":
        page.new.click()


@scene("console.catalogue", states=("empty", "usual", "crowded", "new"), sizes=((960, 600), (640, 420)))
def first(state: str, language: str) -> QWidget:
    """The window before a meeting is open."""
    window = CatalogueWindow(MadeUp(), TaskOwner("gallery"))
    _fill(window.page, state, language)
    return window


@scene("console.meetings", states=("usual", "elsewhere"), sizes=SIZES)
def page(state: str, language: str) -> QWidget:
    """The catalogue in the office."""
    window = window_of(attached(language))
    shown = next(page for page in window.office.pages if isinstance(page, CataloguePage))
    window.show_page(shown)
    if state == "usual":
        shown.serve(MadeUp(), TaskOwner("gallery"))
        _fill(shown, state, language)
    return window
