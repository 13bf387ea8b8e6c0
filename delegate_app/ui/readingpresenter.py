"""Between an open document and the view that shows it beside the stage."""

from PySide6.QtCore import QObject

from delegate_app.core.reading.reader import PageReader
from delegate_app.ui.widgets.documentview import DocumentView
from delegate_app.ui.wishes import Wishes


class ReadingPresenter(QObject):
    """One document at a time; of the pages that are wanted meanwhile the last is drawn. Thread: main."""

    def __init__(self, view: DocumentView, wishes: Wishes) -> None:
        super().__init__(view)
        self._view, self._wishes = view, wishes
        self._reader: PageReader | None = None
        self._wanted: tuple[int, int] | None = None
        self._is_drawing = False
        view.page_wanted.connect(self._want)
        view.find_wanted.connect(lambda text, page: wishes.run(self._find(text, page), "search a document"))
        view.closed.connect(lambda: wishes.run(self.close(), "close a document"))

    async def show(self, name: str, reader: PageReader) -> None:
        """Show a document that is open, in the place of the one before; it is closed when it is shown no more."""
        await self.close()
        self._reader = reader
        self._view.begin(name, reader.outline)

    async def close(self) -> None:
        """Let go of the document."""
        reader, self._reader, self._wanted = self._reader, None, None
        if reader is not None:
            await reader.close()

    def _want(self, page: int, width_px: int) -> None:
        self._wanted = (page, width_px)
        if not self._is_drawing:
            self._is_drawing = True
            self._wishes.run(self._draw(), "draw a page")

    async def _draw(self) -> None:
        try:
            while self._reader is not None and self._wanted is not None:
                (page, width_px), self._wanted = self._wanted, None
                self._view.show_image(await self._reader.draw(page, width_px))
        finally:
            self._is_drawing = False

    async def _find(self, text: str, page: int) -> None:
        if self._reader is not None:
            self._view.show_found(await self._reader.find(text, page))
