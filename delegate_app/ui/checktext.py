"""What is said about a run of the checks, and the report as a text for one's own IT; apart from how it looks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from common.model.checks import (
    AREAS,
    NOTABLE,
    SEVEREST_FIRST,
    Area,
    CheckName,
    CheckResult,
    Finding,
    Fitness,
    ReadinessReport,
    Verdict,
    fitness_of,
    worst,
)
from common.model.media import MediaPath
from common.ui.checkwords import (
    area_word,
    check_word,
    fitness_word,
    limits_text,
    readiness_word,
    tip_of,
    value_text,
    verdict_word,
)
from delegate_app.core.checks.network import media_path
from delegate_app.core.checks.state import Delivery, NetworkRun, Step

translate = QCoreApplication.translate
SHOWN_STEPS = (Step.DEVICES, Step.CAMERA, Step.SPEECH, Step.NETWORK, Step.RESULT)
"""The steps as a person counts them: silence, speech and playback are one."""


def shown_step(step: Step) -> Step:
    """Return the step as a person counts them."""
    return Step.SPEECH if step in (Step.SILENCE, Step.PLAYBACK) else step


def step_word(step: Step) -> str:
    """Name a step as a person counts them."""
    return {
        Step.DEVICES: translate("Check", "Headset"),
        Step.CAMERA: translate("Check", "Camera"),
        Step.SPEECH: translate("Check", "Voice"),
        Step.NETWORK: translate("Check", "Network"),
        Step.RESULT: translate("Check", "Result"),
    }[shown_step(step)]


def text_to_read() -> str:
    """Return what is read aloud while the voice is listened to: about twelve seconds of it."""
    return translate(
        "Check",
        "I thank the chair for giving me the floor. My delegation has read the document with care, "
        "and would like to put three questions before the committee turns to the next item of its agenda.",
    )


def readiness_sentence(report: ReadinessReport) -> str:
    """Say in a sentence what the overall verdict means."""
    problems = sum(r.verdict is Verdict.FAIL for r in report.results)
    warnings = sum(r.verdict is Verdict.WARN for r in report.results)
    match report.verdict:
        case Verdict.FAIL:
            text = translate("Check", "Problems: {problems}. Warnings: {warnings}. Each one says below what to do.")
            return text.format(problems=problems, warnings=warnings)
        case Verdict.WARN:
            text = translate("Check", "You can take part. Warnings: {warnings}. Each one says below what would help.")
            return text.format(warnings=warnings)
        case Verdict.PASS:
            return translate("Check", "All that was checked is good. Keep this headset, this place and this network.")
        case _:
            return translate("Check", "Nothing was checked.")


def area_sentence(area: Area, results: Iterable[CheckResult]) -> str:
    """Say an area's verdict, as it is read out."""
    of_area = tuple(r for r in results if r.name in AREAS[area])
    if area is Area.SOUND and fitness_of(of_area) is not Fitness.UNKNOWN:
        return f"{area_word(area)}: {fitness_word(fitness_of(of_area))}"
    return f"{area_word(area)}: {verdict_word(worst(of_area))}"


def result_sentence(result: CheckResult) -> str:
    """Say a result in full, as it is read out: the check, its figure, its verdict and the tip."""
    tip = tip_of(result.name, result.finding)
    head = ": ".join(part for part in (check_word(result.name), value_text(result)) if part)
    return " ".join(part for part in (f"{head}. {verdict_word(result.verdict)}.", tip.meaning, tip.advice) if part)


def delivery_sentence(delivery: Delivery) -> str:
    """Say what became of the report; empty where it could go nowhere."""
    return {
        Delivery.NONE: "",
        Delivery.SENDING: translate("Check", "Sending the result to the technician."),
        Delivery.SENT: translate("Check", "The technician has this result."),
        Delivery.KEPT: translate(
            "Check", "The console cannot be reached now. The technician gets this result when you next join."
        ),
    }[delivery]


