"""The hall's sound devices in words."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from common.model.errors import ConferenceError, ErrorCode
from common.model.hall import NONE, VIRTUAL, title_of
from common.ui.text import isolated
from room_console.ui.wording import fault, refusal

_MISSING = re.compile(r"(input|output) (\d+) does not exist")


def device_word(name: str) -> str:
    """Name a device as its sound system does; those without hardware in words of ours."""
    ours = {
        NONE: QCoreApplication.translate("HallDevice", "No device"),
        VIRTUAL: QCoreApplication.translate("HallDevice", "Virtual hall, with made-up voices"),
    }
    return ours.get(name) or isolated(title_of(name))


def rate_word(sample_rate_hz: int) -> str:
    """Write a rate of samples."""
    rate = f"{sample_rate_hz / 1000:g}"
    return isolated(QCoreApplication.translate("HallDevice", "{rate} kHz").format(rate=rate))


def devices_word(name: str, output_name: str = "") -> str:
    """Name the device by which the hall's sound comes in, and that by which it goes out where it is another."""
    if output_name in ("", name):
        return device_word(name)
    return QCoreApplication.translate("HallDevice", "in {input}, out {output}").format(
        input=device_word(name), output=device_word(output_name)
    )


def missing_word(faults: Iterable[str]) -> str:
    """Say which ports the patch needs and a device does not have, of what `common.model.patch.faults` says."""
    ports: dict[str, set[int]] = {"input": set(), "output": set()}
    others = []
    for text in dict.fromkeys(faults):
        if found := _MISSING.fullmatch(text):
            ports[found[1]].add(int(found[2]))
        else:
            others.append(fault(text))
    inputs, outputs = (isolated(_spans(sorted(numbers))) for numbers in ports.values())
    told = [QCoreApplication.translate("HallDevice", "inputs {ports}").format(ports=inputs)] if ports["input"] else []
    told += (
        [QCoreApplication.translate("HallDevice", "outputs {ports}").format(ports=outputs)] if ports["output"] else []
    )
    said = QCoreApplication.translate("HallDevice", "The patch needs what this device does not have: {ports}.")
    return said.format(ports="; ".join([*told, *others]))


def _spans(numbers: list[int]) -> str:
    """Write numbers in order, those that follow each other as from and to."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in spans)


def stopped_word(fault: str) -> str:
    """Say why the hall's device does not run."""
    said = QCoreApplication.translate("HallDevice", "The hall's device does not run: {reason}.")
    return said.format(reason=isolated(fault or "–"))


def change_refusal(error: ConferenceError) -> str:
    """Say why the hall goes on by the device that it has."""
    match error.code:
        case ErrorCode.PATCH_INVALID:
            said = missing_word(error.detail.split("; "))
        case ErrorCode.DEVICE:
            said = QCoreApplication.translate("HallDevice", "The device does not run: {reason}.").format(
                reason=isolated(error.detail)
            )
        case _:
            said = refusal(error)
    return QCoreApplication.translate("HallDevice", "{why} The hall's sound goes on as it was.").format(why=said)
