"""A document that is open: asks its process for pages, one wish at a time."""

import asyncio
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from common.model.errors import ErrorCode, UserError
from delegate_app.core.reading.drawing import serve
from delegate_app.core.reading.pages import MOST_WORDS, Answer, Draw, Failed, Find, Found, Outline, PageImage, Wish
from delegate_app.core.workers import in_thread

SPAWN: Final = multiprocessing.get_context("spawn")
ANSWER_S: Final = 15.0
"""The slowest page; a process that needs longer is ended."""
END_S: Final = 2.0


class PageReader:
    """Thread: one loop's; `open` it first, `close` it last. Each verb raises UserError(`malformed`, `timeout`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.outline = Outline(())
        self._pipe: Connection | None = None
        self._process: BaseProcess | None = None
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Start the process and read the outline."""
        try:
            answer = await in_thread(self._start)
        except BaseException:
            await self.close()
            raise
        if not isinstance(answer, Outline):
            await self.close()
            raise UserError(ErrorCode.MALFORMED, _reason(answer))
        self.outline = answer

    async def draw(self, page: int, width_px: int) -> PageImage:
        """Draw a page, from 0."""
        answer = await self._ask(Draw(page, width_px))
        if not isinstance(answer, PageImage):
            raise UserError(ErrorCode.MALFORMED, _reason(answer))
        return answer

    async def find(self, text: str, page: int) -> Found | None:
        """Find a text, from this page on; None where it stands nowhere."""
        answer = await self._ask(Find(text[:MOST_WORDS], page))
        if answer is not None and not isinstance(answer, Found):
            raise UserError(ErrorCode.MALFORMED, _reason(answer))
        return answer

    async def close(self) -> None:
        """End the process."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            await in_thread(lambda: _end(process))

    async def _ask(self, wish: Wish) -> Answer:
        async with self._turn:
            pipe = self._pipe
            if pipe is None:
                raise UserError(ErrorCode.MALFORMED, "the document is closed")
            try:
                return await in_thread(lambda: _exchange(pipe, wish))
            except UserError:
                await self.close()
                raise

    def _start(self) -> Answer:
        near, far = SPAWN.Pipe()
        process = SPAWN.Process(target=serve, args=(far, self.path), name="pages", daemon=True)
        self._pipe, self._process = near, process
        process.start()
        far.close()
        return _receive(near)


def _exchange(pipe: Connection, wish: Wish) -> Answer:
    try:
        pipe.send(wish)
    except (OSError, ValueError) as error:
        raise UserError(ErrorCode.MALFORMED, "the process has ended") from error
    return _receive(pipe)


def _receive(pipe: Connection) -> Answer:
    try:
        if not pipe.poll(ANSWER_S):
            raise UserError(ErrorCode.TIMEOUT, f"no page within {ANSWER_S:.0f} s")
        answer: Answer = pipe.recv()
    except (EOFError, OSError) as error:
        raise UserError(ErrorCode.MALFORMED, "the process has ended") from error
    return answer


def _end(process: BaseProcess) -> None:
    if process.pid is None:
        return
    process.join(END_S)
    if process.is_alive():
        process.kill()
        process.join(END_S)
    process.close()


def _reason(answer: Answer) -> str:
    return answer.reason if isinstance(answer, Failed) else f"not the answer: {type(answer).__name__}"
