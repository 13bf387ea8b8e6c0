"""A List of Participants as HTML, from which the PDF is made: headings by level, so that it is tagged well."""

from collections.abc import Iterator
from html import escape

from room_console.core.record.outline import SEPARATOR, Heading, ParticipantList, Remark, Said, told


def html(made: ParticipantList) -> str:
    """Write the list. A person is one paragraph of plain text, which is laid out quickest."""
    direction = "rtl" if made.is_right_to_left else "ltr"
    head = f'<meta charset="utf-8"><title>{escape(made.name)}</title>'
    body = "\n".join(_body(made))
    root = f'<html lang="{made.language}" dir="{direction}">'
    return f"<!DOCTYPE html>\n{root}<head>{head}</head><body>\n{body}\n</body></html>\n"


def _body(made: ParticipantList) -> Iterator[str]:
    for line in made.lines():
        match line:
            case Heading(level=level, said=said):
                yield f"<h{level}>{_said(said, made.language)}</h{level}>"
            case Remark(said=said):
                yield f'<div class="remark">{_said(said, made.language)}</div>'
            case entry:
                yield f"<p>{escape(told(entry, made.language))}</p>"


def _said(said: tuple[Said, ...], own: str) -> str:
    return SEPARATOR.join(_one(one, own) for one in said)


def _one(said: Said, own: str) -> str:
    text = escape(said.text)
    if said.language in ("", own):
        return text
    return f'<span lang="{said.language}">{text}</span>'
