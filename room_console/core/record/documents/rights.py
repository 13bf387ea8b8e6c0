"""Who may hand in, read, and take away a document; the one place where that is decided."""

from common.model.documents import Document, DocumentKind, Release
from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Action, Person, Role, may

READS_EARLY = frozenset({Role.CHAIR, Role.INTERPRETER})
"""Who reads what is released to the booths, to prepare."""


def may_read(person: Person, document: Document) -> bool:
    """Say whether a person may know of a document and read it."""
    if document.release is Release.ALL or may(person.role, Action.PREPARE) or document.by == person.participant:
        return True
    if document.release is Release.BOOTHS and person.role in READS_EARLY:
        return True
    return is_own(person, document)


def is_own(person: Person, document: Document) -> bool:
    """Say whether a document comes from a delegate's own delegation."""
    return (
        may(person.role, Action.REQUEST_FLOOR)
        and bool(document.delegation)
        and document.delegation == person.delegation
    )


def may_remove(person: Person, document: Document) -> bool:
    """Say whether a person may take a document away: a delegation's own, while nobody else reads it."""
    if may(person.role, Action.PREPARE):
        return True
    is_theirs = is_own(person, document) or document.by == person.participant
    return is_theirs and document.release is Release.HELD


def speaker_for(person: Person, wanted: Person | None, kind: DocumentKind) -> Person | None:
    """Return whose a document is that a person hands in; None is nobody's.

    Raises: ConferenceError(`not_allowed`) for what is not theirs to hand in.
    """
    if may(person.role, Action.PREPARE):
        return wanted
    speaker = wanted or person
    if not may(person.role, Action.REQUEST_FLOOR):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{person.role} may not hand in documents")
    if kind is DocumentKind.PAPER:
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "the meeting's own documents are the secretariat's")
    is_colleague = bool(person.delegation) and speaker.delegation == person.delegation
    if speaker.participant != person.participant and not is_colleague:
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "of another delegation")
    return speaker
