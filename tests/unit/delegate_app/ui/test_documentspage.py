"""The page of documents: listed in slices, and not anew for somebody who only comes or goes."""

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from common.model.ids import ParticipantId
from common.model.people import Presence
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.documents import AT_ONCE, DocumentsPage
from tests.gallery.delegate_documents import with_documents

MANY = 60


def listed(page: DocumentsPage) -> list[str]:
    """Return the documents in the tree, by their ids."""
    tops = [page.tree.topLevelItem(row) for row in range(page.tree.topLevelItemCount())]
    items = [top.child(row) for top in tops if top is not None for row in range(top.childCount())]
    return [str(item.data(0, Qt.ItemDataRole.UserRole)) for item in items if item is not None]


def test_documents_are_listed_in_slices(qtbot: QtBot) -> None:
    page = DocumentsPage()
    qtbot.addWidget(page)
    state = with_documents("en", MANY, None)
    page.show_state(state)
    assert len(listed(page)) == AT_ONCE
    qtbot.waitUntil(lambda: len(listed(page)) == MANY)
    assert set(listed(page)) == {str(one.document) for one in state.documents.known}
    assert all(page.name_of(one.document) == one.name for one in state.documents.known)


def test_the_list_stays_where_somebody_only_comes_or_goes(qtbot: QtBot) -> None:
    page = DocumentsPage()
    qtbot.addWidget(page)
    state = with_documents("en", AT_ONCE, None)
    page.show_state(state)
    first = page.tree.topLevelItem(0)
    assert first is not None
    chosen = first.child(0)
    assert chosen is not None
    page.tree.setCurrentItem(chosen)
    page.show_state(left(state))
    assert page.tree.topLevelItem(0) is first
    assert page.tree.currentItem() is chosen


def left(state: DelegateState) -> DelegateState:
    """Return the state after somebody has left."""
    view, who = state.view, ParticipantId("p-2")
    assert view is not None
    gone = replace(view.participants[who], presence=Presence.LEFT)
    return replace(state, view=replace(view, participants={**view.participants, who: gone}))
