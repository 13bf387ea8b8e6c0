"""The journal in words: what happened, and what speaking time is summed up by."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication

from common.model.chat import ChatAct
from common.model.chronicle import Deeds, JournalLine, TimeBy
from common.model.floor import DiscussionMode, Overrun, RequestKind, RequestStatus, SpeakingOrder
from common.model.hall import title_of
from common.model.meeting import Act
from common.model.people import Category, Presence
from common.model.rooms import CaseOutcome, Trouble
from common.ui.floorwords import kind_word, mode_word, order_word, overrun_word
from common.ui.helpwords import case_outcome_word, trouble_word
from common.ui.speechreading import duration
from common.ui.text import isolated
from room_console.ui.peoplewords import category_word


def what(line: JournalLine) -> str:
    """Say what happened; who did it and to whom stand in columns of their own."""
    say = _WORDS.get(line.deed)
    if say is not None:
        return say(line)
    return _plain().get(line.deed) or line.deed.replace("_", " ").capitalize()


def deeds_word(deeds: Deeds) -> str:
    """Name a group of what may happen."""
    return {
        Deeds.FLOOR: _tr("List of speakers"),
        Deeds.TIME: _tr("Speaking time"),
        Deeds.RULES: _tr("Rules"),
        Deeds.MEETING: _tr("Sessions and agenda"),
        Deeds.PEOPLE: _tr("Registration"),
        Deeds.PRESENCE: _tr("Coming and going"),
        Deeds.SOUND: _tr("Sound and picture"),
        Deeds.HELP: _tr("Help"),
        Deeds.CHAT: _tr("Chat and notices"),
        Deeds.OTHER: _tr("Other"),
    }[deeds]


def time_by_word(by: TimeBy) -> str:
    """Name what speaking time is summed up by."""
    return {
        TimeBy.PARTICIPANT: _tr("Speaking time by participant"),
        TimeBy.DELEGATION: _tr("Speaking time by delegation"),
        TimeBy.GROUP: _tr("Speaking time by group spoken for"),
        TimeBy.CATEGORY: _tr("Speaking time by category"),
        TimeBy.KIND: _tr("Speaking time by kind of request"),
        TimeBy.LANGUAGE: _tr("Speaking time by language"),
        TimeBy.ITEM: _tr("Speaking time by agenda item"),
        TimeBy.SESSION: _tr("Speaking time by session"),
    }[by]


def key_word(by: TimeBy, key: str) -> str:
    """Say whose speaking time it is."""
    if not key:
        return _tr("None")
    match by:
        case TimeBy.KIND:
            return kind_word(RequestKind(key))
        case TimeBy.CATEGORY:
            return category_word(Category(key))
        case TimeBy.ITEM:
            return _tr("Item {number}").format(number=isolated(key))
        case TimeBy.SESSION:
            return _tr("Session {number}").format(number=key)
        case _:
            return key


def _plain() -> dict[str, str]:
    return {
        "fault_mended": _tr("Can be heard again"),
        "time_over": _tr("Time used up"),
        "details_stated": _tr("Changed the meeting's details"),
        "registration_ruled": _tr("Changed the rules of registration"),
        "person_listed": _tr("Registered or corrected"),
        "person_unlisted": _tr("Taken off the list of participants"),
        "console_restarted": _tr("Restarted"),
        "went_on_air": _tr("On air"),
        "went_off_air": _tr("Off air"),
        "patch_applied": _tr("Changed the patch"),
        "sharing_began": _tr("Shows their screen"),
        "sharing_ended": _tr("Screen no longer shown"),
        "help_case_taken": _tr("Took a call for help"),
        "private_room_opened": _tr("Called to the private room"),
        "private_room_entered": _tr("Came into the private room"),
        "private_room_closed": _tr("Private room closed"),
    }


def _entered(line: JournalLine) -> str:
    return _for_whom(_tr("Into the list: {kind}").format(kind=kind_word(RequestKind(line.detail("kind")))), line)


def _altered(line: JournalLine) -> str:
    is_for_group = bool(line.detail("on_behalf_of"))
    return _for_whom(_tr("Request changed") if is_for_group else _tr("Request changed: for their delegation"), line)


def _for_whom(said: str, line: JournalLine) -> str:
    group, language = line.detail("on_behalf_of"), line.detail("language")
    parts = [said, *((_tr("on behalf of {group}").format(group=isolated(group)),) if group else ())]
    parts += [_tr("in {language}").format(language=isolated(language))] if language else []
    return " · ".join((*parts, _tr("in the hall")) if line.detail("is_in_hall") else parts)


def _given(line: JournalLine) -> str:
    limit_s = int(line.detail("limit_s") or 0)
    if limit_s:
        return _tr("Floor given for {time}").format(time=duration(limit_s))
    return _tr("Floor given")


def _returned(line: JournalLine) -> str:
    return _tr("Set aside for a fault") if line.by is not None else _tr("Fell silent, waits again")


def _ended(line: JournalLine) -> str:
    status = RequestStatus(line.detail("status"))
    if status is RequestStatus.REVOKED and line.by is None:
        return _tr("Time over: floor taken back") if line.detail("is_cut") else _tr("Floor taken back by the rules")
    return {
        RequestStatus.DENIED: _tr("Request denied"),
        RequestStatus.CANCELLED: _tr("Request withdrawn"),
        RequestStatus.RELEASED: _tr("Finished speaking"),
        RequestStatus.REVOKED: _tr("Floor taken back"),
    }.get(status, status)


def _moved(line: JournalLine) -> str:
    return _tr("Moved to place {place}").format(place=int(line.detail("position")) + 1)


def _undone(line: JournalLine) -> str:
    act = Act(line.detail("act"))
    said = {
        Act.GRANT: _tr("Undid the grant"),
        Act.DENY: _tr("Undid the denial"),
        Act.REVOKE: _tr("Undid the taking back"),
        Act.MOVE: _tr("Undid the move"),
        Act.FAULT: _tr("Undid the setting aside"),
        Act.RULES: _tr("Undid the change of rules"),
        Act.CORRECT: _tr("Undid the correction"),
    }[act]
    if act in (Act.RULES, Act.CORRECT):
        return said
    place = line.detail("position")
    return f"{said} · {_tr('waits in place {place}').format(place=int(place) + 1) if place else _tr('has the floor')}"


def _came_or_went(line: JournalLine) -> str:
    return {
        Presence.ABSENT: _tr("Not yet there"),
        Presence.JOINED: _tr("Joined"),
        Presence.RECONNECTING: _tr("Line lost"),
        Presence.LEFT: _tr("Left"),
    }[Presence(line.detail("presence"))]


def _limit(line: JournalLine) -> str:
    limit_s = int(line.detail("limit_s"))
    if not limit_s:
        return _tr("Speaks without limit")
    return _tr("Speaking time set to {time}").format(time=duration(limit_s))


def _rules(line: JournalLine) -> str:
    return " · ".join(
        (
            _tr("List open") if line.detail("is_list_open") else _tr("List closed"),
            mode_word(DiscussionMode(line.detail("mode"))),
            order_word(SpeakingOrder(line.detail("order"))),
            _tr("open microphones: {count}").format(count=line.detail("max_open_mics")),
            _tr("on standby: {count}").format(count=line.detail("standby")),
            *_times(line),
            *_kinds(line),
        )
    )


def _times(line: JournalLine) -> list[str]:
    limit_s = int(line.detail("speech_s") or 0)
    if not limit_s:
        return [_tr("no time limit")]
    what = overrun_word(Overrun(line.detail("overrun")))
    return [_tr("a speech: {time}, then: {what}").format(time=isolated(duration(limit_s)), what=what)]


def _kinds(line: JournalLine) -> list[str]:
    if not (told := line.detail("kinds")):
        return []
    words = ", ".join(kind_word(RequestKind(kind)) for kind in told.split(","))
    return [_tr("kinds: {kinds}").format(kinds=words)]


def _hall_device(line: JournalLine) -> str:
    names = dict.fromkeys(isolated(title_of(line.detail(way))) for way in ("input", "output"))
    return _tr("Changed the hall's sound device: {devices}").format(devices=", ".join(names))


def _item(line: JournalLine) -> str:
    number = line.detail("item")
    return _tr("Called item {number}").format(number=isolated(number)) if number else _tr("Closed the item")


def _judged(line: JournalLine) -> str:
    told = _tr("Can be interpreted again") if line.detail("is_possible") else _tr("Can not be interpreted")
    return f"{told} · {_tr('channel {number}').format(number=line.detail('channel'))}"


def _moderated(line: JournalLine) -> str:
    act = ChatAct(line.detail("act"))
    if act is ChatAct.RULES:
        return _chat_rules(line)
    return {
        ChatAct.REMOVED: _tr("Removed a message"),
        ChatAct.PASSED: _tr("Let a message pass"),
        ChatAct.REJECTED: _tr("Did not let a message pass"),
        ChatAct.MUTED: _tr("Muted in the chat"),
        ChatAct.UNMUTED: _tr("No longer muted in the chat"),
        ChatAct.NOTICE: _tr("Sent a notice"),
        ChatAct.NOTICE_WITHDRAWN: _tr("Withdrew a notice"),
    }[act]


def _chat_rules(line: JournalLine) -> str:
    return " · ".join(
        (
            _tr("Chat to everyone open") if line.detail("is_event_open") else _tr("Chat to everyone closed"),
            _tr("messages wait for a moderator") if line.detail("is_moderated") else _tr("messages do not wait"),
            _tr("private chats open") if line.detail("is_private_open") else _tr("private chats closed"),
        )
    )


def _either(name: str, if_so: str, if_not: str) -> Callable[[JournalLine], str]:
    return lambda line: _tr(if_so if line.detail(name) else if_not)


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators."""
    del context
    return text


