"""What every answer of a page says to the browser: nothing foreign, nothing framed, nothing told to others."""

from typing import Final

from aiohttp import web

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_SECURE: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SILENT: Final = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
_SPEAKING: Final = "camera=(), microphone=(self), geolocation=(), payment=(), usb=()"
IMMUTABLE: Final = "public, max-age=31536000, immutable"


def secure(response: web.Response, *, cache: str = "no-store", may_speak: bool = False) -> web.Response:
    """Set the headers; with `may_speak` the page may ask for the microphone.

    The connection is closed after it: the door gives a stranger's some seconds in all, and a browser that keeps one
    open would have its next request cut off.
    """
    response.headers.update(_SECURE)
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in _POLICY.items())
    response.headers["Permissions-Policy"] = _SPEAKING if may_speak else _SILENT
    response.headers["Cache-Control"] = cache
    response.force_close()
    return response
