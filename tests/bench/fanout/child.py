"""A program of ours in a process of its own, which is asked through a pipe."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

REPLY_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 5.0


@asynccontextmanager
async def child(
    serve: Callable[..., None], *arguments: object, is_daemon: bool
) -> AsyncIterator[tuple[BaseProcess, Connection]]:
    """Run `serve(pipe, *arguments)` until the pipe's end here is closed; a daemon may have no children."""
    here, there = multiprocessing.Pipe()
    spawning = multiprocessing.get_context("spawn")
    process = spawning.Process(target=serve, args=(there, *arguments), daemon=is_daemon)
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        here.close()
        await asyncio.to_thread(process.join, STOP_TIMEOUT_S)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


async def ask(pipe: Connection, request: Any) -> str:
    """Ask for something and return the answer. Raises: TimeoutError."""
    return await asyncio.to_thread(_ask, pipe, request)


def _ask(pipe: Connection, request: Any) -> str:
    pipe.send(request)
    if not pipe.poll(REPLY_TIMEOUT_S):
        raise TimeoutError("the program under measurement does not answer")
    return str(pipe.recv())
