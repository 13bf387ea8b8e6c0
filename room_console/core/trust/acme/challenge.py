"""The answer to the authority's question: a small HTTP server, there only while it asks (RFC 8555, section 8.3)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from room_console.core.trust.acme.client import failed
from room_console.core.web.nameless import hide_software

PATH = "/.well-known/acme-challenge/{token}"
STOP_S = 0.5
MAX_LINE_BYTES = 2_048


@asynccontextmanager
async def answering(host: str, port: int, answers: Mapping[str, str]) -> AsyncIterator[None]:
    """Answer, by token, on one port. Raises: ConferenceError(`certificate`) where it can't be had."""

    async def serve(request: web.Request) -> web.Response:
        if (answer := answers.get(request.match_info["token"])) is None:
            raise web.HTTPNotFound
        return web.Response(text=answer, content_type="application/octet-stream")

    application = web.Application(client_max_size=1)
    hide_software(application)
    application.router.add_get(PATH, serve)
    runner = web.AppRunner(
        application,
        access_log=None,
        handle_signals=False,
        keepalive_timeout=1.0,
        shutdown_timeout=STOP_S,
        max_line_size=MAX_LINE_BYTES,
        max_field_size=MAX_LINE_BYTES,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    except OSError as error:
        raise failed(f"its question can't be answered on {host} port {port}: {error}") from error
    finally:
        await runner.cleanup()