def network_sentence(run: NetworkRun, target: str | None) -> str:
    """Say how far the measuring of the network is."""
    if target is None:
        return translate(
            "Check", "No meeting is known here, so there is nothing to measure. Start again with the link of a meeting."
        )
    if run.waits_s is not None:
        return translate("Check", "The console is measuring others. Your turn comes by itself.")
    if run.is_running and run.doing is not None:
        return check_word(run.doing)
    if run.is_running:
        return translate("Check", "Looking for the console")
    return ""


def way_sentence(results: Sequence[CheckResult]) -> str:
    """Say which way sound will take where the direct one is shut; empty where it is open, or was not tried."""
    if not any(r.name is CheckName.UDP and r.verdict in NOTABLE for r in results):
        return ""
    match media_path(results):
        case MediaPath.RELAY_UDP:
            return translate("Check", "The meeting will use the relay by UDP.")
        case MediaPath.RELAY_TCP:
            return translate("Check", "The meeting will use the relay by TCP: sound comes a little later.")
        case MediaPath.RELAY_TLS:
            return translate("Check", "The meeting will use the relay by TLS: sound comes a little later.")
        case _:
            return translate("Check", "No way is open for sound and picture on this network.")


def fault_sentence(finding: Finding) -> str:
    """Say why recording or playing back broke off."""
    return {
        Finding.NO_DEVICE: translate("Check", "There is no device for this. Plug in a headset, then try again."),
        Finding.BUSY: translate("Check", "Another program uses the device. Close it, then try again."),
    }.get(finding, translate("Check", "The device was pulled out. Plug it in again, then try again."))


def ordered(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return results with the problems first; within one verdict in their own order."""
    return sorted(results, key=lambda r: SEVEREST_FIRST.index(r.verdict))


def made_at(report: ReadinessReport) -> str:
    """Write when a report was made, in this machine's time and by its time zone's name."""
    made = datetime.fromtimestamp(report.made_at_ms / 1000).astimezone()
    return f"{made:%Y-%m-%d %H:%M} {made:%Z}"


def heading(report: ReadinessReport, target: str | None) -> list[tuple[str, str]]:
    """Return what stands over a copy: what for, when, by what."""
    lines = [
        (translate("Check", "Meeting"), target or translate("Check", "none")),
        (translate("Check", "Checked"), made_at(report)),
        (translate("Check", "Program"), report.app),
        (translate("Check", "System"), report.system),
    ]
    if not report.is_complete:
        lines.append((translate("Check", "Note"), translate("Check", "This check was broken off.")))
    return lines


def report_text(report: ReadinessReport, target: str | None) -> str:
    """Write a report as plain text, for one's own IT."""
    return "\n".join(_text_lines(report, target)) + "\n"


def _text_lines(report: ReadinessReport, target: str | None) -> Iterator[str]:
    title = translate("Check", "Hemicycle: readiness for the meeting")
    yield from (title, "=" * len(title), "")
    yield from (f"{name}: {value}" for name, value in heading(report, target))
    yield from ("", readiness_word(report.verdict).upper(), readiness_sentence(report))
    for area in Area:
        line = area_sentence(area, report.results)
        yield from ("", line, "-" * len(line))
        if area is Area.NETWORK and (way := way_sentence(report.results)):
            yield way
        for result in ordered(report.of(area)):
            yield from _result_lines(result)


def _result_lines(result: CheckResult) -> Iterator[str]:
    figure = value_text(result)
    named = check_word(result.name) + (f" ({result.text})" if result.text and result.text != figure else "")
    yield f"[{verdict_word(result.verdict)}] " + (f"{named}: {figure}" if figure else named)
    if result.verdict not in NOTABLE:
        return
    tip = tip_of(result.name, result.finding)
    yield from (f"    {line}" for line in (limits_text(result.name), tip.meaning, tip.advice) if line)
