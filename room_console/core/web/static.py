"""Styles, scripts and pictures of the pages: read once, served from memory under a name that changes with them."""

import functools
import hashlib
from typing import Final

from aiohttp import web

from room_console.core.web.folder import WEB_FOLDER
from room_console.core.web.headers import IMMUTABLE, secure

PREFIX: Final = "/web"
_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_TEXTS: Final = frozenset({".css", ".js", ".svg"})


@functools.cache
def _files() -> dict[str, bytes]:
    """Read every file that is served, by its path below the folder."""
    folder = WEB_FOLDER / "static"
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _TYPES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@functools.cache
def version() -> str:
    """Name this set of files: scripts that load one another stay of one version."""
    digest = hashlib.sha256()
    for name, content in _files().items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]


def asset(name: str) -> str:
    """Return the address of a file. Raises: KeyError where there is none."""
    if name not in _files():
        raise KeyError(name)
    return f"{PREFIX}/{version()}/{name}"


async def _serve(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    content = _files().get(name)
    if content is None or request.match_info["version"] != version():
        raise web.HTTPNotFound
    suffix = name[name.rindex(".") :]
    charset = "utf-8" if suffix in _TEXTS else None
    return secure(web.Response(body=content, content_type=_TYPES[suffix], charset=charset), cache=IMMUTABLE)


def add_static_routes(router: web.UrlDispatcher) -> None:
    """Serve the files."""
    router.add_get(f"{PREFIX}/{{version}}/{{name:.+}}", _serve)
