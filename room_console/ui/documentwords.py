"""Words for documents and for the List of Participants."""

from PySide6.QtCore import QCoreApplication

from common.model.documents import Document, DocumentKind, Release
from common.model.errors import ConferenceError, ErrorCode
from common.model.meeting import MeetingView
from common.model.record import ListPart
from common.ui.text import InkName, isolated
from room_console.ui.wording import refusal

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español", "ru": "Русский", "ar": "العربية", "zh": "中文"}
"""Of the headings of a list, each in itself."""


def document_kind_word(kind: DocumentKind) -> str:
    """Say what a document is."""
    return {
        DocumentKind.STATEMENT: _tr("Statement"),
        DocumentKind.PRESENTATION: _tr("Presentation"),
        DocumentKind.PAPER: _tr("Meeting document"),
    }[kind]


def release_word(release: Release) -> str:
    """Say who may read a document."""
    return {
        Release.HELD: _tr("Held"),
        Release.BOOTHS: _tr("Booths only"),
        Release.ALL: _tr("Released"),
    }[release]


def release_ink(release: Release) -> InkName:
    """Colour a release as its word says."""
    return "warn" if release is Release.HELD else "text"


def part_word(part: ListPart) -> str:
    """Name a part of the list."""
    return {
        ListPart.ON_SITE: _tr("On-site"),
        ListPart.REMOTE_ACTIVE: _tr("Remote, with the floor"),
        ListPart.REMOTE_PASSIVE: _tr("Remote, without the floor"),
        ListPart.FOLLOWERS: _tr("Webcast followers"),
    }[part]


def speaker_words(document: Document, view: MeetingView | None) -> str:
    """Say whose a document is: the delegation, then the name."""
    person = view.participants.get(document.speaker) if view and document.speaker else None
    return ", ".join(map(isolated, filter(None, (document.delegation, person.name if person else ""))))


def upload_refusal(error: ConferenceError) -> str:
    """Say why a file was not taken."""
    said = {
        ErrorCode.MALFORMED: _tr(
            "This file is not taken: PDF, Word, PowerPoint, Excel, OpenDocument or plain text only."
        ),
        ErrorCode.TOO_LARGE: _tr("This file is too large, or unpacks to far more than it is."),
        ErrorCode.LIMIT: _tr("There is no room for more documents. Remove some first."),
        ErrorCode.NOT_FOUND: _tr("The file could not be read."),
        ErrorCode.DISK: _tr("There is no room on the disk."),
    }
    return said.get(error.code) or refusal(error)


def list_failure(code: ErrorCode | None) -> str:
    """Say why a list was not made."""
    said = {
        ErrorCode.NOT_FOUND: _tr("A library for PDF is missing on the console's machine, or the session is gone."),
        ErrorCode.TIMEOUT: _tr("It took too long. Try again when less is going on."),
        ErrorCode.LIMIT: _tr("It took too much memory."),
        ErrorCode.DISK: _tr("There is no room on the disk."),
        ErrorCode.BUSY: _tr("Another list is being made. Try again in a moment."),
    }
    return said.get(code or ErrorCode.INTERNAL, _tr("The list could not be made. The console's log says more."))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Documents", text)
