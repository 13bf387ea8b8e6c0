"""Pages drawn by another process; files that are none, and a process that dies."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import typst

from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.reading.reader import PageReader

PAGES = """#set page(width: 200pt, height: 100pt)
First page
#pagebreak()
The resolution is adopted
"""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(typst.compile(PAGES.encode()))
    return path


@pytest.fixture
async def reader(paper: Path) -> AsyncIterator[PageReader]:
    made = PageReader(paper)
    await made.open()
    yield made
    await made.close()


async def test_a_document_has_pages_with_sizes(reader: PageReader) -> None:
    assert [(round(w), round(h)) for w, h in reader.outline.sizes_pt] == [(200, 100), (200, 100)]


async def test_a_page_is_a_picture_with_its_text(reader: PageReader) -> None:
    image = await reader.draw(0, 400)
    assert (image.width_px, image.height_px) == (400, 200)
    assert len(image.rgb) == 400 * 200 * 3
    assert min(image.rgb) < 64
    assert max(image.rgb) > 250
    assert image.text.strip().startswith("First page")


async def test_a_text_is_found_round_the_end(reader: PageReader) -> None:
    found = await reader.find("RESOLUTION", 0)
    assert found is not None
    assert found.page == 1
    ((left, top, right, bottom),) = found.boxes
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1
    first = await reader.find("first", 1)
    assert first is not None
    assert first.page == 0
    assert await reader.find("nowhere", 0) is None


async def test_a_huge_page_is_drawn_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    path.write_bytes(typst.compile(b"#set page(width: 14000pt, height: 14000pt)\nA"))
    made = PageReader(path)
    await made.open()
    try:
        image = await made.draw(0, 14_000)
        assert image.width_px * image.height_px <= 12_100_000
    finally:
        await made.close()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"PK\x03\x04 not a PDF" * 50])
async def test_what_is_no_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(ConferenceError) as caught:
        await PageReader(path).open()
    assert caught.value.code is ErrorCode.MALFORMED


async def test_a_process_that_died_is_said_so(reader: PageReader) -> None:
    assert reader._process is not None
    reader._process.kill()
    with pytest.raises(ConferenceError) as caught:
        await reader.draw(0, 100)
    assert caught.value.code is ErrorCode.MALFORMED
    with pytest.raises(ConferenceError):
        await reader.find("again", 0)


async def test_a_page_that_is_not_there_is_refused(reader: PageReader) -> None:
    with pytest.raises(ConferenceError):
        await reader.draw(7, 100)
