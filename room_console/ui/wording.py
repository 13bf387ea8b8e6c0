"""The words beside the colours and figures: states, roles, qualities, units; all of them translated."""

import re
from typing import assert_never

from PySide6.QtCore import QCoreApplication

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId
from common.model.interpretation import FLOOR, Channel
from common.model.media import LinkQuality
from common.model.meeting import MeetingView
from common.model.people import Presence, Role
from common.ui.errors import sentence
from common.ui.text import InkName


def translated(text: str) -> str:
    """Translate what is marked for the translators of the console."""
    return QCoreApplication.translate("Console", text)


def role_word(role: Role) -> str:
    """Name a role."""
    match role:
        case Role.DELEGATE:
            return QCoreApplication.translate("Console", "Delegate")
        case Role.OBSERVER:
            return QCoreApplication.translate("Console", "Observer")
        case Role.CHAIR:
            return QCoreApplication.translate("Console", "Chair")
        case Role.OPERATOR:
            return QCoreApplication.translate("Console", "Operator")
        case Role.INTERPRETER:
            return QCoreApplication.translate("Console", "Interpreter")
        case Role.SECRETARIAT:
            return QCoreApplication.translate("Console", "Secretariat")
        case _:
            assert_never(role)


def presence_word(presence: Presence) -> str:
    """Say how someone is joined."""
    match presence:
        case Presence.ABSENT:
            return QCoreApplication.translate("Console", "Not yet")
        case Presence.JOINED:
            return QCoreApplication.translate("Console", "Here")
        case Presence.RECONNECTING:
            return QCoreApplication.translate("Console", "Returning")
        case Presence.LEFT:
            return QCoreApplication.translate("Console", "Left")
        case _:
            assert_never(presence)


def quality_word(quality: LinkQuality) -> str:
    """Judge a line in a word; a dash where nothing is known."""
    match quality:
        case LinkQuality.UNKNOWN:
            return "–"
        case LinkQuality.GOOD:
            return QCoreApplication.translate("Console", "Good")
        case LinkQuality.FAIR:
            return QCoreApplication.translate("Console", "Fair")
        case LinkQuality.BAD:
            return QCoreApplication.translate("Console", "Bad")
        case _:
            assert_never(quality)


def quality_ink(quality: LinkQuality, is_live: bool) -> InkName:
    """Colour a line by what is due: red only where it is heard at this moment; good is what one expects."""
    match quality:
        case LinkQuality.BAD:
            return "fail" if is_live else "warn"
        case LinkQuality.FAIR if is_live:
            return "warn"
        case _:
            return "muted"


def who_is(view: MeetingView, participant: ParticipantId) -> tuple[str, str]:
    """Return delegation and name; someone without a delegation is called by name alone."""
    person = view.participants.get(participant)
    if person is None:
        return str(participant), ""
    return (person.delegation, person.name) if person.delegation else (person.name, "")


def channel_name(channel: Channel) -> str:
    """Name a channel."""
    return QCoreApplication.translate("Console", "Floor") if channel.number == FLOOR else channel.name


def booths_who_cannot(view: MeetingView) -> str:
    """Name the booths that cannot interpret who speaks now; empty where all can."""
    names = {channel.number: channel_name(channel) for channel in view.details.channels}
    return ", ".join(names.get(number, str(number)) for number in view.cannot_interpret)


def cannot_word(booths: str) -> str:
    """Say that these booths cannot interpret who speaks now."""
    return QCoreApplication.translate("Console", "Cannot interpret: {booths}").format(booths=booths)


def prelisten_word() -> str:
    """Say that someone is heard by the operator alone."""
    return QCoreApplication.translate("Console", "Pre-listen")


