"""Every language has every word."""

import pytest

from room_console.core.record.words import LANGUAGES, head_functions, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_words_of_english_with_the_same_places(language: str) -> None:
    english, other = words("en"), words(language)
    assert set(other) == set(english)
    for key, text in english.items():
        assert {part for part in ("{number}", "{date}", "{count}") if part in text} == {
            part for part in ("{number}", "{date}", "{count}") if part in other[key]
        }


def test_the_head_is_known_in_every_language() -> None:
    assert len(head_functions()) >= len(LANGUAGES)
    assert all(text == text.casefold() for text in head_functions())
