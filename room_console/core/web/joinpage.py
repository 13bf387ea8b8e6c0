"""The page that a mail's web link leads to: opens the app, says where to get it and how to test."""

from aiohttp import web

from common.model.addresses import host_port
from room_console.core.web.links import Place
from room_console.core.web.pages import page


class JoinPage:
    """Serves `/join/MEETING`, the same for everybody: the token stays behind the `#`, which no server sees."""

    def __init__(self, place: Place, app_url: str) -> None:
        self._place = place
        self._app_url = app_url

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page."""
        router.add_get("/join/{meeting}", self._show)

    async def _show(self, request: web.Request) -> web.Response:
        meeting = self._place.meeting
        if request.match_info["meeting"] != meeting:
            raise web.HTTPNotFound
        where = f"{host_port(self._place.host, self._place.port)}/{meeting}"
        return page(request, "join.html", place=where, meeting=meeting, app_url=self._app_url)
