"""docs/protocol.md against the code: every message, every error code, every example, both ways."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from common.control.heartbeat import Timing
from common.model.errors import ErrorCode
from common.protocol import codec, view
from common.protocol.codec import ClientMessage, ConsoleMessage
from common.protocol.envelope import Message, Request
from common.protocol.schema import json_schema, message_classes, tag_of
from room_console.core import pulse
from room_console.core.admission import codes
from room_console.core.control.limits import Limits
from room_console.core.meeting.asking import MAX_OPEN_REQUESTS
from room_console.core.meeting.wording import MAX_NAME

TEXT = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text()
CLIENT = {tag_of(c): c for c in message_classes(ClientMessage)}
CONSOLE = {tag_of(c): c for c in message_classes(ConsoleMessage)}


@dataclass
class Page:
    """What the document says of one message."""

    tag: str
    text: str

    @property
    def example(self) -> str:
        (found,) = re.findall(r"```json\n(.*?)```", self.text, re.DOTALL)
        return str(found)

    def line(self, name: str) -> str:
        (found,) = re.findall(rf"^- {name}: (.+)$", self.text, re.MULTILINE)
        return str(found)


PAGES = {
    tag: Page(tag, text) for tag, text in re.findall(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", TEXT, re.DOTALL | re.MULTILINE)
}


def decode(page: Page) -> list[Message]:
    """Decode a page's example at each end that takes it."""
    found: list[Message] = []
    if page.tag in CLIENT:
        found.append(codec.decode_from_client(page.example))
    if page.tag in CONSOLE:
        found.append(codec.decode_from_console(page.example))
    return found


def assert_all_known(example: Any, known: Any, where: str) -> None:
    """Check that decoding lost nothing of the example: a name it does not know would have been ignored."""
    if isinstance(example, dict):
        for key, value in example.items():
            assert key in known, f"{where}.{key} is not in the protocol"
            assert_all_known(value, known[key], f"{where}.{key}")
    elif isinstance(example, list):
        for number, (given, kept) in enumerate(zip(example, known, strict=True)):
            assert_all_known(given, kept, f"{where}[{number}]")


def test_the_pages_are_the_messages() -> None:
    assert set(PAGES) == set(CLIENT) | set(CONSOLE)


@pytest.mark.parametrize("tag", sorted(PAGES))
def test_the_example_is_that_message_and_holds_nothing_unknown(tag: str) -> None:
    for message in decode(PAGES[tag]):
        assert tag_of(type(message)) == tag
        assert_all_known(json.loads(PAGES[tag].example), json.loads(codec.encode(message)), tag)


@pytest.mark.parametrize("tag", sorted(PAGES))
def test_the_example_shows_every_field(tag: str) -> None:
    (message, *_) = decode(PAGES[tag])
    assert set(json.loads(PAGES[tag].example)) == set(json.loads(codec.encode(message)))


@pytest.mark.parametrize("tag", sorted(PAGES))
def test_the_example_fits_the_schema(tag: str) -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(PAGES[tag].example))


@pytest.mark.parametrize("tag", sorted(set(CLIENT) - {"bye"}))
def test_a_request_s_page_names_sender_answers_and_errors(tag: str) -> None:
    page = PAGES[tag]
    assert issubclass(CLIENT[tag], Request)
    assert page.line("Sent by")
    answers = set(re.findall(r"`(\w+)`", page.line("Answered by"))) - {"ref"}
    assert answers, f"{tag} names no answer"
    assert answers <= set(CONSOLE)
    assert set(re.findall(r"`(\w+)`", page.line("Errors"))) <= {str(code) for code in ErrorCode}


@pytest.mark.parametrize("tag", sorted(CONSOLE))
def test_a_console_s_page_names_what_it_answers(tag: str) -> None:
    named = set(re.findall(r"`(\w+)`", PAGES[tag].line("Answers")))
    assert PAGES[tag].line("Sent by")
    assert named <= set(CLIENT) | set(CONSOLE) | {"ref"}


def test_the_table_of_errors_is_the_enumeration() -> None:
    table = TEXT.split("## Error codes")[1].split("\n# Messages")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [str(code) for code in ErrorCode]


def test_every_change_is_shown_and_named() -> None:
    (changes,) = decode(PAGES["changes"])
    assert isinstance(changes, view.Changes)
    kinds = {tag_of(c) for c in message_classes(view.Change)}
    assert {tag_of(type(change)) for change in changes.changes} == kinds
    assert kinds <= set(re.findall(r"`(\w+)`", PAGES["changes"].text.split("- Sent by")[0]))


def test_the_limits_are_those_of_the_code() -> None:
    table = TEXT.split("### Limits")[1].split("\n## ")[0]
    figures = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", table, re.MULTILINE))
    limits = Limits()
    expected = {
        "a message from a client": f"{codec.MAX_REQUEST_BYTES:,} bytes",
        "a message from the console": f"{codec.MAX_EVENT_BYTES:,} bytes",
        "open sockets, in all / from one address": f"{limits.connections:,} / {limits.connections_per_address:,}",
        "sockets that have shown no valid token": f"{limits.pending}",
        "TLS handshake": f"{limits.handshake_s:g} s",
        "from the accepted socket to an accepted `hello`": f"{limits.hello_s:g} s",
        "silence of a client": f"{limits.silence_s:g} s",
        "one message on its way out": f"{limits.send_s:g} s",
        "messages queued to one client": f"{limits.queued_messages:,}",
        "requests of one client that wait": f"{limits.queued_requests}",
        "requests a second, and in one burst": f"{limits.requests_per_s:g}, {limits.request_burst}",
        "open requests for the floor": f"1 a participant, {MAX_OPEN_REQUESTS} in all",
        "name, delegation": f"{MAX_NAME} characters, no control characters",
    }
    assert {name: figures.get(name) for name in expected} == expected


def test_the_times_are_those_of_the_code() -> None:
    timing, limits = Timing(), Limits()
    heartbeat = TEXT.split("## Heartbeat")[1].split("\n## ")[0]
    assert re.findall(r"(\d+) s", heartbeat.replace("\n", " ")) == [
        f"{seconds:g}"
        for seconds in (
            timing.ping_every_s,
            timing.dead_after_s,
            limits.silence_s,
            pulse.LONGEST_S,
            pulse.LONGEST_LISTENING_S,
            timing.ping_at_least_every_s,
        )
    ]
    entry = TEXT.split("## Coming in")[1].split("\n## ")[0]
    assert f"of {codes.CODE_DIGITS} digits" in entry
    assert f"After {codes.MAX_TRIES} wrong codes" in entry
    assert f"lives {codes.CODE_LIFE_MS // 60_000} minutes" in entry
    assert f"no sooner than {codes.RESEND_MS // 1000} s after the last, and {codes.MAX_PER_HOUR} in an hour" in entry
