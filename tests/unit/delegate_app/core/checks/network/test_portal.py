"""Who answers for a console: a portal shows its page or the way to it, a server of another kind does not."""

import pytest

from delegate_app.core.checks.network.portal import HttpAnswer, is_portal, parse_answer


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nServer: hotel\r\n\r\n",
        b"HTTP/1.0 302 Found\r\nLocation: http://login.hotel.example/\r\n\r\n",
        b"HTTP/1.1 307 \r\nlocation:\thttps://10.0.0.1/?next=x\r\n\r\n",
        b"HTTP/1.1 511 Network Authentication Required\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[broken\r\n\r\n",
    ],
)
def test_a_page_or_the_way_to_it_is_a_portals(head: bytes) -> None:
    assert is_portal("hall.example.org", parse_answer(head))


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: https://HALL.example.org/generate_204\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /welcome\r\n\r\n",
        b"HTTP/1.1 302 Found\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"",
    ],
)
def test_anything_else_is_not(head: bytes) -> None:
    assert not is_portal("hall.example.org", parse_answer(head))


def test_a_host_may_be_an_ipv6_address() -> None:
    assert not is_portal("fe80::1", HttpAnswer(301, "http://[fe80::1]/"))
    assert is_portal("fe80::1", HttpAnswer(301, "http://[fe80::2]/"))
