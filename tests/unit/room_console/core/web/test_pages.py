"""Pages: escaped, in the reader's language, with headers that keep everything foreign out."""

import re
from collections.abc import AsyncIterator

import jinja2
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from common.ui.colours import SETS, Scheme
from room_console.core.web.folder import WEB_FOLDER
from room_console.core.web.pages import page, render
from room_console.core.web.static import add_static_routes, asset
from room_console.core.web.words import words_for

TRICK = "<script>alert(1)</script>\"'&"
CSS = (WEB_FOLDER / "static" / "site.css").read_text(encoding="utf-8")


def values(heading: str = "Hello") -> dict[str, object]:
    return {"heading": heading, "lines": (), "link": None, "other_languages": ()}


async def show(request: web.Request) -> web.Response:
    return page(request, "message.html", heading="Hello", lines=["one"], link=None)


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    application = web.Application()
    application.router.add_get("/", show)
    add_static_routes(application.router)
    async with TestServer(application) as server, ClientSession(server.make_url("/")) as found:
        yield found


def test_what_is_filled_in_is_escaped() -> None:
    text = render("message.html", words_for("en"), **values(TRICK))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_a_name_that_is_not_filled_in_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("message.html", words_for("en"))


def test_no_page_holds_script_style_or_anything_foreign() -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in (WEB_FOLDER / "templates").glob("*.html")}
    pages = {name: text for name, text in texts.items() if "base.html" in text or name == "base.html"}
    assert len(pages) > 5
    for name, text in pages.items():
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bon[a-z]+=|\bstyle=|<style|https?://|\|\s*safe", text), name


async def test_a_page_is_in_the_readers_language(http: ClientSession) -> None:
    async with http.get("/", headers={"Accept-Language": "ar"}) as answer:
        assert '<html lang="ar" dir="rtl">' in await answer.text()
    async with http.get("/?lang=en", headers={"Accept-Language": "ar"}) as answer:
        assert answer.headers["Content-Language"] == "en"
        assert 'href="/?lang=ar"' in await answer.text()


async def test_a_page_lets_nothing_foreign_in(http: ClientSession) -> None:
    async with http.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Connection"] == "close"


async def test_files_are_served_under_their_version_and_no_others(http: ClientSession) -> None:
    async with http.get(asset("site.css")) as answer:
        assert answer.content_type == "text/css"
        assert "immutable" in answer.headers["Cache-Control"]
    folder = asset("site.css").removesuffix("/site.css")
    for path in (f"{folder}/..%2f..%2fwords%2fen.json", f"{folder}/none.css", "/web/old/site.css"):
        async with http.get(path) as answer:
            assert answer.status == 404
    with pytest.raises(KeyError):
        asset("none.css")


@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_colours_are_those_of_the_windows(scheme: Scheme) -> None:
    dark, _, light = CSS.partition("prefers-color-scheme: light")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (dark if scheme is Scheme.DARK else light)))
    colours = SETS[scheme]
    assert {name.replace("-", "_"): value for name, value in found.items()} == {
        name: getattr(colours, name) for name in colours.__slots__ if "scrim" not in name
    }
