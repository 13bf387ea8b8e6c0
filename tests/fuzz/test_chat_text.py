"""Anything that is written: kept plain, divided without loss, links only to where they say, isolates closed."""

import re
from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from common.model.chat import MAX_TEXT
from common.model.errors import ConferenceError, ErrorCode
from common.model.links import Link, pieces
from room_console.core.chat.text import MOST_ROWS, plain_text

_MARKS = (
    "https://",
    "http://",
    "HTTP://",
    "@",
    ":",
    "/",
    "//",
    "\\",
    "#",
    "?",
    "%",
    "%2e",
    ".",
    "[",
    "]",
    "::1",
    "xn--",
)
_BITS = st.sampled_from(
    [
        *_MARKS,
        "example.org",
        "evil.example",
        "раура",
        "وثيقة",
        "דהו",
        "٣",
        "🙂",
        "e\u0301",
        " ",
        "\n",
        "\u3002",
        "\uff0f",
    ]
)
_TEXTS = st.one_of(st.text(max_size=MAX_TEXT), st.lists(_BITS, max_size=12).map("".join))
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


@given(_TEXTS)
@example("https://a\u202eb.example")
def test_what_is_kept_is_plain_and_kept_again_the_same(text: str) -> None:
    plain = _kept(text)
    if plain is None:
        return
    assert plain_text(plain) == plain
    assert plain.strip()
    assert plain.count("\n") < MOST_ROWS
    assert not _REORDERING.search(plain)
    assert all(character == "\n" or character.isprintable() for character in plain if character.isascii())


@given(_TEXTS)
@example("http://٣.example/٣")
@example("https://https://https://example.org")
def test_no_text_is_lost_and_each_link_leads_where_it_says(text: str) -> None:
    rest = text
    for piece in pieces(text):
        if isinstance(piece, str):
            assert piece in rest
            rest = rest[rest.index(piece) + len(piece) :]
            continue
        _check(piece)


def _kept(text: str) -> str | None:
    """Return a text as it is kept; None where it was refused as it should be."""
    try:
        return plain_text(text)
    except ConferenceError as error:
        return None if error.code is ErrorCode.MALFORMED else f"refused by {error.code}\r"


def _check(link: Link) -> None:
    parts = urlsplit(link.url)
    assert link.url.isascii()
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert "@" not in parts.netloc
    assert not re.search(r"[\s\\<>\"]", link.url)
    assert link.shown.startswith(f"{parts.scheme}://{parts.netloc}")
    assert not _REORDERING.search(link.shown)
