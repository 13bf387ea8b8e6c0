"""A List of Participants as headings and people, in the order in which every format writes them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from room_console.core.record.participants import Entry, PartList
from room_console.core.record.words import RIGHT_TO_LEFT, words

SEPARATOR: Final = " / "
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Said:
    """A text in a language (BCP 47); empty for a name, which is of none."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 (the document) to 4 (a delegation), in each language of the document.

    None is left out on the way down (ISO 14289-1, 7.4): a delegation is a level higher where it has no category.
    """

    level: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that is neither heading nor person."""

    said: tuple[Said, ...]


Line = Heading | Remark | Entry


@dataclass(frozen=True, slots=True)
class ParticipantList:
    """A list ready to be written. `session` is empty for the whole meeting; `as_of` is written for people."""

    symbol: str
    title: str
    languages: tuple[str, ...]
    as_of: str
    parts: tuple[PartList, ...]
    session: str = ""

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    @property
    def language(self) -> str:
        """The document's own."""
        return self.languages[0]

    @property
    def is_right_to_left(self) -> bool:
        """Tell how the document is laid out."""
        return self.language in RIGHT_TO_LEFT

    @property
    def name(self) -> str:
        """The document's title, in its own language."""
        return f"{self.symbol or self.title}: {words(self.language)['title']}"

    def lines(self) -> Iterator[Line]:
        """Yield the whole of it."""
        if self.symbol:
            yield Remark((Said(fit_for_xml(self.symbol)),))
        yield Heading(1, self._said("title"))
        yield Remark((Said(fit_for_xml(self.title)),))
        if self.session:
            yield Remark((Said(fit_for_xml(self.session)),))
        date = isolated(self.as_of) if self.is_right_to_left else self.as_of
        yield Remark(self._said("as_of", date=date))
        for part in self.parts:
            yield from self._part(part)

    def _part(self, part: PartList) -> Iterator[Line]:
        yield Heading(2, self._said(part.part))
        yield Remark(self._said("count", count=len(part)) if len(part) else self._said("nobody"))
        for category in part.categories:
            if category.category is not None:
                yield Heading(3, self._said(category.category))
            for delegation in category.delegations:
                name = (Said(fit_for_xml(delegation.name)),) if delegation.name else self._said("no_delegation")
                yield Heading(3 if category.category is None else 4, name)
                yield from delegation.entries

    def _said(self, key: str, **values: object) -> tuple[Said, ...]:
        found = (Said(self._apart(words(language)[key].format(**values)), language) for language in self.languages)
        return tuple({said.text: said for said in found}.values())

    def _apart(self, text: str) -> str:
        """Keep what is written from the left together within what is written from the right."""
        return isolated(text) if self.is_right_to_left and not has_right_to_left(text) else text


def told(entry: Entry, language: str) -> str:
    """Return the line of a person: title and name, function, e-mail, as far as they are there.

    Each keeps its own direction and does not reorder its neighbours (UAX 9, isolates).
    """
    texts = [fit_for_xml(text) for text in (f"{entry.title} {entry.name}".strip(), entry.function, entry.email) if text]
    if len(texts) > 1 and (language in RIGHT_TO_LEFT or any(map(has_right_to_left, texts))):
        texts = [isolated(text) for text in texts]
    return words(language)["comma"].join(texts)


def isolated(text: str) -> str:
    """Keep the direction of a text, by its first letter, to itself."""
    return f"\u2068{text}\u2069"


def has_right_to_left(text: str) -> bool:
    """Tell whether anything in a text is written from the right."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def fit_for_xml(text: str) -> str:
    """Replace what no XML document can hold (XML 1.0, section 2.2)."""
    return _UNFIT.sub("\ufffd", text)
