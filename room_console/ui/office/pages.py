"""The pages of the office, in the order of the work."""

from typing import Final

from room_console.ui.office.assistance import AssistancePage
from room_console.ui.office.catalogue import CataloguePage
from room_console.ui.office.chat import ChatPage
from room_console.ui.office.coaching import CoachingPage
from room_console.ui.office.documents import DocumentsPage
from room_console.ui.office.invitations import InvitationsPage
from room_console.ui.office.journal import JournalOffice
from room_console.ui.office.meeting import MeetingPage
from room_console.ui.office.page import OfficePage
from room_console.ui.office.participants import ParticipantsPage
from room_console.ui.office.people import PeoplePage
from room_console.ui.office.staff import StaffPage
from room_console.ui.office.store import StorePage

OFFICE_PAGES: Final[tuple[type[OfficePage], ...]] = (
    MeetingPage,
    PeoplePage,
    InvitationsPage,
    CoachingPage,
    AssistancePage,
    ChatPage,
    DocumentsPage,
    ParticipantsPage,
    JournalOffice,
    StaffPage,
    StorePage,
    CataloguePage,
)
"""Keys: Alt+1 Meeting, 2 People, 3 Invitations, 4 Coaching, 5 Assistance, C Chat, 6 Documents, 7 List of Participants,
J Journal, 8 Staff, 9 Store, 0 Catalogue."""
