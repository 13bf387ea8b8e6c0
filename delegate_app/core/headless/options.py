"""What a delegate without a window is told on its command line."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from common.model.floor import DEFAULT_PRECEDENCE, RequestKind

DEFAULT_CHIRP_PERIOD_S = 2.0
INPUTS = "a sound file, device:NAME, voice:N, chirp[:PERIOD_S], tone:HZ or silence"
OUTPUTS = "a WAV file, device:NAME or none"


@dataclass(frozen=True, slots=True)
class Switch:
    """To hear another channel `at_s` seconds after joining."""

    language: str
    at_s: float


@dataclass(frozen=True, slots=True)
class HeadlessOptions:
    """All of them. Without `speak_s` it speaks until the floor is taken, without `seconds` it stays until stopped."""

    link: str
    code_from: Path | None = None
    code_to: str | None = None
    audio_in: str = "silence"
    audio_out: str = "none"
    record_in: Path | None = None
    camera: str | None = None
    screen: str | None = None
    channel: str = "floor"
    original_level: float = 0.0
    switches: tuple[Switch, ...] = ()
    request_floor: RequestKind | None = None
    on_behalf_of: str = ""
    language: str = ""
    """In which they say they will speak."""
    calls_for_help: bool = False
    speak_s: float | None = None
    seconds: float | None = None
    report: Path | None = None


def add_arguments(parser: argparse._ActionsContainer) -> None:
    """Declare the options of `--headless`."""
    parser.add_argument("--code-from", type=Path, metavar="OUTBOX", help="folder of mails to take the code from")
    parser.add_argument("--code-to", metavar="ADDRESS", help="only from mails to this address")
    parser.add_argument("--audio-in", default="silence", metavar="F", help=INPUTS)
    parser.add_argument("--mic-voice", type=int, choices=range(7), metavar="N", help="the same as --audio-in voice:N")
    parser.add_argument("--audio-out", default="none", metavar="F", help=OUTPUTS)
    parser.add_argument("--record-in", type=Path, metavar="F", help="write the microphone to a WAV file")
    parser.add_argument("--camera", metavar="NAME", help="device, file or test:")
    parser.add_argument("--screen", metavar="KEY", help="share this once on air: test:, file:PATH, x11:screen:X,Y,WxH")
    parser.add_argument("--channel", default="floor", metavar="LANG", help="floor, en, fr, ...")
    parser.add_argument("--original-level", type=_level, default=0.0, metavar="X", help="0 to 1")
    parser.add_argument("--switch", type=_switch, action="append", default=[], metavar="LANG@S", help="repeatable")
    parser.add_argument(
        "--request-floor",
        nargs="?",
        type=RequestKind,
        choices=list(DEFAULT_PRECEDENCE),
        const=RequestKind.INTERVENTION,
        metavar="KIND",
        help=f"ask for the floor once joined: {', '.join(DEFAULT_PRECEDENCE)}; an intervention if not said",
    )
    parser.add_argument("--on-behalf-of", default="", metavar="GROUP", help="for whom, with --request-floor")
    parser.add_argument("--language", default="", metavar="TAG", help="to be spoken, with --request-floor")
    parser.add_argument("--call-for-help", action="store_true", help="call a technician once joined")
    parser.add_argument("--speak-seconds", type=_seconds, metavar="S", help="release the floor so long after on air")
    parser.add_argument("--seconds", type=_seconds, metavar="S", help="leave so long after joining")
    parser.add_argument("--report", type=Path, metavar="F", help="write what was measured, JSON")


def from_arguments(arguments: argparse.Namespace) -> HeadlessOptions:
    """Take the options from what was parsed."""
    voice = arguments.mic_voice
    return HeadlessOptions(
        link=arguments.link,
        code_from=arguments.code_from,
        code_to=arguments.code_to,
        audio_in=arguments.audio_in if voice is None else f"voice:{voice}",
        audio_out=arguments.audio_out,
        record_in=arguments.record_in,
        camera=arguments.camera,
        screen=arguments.screen,
        channel=arguments.channel,
        original_level=arguments.original_level,
        switches=tuple(arguments.switch),
        request_floor=arguments.request_floor,
        on_behalf_of=arguments.on_behalf_of,
        language=arguments.language,
        calls_for_help=arguments.call_for_help,
        speak_s=arguments.speak_seconds,
        seconds=arguments.seconds,
        report=arguments.report,
    )


def _level(text: str) -> float:
    level = float(text)
    if not 0.0 <= level <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not within 0 to 1")
    return level


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a time")
    return seconds


def _switch(text: str) -> Switch:
    language, mark, at = text.partition("@")
    if not mark or not language:
        raise argparse.ArgumentTypeError(f"{text} is not LANG@SECONDS")
    return Switch(language, _seconds(at))
