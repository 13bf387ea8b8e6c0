"""What serves does not tell by which library and of which version (OWASP ASVS 13.4.6)."""

from aiohttp import hdrs, web, web_response

_NAME = "Hemicycle"


def hide_software(application: web.Application) -> None:
    """Leave the `Server` header out of every answer; where HTTP itself was broken it has a name and no version."""
    application.on_response_prepare.append(_without_server)
    web_response.SERVER_SOFTWARE = _NAME  # type: ignore[attr-defined]


async def _without_server(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.popall(hdrs.SERVER, None)
