"""Whatever is pasted, a join link is read or refused as one; what was written is read back."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from common.control.joinlink import SCHEME, JoinLink, parse_join_link
from common.model.errors import ErrorCode, UserError
from common.model.ids import MeetingId

names = st.from_regex(r"[a-z][a-z0-9-]{0,20}(\.[a-z]{2,8}){0,2}", fullmatch=True)
hosts = st.one_of(names, st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str))
tokens = st.from_regex(r"[A-Za-z0-9_-]{22,128}", fullmatch=True)
meetings = st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True).map(MeetingId)
links = st.builds(JoinLink, hosts, st.integers(1, 65_535), meetings, tokens, st.binary(min_size=32, max_size=32))
blanks = st.sampled_from([" ", "\n", "\r\n", "\t", "\u00a0"])


def assert_read_or_refused(text: str) -> None:
    """Check that a text is a link that says the same again, or is refused as none."""
    try:
        link = parse_join_link(text)
    except UserError as error:
        outcome: object = error.code
    else:
        outcome = parse_join_link(str(link)) == link
    assert outcome in (True, ErrorCode.LINK_INVALID)


@given(st.text(max_size=200))
def test_arbitrary_text(text: str) -> None:
    assert_read_or_refused(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_arbitrary_text_after_the_scheme(before: str, after: str) -> None:
    assert_read_or_refused(f"{SCHEME}://{before}#{after}")


@given(links)
def test_a_link_written_is_read_back(link: JoinLink) -> None:
    assert parse_join_link(str(link)) == link


@given(st.data(), links)
def test_blanks_put_in_by_a_mail_program_do_no_harm(data: st.DataObject, link: JoinLink) -> None:
    text = str(link)
    for _ in range(3):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(blanks) + text[place:]
    assert parse_join_link(text) == link


@given(st.data(), links)
def test_one_character_changed_is_read_or_refused(data: st.DataObject, link: JoinLink) -> None:
    text = str(link)
    place = data.draw(st.integers(0, len(text) - 1))
    assert_read_or_refused(text[:place] + data.draw(st.characters()) + text[place + 1 :])


@given(links)
def test_the_address_holds_no_secret(link: JoinLink) -> None:
    assert link.token not in link.url.replace(link.meeting, "").replace(link.host, "")
    assert link.fingerprint.hex() not in link.url


@given(st.ip_addresses(v=6))
def test_an_ipv6_host_stands_in_brackets(host: ipaddress.IPv6Address) -> None:
    link = JoinLink(str(host), 8443, MeetingId("m"), "t" * 22, bytes(32))
    assert f"[{host}]:8443/" in str(link)
    assert f"[{host}]:8443/" in link.url
