"""The command line of a delegate without a window."""

import argparse
from pathlib import Path

import pytest

from common.model.floor import RequestKind
from delegate_app.core.headless.options import HeadlessOptions, Switch, add_arguments, from_arguments


def parse(*arguments: str) -> HeadlessOptions:
    parser = argparse.ArgumentParser()
    parser.add_argument("link")
    add_arguments(parser)
    return from_arguments(parser.parse_args(["LINK", *arguments]))


def test_nothing_said_is_to_listen_to_the_floor() -> None:
    assert parse() == HeadlessOptions(link="LINK")


def test_everything_said() -> None:
    line = "--code-from O --code-to a@b.c --audio-in chirp:1 --audio-out W --record-in R --camera test: --channel en "
    line += (
        "--original-level 0.3 --switch fr@2.5 --switch floor@5 --request-floor --speak-seconds 4 --seconds 9 --report J"
    )
    assert parse(*line.split()) == HeadlessOptions(
        link="LINK",
        code_from=Path("O"),
        code_to="a@b.c",
        audio_in="chirp:1",
        audio_out="W",
        record_in=Path("R"),
        camera="test:",
        channel="en",
        original_level=0.3,
        switches=(Switch("fr", 2.5), Switch("floor", 5.0)),
        request_floor=RequestKind.INTERVENTION,
        speak_s=4.0,
        seconds=9.0,
        report=Path("J"),
    )


def test_another_kind_of_request_for_a_group_and_in_a_language() -> None:
    options = parse("--request-floor", "right_of_reply", "--on-behalf-of", "GRULAC", "--language", "es")
    assert (options.request_floor, options.on_behalf_of, options.language) == (
        RequestKind.RIGHT_OF_REPLY,
        "GRULAC",
        "es",
    )


def test_a_voice_by_its_number() -> None:
    assert parse("--mic-voice", "3").audio_in == "voice:3"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--original-level", "1.5"),
        ("--original-level", "nan"),
        ("--seconds", "-1"),
        ("--seconds", "inf"),
        ("--switch", "en"),
        ("--switch", "@3"),
        ("--switch", "en@soon"),
        ("--mic-voice", "7"),
        ("--request-floor", "chair"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(*wrong)
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err
