"""The process that draws: PDFium on one file, as it is asked over a pipe.

A file from somebody else is read by a library in C: here it can harm neither the sound nor the meeting.
"""

import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pypdfium2

from delegate_app.core.reading.pages import (
    MOST_PAGES,
    MOST_PIXELS,
    Answer,
    Draw,
    Failed,
    Find,
    Found,
    Outline,
    PageImage,
)

MEMORY_BYTES: Final = 2 << 30
POINTS_PER_INCH: Final = 72


def serve(pipe: Connection, path: Path) -> None:
    """Answer what is asked until the other end closes. The first answer is the outline."""
    _bound_memory()
    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
        if not 0 < count <= MOST_PAGES:
            pipe.send(Failed(f"{count} pages"))
            return
        pipe.send(Outline(tuple(document.get_page_size(number) for number in range(count))))
        while True:
            pipe.send(_answer(document, pipe.recv()))
    except (EOFError, BrokenPipeError):
        return
    except (pypdfium2.PdfiumError, OSError, ValueError, MemoryError) as error:
        pipe.send(Failed(f"{type(error).__name__}: {error}"[:200]))


def _answer(document: pypdfium2.PdfDocument, wish: Draw | Find) -> Answer:
    match wish:
        case Draw(page=page, width_px=width_px):
            return _draw(document, page, width_px)
        case Find(text=text, page=page):
            order = [(page + n) % len(document) for n in range(len(document))]
            return next((found for n in order if (found := _find(document, n, text)) is not None), None)


def _draw(document: pypdfium2.PdfDocument, number: int, width_px: int) -> PageImage:
    page = document[number]
    width_pt, height_pt = page.get_size()
    largest = (MOST_PIXELS / max(1.0, width_pt * height_pt)) ** 0.5
    bitmap = page.render(scale=min(width_px / max(1.0, width_pt), largest), rev_byteorder=True)
    rgb = bitmap.to_numpy()[:, :, :3]
    text = page.get_textpage().get_text_bounded()
    return PageImage(number, rgb.shape[1], rgb.shape[0], rgb.tobytes(), text)


def _find(document: pypdfium2.PdfDocument, number: int, text: str) -> Found | None:
    page = document[number]
    words = page.get_textpage()
    found = words.search(text).get_next()
    if found is None:
        return None
    width, height = page.get_size()
    rects = [words.get_rect(n) for n in range(words.count_rects(*found))]
    return Found(number, tuple((a / width, 1 - d / height, c / width, 1 - b / height) for a, b, c, d in rects))


def _bound_memory() -> None:
    """Bound the memory of this process, where the system has a way."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
