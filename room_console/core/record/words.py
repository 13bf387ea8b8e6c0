"""The words of a List of Participants in each language that it can be headed in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

LANGUAGES: Final = ("en", "fr", "es", "ru", "ar", "zh")
RIGHT_TO_LEFT: Final = frozenset({"ar"})
FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "record"


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    heads: tuple[str, ...]
    """How a function begins that makes its holder head of delegation."""


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the words of one of LANGUAGES."""
    raw: dict[str, object] = msgspec.json.decode((FOLDER / f"{language}.json").read_bytes())
    return {key: text for key, text in raw.items() if isinstance(text, str)}


@cache
def head_functions() -> tuple[str, ...]:
    """Return how the function of a head of delegation begins, in all languages, case-folded."""
    found = (msgspec.json.decode((FOLDER / f"{lang}.json").read_bytes(), type=_Words).heads for lang in LANGUAGES)
    return tuple(text.casefold() for texts in found for text in texts)


def headed(key: str, languages: tuple[str, ...], **values: object) -> str:
    """Return a heading in all languages, the document's own first."""
    return " / ".join(words(language)[key].format(**values) for language in languages)
