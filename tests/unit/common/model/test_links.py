"""Links: what is one, where it really leads, and what only looks like one."""

import pytest

from common.model.links import MOST_SHOWN, Link, pieces


def only(text: str) -> Link:
    """Return the one link of a text."""
    (link,) = [piece for piece in pieces(text) if isinstance(piece, Link)]
    return link


def test_a_text_is_divided_in_order_and_punctuation_is_the_sentence_s() -> None:
    text = "See (https://www.example.org/a_(b)), then http://example.org/?q=1#top."
    assert list(pieces(text)) == [
        "See (",
        Link("https://www.example.org/a_(b)", "https://www.example.org/a_(b)"),
        "), then ",
        Link("http://example.org/?q=1#top", "http://example.org/?q=1#top"),
        ".",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org",
        "www.example.org",
        "https://",
        "https://bank.example@evil.example/",
        "https://bank.example:secret@evil.example/",
        "https://evil.example\\.bank.example/",
        "https://bank.example%2eevil.example/",
        "https://example.org:99999999/",
        "http://[::1",
        "https://a＠b.example/",
        "https://" + "a" * 64 + ".exämple/",
    ],
)
def test_what_is_no_link_or_could_be_mistaken_stays_text(text: str) -> None:
    assert list(pieces(text)) == [text]


@pytest.mark.parametrize(
    ("text", "url", "shown"),
    [
        ("HTTPS://Example.ORG/Path", "https://example.org/Path", "https://example.org/Path"),
        ("http://раураl.example/login", "http://xn--l-7sba6dbr.example/login", "http://xn--l-7sba6dbr.example/login"),
        ("https://例え.jp/パス", "https://xn--r8jz45g.jp/%E3%83%91%E3%82%B9", "https://xn--r8jz45g.jp/パス"),
        ("https://example.org/وثيقة", "https://example.org/%D9%88%D8%AB%D9%8A%D9%82%D8%A9", None),
        ("https://example.org/a%20b", "https://example.org/a%20b", None),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x", None),
        ("https://example.org،", "https://example.org", None),
        ("「https://example.org/a」", "https://example.org/a", None),
    ],
)
def test_what_is_shown_is_where_it_leads(text: str, url: str, shown: str | None) -> None:
    assert only(text) == Link(url, shown or url)


def test_a_long_link_is_shortened_behind_its_host() -> None:
    host = "https://" + ".".join(["part" * 10] * 4) + ".example"
    link = only(f"{host}/{'x' * 300}")
    assert link.shown == f"{host}…"
    assert len(only("https://example.org/" + "x" * 300).shown) == MOST_SHOWN + 1
