"""The tabs of the delegate's side area."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.documents import Document, DocumentId, DocumentKind, DocumentType
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Attendance, Category, Presence, Role
from delegate_app.core.documentstate import DocumentsState
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.meeting import MeetingPage
from delegate_app.ui.side.participants import ParticipantsTab
from tests.gallery.madeup import ME, NOW_MS, joined, people
from tests.gallery.programme import under_way
from tests.gallery.registry import scene

SIZES = ((1280, 720), (1024, 640), (800, 560))
CROWD = 3_000
_A_DELEGATION = 6
_PRESENCES = (Presence.JOINED, Presence.JOINED, Presence.RECONNECTING, Presence.ABSENT, Presence.LEFT)


def crowd(language: str, number: int) -> dict[ParticipantId, ParticipantView]:
    """Return so many participants of all parts of the list."""
    known = list(people(language).values())
    made = {}
    for n in range(1, number + 1):
        like = known[(n // 2) % len(known)]
        delegation = like.delegation if number < CROWD else f"{like.delegation} {n // _A_DELEGATION % 400}"
        category = tuple(Category)[(n // 3) % 4] if n % 9 == 0 else like.category
        who = ParticipantId(f"p-{n}")
        made[who] = replace(
            like,
            participant=who,
            delegation=delegation,
            presence=_PRESENCES[n % len(_PRESENCES)],
            attendance=Attendance.ON_SITE if n % 3 == 0 else Attendance.REMOTE,
            category=category,
            order=(n // _A_DELEGATION) % 400 + 1 if number >= CROWD else 0,
        )
    made[ME] = replace(made[ME], presence=Presence.JOINED, delegation=known[3].delegation)
    first = ParticipantId("p-1")
    made[first] = replace(made[first], role=Role.CHAIR)
    return made


def with_people(state: DelegateState, made: dict[ParticipantId, ParticipantView]) -> DelegateState:
    """Return the state with others in the meeting."""
    assert state.view is not None
    return replace(state, view=replace(state.view, participants=made))


@scene("delegate.participants", states=("empty", "usual", "crowded", "nobody-found"), sizes=SIZES)
def participants(state: str, language: str) -> QWidget:
    """The meeting with the participants beside it."""
    number = {"empty": 4, "crowded": CROWD}.get(state, 24)
    page = MeetingPage()
    page.recall_side("participants", True)
    told = with_people(joined(language), crowd(language, number))
    page.show_state(told, NOW_MS)
    if state == "nobody-found":
        page.side.tab(ParticipantsTab).field.setText("zzz")
    page.channels.focus_chosen()
    return page


@scene("delegate.agenda", states=("empty", "usual", "crowded"), sizes=SIZES)
def agenda(state: str, language: str) -> QWidget:
    """The meeting with its agenda beside it."""
    told = joined(language)
    assert told.view is not None
    view = under_way(told.view, language) if state != "empty" else told.view
    if state == "crowded":
        items = [replace(item, number=f"{n}.{item.number}") for n in range(1, 34) for item in view.details.agenda]
        view = replace(view, details=replace(view.details, agenda=tuple(items)), current_item="20.4(a)")
    page = MeetingPage()
    page.recall_side("agenda", True)
    papers = (_paper("4(a)", "Statement of Kenya.pdf"), _paper("20.4(a)", "Background paper.pdf"))
    page.show_state(replace(told, view=view, documents=DocumentsState(papers)), NOW_MS)
    page.channels.focus_chosen()
    return page


def _paper(item: str, name: str) -> Document:
    kind, written = DocumentKind.PAPER, DocumentType.PDF
    return Document(DocumentId(f"d-{item[:2]}"), name, kind, written, 1, "", NOW_MS, ME, item)
