"""The letter of invitation: text and HTML in the person's language, the calendar beside them."""

from dataclasses import dataclass
from typing import Final

from common.model.agenda import Session
from common.model.meeting import MeetingDetails
from common.model.people import Person
from common.model.zones import in_zone
from room_console.core.web.pages import render
from room_console.core.web.words import Words

TEMPLATE: Final = "mail_invitation.html"


@dataclass(frozen=True, slots=True)
class Links:
    """Where a letter leads. `app` and `page` hold the token, `booking` names the person; all but `app` may be empty."""

    app: str
    page: str = ""
    test: str = ""
    booking: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as written; `calendar` may be empty."""

    subject: str
    text: str
    html: str
    calendar: bytes


def write_letter(details: MeetingDetails, person: Person, links: Links, words: Words, calendar: bytes) -> Letter:
    """Write the letter. Thread: any; about half a millisecond."""
    say = words.text
    name = " ".join(part for part in (person.title, person.name) if part)
    title = f"{details.title} ({details.symbol})" if details.symbol else details.title
    sessions = [_sitting(details, session, words) for session in details.sessions]
    steps = [say("mail.invitation.step_test"), say("mail.invitation.step_open"), say("mail.invitation.step_code")]
    subject = say("mail.invitation.subject", title=details.title)
    lines = [say("mail.invitation.hello", name=name), say("mail.invitation.intro", title=title), ""]
    if sessions:
        lines += [say("mail.invitation.sessions"), *(f"- {each}" for each in sessions), ""]
    lines += [say("mail.invitation.how"), *(f"{number}. {step}" for number, step in enumerate(steps, 1)), ""]
    lines += _places(links, words)
    lines += [say("mail.invitation.token", token=links.token), "", say("mail.invitation.private")]
    lines += [say("mail.invitation.replaces"), ""]
    html = render(TEMPLATE, words, subject=subject, name=name, title=title, sessions=sessions, steps=steps, links=links)
    return Letter(subject, "\n".join(lines), html, calendar)


def _sitting(details: MeetingDetails, session: Session, words: Words) -> str:
    """Say a session's day and time as the clocks of the meeting show them, the way ISO 8601 orders a date."""
    starts, ends = (in_zone(at_ms, details.timezone) for at_ms in (session.starts_at_ms, session.ends_at_ms))
    zone = f"{details.timezone}, UTC{starts:%z}"
    if starts.date() == ends.date():
        when = f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M} ({zone})"
    else:
        when = f"{starts:%Y-%m-%d %H:%M} – {ends:%Y-%m-%d %H:%M} ({zone})"
    title = session.title or words.text("mail.invitation.session", number=session.number)
    return f"{title}: {when}"


def _places(links: Links, words: Words) -> list[str]:
    found = [words.text("mail.invitation.link"), links.page or links.app, ""]
    if links.page:
        found += [words.text("mail.invitation.link_app"), links.app, ""]
    if links.test:
        found += [words.text("mail.invitation.test"), links.test, ""]
    if links.booking:
        found += [words.text("mail.invitation.booking"), links.booking, ""]
    return found
