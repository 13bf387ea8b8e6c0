"""The delegate's help, coaching and private room, in their states."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.chat import ChatKind, ChatLine, ChatName
from common.model.coaching import CoachingSlot, SlotId
from common.model.ids import ParticipantId
from common.model.people import Role
from common.model.rooms import Assistance, CaseId, HelpCase, PrivateRoom, Trouble
from common.protocol.chatlog import ChatLog
from delegate_app.core.helpstate import HelpState
from delegate_app.core.state import DelegateState, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.pages.coaching import CoachingPage
from delegate_app.ui.pages.help import HelpPage
from tests.gallery.madeup import ME, NOW_MS, joined, muted, with_role
from tests.gallery.picture import speaker
from tests.gallery.registry import scene

OLGA = ParticipantId("operator")
MINUTE_MS = 60_000
_SAID = {
    "en": ("I hear nothing since the break.", "Which headphone is chosen in the settings?", "The monitor, I think."),
    "ar": ("لا أسمع شيئاً منذ الاستراحة.", "أي سماعة مختارة في الإعدادات؟", "الشاشة على ما أظن."),
}
_LINK = "https://console.example.org:8443/m/conversation#" + "k3Jd9" * 12


def helped(state: DelegateState, **assistance: object) -> DelegateState:
    """Return the state of somebody who is helped so."""
    assert state.view is not None
    assert state.own is not None
    own = replace(state.own, assistance=Assistance(**assistance))  # type: ignore[arg-type]
    return replace(state, view=replace(state.view, own={**state.view.own, ME: own}))


def case(*, is_taken: bool) -> HelpCase:
    """Make a case that is three minutes old."""
    taken = (OLGA, NOW_MS - MINUTE_MS) if is_taken else (None, None)
    return HelpCase(CaseId(3), Trouble.HEARING, NOW_MS - 187_000, ME, *taken)


def chat(language: str, times: int = 1) -> ChatLog:
    """Make a chat with the technicians."""
    said = _SAID[language] * times
    return chat_of(ChatLine(n, (ME, OLGA)[n % 2], NOW_MS - (99 - n) * 20_000, text) for n, text in enumerate(said))


def chat_of(lines: Iterable[ChatLine]) -> ChatLog:
    """Make a chat with the technicians of these lines."""
    return ChatLog(chats={ChatName(ChatKind.HELP, ME): tuple(lines)})


def slots(count: int) -> tuple[CoachingSlot, ...]:
    """Make free times, five and twenty minutes apart."""
    starts = [NOW_MS + 18 * 3_600_000 + n * 25 * MINUTE_MS for n in range(count)]
    return tuple(CoachingSlot(SlotId(f"{at}"), at, at + 20 * MINUTE_MS) for at in starts)


def booked(in_min: int) -> CoachingSlot:
    """Make one's own time."""
    return CoachingSlot(SlotId("1"), NOW_MS + in_min * MINUTE_MS, NOW_MS + (in_min + 20) * MINUTE_MS, ME)


def _help(
    language: str, told: HelpState | None = None, log: ChatLog | None = None, **assistance: object
) -> DelegateState:
    return replace(helped(joined(language), **assistance), help=told or HelpState(), chat=log or ChatLog())


HELP: dict[str, Callable[[str], DelegateState]] = {
    "empty": joined,
    "called": lambda lang: _help(lang, case=case(is_taken=False)),
    "usual": lambda lang: _help(lang, log=chat(lang), case=case(is_taken=True)),
    "crowded": lambda lang: _help(
        lang, HelpState(mobile_link=_LINK), chat(lang, 20), case=case(is_taken=True), has_mobile=True
    ),
}
COACHING: dict[str, Callable[[str], DelegateState]] = {
    "looking": joined,
    "empty": lambda lang: replace(joined(lang), help=HelpState(offered=())),
    "usual": lambda lang: replace(joined(lang), help=HelpState(offered=slots(5))),
    "crowded": lambda lang: replace(joined(lang), help=HelpState(slot=booked(1500), offered=slots(80))),
    "time": lambda lang: replace(joined(lang), help=HelpState(slot=booked(4), offered=slots(3))),
    "waiting": lambda lang: _help(lang, HelpState(slot=booked(-1), offered=slots(3)), is_waiting=True),
}
ROOM: dict[str, Callable[[str], DelegateState]] = {
    "called": lambda lang: helped(joined(lang), room=PrivateRoom(OLGA, NOW_MS, False)),
    "usual": lambda lang: helped(joined(lang), room=PrivateRoom(OLGA, NOW_MS, True)),
    "cut-off": lambda lang: replace(
        helped(joined(lang), room=PrivateRoom(OLGA, NOW_MS, True)), phase=Phase.RECONNECTING
    ),
    "muted": lambda lang: muted(helped(joined(lang), room=PrivateRoom(OLGA, NOW_MS, True))),
    "observer": lambda lang: with_role(helped(joined(lang), room=PrivateRoom(OLGA, NOW_MS, True)), Role.OBSERVER),
    "help": lambda lang: replace(ROOM["usual"](lang), chat=chat(lang)),
}


@scene("delegate.help", states=tuple(HELP))
def help_page(state: str, language: str) -> QWidget:
    """Draw the help."""
    page = HelpPage()
    page.show_state(HELP[state](language), NOW_MS)
    return page


@scene("delegate.coaching", states=tuple(COACHING))
def coaching_page(state: str, language: str) -> QWidget:
    """Draw the coaching."""
    page = CoachingPage()
    page.show_state(COACHING[state](language), NOW_MS)
    if state == "usual":
        page.slots.setCurrentRow(1)
    return page


@scene("delegate.room", states=tuple(ROOM))
def room(state: str, language: str) -> QWidget:
    """Draw the window in the private room."""
    window = MainWindow()
    window.meeting.stage.picture.show_image(speaker())
    window.meeting.self_view.picture.show_image(speaker(640, 360, "home", "#5b3546"))
    window.show_state(ROOM[state](language), NOW_MS)
    if state == "help":
        window.show_help()
    return window
