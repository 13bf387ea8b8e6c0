"""A made-up meeting as a file."""

from common.model.agenda import AgendaItem, Link, Session
from common.model.ids import MeetingId, ParticipantId
from common.model.meeting import MeetingDetails, Rules
from common.model.people import Person, Role
from common.model.registration import RegistrationRules
from room_console.core.catalogue.meetingfile import MeetingFile

ANNA = Person(ParticipantId("anna"), "Анна Keller", "Norland", Role.DELEGATE, "anna@example.org", key="N-1", order=3)
DETAILS = MeetingDetails(
    MeetingId("scp-36"),
    "SCP/36",
    "Standing Committee",
    timezone="Europe/Zurich",
    sessions=(Session(1, "", 0, 3_600_000),),
    agenda=(AgendaItem("1", "Opening", 1, links=(Link("SCP/36/1", "https://example.org/1.pdf"),)),),
)
FILE = MeetingFile(
    details=DETAILS, rules=Rules(max_open_mics=2), registration=RegistrationRules(on_site_quota=2), people=(ANNA,)
)
