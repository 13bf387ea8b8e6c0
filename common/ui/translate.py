"""The language of the windows: its sentences, where a translation is there, and its direction."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from common.ui.resources import resource

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def direction_of(language: str) -> Qt.LayoutDirection:
    """Return the direction in which a language (BCP 47) is read."""
    is_rtl = language.replace("_", "-").split("-")[0].lower() in _RIGHT_TO_LEFT
    return Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight


def system_language() -> str:
    """Return the language that the desktop is set to, as a BCP 47 tag."""
    languages = QLocale.system().uiLanguages()
    return languages[0] if languages else "en"


def install(application: QApplication, language: str, is_rtl: bool | None = None) -> tuple[QTranslator, ...]:
    """Speak `language`; return the translators found, which live as long as the application.

    The direction follows the language, translated or not, unless `is_rtl` forces it.
    """
    short = language.replace("_", "-").split("-")[0].lower()
    sources = (
        (f"hemicycle_{short}", str(resource("translations"))),
        (f"qtbase_{short}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    )
    found = []
    for name, folder in sources:
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
            found.append(translator)
    forced = {True: Qt.LayoutDirection.RightToLeft, False: Qt.LayoutDirection.LeftToRight, None: None}[is_rtl]
    application.setLayoutDirection(forced or direction_of(language))
    return tuple(found)
