"""The debate in words and icons, for every window: kinds of request, modes, orders, what becomes of an overrun."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from common.model.floor import DiscussionMode, FloorRequest, Overrun, RequestKind, SpeakingOrder
from common.model.meeting import Act, MeetingView

translate = QCoreApplication.translate

KIND_ICONS: Final = {
    RequestKind.INTERVENTION: "hand",
    RequestKind.POINT_OF_ORDER: "order",
    RequestKind.PROCEDURAL_MOTION: "motion",
    RequestKind.RESPONSE: "response",
    RequestKind.RIGHT_OF_REPLY: "reply",
    RequestKind.CHAIR: "podium",
}


def kind_word(kind: RequestKind) -> str:
    """Name a kind of request."""
    return {
        RequestKind.INTERVENTION: translate("Floor", "Intervention"),
        RequestKind.POINT_OF_ORDER: translate("Floor", "Point of order"),
        RequestKind.PROCEDURAL_MOTION: translate("Floor", "Procedural motion"),
        RequestKind.RESPONSE: translate("Floor", "Response"),
        RequestKind.RIGHT_OF_REPLY: translate("Floor", "Right of reply"),
        RequestKind.CHAIR: translate("Floor", "Chair"),
    }[kind]


def kind_sentence(kind: RequestKind) -> str:
    """Say what a kind of request is for."""
    return {
        RequestKind.INTERVENTION: translate("Floor", "Speak on the item that is debated"),
        RequestKind.POINT_OF_ORDER: translate("Floor", "Say that the rules are not kept: goes before everybody else"),
        RequestKind.PROCEDURAL_MOTION: translate("Floor", "Ask to adjourn, to close the debate, to vote"),
        RequestKind.RESPONSE: translate("Floor", "A short answer to who speaks now"),
        RequestKind.RIGHT_OF_REPLY: translate("Floor", "Answer what was said of you, after the list of speakers"),
        RequestKind.CHAIR: translate("Floor", "Speak from the chair"),
    }[kind]


def mode_word(mode: DiscussionMode) -> str:
    """Name a discussion mode."""
    return {
        DiscussionMode.MANUAL: translate("Floor", "The chair grants"),
        DiscussionMode.OPEN: translate("Floor", "Open: at once, then in turn"),
        DiscussionMode.OVERRIDE: translate("Floor", "Override: the newest speaks"),
        DiscussionMode.VOICE: translate("Floor", "Voice: who begins to speak"),
    }[mode]


def order_word(order: SpeakingOrder) -> str:
    """Name an order of the list."""
    return {
        SpeakingOrder.REQUEST: translate("Floor", "As asked"),
        SpeakingOrder.PROTOCOL: translate("Floor", "Protocol order"),
    }[order]


def overrun_word(overrun: Overrun) -> str:
    """Say what becomes of who has used up their time."""
    return {
        Overrun.SHOW: translate("Floor", "Show it"),
        Overrun.WARN: translate("Floor", "Tell speaker and chair"),
        Overrun.CUT: translate("Floor", "Take the floor back"),
    }[overrun]


def act_word(act: Act) -> str:
    """Name what can be undone."""
    return {
        Act.GRANT: translate("Floor", "Undo the grant"),
        Act.DENY: translate("Floor", "Undo the denial"),
        Act.REVOKE: translate("Floor", "Give the floor back"),
        Act.MOVE: translate("Floor", "Undo the move"),
        Act.FAULT: translate("Floor", "Undo the fault"),
        Act.RULES: translate("Floor", "Undo the rules"),
        Act.CORRECT: translate("Floor", "Undo the correction"),
    }[act]


def undo_words(view: MeetingView) -> str:
    """Say what `UndoLast` would take back, and whose; empty for nothing."""
    if view.undoable is None:
        return ""
    act, whose = act_word(view.undoable.act), undone_of(view)
    return f"{act}: {whose}" if whose else act


def undone_of(view: MeetingView) -> str:
    """Name whose request `UndoLast` would change; empty for nobody's."""
    last = view.undoable
    person = view.participants.get(last.participant) if last is not None and last.participant is not None else None
    return (person.delegation or person.name) if person is not None else ""


def request_facts(request: FloorRequest) -> list[str]:
    """Say what a request is beside who made it: its kind unless it is an intervention, and for which group."""
    facts = [] if request.kind is RequestKind.INTERVENTION else [kind_word(request.kind)]
    if request.on_behalf_of:
        facts.append(translate("Floor", "on behalf of {group}").format(group=f"\u2068{request.on_behalf_of}\u2069"))
    return facts


def request_details(request: FloorRequest) -> str:
    """Say the same in one line."""
    return " · ".join(request_facts(request))
