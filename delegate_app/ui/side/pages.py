"""Which tabs there are, in the order of their buttons."""

from typing import Final

from delegate_app.ui.side.agenda import AgendaTab
from delegate_app.ui.side.chat import ChatTab
from delegate_app.ui.side.page import SidePage
from delegate_app.ui.side.participants import ParticipantsTab
from delegate_app.ui.side.speakers import SpeakersTab

PAGES: Final[tuple[type[SidePage], ...]] = (SpeakersTab, ParticipantsTab, AgendaTab, ChatTab)
