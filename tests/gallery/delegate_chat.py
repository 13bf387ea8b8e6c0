"""The delegate's chats and the chair's notices, in their states."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.model.chat import EVENT_CHAT, ChairNotice, ChatKind, ChatLine, ChatName, ChatRules
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.chatlog import ChatLog
from common.ui import theme
from common.ui.noticebanner import NoticeBanner
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.chat import ChatTab
from tests.gallery.madeup import ME, NOW_MS, joined, with_role
from tests.gallery.registry import scene

MINUTE_MS = 60_000
SAID = {
    "en": (
        "Will the revised text of Article 12 be circulated before lunch?",
        "It is at https://www.example.org/meetings/igc-47/article-12_rev(2).pdf, in six languages.",
        "شكراً. هل تصدر الترجمة العربية قبل الساعة 14:30؟",
        "The Arabic one says «الوثيقة WIPO/IP/47/3 في الصفحة 12» (page 12, not 21).",
        "Thank you!",
        "الرابط https://www.example.org/ar/وثيقة لا يعمل عندي",
        "Beware: http://раураl.example/login is not ours, https://example.org@evil.example/x neither.",
    ),
    "ar": (
        "هل يوزع النص المنقح للمادة 12 قبل الغداء؟",
        "إنه في https://www.example.org/meetings/igc-47/article-12_rev(2).pdf باللغات الست.",
        "Thank you. Will the Arabic translation be there before 14:30?",
        "النص يقول «see WIPO/IP/47/3, page 12» (الصفحة 12 وليس 21).",
        "شكراً!",
        "The link https://www.example.org/ar/وثيقة does not work here",
        "احذروا: http://раураl.example/login ليس موقعنا.",
    ),
}
NOTICE = {
    "en": "We resume at 15:00. Documents: https://www.example.org/igc-47",
    "ar": "نستأنف عند الساعة 15:00.",
}


def people_of(state: DelegateState) -> list[ParticipantId]:
    """Name those who write, oneself among them."""
    assert state.view is not None
    others = [who for who in state.view.participants if who != ME]
    return [others[0], ME, others[1], others[2]]


def lines_of(state: DelegateState, language: str, times: int = 1) -> tuple[ChatLine, ...]:
    """Make what was said."""
    who, said = people_of(state), SAID[language] * times
    first_ms = NOW_MS - len(said) * 2 * MINUTE_MS
    return tuple(
        ChatLine(n, who[n % len(who)], first_ms + n * 2 * MINUTE_MS, text) for n, text in enumerate(said, start=1)
    )


def notices(language: str) -> tuple[ChairNotice, ...]:
    """Make notices, the first withdrawn."""
    chair = ParticipantId("p-4")
    gone = ChairNotice(1, chair, NOW_MS - 90 * MINUTE_MS, NOTICE[language], withdrawn_at_ms=NOW_MS)
    return gone, ChairNotice(2, chair, NOW_MS - MINUTE_MS, NOTICE[language])


def _with(state: DelegateState, **log: object) -> DelegateState:
    return replace(state, chat=ChatLog(**log))  # type: ignore[arg-type]


def _usual(language: str, times: int = 1, **log: object) -> DelegateState:
    state = joined(language)
    lines = list(lines_of(state, language, times))
    lines[2 * times] = replace(lines[2 * times], text="", is_removed=True) if times > 1 else lines[2]
    with_whom = people_of(state)[0]
    private = ChatName(ChatKind.PRIVATE, with_whom)
    chats = {EVENT_CHAT: tuple(lines), private: (ChatLine(1, with_whom, NOW_MS, SAID[language][4]),)}
    return _with(state, chats=chats, notices=notices(language), **log)


def _gone(language: str) -> DelegateState:
    """Return the usual chats, once the other of the private one only follows."""
    state = _usual(language)
    assert state.view is not None
    other = people_of(state)[0]
    people = {**state.view.participants, other: replace(state.view.participants[other], role=Role.OBSERVER)}
    return replace(state, view=replace(state.view, participants=people))


CHAT: dict[str, Callable[[str], DelegateState]] = {
    "empty": joined,
    "usual": _usual,
    "crowded": lambda lang: _usual(lang, 70),
    "waiting": lambda lang: _usual(lang, waiting=lines_of(joined(lang), lang)[:2]),
    "muted": lambda lang: _usual(lang, is_muted=True),
    "closed": lambda lang: _usual(lang, rules=ChatRules(is_event_open=False)),
    "observer": lambda lang: with_role(_usual(lang), Role.OBSERVER),
    "notices": _usual,
    "gone": _gone,
}


@scene("delegate.chat", states=tuple(CHAT), sizes=((360, 640), (304, 480)))
def chats(state: str, language: str) -> QWidget:
    """Draw the tab under the banner."""
    told = CHAT[state](language)
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(*(theme.SPACE_PX,) * 4)
    banner, tab = NoticeBanner(), ChatTab()
    column.addWidget(banner)
    column.addWidget(tab, 1)
    tab.glance(told)
    tab.show_state(told, NOW_MS)
    banner.show_notice(told.chat.notice)
    if state == "notices":
        tab.open(None)
    if state == "gone":
        tab.open(ChatName(ChatKind.PRIVATE, people_of(told)[0]))
    return window
