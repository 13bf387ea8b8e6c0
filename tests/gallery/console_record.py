"""The office's pages of documents and of the List of Participants."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from common.model.documents import Document, DocumentId, DocumentKind, DocumentType, Release
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView
from common.model.people import Role
from common.model.record import Attended
from common.protocol.documents import AttendanceTold, Documents
from room_console.ui.office.documents import DocumentsPage
from room_console.ui.office.page import OfficePage
from room_console.ui.office.participants import ParticipantsPage
from room_console.ui.state import ConsoleState
from tests.gallery.console_office import planned
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.madeup import NOW_MS
from tests.gallery.registry import scene

NAMES = {
    "en": ("Statement on agenda item 3", "Slides of the secretariat", "A very long name of a position paper"),
    "ar": ("بيان الوفد حول البند الثالث", "عرض الأمانة", "ورقة موقف طويلة الاسم جداً بشأن كل المسائل المطروحة"),
}
RELEASES = (Release.ALL, Release.HELD, Release.BOOTHS)
TYPES = (DocumentType.PDF, DocumentType.PPTX, DocumentType.DOCX)
KINDS = (DocumentKind.STATEMENT, DocumentKind.PRESENTATION, DocumentKind.PAPER)


def documents_of(view: MeetingView, language: str, many: int) -> tuple[Document, ...]:
    """Make up documents of the people of a meeting."""
    speakers = [person for person in view.participants.values() if person.role is Role.DELEGATE]
    agenda = view.details.agenda
    found = []
    for number in range(many):
        person, kind = speakers[number % len(speakers)], TYPES[number % 3]
        is_paper = KINDS[number % 3] is DocumentKind.PAPER
        found.append(
            Document(
                DocumentId(f"d-{number}"),
                f"{NAMES[language][number % 3]}.{kind}",
                KINDS[number % 3],
                kind,
                (number + 1) * 48_211,
                "0" * 64,
                NOW_MS,
                person.participant,
                agenda[number % len(agenda)].number if agenda and number % 4 else "",
                None if is_paper else person.participant,
                "" if is_paper else person.delegation,
                language,
                RELEASES[number % 3],
            )
        )
    return tuple(found)


def on(kind: type[OfficePage], language: str, act: Callable[[OfficePage, ConsoleState], None]) -> QWidget:
    """Return the window on a page."""
    state = planned(language)
    window = window_of(state)
    page = next(page for page in window.office.pages if isinstance(page, kind))
    window.show_page(page)
    act(page, state)
    page.show_state(state)
    return window


@scene("console.documents", states=("empty", "usual", "crowded", "form", "uploading", "refused"), sizes=SIZES)
def documents(state: str, language: str) -> QWidget:
    """The window on the documents."""

    def act(page: OfficePage, known: ConsoleState) -> None:
        assert isinstance(page, DocumentsPage)
        assert known.view is not None
        page.show_state(known)
        if state != "empty":
            page.take(Documents(documents_of(known.view, language, 120 if state == "crowded" else 7)))
            page.select(1)
        if state == "form":
            page.bind.click()
        elif state == "uploading":
            page.courier.show_progress(page.tr("Uploading {name}").format(name="speech.pdf"), 40, 100)
        elif state == "refused":
            page.notice.say("This file is too large, or unpacks to far more than it is.", "warn", may_dismiss=True)

    return on(DocumentsPage, language, act)


@scene("console.participants", states=("registered", "session", "making", "refused"), sizes=SIZES)
def participants(state: str, language: str) -> QWidget:
    """The window on the List of Participants."""

    def act(page: OfficePage, known: ConsoleState) -> None:
        assert isinstance(page, ParticipantsPage)
        assert known.view is not None
        page.show_state(known)
        if state == "registered":
            return
        page.options.session.setCurrentIndex(1)
        people = [p for p in known.view.participants.values() if p.role in (Role.DELEGATE, Role.OBSERVER)]
        attended = tuple(_attended(p.participant, number) for number, p in enumerate(people) if number % 4)
        page.take(AttendanceTold(page.options.chosen_session, NOW_MS, attended))
        page.table.setCurrentIndex(page.model.index(2, 1))
        if state == "making":
            page.courier.show_progress(page.tr("Writing {people} people").format(people=3_000))
        elif state == "refused":
            page.notice.say("Another list is being made. Try again in a moment.", "warn", may_dismiss=True)

    return on(ParticipantsPage, language, act)


def _attended(who: ParticipantId, number: int) -> Attended:
    minutes = 30 + number * 7 % 120
    ends_ms = NOW_MS + minutes * 60_000
    return Attended(who, NOW_MS, ends_ms, minutes * 60_000, 1 + number % 3, is_on_site=number % 3 == 0)
