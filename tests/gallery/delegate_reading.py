"""A document that is read beside the stage."""

from functools import cache

import pypdfium2
import typst
from PySide6.QtWidgets import QWidget

from delegate_app.core.reading.pages import Found, Outline, PageImage
from delegate_app.ui.pages.meeting import MeetingPage
from tests.gallery.madeup import NOW_MS, joined, request
from tests.gallery.registry import scene

NAMES = {"en": "WIPO/IP/CONV/GE/2/25/3 Draft report.pdf", "ar": "WIPO/IP/CONV/GE/2/25/3 مشروع التقرير.pdf"}
PAPER = """#set page(paper: "a4")
#set par(justify: true)
= Draft report
1. The second session was held in Geneva and by distance on 15 and 16 June.
#v(8pt)
#for n in range(2, 30) [
  #n. The delegation said that what had been agreed was to be written down as it had been said. #parbreak()
]
"""


@cache
def page_of(width_px: int) -> PageImage:
    """Draw the first page of an invented paper."""
    page = pypdfium2.PdfDocument(typst.compile(PAPER.encode()))[0]
    rgb = page.render(scale=width_px / page.get_width(), rev_byteorder=True).to_numpy()[:, :, :3]
    return PageImage(0, rgb.shape[1], rgb.shape[0], rgb.tobytes(), page.get_textpage().get_text_bounded())


@scene("delegate.reading", states=("usual", "found", "absent", "waiting"), sizes=((1280, 720), (1024, 640), (800, 560)))
def reading(state: str, language: str) -> QWidget:
    """The meeting with a document open."""
    made = MeetingPage()
    made.show_state(joined(language, (request(2),)), NOW_MS)
    view = made.document
    view.begin(NAMES[language], Outline(((595.0, 842.0),) * 12))
    if state != "waiting":
        view.show_image(page_of(480))
    if state == "found":
        view.words.setText("Geneva")
        view.show_found(Found(0, ((0.38, 0.118, 0.46, 0.136),)))
    if state == "absent":
        view.words.setText("Atlantis")
        view.show_found(None)
    made.channels.focus_chosen()
    return made
