"""What each error is called when it is told to a person: what happened, and what to do."""

from PySide6.QtCore import QCoreApplication

from common.model.errors import ErrorCode

_CONTEXT = "Errors"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators, who find it by this name; Qt's own has no types."""
    del context
    return text


_SENTENCES: dict[ErrorCode, str] = {
    ErrorCode.MALFORMED: QT_TRANSLATE_NOOP(
        "Errors", "The console did not understand this program. Update it and try again."
    ),
    ErrorCode.TOO_LARGE: QT_TRANSLATE_NOOP("Errors", "That is too long to be sent. Shorten it and try again."),
    ErrorCode.TOO_FAST: QT_TRANSLATE_NOOP("Errors", "That was asked for too often. Wait a moment and try again."),
    ErrorCode.VERSION: QT_TRANSLATE_NOOP(
        "Errors",
        "This program and the console are of different versions. Install the version that the secretariat names.",
    ),
    ErrorCode.UNEXPECTED: QT_TRANSLATE_NOOP("Errors", "That is not possible at this moment. Try again shortly."),
    ErrorCode.TIMEOUT: QT_TRANSLATE_NOOP("Errors", "The console did not answer in time. Try again."),
    ErrorCode.BUSY: QT_TRANSLATE_NOOP("Errors", "The console is busy. Try again in a moment."),
    ErrorCode.TOKEN_UNKNOWN: QT_TRANSLATE_NOOP(
        "Errors",
        "The console does not know this link. Use the newest one that you were sent, or ask the secretariat for it.",
    ),
    ErrorCode.TOKEN_EXPIRED: QT_TRANSLATE_NOOP("Errors", "This link has expired. Ask the secretariat for a new one."),
    ErrorCode.TOKEN_USED: QT_TRANSLATE_NOOP(
        "Errors", "This link is in use on another device. Go on there, or ask the secretariat for a new link."
    ),
    ErrorCode.CODE_WRONG: QT_TRANSLATE_NOOP(
        "Errors", "That is not the code. Check the newest message and enter it again."
    ),
    ErrorCode.CODE_EXPIRED: QT_TRANSLATE_NOOP("Errors", "This code has expired. Ask for a new one below."),
    ErrorCode.CODE_LOCKED: QT_TRANSLATE_NOOP(
        "Errors", "Too many wrong codes were entered. Wait, then ask for a new code below."
    ),
    ErrorCode.MAIL_FAILED: QT_TRANSLATE_NOOP(
        "Errors", "The message with the code could not be sent. Ask for a new code, or call the secretariat."
    ),
    ErrorCode.NOT_ALLOWED: QT_TRANSLATE_NOOP("Errors", "Your role in this meeting does not allow that."),
    ErrorCode.NOT_FOUND: QT_TRANSLATE_NOOP("Errors", "That is no longer there. Look at the list again."),
    ErrorCode.ALREADY: QT_TRANSLATE_NOOP("Errors", "That is done already. There is nothing more to do."),
    ErrorCode.LIST_CLOSED: QT_TRANSLATE_NOOP(
        "Errors", "The list of speakers is closed. Wait until the chair opens it again."
    ),
    ErrorCode.REGISTRATION_CLOSED: QT_TRANSLATE_NOOP(
        "Errors", "Registration is closed. Whoever prepares the meeting can still add a person by hand."
    ),
    ErrorCode.NO_PLACE: QT_TRANSLATE_NOOP(
        "Errors", "There is no place left for this person. Raise the limit or the quota, or register them otherwise."
    ),
    ErrorCode.DUPLICATE: QT_TRANSLATE_NOOP(
        "Errors", "Somebody else is registered with this e-mail address or key. Correct it, or change that person."
    ),
    ErrorCode.LIMIT: QT_TRANSLATE_NOOP(
        "Errors", "As many microphones are open as may be. Wait until a speaker has finished."
    ),
    ErrorCode.PATCH_INVALID: QT_TRANSLATE_NOOP(
        "Errors", "This patch does not fit the hall's device. Correct the ports that are marked."
    ),
    ErrorCode.MEDIA_FAILED: QT_TRANSLATE_NOOP(
        "Errors", "Sound or picture broke off. It is being set up again; if it stays away, leave and return."
    ),
    ErrorCode.DISK: QT_TRANSLATE_NOOP(
        "Errors", "The console could not keep that on its disk, so it was not done. Call the technician."
    ),
    ErrorCode.UNREACHABLE: QT_TRANSLATE_NOOP(
        "Errors", "The console cannot be reached. Check your connection to the network and try again."
    ),
    ErrorCode.CERTIFICATE: QT_TRANSLATE_NOOP(
        "Errors", "What answered is not the console that this link names. Do not go on; call the secretariat."
    ),
    ErrorCode.CLOCK: QT_TRANSLATE_NOOP(
        "Errors", "The date of this computer does not fit the console's certificate. Set date and time, and try again."
    ),
    ErrorCode.SIGN_IN: QT_TRANSLATE_NOOP(
        "Errors", "That is not the account's password. Check both, or ask at the console for a new password."
    ),
    ErrorCode.PASSWORD_OLD: QT_TRANSLATE_NOOP(
        "Errors", "Choose a password of your own, in place of the one given you."
    ),
    ErrorCode.PASSWORD_WEAK: QT_TRANSLATE_NOOP(
        "Errors", "This password is too easily guessed. Choose a longer one, of several words."
    ),
    ErrorCode.LINK_INVALID: QT_TRANSLATE_NOOP(
        "Errors",
        "This link leads to no meeting. Copy the whole link from your invitation; it begins with “hemicycle://”.",
    ),
    ErrorCode.DEVICE: QT_TRANSLATE_NOOP(
        "Errors", "The device does not work. Check that it is plugged in and not in use elsewhere, or choose another."
    ),
    ErrorCode.INTERNAL: QT_TRANSLATE_NOOP(
        "Errors", "Something went wrong that should not have. Try again; if it happens again, call the technician."
    ),
}


def sentence(code: ErrorCode) -> str:
    """Return the translated sentence for an error."""
    return QCoreApplication.translate(_CONTEXT, _SENTENCES[code])
