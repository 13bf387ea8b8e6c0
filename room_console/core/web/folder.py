"""Where the pages' templates, words and files lie."""

from pathlib import Path
from typing import Final

WEB_FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "web"
