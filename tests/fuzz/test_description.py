"""Whatever a peer describes, it is understood or refused by MediaError, and what was understood can be said again."""

import contextlib
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.errors import MediaError
from common.model.media import Sdp
from common.rtc.description import LegDescription, parse_description, write_description
from common.rtc.sdp import MAX_SDP_BYTES
from common.rtc.sections import Section, picture_section, sound_section

KINDS = ("audio", "audio", "video")
OURS = LegDescription(
    ice_name="abcdefgh",
    ice_password="0123456789abcdef01234567",
    is_lite=True,
    fingerprints=("sha-256 " + ":".join(["AB"] * 32),),
    setup="actpass",
    candidates=("1 1 udp 2130706431 192.0.2.1 5004 typ host",),
    sections=(
        sound_section("0", "sendonly", 1),
        sound_section("1", "sendonly", 2),
        picture_section("2", "sendonly", 3),
    ),
)
LINES = write_description(OURS).splitlines()
names = st.sampled_from([line.partition(":")[0] for line in LINES if line.startswith("a=")])
values = st.text(max_size=30) | st.from_regex(r"[0-9]{1,12}( [a-zA-Z0-9/=;:.-]{0,20}){0,6}", fullmatch=True)
attributes = st.builds(lambda name, value: f"{name}:{value}", names, values)
foreign = st.one_of(
    attributes,
    st.text(max_size=60),
    st.sampled_from(
        [*LINES, "m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=", "a=", "a=candidate:", "c=IN IP4", "m=video x y z"]
    ),
)


def essence(section: Section) -> Section:
    """Leave out how somebody wants Opus: we say how we want it."""
    return replace(section, parameters="") if section.codec == "opus" else section


def check(text: str) -> None:
    """Check that a description is taken, and means the same when we say it, or is refused."""
    with contextlib.suppress(MediaError):
        read = parse_description(Sdp(text), KINDS)
        assert tuple(section.kind for section in read.sections) == KINDS
        again = parse_description(write_description(read), KINDS)
        assert [essence(section) for section in again.sections] == [essence(section) for section in read.sections]


@given(st.text(max_size=2000))
def test_any_text(text: str) -> None:
    check(text)


@given(st.lists(foreign, max_size=60))
def test_any_lines(lines: list[str]) -> None:
    check("\r\n".join(lines))


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), foreign), min_size=1, max_size=4))
def test_lines_replaced(changes: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for at, line in changes:
        lines[at] = line
    check("\r\n".join(lines) + "\r\n")


@given(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=6), st.booleans())
def test_lines_left_out_or_doubled(chosen: list[int], is_left_out: bool) -> None:
    counts = [0 if n in chosen and is_left_out else 2 if n in chosen else 1 for n in range(len(LINES))]
    check("\r\n".join(line for line, count in zip(LINES, counts, strict=True) for _ in range(count)) + "\r\n")


@given(st.integers(0, sum(map(len, LINES))), st.characters())
def test_one_character_changed(at: int, character: str) -> None:
    text = "\r\n".join(LINES) + "\r\n"
    check(text[:at] + character + text[at + 1 :])


@pytest.mark.parametrize(
    "line", ["a=candidate:1 1 udp 1 192.0.2.9 9 typ host", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=x"]
)
def test_the_largest_text_is_judged_at_once(line: str) -> None:
    count = MAX_SDP_BYTES // (len(line) + 2)
    before_s = time.process_time()
    with contextlib.suppress(MediaError):
        parse_description(Sdp("\r\n".join([*LINES[:8], *[line] * (count - 40)])), KINDS)
    assert time.process_time() - before_s < 0.5
