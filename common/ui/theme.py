"""The look as values: colours, one type scale, one spacing, one radius; and how it is put on the application.

Widgets that paint themselves ask `current()` while they paint; the rest is done by the style sheet. Both change at
once: applying a theme sends every widget a `StyleChange` event.
"""

from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from common.ui import fonts, styles
from common.ui.colours import SETS, Colours, Scheme

SPACE_PX = 8
RADIUS_PX = 8
FIELD_PX, LINE_PX = 32, 18
"""A field within its border, and a line of text in it at a text scale of 1."""


class Step(Enum):
    """The type scale, in pixels at a text scale of 1."""

    SMALL = 12
    BODY = 13
    LEAD = 15
    TITLE = 20
    DISPLAY = 28


@dataclass(frozen=True, slots=True)
class Theme:
    """A scheme and how large its text is."""

    scheme: Scheme = Scheme.DARK
    text_scale: float = 1.0

    @property
    def colours(self) -> Colours:
        """The colours by role."""
        return SETS[self.scheme]

    def size_px(self, step: Step) -> int:
        """Return the height of a step of the type scale."""
        return round(step.value * self.text_scale)

    def scaled_px(self, length_px: float) -> int:
        """Return a length that grows with the text."""
        return round(length_px * self.text_scale)


_current = Theme()


def current() -> Theme:
    """Return the theme in force."""
    return _current


def apply(application: QApplication, theme: Theme) -> None:
    """Put a theme on the whole application, whose direction is set already."""
    global _current  # noqa: PLW0603
    _current = theme
    application.setFont(fonts.application_font(theme.size_px(Step.BODY)))
    application.setPalette(_palette(theme.colours))
    is_rtl = application.layoutDirection() is Qt.LayoutDirection.RightToLeft
    application.setStyleSheet(styles.style_sheet(theme.colours, _lengths(theme), is_rtl))


class ThemeSwitch(QObject):
    """Follows the desktop's scheme until one is forced. A desktop that names none gets the dark one."""

    def __init__(self, application: QApplication, forced: Scheme | None = None, text_scale: float = 1.0) -> None:
        super().__init__(application)
        self._application = application
        self._forced = forced
        self._text_scale = text_scale
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    def force(self, scheme: Scheme | None) -> None:
        """Stay with one scheme, or follow the desktop again with None."""
        self._forced = scheme
        self._follow()

    def toggle(self) -> None:
        """Go to the other scheme and stay there."""
        self.force(Scheme.LIGHT if current().scheme is Scheme.DARK else Scheme.DARK)

    def _follow(self) -> None:
        theme = replace(current(), scheme=self._forced or desktop_scheme(), text_scale=self._text_scale)
        apply(self._application, theme)


def desktop_scheme() -> Scheme:
    """Return what the desktop asks for."""
    is_light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
    return Scheme.LIGHT if is_light else Scheme.DARK


def _lengths(theme: Theme) -> dict[str, int]:
    sizes = {f"step_{step.name.lower()}": theme.size_px(step) for step in Step}
    field_px = max(FIELD_PX, theme.scaled_px(LINE_PX) + SPACE_PX)
    return sizes | {"space": SPACE_PX, "half": SPACE_PX // 2, "radius": RADIUS_PX, "field": field_px}


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.surface,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.control,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.control,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Link: colours.accent_ink,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette
