"""The delegate's page of documents."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from common.model.errors import ErrorCode
from common.model.people import Role
from delegate_app.core.documentstate import DocumentsState, HandingIn, Upload
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.documents import DocumentsPage
from tests.gallery.console_record import documents_of
from tests.gallery.madeup import joined, with_role
from tests.gallery.programme import under_way
from tests.gallery.registry import scene

FILE = Path("/home/delegate/Statement of the delegation.docx")
UPLOADS = {
    "sending": Upload(FILE, "3", HandingIn.SENDING, 0.4),
    "failed": Upload(FILE, "3", HandingIn.FAILED, 0.4, ErrorCode.MALFORMED),
    "kept": Upload(FILE, "3", HandingIn.KEPT, 1.0),
}
MANY = {"empty": 0, "crowded": 60}


def with_documents(language: str, many: int, upload: Upload | None) -> DelegateState:
    """Return a delegate's state with so many documents."""
    state = joined(language)
    assert state.view is not None
    view = under_way(state.view, language)
    known = documents_of(view, language, many)
    return replace(state, view=view, documents=DocumentsState(known, upload))


@scene(
    "delegate.documents",
    states=("empty", "usual", "crowded", "sending", "failed", "kept", "observer"),
    sizes=((1280, 720), (480, 640)),
)
def documents(state: str, language: str) -> QWidget:
    """The page alone."""
    page = DocumentsPage()
    shown = with_documents(language, MANY.get(state, 7), UPLOADS.get(state))
    if state == "observer":
        shown = with_role(shown, Role.OBSERVER)
    page.show_state(shown)
    if state == "usual":
        page.tree.setCurrentIndex(page.tree.model().index(0, 0, page.tree.model().index(0, 0)))
    return page
