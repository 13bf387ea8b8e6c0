"""What aiortc's parser takes of a description, ours takes too, and it means the same; else it says ValueError."""

from pathlib import Path

import pytest
from aiortc.sdp import parameters_from_sdp, parameters_to_sdp
from hypothesis import example, given
from hypothesis import strategies as st

from common.rtc.description import LegDescription, write_description
from common.rtc.sdptext import Medium, candidate, read_lines
from common.rtc.sections import picture_section, sound_section
from tests.helpers.stockdescription import StockMedium, stock_media

RECORDED = Path(__file__).parents[1] / "data" / "sdp"
OURS = write_description(
    LegDescription(
        ice_name="abcdefgh",
        ice_password="0123456789abcdef01234567",
        is_lite=True,
        fingerprints=("sha-256 " + ":".join(["AB"] * 32),),
        setup="active",
        candidates=("1 1 udp 2130706431 192.0.2.1 5004 typ host",),
        sections=(sound_section("0", "recvonly"), picture_section("1", "recvonly")),
    )
)
TEXTS = [OURS, *(file.read_text() for file in sorted(RECORDED.glob("*.sdp")))]
LINES = [text.splitlines() for text in TEXTS]
WORDS = sorted({word for lines in LINES for line in lines for word in line.replace(":", " ").split()})
values = st.lists(st.sampled_from(WORDS) | st.integers(-1, 300).map(str) | st.text(max_size=5), max_size=9)
NAMES = """candidate end-of-candidates extmap fingerprint fmtp group ice-lite ice-pwd ice-ufrag mid rtcp-fb rtcp-mux
rtpmap sendonly setup ssrc"""
foreign = st.builds(lambda name, words: f"a={name}:{' '.join(words)}", st.sampled_from(NAMES.split()), values)


def parameters(said: str) -> str:
    return parameters_to_sdp(parameters_from_sdp(said)) if said else ""


def ours(medium: Medium) -> StockMedium:
    transport = medium.transport
    return StockMedium(
        medium.kind,
        medium.formats,
        medium.mid,
        medium.direction,
        medium.is_multiplexed,
        medium.is_complete,
        tuple(candidate(line) for line in medium.candidates),
        tuple((codec.payload_type, codec.name, parameters(codec.parameters)) for codec in medium.codecs),
        tuple(medium.extensions),
        medium.sources[0] if medium.sources else None,
        transport.ice_name,
        transport.ice_password,
        transport.setup or "",
        tuple(transport.fingerprints),
    )


def check(lines: list[str]) -> bool:
    """Compare the two; tell whether both take it."""
    stock = stock_media("\r\n".join(lines) + "\r\n")
    try:
        read = read_lines("\r\n".join(lines).splitlines())
        media = tuple(ours(medium) for medium in read.media)
    except ValueError:
        assert stock is None or any(medium.kind not in {"audio", "video"} for medium in stock)
        return False
    if stock is not None:
        assert media == stock
    return stock is not None


@pytest.mark.parametrize("lines", LINES, ids=range(len(LINES)))
def test_what_is_in_use_is_read_the_same(lines: list[str]) -> None:
    assert check(lines)


@given(st.sampled_from(LINES), st.lists(st.tuples(st.integers(0, 400), foreign, st.booleans()), max_size=4))
@example(OURS.splitlines(), [(12, "a=fmtp:111", True)])
def test_lines_put_in_or_replaced(lines: list[str], changes: list[tuple[int, str, bool]]) -> None:
    changed = list(lines)
    for place, line, is_replaced in changes:
        at = place % len(changed)
        changed[at : at + is_replaced] = [line]
    check(changed)


@given(st.sampled_from(LINES), st.lists(st.integers(0, 400), max_size=4))
def test_lines_left_out(lines: list[str], left_out: list[int]) -> None:
    check([line for number, line in enumerate(lines) if number not in {at % len(lines) for at in left_out}])


@given(st.sampled_from(LINES), st.integers(0, 20_000), st.characters())
def test_one_character_changed(lines: list[str], at: int, character: str) -> None:
    text = "\r\n".join(lines)
    at %= len(text)
    check((text[:at] + character + text[at + 1 :]).splitlines())
