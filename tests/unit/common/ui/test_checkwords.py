"""Every check has its name, its figure, its verdict and its tip, in words."""

import pytest

from common.model.checks import AREAS, LIMITS, Area, CheckName, CheckResult, Finding, Fitness, Limits, Verdict
from common.ui import icons
from common.ui.checkwords import (
    area_word,
    check_word,
    figure_text,
    fitness_icon,
    fitness_role,
    fitness_word,
    limits_text,
    readiness_word,
    tip_of,
    value_text,
    verdict_icon,
    verdict_role,
    verdict_word,
)
from common.ui.checkwordstips import all_tips, has_tip, tip_at
from common.ui.colours import DARK

_EVERYWHERE = {
    Area.NETWORK: {
        Finding.NO_NETWORK,
        Finding.CAPTIVE_PORTAL,
        Finding.CONSOLE_GONE,
        Finding.BUSY,
        Finding.NOT_RUN,
        Finding.NOT_OFFERED,
        Finding.NOT_FOUND,
        Finding.BLOCKED,
        Finding.REFUSED,
    },
    Area.DEVICES: {Finding.NO_DEVICE, Finding.BUSY, Finding.PULLED_OUT, Finding.NOT_RUN},
    Area.SOUND: {
        Finding.NO_SPEECH,
        Finding.SILENT,
        Finding.NO_DEVICE,
        Finding.PULLED_OUT,
        Finding.BUSY,
        Finding.NOT_RUN,
    },
}
_KINDS = {Finding.BUILT_IN, Finding.LOUDSPEAKER, Finding.HANDS_FREE, Finding.NOT_RECOGNISED}
_OWN = {
    CheckName.TLS: {Finding.WRONG_CERTIFICATE, Finding.CLOCK_AHEAD, Finding.CLOCK_BEHIND},
    CheckName.CLOCK: {Finding.CLOCK_AHEAD, Finding.CLOCK_BEHIND},
    CheckName.MICROPHONE: {*_KINDS, Finding.SILENT},
    CheckName.HEADPHONE: _KINDS,
    CheckName.CAMERA: {Finding.SILENT},
    CheckName.CAMERA_LIGHT: {Finding.BACKLIGHT},
    CheckName.CAMERA_FOCUS: {Finding.NOT_RECOGNISED},
    CheckName.CAMERA_FRAMING: {Finding.OFF_CENTRE, Finding.NOBODY, Finding.NOT_RECOGNISED},
}


def _of_limits(name: CheckName) -> set[Finding]:
    limits = LIMITS.get(name, Limits())
    has_lower = limits.fail_under is not None or limits.warn_under is not None
    has_upper = limits.fail_over is not None or limits.warn_over is not None
    if name is CheckName.CLOCK:
        return set()
    return ({Finding.TOO_LOW} if has_lower else set()) | ({Finding.TOO_HIGH} if has_upper else set())


def _that_occur() -> list[tuple[CheckName, Finding]]:
    return [
        (name, finding)
        for area, names in AREAS.items()
        for name in sorted(names)
        for finding in sorted(_EVERYWHERE[area] | _OWN.get(name, set()) | _of_limits(name))
    ]


@pytest.mark.parametrize(("name", "finding"), _that_occur(), ids=str)
def test_every_finding_that_can_occur_has_a_tip(name: CheckName, finding: Finding) -> None:
    assert has_tip(name, finding)
    tip = tip_of(name, finding)
    assert tip.meaning.endswith(".")
    assert tip.advice.endswith(".") or finding is Finding.NOT_OFFERED


def test_what_is_out_of_its_limits_has_a_tip_of_its_own() -> None:
    for name in LIMITS:
        for finding in _of_limits(name):
            assert (name, finding) in all_tips()


def test_a_good_result_has_no_tip() -> None:
    assert not any(finding is Finding.GOOD for _, finding in all_tips())
    assert tip_of(CheckName.LOSS, Finding.GOOD).meaning == ""


def test_the_tip_of_a_check_goes_before_that_of_its_area() -> None:
    assert tip_of(CheckName.UDP, Finding.BLOCKED) != tip_of(CheckName.RELAY_TLS, Finding.BLOCKED)
    assert tip_of(CheckName.LOSS, Finding.BUSY) == tip_at(Area.NETWORK, Finding.BUSY)


def test_sentences_are_short() -> None:
    for place, finding in all_tips():
        tip = tip_at(place, finding)
        for sentence in f"{tip.meaning} {tip.advice}".split(". "):
            assert len(sentence.split()) <= 24, sentence


def test_every_check_verdict_and_area_has_its_own_word() -> None:
    assert len({check_word(name) for name in CheckName}) == len(CheckName)
    assert len({area_word(area) for area in Area}) == len(Area)
    assert len({verdict_word(verdict) for verdict in Verdict}) == len(Verdict)
    assert len({readiness_word(verdict) for verdict in Verdict}) == len(Verdict)
    assert len({fitness_word(fitness) for fitness in Fitness}) == len(Fitness)


def test_verdicts_differ_in_shape_as_well_as_in_colour() -> None:
    assert len({verdict_icon(verdict) for verdict in Verdict}) == len(Verdict)
    assert len({fitness_icon(fitness) for fitness in Fitness}) == len(Fitness)
    assert {verdict_icon(v) for v in Verdict} | {fitness_icon(f) for f in Fitness} <= set(icons.names())
    for role in [verdict_role(v) for v in Verdict] + [fitness_role(f) for f in Fitness]:
        assert hasattr(DARK, role)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        (CheckName.ROUND_TRIP, 41.6, "42 ms"),
        (CheckName.LOSS, 0.0, "0 %"),
        (CheckName.LOSS, 1.25, "1.2 %"),
        (CheckName.DOWN, 8.04, "8 Mbit/s"),
        (CheckName.BAND, 14_230.0, "14.2 kHz"),
        (CheckName.LEVEL, -23.4, "-23 LUFS"),
        (CheckName.CLOCK, -0.04, "0 s"),
        (CheckName.CAMERA_FOCUS, 0.62, "62 %"),
        (CheckName.CAMERA_LIGHT, 128.0, "50 %"),
    ],
)
def test_a_figure_is_written_with_its_unit(name: CheckName, value: float, text: str) -> None:
    assert figure_text(name, value) == text


def test_a_result_without_a_figure_shows_its_device() -> None:
    result = CheckResult(CheckName.MICROPHONE, Verdict.PASS, Finding.GOOD, text="USB headset")
    assert value_text(result) == "USB headset"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (CheckName.LOSS, "Wanted: at most 1 %; usable: at most 2.5 %"),
        (CheckName.DOWN, "Wanted: at least 4 Mbit/s"),
        (CheckName.CLOCK, "Wanted: -30 s to 30 s; usable: -300 s to 300 s"),
        (CheckName.MICROPHONE, ""),
    ],
)
def test_limits_are_written_as_what_is_wanted(name: CheckName, text: str) -> None:
    assert limits_text(name) == text
