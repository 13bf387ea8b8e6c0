"""The office's page of invitations."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.invitations import InvitationRow, InvitationState, MailTrouble
from common.protocol.invitations import InvitationList, InvitationPreview, InvitationProgress
from room_console.ui.office.invitations import InvitationsPage
from room_console.ui.state import ConsoleState
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.consoledata import attached, crowded, quiet
from tests.gallery.madeup import NOW_MS
from tests.gallery.registry import scene

_STATES = tuple(InvitationState)
_REASONS = {
    InvitationState.FAILED: "550 5.1.1 no such user here",
    InvitationState.BOUNCED: "5.2.2 the mailbox is full",
    InvitationState.DOUBTFUL: "the line broke before the mail server had answered",
}
PREVIEW = InvitationPreview(
    1,
    "Invitation: Conversation on Intellectual Property",
    "Dear Ms. Anna Example,\nyou are registered to take part from a distance.\n",
    "<h1>Conversation</h1><p>Dear Ms. Anna Example, you are registered to take part from a distance.</p>",
    "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
)


def rows(state: ConsoleState) -> tuple[InvitationRow, ...]:
    """Make up how everyone's invitation stands, each state there is."""
    assert state.view is not None
    found = []
    for number, who in enumerate(state.view.participants):
        stands = _STATES[number % len(_STATES)]
        reason, note = _REASONS.get(stands, ""), "delivered" if number == 5 else ""
        row = InvitationRow(who, stands, f"{who}@example.org", NOW_MS - number * 60_000, reason, 1, 1, None, note)
        found.append(replace(row, has_authenticator=number == 4))
    return tuple(found)


@scene("console.invitations", states=("empty", "usual", "crowded", "failing", "preview"), sizes=SIZES)
def invitations(state: str, language: str) -> QWidget:
    """The window on its invitations."""
    shown = {"empty": quiet, "crowded": crowded}.get(state, attached)(language)
    window = window_of(shown)
    page = next(page for page in window.office.pages if isinstance(page, InvitationsPage))
    window.show_page(page)
    page.show_state(shown)
    if state != "empty":
        page.take(InvitationList(rows(shown), is_whole=True))
        page.take(
            InvitationProgress(
                12,
                30,
                6,
                rate_per_s=131.0,
                trouble=MailTrouble.UNREACHABLE if state == "failing" else MailTrouble.NONE,
                sends_by_itself_at_ms=NOW_MS,
                may_bounce=state != "failing",
            )
        )
        page.table.selectRow(1)
    if state == "preview":
        page.preview.show_mail(PREVIEW)
    return window
