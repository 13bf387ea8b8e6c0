"""A page of words that scrolls, telling by bars at its foot when it was drawn; and how many of them were read right."""

import difflib
import os
import random
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SIZE = (1920, 1080)
FONT = Path(__file__).resolve().parents[3] / "resources" / "fonts" / "NotoSans-Regular.ttf"
FONT_PX, LINE_PX, MARGIN_PX = 20, 30, 40
BARS, BAR_PX, FOOT_PX = 24, 80, 40
SCROLLED_PX_PER_S = 240
PAGES = 6
HZ = 12
WORDS = (
    "the", "Commission", "noted", "that", "members", "should", "agree",
    "on", "further", "measures", "before", "any", "decision", "enters",
    "into", "force", "regarding", "transport", "water", "energy", "climate",
    "finance", "report", "secretariat", "delegation", "amendment", "paragraph", "resolution",
    "session", "chair", "proposal", "budget", "programme", "region", "partner",
    "review", "progress", "council", "treaty", "member", "observer", "committee",
    "adopted",
)  # fmt: skip
Grey = NDArray[np.uint8]


class TextPage:
    """The whole text, and a window on it at an instant."""

    def __init__(self, seed: int = 1) -> None:
        width, height = SIZE[0], SIZE[1] * PAGES
        font, rng = ImageFont.truetype(str(FONT), FONT_PX), random.Random(seed)
        image = Image.new("L", (width, height), 255)
        draw = ImageDraw.Draw(image)
        self.lines: list[tuple[int, list[str]]] = []
        for top in range(0, height - LINE_PX, LINE_PX):
            left, line = float(MARGIN_PX), list[str]()
            while left + draw.textlength(word := rng.choice(WORDS), font) < width - MARGIN_PX:
                draw.text((left, top), word, fill=20, font=font)
                left += draw.textlength(word + " ", font)
                line.append(word)
            self.lines.append((top, line))
        self._whole: Grey = np.asarray(image)

    def draw(self, scrolled_ms: int, now_mono_s: float) -> av.VideoFrame:
        """Draw the page scrolled for so long, marked with the instant."""
        top = top_of(scrolled_ms)
        page = self._whole[top : top + SIZE[1]].copy()
        page[-FOOT_PX:] = 255
        mark(page[-FOOT_PX : -FOOT_PX // 2], round(now_mono_s * 1000))
        mark(page[-FOOT_PX // 2 :], scrolled_ms)
        return av.VideoFrame.from_ndarray(page, format="gray")

    def words(self, scrolled_ms: int) -> list[str]:
        """List the words of the lines that are wholly seen."""
        top = top_of(scrolled_ms)
        bottom = top + SIZE[1] - FOOT_PX - LINE_PX
        return [word for line_top, line in self.lines if top <= line_top <= bottom for word in line]


class TextScreen:
    """A screen to share: it stands or is scrolled. Calls back from a thread of its own."""

    def __init__(self) -> None:
        self.is_scrolling = False
        self.page = TextPage()
        self._is_stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Tell whether it gives pictures."""
        return self._thread is not None

    def start(self, on_picture: Callable[[av.VideoFrame], None]) -> None:
        """Begin to give pictures."""
        self._thread = threading.Thread(target=self._main, args=(on_picture,), name="text screen", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._is_stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _main(self, on_picture: Callable[[av.VideoFrame], None]) -> None:
        scrolled_s, drawn_mono_s = 0.0, time.monotonic()
        picture = self.page.draw(0, drawn_mono_s)
        while not self._is_stopping.wait(1 / HZ):
            now_mono_s = time.monotonic()
            if self.is_scrolling:
                scrolled_s += now_mono_s - drawn_mono_s
                picture = self.page.draw(round(scrolled_s * 1000), now_mono_s)
            drawn_mono_s = now_mono_s
            on_picture(picture)


def top_of(scrolled_ms: int) -> int:
    """Return where the page begins after so long; it goes up and down again."""
    most = SIZE[1] * (PAGES - 1)
    at = scrolled_ms * SCROLLED_PX_PER_S // 1000 % (2 * most)
    return min(at, 2 * most - at)


def mark(strip: Grey, number: int) -> None:
    """Write a number of BARS bits as bars."""
    for bar in range(BARS):
        strip[:, bar * BAR_PX : (bar + 1) * BAR_PX] = 255 if number >> bar & 1 else 0


def marks(page: Grey) -> tuple[int, int]:
    """Read when a page was drawn, and how long it was scrolled, in ms."""
    middle = BAR_PX // 2
    rows = page[-FOOT_PX * 3 // 4], page[-FOOT_PX // 4]
    drawn, scrolled = (sum((int(row[bar * BAR_PX + middle]) > 128) << bar for bar in range(BARS)) for row in rows)
    return drawn, scrolled


def read_right(page: Grey, words: list[str], folder: Path) -> float:
    """Return which share of the words is read right by OCR, in their order."""
    path = folder / "page.png"
    Image.fromarray(page[:-FOOT_PX]).save(path)
    read = subprocess.run(
        ["tesseract", str(path), "-", "--psm", "6", "-l", "eng"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    ).stdout.split()
    blocks = difflib.SequenceMatcher(None, words, read, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)
