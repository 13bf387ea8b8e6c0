"""A List of Participants as tagged PDF (PDF/UA-1, ISO 14289-1), laid out by WeasyPrint on Pango.

Fonts come with the programs; a script that they lack is taken from the system's.
"""

from pathlib import Path
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.record.htmllist import html
from room_console.core.record.outline import ParticipantList

RESOURCES: Final = Path(__file__).resolve().parents[3] / "resources"
VARIANT: Final = "pdf/ua-1"
FACES: Final = (
    ("Hemicycle Latin", "NotoSans-Regular.ttf", "normal"),
    ("Hemicycle Latin", "NotoSans-Bold.ttf", "bold"),
    ("Hemicycle Arabic", "NotoSansArabicUI-Regular.ttf", "normal"),
    ("Hemicycle Arabic", "NotoSansArabicUI-Bold.ttf", "bold"),
    ("Hemicycle Chinese", "DroidSansFallbackFull.ttf", "normal"),
)


def write_pdf(made: ParticipantList, path: Path) -> None:
    """Write the list. Raises: ConferenceError(`not_found`) where the system has no Pango; OSError."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"a library for PDF is missing: {error}") from error
    fonts, own_files = FontConfiguration(), URLFetcher(allowed_protocols=["file"], allow_redirects=False)
    text = _faces() + (RESOURCES / "record" / "list.css").read_text(encoding="utf-8")
    style = CSS(string=text, font_config=fonts, url_fetcher=own_files)
    page = HTML(string=html(made), url_fetcher=URLFetcher(allowed_protocols=[]))
    page.write_pdf(path, stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)


def _faces() -> str:
    """Name the fonts to the layout."""
    rule = '@font-face {{ font-family: "{}"; src: url("{}"); font-weight: {}; }}\n'
    return "".join(rule.format(family, (RESOURCES / "fonts" / file).as_uri(), weight) for family, file, weight in FACES)
