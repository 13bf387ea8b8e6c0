"""The catalogue: English complete, others as far as they go, every text that is used there."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from room_console.core.web.folder import WEB_FOLDER
from room_console.core.web.words import Words, choose_language, languages, words_for

FILES = sorted((WEB_FOLDER / "words").glob("*.json"))
ENGLISH = json.loads((WEB_FOLDER / "words" / "en.json").read_text(encoding="utf-8"))


def test_a_text_has_its_names_filled_in() -> None:
    words = Words("fr", {"hello": "Bonjour {name}"}, {"hello": "Hello {name}"})
    assert words.text("hello", name="Anna") == "Bonjour Anna"


def test_what_a_language_lacks_is_said_in_english() -> None:
    words = Words("fr", {"other": ""}, {"hello": "Hello", "other": "Other"})
    assert words.text("hello") == "Hello"
    assert words.text("other") == "Other"


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        words_for("en").text("there is none")


def test_arabic_runs_from_right_to_left() -> None:
    assert words_for("ar-EG").direction == "rtl"
    assert words_for("en").direction == "ltr"


def test_an_unknown_language_gives_english() -> None:
    assert words_for("xx").language == "en"
    assert words_for("../en").language == "en"


def test_english_comes_first() -> None:
    assert next(iter(languages())) == "en"


@pytest.mark.parametrize(
    ("wanted", "accepted", "chosen"),
    [
        (None, None, "en"),
        ("ar", "en", "ar"),
        (None, "ar-EG,en;q=0.8", "ar"),
        (None, "en;q=0.4, ar;q=0.9", "ar"),
        (None, "xx, ar;q=0.5", "ar"),
        (None, "ar;q=nonsense", "en"),
        ("../../etc", "*;q=1," * 500, "en"),
    ],
)
def test_a_language_is_chosen(wanted: str | None, accepted: str | None, chosen: str) -> None:
    assert choose_language(wanted, accepted) == chosen


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_catalogue_says_nothing_that_english_does_not(file: Path) -> None:
    texts = json.loads(file.read_text(encoding="utf-8"))
    assert set(texts) <= set(ENGLISH)
    for key, text in texts.items():
        assert _names(text) <= _names(ENGLISH[key]), key


def test_every_text_that_a_template_names_is_there() -> None:
    named = re.compile(r"""\b(?:words\.)?text\(\s*["']([a-z_.]+)["']""")
    for file in (WEB_FOLDER / "templates").rglob("*"):
        if file.is_file():
            keys = set(named.findall(file.read_text(encoding="utf-8")))
            missing = {key for key in keys if not any(known == key or known.startswith(key) for known in ENGLISH)}
            assert not missing, file.name


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
