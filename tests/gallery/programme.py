"""A made-up programme of two days, in English and in Arabic."""

from dataclasses import replace
from datetime import date, time

from common.model.agenda import DEFAULT_RULES, AgendaItem, Format, Link, SegmentKind, Session
from common.model.meeting import MeetingDetails, MeetingView
from common.model.zones import at_ms_of

ZURICH = "Europe/Zurich"
_DAYS = (date(2025, 6, 15), date(2025, 6, 16))
_HOURS = ((time(10), time(13)), (time(15), time(18)))
_TITLES = {
    "en": (
        "Opening of the session",
        "Adoption of the agenda",
        "Frontier technologies and the intellectual property system: state of play and questions before Member States",
        "Panel: training data, rights and remuneration",
        "General statements",
        "Summary by the Chair",
    ),
    "ar": (
        "افتتاح الدورة",
        "اعتماد جدول الأعمال",
        "التكنولوجيات الحدودية ونظام الملكية الفكرية: الوضع الراهن والأسئلة المطروحة على الدول الأعضاء",
        "حلقة نقاش: بيانات التدريب والحقوق والأجور",
        "البيانات العامة",
        "ملخص الرئيس",
    ),
}
_NUMBERS = ("1", "2", "3", "4(a)", "4(b)", "5")
_PRESENTATION, _PANEL, _OPEN = SegmentKind.PRESENTATION, SegmentKind.PANEL, SegmentKind.OPEN_FLOOR
_KINDS = (_OPEN, _OPEN, _PRESENTATION, _PANEL, _OPEN, _PRESENTATION)
SESSIONS = tuple(
    Session(
        2 * d + h + 1,
        "",
        at_ms_of(day, starts, ZURICH),
        at_ms_of(day, ends, ZURICH),
        Format.VIRTUAL if (d, h) == (1, 1) else Format.HYBRID,
    )
    for d, day in enumerate(_DAYS)
    for h, (starts, ends) in enumerate(_HOURS)
)


def agenda(language: str) -> tuple[AgendaItem, ...]:
    """Return six items over the sessions."""
    return tuple(
        AgendaItem(
            number,
            title,
            1 + n * len(SESSIONS) // len(_NUMBERS),
            kind,
            DEFAULT_RULES[kind],
            (Link(f"WIPO/IP/CONV/GE/2/25/{n + 1}", f"https://www.example.org/{n + 1}.pdf"),) * (n % 3),
        )
        for n, (number, title, kind) in enumerate(zip(_NUMBERS, _TITLES[language], _KINDS, strict=True))
    )


def planned(details: MeetingDetails, language: str) -> MeetingDetails:
    """Give a meeting its programme."""
    return replace(details, timezone=ZURICH, sessions=SESSIONS, agenda=agenda(language))


def under_way(view: MeetingView, language: str) -> MeetingView:
    """Return the meeting in its first session, on its fourth item."""
    return replace(view, details=planned(view.details, language), current_session=1, current_item="4(a)")
