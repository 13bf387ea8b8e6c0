"""Names that look the same and are not: letters of one alphabet in the place of another's."""

import unicodedata
from typing import Final

_LATIN_OF: Final = str.maketrans(
    {
        **dict(zip("асеорхуіјѕһԁԛԝӏьвнкмтгп", "aceopxyijshdqwlbbhkmtrn", strict=True)),
        **dict(zip("αορνυικτχγβη", "aopvuiktxybn", strict=True)),
        **dict(zip("ոսցհօքզ", "nughoqq", strict=True)),
        **dict(zip("015", "ols", strict=True)),
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "ƒ": "f",
        "ɑ": "a",
        "ɡ": "g",
        "ʼ": "'",
        "’": "'",
        "‘": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
    }
)
"""Small letters that a reader takes for Latin ones: Cyrillic, Greek, Armenian, digits, and Latin of other kinds."""
_PAIRS: Final = (("rn", "m"), ("vv", "w"))


def skeleton(name: str) -> str:
    """Return what a name looks like: those of one skeleton are easily mistaken (after UTS 39, section 4)."""
    seen = unicodedata.normalize("NFKC", name).casefold().translate(_LATIN_OF)
    for pair, single in _PAIRS:
        seen = seen.replace(pair, single)
    return "".join(seen.split())


def mixes_alphabets(name: str) -> bool:
    """Tell whether a word of a name has letters of Latin and of Cyrillic or Greek at once."""
    return any(len(_alphabets(word)) > 1 for word in name.split())


def _alphabets(word: str) -> set[str]:
    """Name those of the three alphabets that share their look which a word has letters of."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha())
    return {"LATIN", "CYRILLIC", "GREEK"}.intersection(names)
