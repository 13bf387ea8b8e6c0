"""A List of Participants as DOCX (ISO/IEC 29500): headings as styles, so that it can be edited and navigated.

Paragraphs are made as XML at once: python-docx alone takes several times as long for 3,000 people.
"""

from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from room_console.core.record.outline import SEPARATOR, Heading, ParticipantList, Remark, has_right_to_left, told

LATIN, ARABIC, CHINESE = "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC"
"""What the reader's system lacks it replaces by its own."""
LOOKS: Final = {"Heading 1": (20, 4), "Heading 2": (14, 18), "Heading 3": (11.5, 12), "Heading 4": (10.5, 8)}
"""Size and space before, pt."""
REMARK, PERSON = "Subtitle", "Normal"
INK: Final = RGBColor(0x22, 0x22, 0x22)


def write_docx(made: ParticipantList, path: Path) -> None:
    """Write the list. Raises: OSError."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = made.name, made.language, "", ""
    _prepare(document, made)
    last = document.element.body.sectPr
    for line in made.lines():
        match line:
            case Heading(level=level, said=said):
                new = _paragraph(f"Heading{level}", SEPARATOR.join(s.text for s in said), made.is_right_to_left)
            case Remark(said=said):
                new = _paragraph(REMARK, SEPARATOR.join(s.text for s in said), made.is_right_to_left)
            case entry:
                new = _paragraph(PERSON, told(entry, made.language), made.is_right_to_left)
        last.addprevious(new)
    document.save(str(path))


def _prepare(document: Document, made: ParticipantList) -> None:
    """Set fonts, sizes and languages of the styles that are used."""
    for name, (size_pt, before_pt) in LOOKS.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = Pt(size_pt), True, False, INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before_pt), Pt(3)
        style.paragraph_format.keep_with_next = True
    for name in (REMARK, PERSON):
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = Pt(10), False, False, INK
        style.paragraph_format.space_after = Pt(4)
    for name in (*LOOKS, REMARK, PERSON):
        properties = document.styles[name].element.get_or_add_rPr()
        for old in properties.findall(qn("w:rFonts")):
            properties.remove(old)
        fonts = {"w:ascii": LATIN, "w:hAnsi": LATIN, "w:cs": ARABIC, "w:eastAsia": CHINESE}
        properties.insert(0, _element("w:rFonts", fonts))
    language = _element("w:lang", {"w:val": made.language, "w:eastAsia": "zh-CN", "w:bidi": "ar-SA"})
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _paragraph(style: str, line: str, is_right_to_left: bool) -> Any:
    paragraph, properties, run, text = map(OxmlElement, ("w:p", "w:pPr", "w:r", "w:t"))
    properties.append(_element("w:pStyle", {"w:val": style}))
    if is_right_to_left:
        properties.append(OxmlElement("w:bidi"))
    if has_right_to_left(line):
        looks = OxmlElement("w:rPr")
        looks.append(OxmlElement("w:rtl"))
        run.append(looks)
    text.text = line
    run.append(text)
    paragraph.append(properties)
    paragraph.append(run)
    return paragraph


def _element(name: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element
