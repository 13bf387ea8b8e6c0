"""What a finding means and what to do about it: a pair of plain sentences for each, translated when asked for."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from common.model.checks import AREAS, Area, CheckName, Finding
from common.ui.checkwordsdevices import DEVICE_TIPS
from common.ui.checkwordsnetwork import NETWORK_TIPS
from common.ui.checkwordssound import SOUND_TIPS

_CONTEXT = "CheckTips"
_TIPS = {**NETWORK_TIPS, **DEVICE_TIPS, **SOUND_TIPS}


@dataclass(frozen=True, slots=True)
class Tip:
    """What it means, and what to do; `advice` is empty where nothing is to be done."""

    meaning: str
    advice: str


def area_of(name: CheckName) -> Area:
    """Return what a check is about."""
    return next(area for area, names in AREAS.items() if name in names)


def has_tip(name: CheckName, finding: Finding) -> bool:
    """Tell whether there is a tip for a finding, of its own or of its area."""
    return (name, finding) in _TIPS or (area_of(name), finding) in _TIPS


def tip_of(name: CheckName, finding: Finding) -> Tip:
    """Return the tip for a finding; where a check has none of its own, that of its area, else an empty one."""
    meaning, advice = _TIPS.get((name, finding)) or _TIPS.get((area_of(name), finding)) or ("", "")
    return Tip(_translated(meaning), _translated(advice))


def all_tips() -> tuple[tuple[CheckName | Area, Finding], ...]:
    """Name all that there is a tip for, in the order of the areas: what a page of troubleshooting lists."""
    return tuple(_TIPS)


def tip_at(place: CheckName | Area, finding: Finding) -> Tip:
    """Return the tip that `all_tips` names. Raises: KeyError."""
    meaning, advice = _TIPS[place, finding]
    return Tip(_translated(meaning), _translated(advice))


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text) if text else ""
