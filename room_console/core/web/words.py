"""The words of pages and mails: one catalogue a language, English complete, any other as far as it goes."""

import functools
import json
import re
from collections.abc import Mapping
from typing import Final

from room_console.core.web.folder import WEB_FOLDER

ENGLISH: Final = "en"
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
NAME_KEY: Final = "language.name"
"""Under which each catalogue says its language's name in itself."""
MAX_TAGS: Final = 20
MAX_HEADER_CHARACTERS: Final = 400
_TAG: Final = re.compile(r"[a-z]{2,3}")


class Words:
    """The texts of one language; what it lacks is said in English."""

    def __init__(self, language: str, texts: Mapping[str, str], english: Mapping[str, str]) -> None:
        self.language = language
        """The tag (BCP 47) for `lang`."""
        self._texts = texts
        self._english = english

    @property
    def direction(self) -> str:
        """Return `rtl` or `ltr`, for `dir`."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def text(self, key: str, **values: object) -> str:
        """Say a text, its `{names}` filled in; plain text, which a page escapes. Raises: KeyError for no such text."""
        return (self._texts.get(key) or self._english[key]).format_map(values)

    def under(self, prefix: str) -> dict[str, str]:
        """Return all texts whose key begins so, as they stand: for a page's own script."""
        found = {key: text for key, text in self._english.items() if key.startswith(prefix)}
        return found | {key: text for key, text in self._texts.items() if key in found and text}


@functools.cache
def languages() -> dict[str, str]:
    """Return the languages that there are, each with its name in itself; English first."""
    others = sorted(path.stem for path in (WEB_FOLDER / "words").glob("*.json") if path.stem != ENGLISH)
    return {tag: _read(tag).get(NAME_KEY, tag) for tag in (ENGLISH, *others)}


@functools.cache
def _words_of(language: str) -> Words:
    return Words(language, _read(language), _read(ENGLISH))


def words_for(language: str) -> Words:
    """Return the words of a language tag (BCP 47), English where there are none of it."""
    tag = language.strip().lower().partition("-")[0]
    return _words_of(tag if tag in languages() else ENGLISH)


def choose_language(wanted: str | None, accepted: str | None) -> str:
    """Choose by what the reader asked for, else by the header `Accept-Language` (RFC 9110, section 12.5.4)."""
    tags = [wanted] if wanted else []
    tags += [tag for _, tag in sorted(_weighted((accepted or "")[:MAX_HEADER_CHARACTERS]), key=lambda each: -each[0])]
    known = (tag.strip().lower().partition("-")[0] for tag in tags)
    return next((tag for tag in known if _TAG.fullmatch(tag) and tag in languages()), ENGLISH)


def _weighted(header: str) -> list[tuple[float, str]]:
    """Read the tags of a header with their weights; what is malformed weighs nothing."""
    found = []
    for item in header.split(",")[:MAX_TAGS]:
        tag, _, parameter = item.partition(";")
        name, _, weight = parameter.strip().partition("=")
        try:
            found.append((float(weight) if name.strip() == "q" else 1.0, tag))
        except ValueError:
            continue
    return found


def _read(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WEB_FOLDER / "words" / f"{language}.json").read_text(encoding="utf-8"))
    return found