_WORDS: Final[dict[str, Callable[[JournalLine], str]]] = {
    "request_entered": _entered,
    "request_altered": _altered,
    "floor_given": _given,
    "request_reordered": _moved,
    "request_returned": _returned,
    "request_ended": _ended,
    "act_undone": _undone,
    "limit_set": _limit,
    "timer_paused": _either(
        "is_paused",
        QT_TRANSLATE_NOOP("Journal", "Speaking time paused"),
        QT_TRANSLATE_NOOP("Journal", "Speaking time goes on"),
    ),
    "rules_adopted": _rules,
    "hall_device_changed": _hall_device,
    "session_began": lambda line: _tr("Opened session {number}").format(number=line.detail("session")),
    "session_ended": lambda line: _tr("Closed session {number}").format(number=line.detail("session")),
    "item_taken": _item,
    "presence_changed": _came_or_went,
    "mute_switched": _either(
        "is_muted", QT_TRANSLATE_NOOP("Journal", "Muted"), QT_TRANSLATE_NOOP("Journal", "Unmuted")
    ),
    "interpretation_judged": _judged,
    "chat_moderated": _moderated,
    "help_case_opened": lambda line: _tr("Call for help: {trouble}").format(
        trouble=trouble_word(Trouble(line.detail("trouble")))
    ),
    "help_case_closed": lambda line: _tr("Call for help closed: {outcome}").format(
        outcome=case_outcome_word(CaseOutcome(line.detail("outcome")))
    ),
    "mobile_switched": _either(
        "is_granted",
        QT_TRANSLATE_NOOP("Journal", "Mobile device allowed"),
        QT_TRANSLATE_NOOP("Journal", "Mobile device no longer allowed"),
    ),
    "room_waited": _either(
        "is_waiting",
        QT_TRANSLATE_NOOP("Journal", "Waits for coaching"),
        QT_TRANSLATE_NOOP("Journal", "Waits for coaching no more"),
    ),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Journal", text)
