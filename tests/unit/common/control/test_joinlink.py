"""The join link as mails, chats and people carry it."""

import pytest

from common.control.joinlink import DEFAULT_PORT, MAX_LINK_CHARACTERS, JoinLink, parse_join_link
from common.model.errors import ErrorCode, UserError
from common.model.ids import MeetingId

TOKEN = "mJ2bT0c4oVq3p1yq9sD7wK5uXhE8rLzA"
PRINT = "0f" * 32
LINK = f"hemicycle://hall.example.org:9443/ge-2-25#{TOKEN}.{PRINT}"


def test_a_link_is_taken_apart() -> None:
    assert parse_join_link(LINK) == JoinLink(
        "hall.example.org", 9443, MeetingId("ge-2-25"), TOKEN, bytes.fromhex(PRINT)
    )


def test_put_together_it_is_the_same_text() -> None:
    assert str(parse_join_link(LINK)) == LINK


def test_without_a_port_it_is_the_usual_one() -> None:
    assert parse_join_link(LINK.replace(":9443", "")).port == DEFAULT_PORT


def test_a_pasted_link_may_be_broken_over_lines() -> None:
    assert parse_join_link(f"\n  {LINK[:30]}\r\n  {LINK[30:70]}\n{LINK[70:]} ") == parse_join_link(LINK)


@pytest.mark.parametrize(
    "pasted",
    [
        f"<{LINK}>",
        f"Your link: <{LINK}>\r\nKind regards,\r\nthe secretariat",
        f"Join by {LINK}.",
        f"({LINK})",
        f"“{LINK}”",
        f"Click {LINK} before the meeting begins.",
        f"\u2068{LINK[:40]}\u200b{LINK[40:]}\u2069",
        f"\ufeff{LINK}",
        LINK.replace("#", "%23"),
        LINK.replace("hemicycle://", "Hemicycle://"),
        f"<{LINK[:50]}\r\n > {LINK[50:]}>".replace("\r\n >", "\r\n"),
    ],
)
def test_what_mail_programs_and_people_put_around_a_link_is_left_out(pasted: str) -> None:
    assert parse_join_link(pasted) == parse_join_link(LINK)


def test_a_link_without_a_fingerprint_may_end_a_sentence() -> None:
    bare = LINK.removesuffix(f".{PRINT}")
    assert parse_join_link(f"{bare}.") == parse_join_link(f"<{bare}>") == parse_join_link(bare)


def test_the_address_holds_neither_token_nor_fingerprint() -> None:
    assert parse_join_link(LINK).url == "wss://hall.example.org:9443/control/ge-2-25"


def test_the_token_does_not_show_where_links_are_logged() -> None:
    assert TOKEN not in repr(parse_join_link(LINK))


def test_an_ipv6_address_stands_in_brackets() -> None:
    link = parse_join_link(LINK.replace("hall.example.org", "[2001:db8::1]"))
    assert link.host == "2001:db8::1"
    assert link.url == "wss://[2001:db8::1]:9443/control/ge-2-25"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hemicycle://",
        LINK.replace("hemicycle", "https"),
        LINK.replace("hall.example.org", ""),
        LINK.replace(":9443", ":99999"),
        LINK.replace(":9443", ":port"),
        LINK.replace("hall.example.org", "[2001:db8::"),
        LINK.replace("/ge-2-25", ""),
        LINK.replace("/ge-2-25", "/GE 2/25"),
        LINK.replace("/ge-2-25", "/" + "g" * 65),
        LINK.split("#", maxsplit=1)[0],
        LINK.replace(TOKEN, "short"),
        LINK.replace(TOKEN, "t" * 129),
        LINK.replace(PRINT, "0f" * 31),
        LINK.replace(PRINT, "zz" * 32),
        LINK.replace("ge-2-25", "x" * MAX_LINK_CHARACTERS),
    ],
)
def test_anything_else_is_no_link(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_join_link(text)
    assert caught.value.code is ErrorCode.LINK_INVALID
