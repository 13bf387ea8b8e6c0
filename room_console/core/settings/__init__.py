"""The core's configuration file: every setting declared once, with default, bounds, unit and a sentence."""

from room_console.core.settings.coaching import CoachingSettings
from room_console.core.settings.declared import (
    HallSettings,
    MediaSettings,
    MeetingSettings,
    ParticipantSettings,
    Settings,
)
from room_console.core.settings.document import markdown, sample
from room_console.core.settings.documents import DocumentSettings
from room_console.core.settings.load import default_state_directory, load_settings, parse_settings
from room_console.core.settings.mail import (
    BounceSettings,
    BounceSource,
    CodeSettings,
    MailSecurity,
    MailSettings,
    SmsSettings,
)
from room_console.core.settings.people import new_person, parse_participant
from room_console.core.settings.readiness import ReadinessSettings
from room_console.core.settings.rules import RulesSettings
from room_console.core.settings.server import ServerSettings
from room_console.core.settings.store import StoreSettings

__all__ = [
    "BounceSettings",
    "BounceSource",
    "CoachingSettings",
    "CodeSettings",
    "DocumentSettings",
    "HallSettings",
    "MailSecurity",
    "MailSettings",
    "MediaSettings",
    "MeetingSettings",
    "ParticipantSettings",
    "ReadinessSettings",
    "RulesSettings",
    "ServerSettings",
    "Settings",
    "SmsSettings",
    "StoreSettings",
    "default_state_directory",
    "load_settings",
    "markdown",
    "new_person",
    "parse_participant",
    "parse_settings",
    "sample",
]
