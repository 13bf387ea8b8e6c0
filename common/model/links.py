"""Links in what people write: found, brought to one form, and shown as where they really lead."""

import encodings.idna  # noqa: F401 - looked for by its name, and read in, where the first link is shown
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

MOST_SHOWN: Final = 100
"""Characters of a link; the host stands whole, whatever its length."""
_FOUND: Final = re.compile(r"(?<!\w)https?://[^\s<>\"]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'’”»…،؛؟。，、；：！？）」』】》"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}
_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?")
_ADDRESS: Final = re.compile(r"[0-9a-f:.]+")
_SAFE: Final = "/%:@!$&'()*+,;=~?-._"
_FROM_RIGHT: Final = frozenset({"R", "AL", "AN"})
"""Bidirectional classes (UAX 9, table 4) that turn what stands beside them."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `url` is what is opened, in ASCII; `shown` begins with its scheme and real host."""

    url: str
    shown: str


def pieces(text: str) -> Iterator[str | Link]:
    """Divide a text into what is plain and what is a link, in order."""
    plain_from = 0
    for found in _FOUND.finditer(text):
        written = _without_trailing(found[0])
        if (link := _link(written)) is None:
            continue
        if plain_from < found.start():
            yield text[plain_from : found.start()]
        yield link
        plain_from = found.start() + len(written)
    if plain_from < len(text):
        yield text[plain_from:]


def _without_trailing(written: str) -> str:
    """Leave out the punctuation of the sentence in which a link stands."""
    while written:
        last = written[-1]
        opened = _BRACKETS.get(last)
        is_closing = opened is not None and written.count(last) > written.count(opened)
        if last not in _TRAILING and not is_closing:
            break
        written = written[:-1]
    return written


def _link(written: str) -> Link | None:
    """Make a link; None for what names nobody's host, or could be mistaken for another's."""
    try:
        parts = urlsplit(written)
        netloc = _netloc(parts)
    except ValueError:
        return None
    if netloc is None:
        return None
    site = f"{parts.scheme}://{netloc}"
    rest = written[written.index("://") + 3 + len(parts.netloc) :]
    quoted = quote(rest, safe=_SAFE + "#")
    shown = rest if _is_plain(rest) else quoted
    room = max(0, MOST_SHOWN - len(site))
    return Link(site + quoted, site + (shown if len(shown) <= room else f"{shown[:room]}…"))


def _netloc(parts: SplitResult) -> str | None:
    """Return host and port in ASCII (RFC 3490). Raises: ValueError."""
    if "@" in parts.netloc or not parts.hostname:
        return None
    port = "" if parts.port is None else f":{parts.port}"
    if ":" in parts.hostname:
        return f"[{parts.hostname}]{port}" if _ADDRESS.fullmatch(parts.hostname) else None
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii").lower()
    return host + port if _HOST.fullmatch(host) else None


def _is_plain(rest: str) -> bool:
    """Tell whether a path is read from left to right, each character for itself."""
    if rest.isascii():
        return True
    return all(
        unicodedata.bidirectional(character) not in _FROM_RIGHT and unicodedata.category(character)[0] not in "MCZ"
        for character in rest
    )
