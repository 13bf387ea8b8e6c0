"""The participants in words: parts of the list, presence, attendance, roles."""

from PySide6.QtCore import QCoreApplication

from common.model.meeting import ParticipantView
from common.model.people import Attendance, Category, Presence, Role
from delegate_app.ui.side.roster import Count, Heading, is_here


def part_word(category: Category) -> str:
    """Name a part of the list of participants."""
    return {
        Category.MEMBER: _tr("Members"),
        Category.OBSERVER_STATE: _tr("Observer states"),
        Category.IGO: _tr("Intergovernmental organizations"),
        Category.NGO: _tr("Non-governmental organizations"),
        Category.SECRETARIAT: _tr("Secretariat"),
    }[category]


def heading_words(heading: Heading) -> str:
    """Name a heading."""
    return heading.delegation or part_word(heading.category)


def count_words(count: Count) -> str:
    """Say how many are here."""
    return _tr("{here} here of {all}").format(here=count.here, all=count.all)


def attendance_word(person: ParticipantView) -> str:
    """Say where somebody takes part."""
    return _tr("on site") if person.attendance is Attendance.ON_SITE else _tr("remote")


def presence_word(person: ParticipantView) -> str:
    """Say whether somebody is here."""
    return {
        Presence.ABSENT: _tr("not joined"),
        Presence.JOINED: _tr("here"),
        Presence.RECONNECTING: _tr("reconnecting"),
        Presence.LEFT: _tr("has left"),
    }[person.presence]


def standing_word(person: ParticipantView) -> str:
    """Say in one word what matters most: where who is here takes part, else why they are not."""
    return attendance_word(person) if person.presence is Presence.JOINED else presence_word(person)


def role_word(person: ParticipantView) -> str:
    """Name a role that is not everybody's."""
    return {
        Role.CHAIR: _tr("Chair"),
        Role.OPERATOR: _tr("Technician"),
        Role.INTERPRETER: _tr("Interpreter"),
        Role.SECRETARIAT: _tr("Secretariat"),
        Role.OBSERVER: _tr("Follows only"),
    }.get(person.role, "")


def person_sentence(person: ParticipantView) -> str:
    """Say all that is known of somebody."""
    facts = (person.name, person.delegation, role_word(person), attendance_word(person), presence_word(person))
    return ", ".join(fact for fact in facts if fact)


def presence_icon(person: ParticipantView) -> str:
    """Return the icon of somebody's presence."""
    if person.presence is Presence.RECONNECTING:
        return "refresh"
    return "check" if is_here(person) else "minus"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Participants", text)