def floor_seconds(request: FloorRequest, now_ms: int) -> int | None:
    """How long someone has been on air, s; None before that."""
    if request.on_air_at_ms is None:
        return None
    return max(0, (now_ms - request.on_air_at_ms) // 1000)


def clock(seconds: int) -> str:
    """Write a duration as minutes and seconds, with hours where there are some."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"


def request_word(request: FloorRequest) -> str:
    """Say how a request of the list stands."""
    if request.status is RequestStatus.GRANTED:
        if request.is_on_air:
            return QCoreApplication.translate("Console", "On air")
        return QCoreApplication.translate("Console", "No sound yet")
    if request.status is RequestStatus.ACCEPTED:
        return QCoreApplication.translate("Console", "Standby")
    return QCoreApplication.translate("Console", "Waiting")


def fault_word() -> str:
    """Say that somebody lost the floor to a technical fault."""
    return QCoreApplication.translate("Console", "Fault")


def hall_word() -> str:
    """Say that somebody speaks at a microphone of the hall."""
    return QCoreApplication.translate("Console", "Hall")


def decibels(dbfs: float) -> str:
    """Write a level in whole decibels; what is not heard is a dash."""
    return f"−{round(-dbfs)}" if -60 <= dbfs < -0.5 else ("–" if dbfs < -60 else "0")


def refusal(error: ConferenceError) -> str:
    """Say in a sentence why the core did not do it."""
    known = {
        ErrorCode.NOT_FOUND: QCoreApplication.translate(
            "Console", "That was over before: the list has changed. Look again."
        ),
        ErrorCode.ALREADY: QCoreApplication.translate("Console", "That is so already; nothing was changed."),
        ErrorCode.LIMIT: QCoreApplication.translate(
            "Console", "As many microphones are open as the rules and slots allow. Revoke one, or raise the limit."
        ),
        ErrorCode.PATCH_INVALID: QCoreApplication.translate("Console", "The patch was not applied: {reason}."),
        ErrorCode.MALFORMED: QCoreApplication.translate("Console", "The core did not accept that: {reason}."),
        ErrorCode.UNREACHABLE: QCoreApplication.translate(
            "Console", "The core is not attached at this moment; nothing was done."
        ),
    }
    return known.get(error.code, sentence(error.code)).format(reason=fault(error.detail))


def is_unpatched(error: ConferenceError) -> bool:
    """Tell whether pre-listen was refused because no output carries it."""
    return error.code is ErrorCode.PATCH_INVALID


def prelisten_refusal(error: ConferenceError) -> str:
    """Say in a sentence why someone can't be heard off-air."""
    if error.code in (ErrorCode.NOT_FOUND, ErrorCode.UNEXPECTED):
        return QCoreApplication.translate(
            "Console",
            "No sound comes from them yet: they are not next.",
        )
    return refusal(error)


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators, who find it by this name; Qt's own has no types."""
    del context
    return text


_FAULTS = (
    (re.compile(r"input (\d+) does not exist"), QT_TRANSLATE_NOOP("Console", "Input {number} does not exist")),
    (re.compile(r"output (\d+) does not exist"), QT_TRANSLATE_NOOP("Console", "Output {number} does not exist")),
    (re.compile(r"output (\d+) is used twice"), QT_TRANSLATE_NOOP("Console", "Output {number} is used twice")),
    (
        re.compile(r"input (\d+) carries talkback and is heard in the meeting"),
        QT_TRANSLATE_NOOP("Console", "Input {number} carries talkback and is heard in the meeting"),
    ),
    (
        re.compile(r"there is no slot for a remote speaker()"),
        QT_TRANSLATE_NOOP("Console", "There is no slot for a remote speaker"),
    ),
)


def fault(text: str) -> str:
    """Translate what `common.model.patch.faults` says; anything else stays as it is."""
    parts = []
    for part in filter(None, (p.strip() for p in re.split(r"[;,]", text))):
        found = next(((m[1], words) for pattern, words in _FAULTS if (m := pattern.fullmatch(part))), None)
        parts.append(QCoreApplication.translate("Console", found[1]).format(number=found[0]) if found else part)
    return "; ".join(parts)
