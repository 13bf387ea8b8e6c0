"""The public's pages as a desk of the console."""

from aiohttp import web

from room_console.core.desk import Desk
from room_console.core.web.joinpage import JoinPage
from room_console.core.web.links import Place
from room_console.core.web.mobile import MobilePage
from room_console.core.web.static import add_static_routes


class WebDesk(Desk):
    """Serves the pages that need no app. Thread: the core's loop."""

    def __init__(self, place: Place, app_url: str) -> None:
        self._pages = (JoinPage(place, app_url), MobilePage(place.meeting))

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the pages."""
        add_static_routes(router)
        for page in self._pages:
            page.add_routes(router)
