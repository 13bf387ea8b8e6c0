"""A List of Participants as tagged PDF (PDF/UA-1, ISO 14289-1), laid out by Typst.

Fonts come with the programs; a script that they lack is taken from the system's.
"""

import json
from pathlib import Path
from typing import Any, Final

import typst

from room_console.core.record.outline import Heading, ParticipantList, Remark, Said, told

RESOURCES: Final = Path(__file__).resolve().parents[3] / "resources"
TEMPLATE: Final = RESOURCES / "record" / "list.typ"
STANDARD: Final = "ua-1"


def write_pdf(made: ParticipantList, path: Path) -> None:
    """Write the list; where no font has some character it is tagged all the same, but not marked as PDF/UA.

    Raises: OSError.
    """
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[RESOURCES / "fonts"])
    data = _data(made)
    try:
        _compile(data, fonts, path, [STANDARD])
    except typst.TypstError:
        _compile(data, fonts, path, [])


def _compile(data: str, fonts: typst.Fonts, path: Path, standards: "list[typst.PDFStandard]") -> None:
    pdf = typst.compile(
        TEMPLATE.read_bytes(), format="pdf", font_paths=fonts, sys_inputs={"list": data}, pdf_standards=standards
    )
    assert isinstance(pdf, bytes)
    path.write_bytes(pdf)


def _data(made: ParticipantList) -> str:
    """Say as JSON what the template writes."""
    return json.dumps(
        {
            "name": made.name,
            "language": made.language,
            "is_right_to_left": made.is_right_to_left,
            "lines": list(_lines(made)),
        },
        ensure_ascii=False,
    )


def _lines(made: ParticipantList) -> Any:
    for line in made.lines():
        match line:
            case Heading(level=level, said=said):
                yield "heading", level, _said(said, made.language)
            case Remark(said=said):
                yield "remark", 0, _said(said, made.language)
            case entry:
                yield "person", 0, [(told(entry, made.language), "")]


def _said(said: tuple[Said, ...], own: str) -> list[tuple[str, str]]:
    """Leave out the language that is the document's own."""
    return [(one.text, "" if one.language == own else one.language) for one in said]
