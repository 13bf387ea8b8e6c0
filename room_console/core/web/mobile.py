"""The browser page of a participant on a telephone. It knows nothing of anybody: the token stays behind the `#`."""

import json
from typing import Final

from aiohttp import web

from common.model.ids import MeetingId
from room_console.core.web.pages import page, words_of

WORDS_PREFIX: Final = "mobile."


class MobilePage:
    """Serves `/m/MEETING`; entry, grant and floor are decided on the control link that the page opens."""

    def __init__(self, meeting: MeetingId) -> None:
        self._meeting = meeting

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page."""
        router.add_get("/m/{meeting}", self._show)

    async def _show(self, request: web.Request) -> web.Response:
        if request.match_info["meeting"] != self._meeting:
            raise web.HTTPNotFound
        words = words_of(request)
        texts = json.dumps(words.under(WORDS_PREFIX), ensure_ascii=False)
        return page(request, "mobile.html", words, may_speak=True, meeting=self._meeting, words_json=texts)
