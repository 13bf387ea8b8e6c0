"""The delegate's meeting with a programme: an item debated, and a break before the next session."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from delegate_app.ui.pages.meeting import MeetingPage
from tests.gallery.madeup import NOW_MS, joined
from tests.gallery.programme import under_way
from tests.gallery.registry import scene


@scene("delegate.programme", states=("item", "break"))
def programme(state: str, language: str) -> QWidget:
    """The meeting's page."""
    shown = joined(language)
    assert shown.view is not None
    view = under_way(shown.view, language)
    if state == "break":
        view = replace(view, current_session=None, current_item=None)
    page = MeetingPage()
    page.show_state(replace(shown, view=view), NOW_MS)
    page.channels.focus_chosen()
    return page
