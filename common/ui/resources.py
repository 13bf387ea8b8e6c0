"""Where the project's icons, fonts, styles and translations lie: beside the packages, installed or not."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2] / "resources"


def resource(*parts: str) -> Path:
    """Return the path of a resource, there or not."""
    return _ROOT.joinpath(*parts)
