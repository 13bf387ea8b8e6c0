"""Names: kept in one form, nothing hidden in them."""

import pytest

from common.model.names import clean_line, label_fault, line_fault


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Anna Keller", "Anna Keller"),
        ("  Anna   Keller ", "Anna Keller"),
        ("Anna\u00a0Keller\u3000", "Anna Keller"),
        ("Ame\u0301lie", "Amélie"),
        ("\ufeffAn\u200bna\u00ad", "Anna"),
        ("Anna\u200e", "Anna"),
        ("A\u200dB", "AB"),
        ("An\ufff9na\ufffa\ufffb", "Anna"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200cمی", "می"),
        ("ක්\u200dෂ", "ක්\u200dෂ"),
        ("\u3164\u2800", ""),
        ("An\tna", "An\tna"),
    ],
)
def test_a_line_is_brought_to_one_form(text: str, kept: str) -> None:
    assert clean_line(text) == kept
    assert clean_line(kept) == kept


@pytest.mark.parametrize(
    "name", ["Anna", "فاطمة الزهراء", "李 明", "Nguyễn Thị Mai", "נועה", "O’Connor-Ñúñez", "", "👩 Zoe"]
)
def test_names_of_the_world_are_fine(name: str) -> None:
    assert line_fault(name) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\u202eannA", "direction"),
        ("Anna\u2066", "direction"),
        ("An\x00na", "control"),
        ("An\nna", "control"),
        ("An\tna", "control"),
        ("An\x85na", "control"),
        ("\ud800", "control"),
        ("\ue000", "control"),
        ("a" + "\u0301" * 6, "accents"),
    ],
)
def test_what_would_do_harm_is_said(text: str, words: str) -> None:
    fault = line_fault(text)
    assert fault is not None
    assert words in fault


@pytest.mark.parametrize("text", ["\u0301", "\u0301\u0302 Anna", "\u093e", "\u0651"])
def test_a_name_does_not_begin_with_an_accent_that_would_stand_on_its_neighbour(text: str) -> None:
    assert label_fault(clean_line(text)) == "begins with an accent that has no letter"
    assert line_fault(text) is None, "what somebody writes in a chat may"


@pytest.mark.parametrize("name", ["Élodie", "E\u0301lodie", "हिन्दी", "فاطمة", ""])
def test_names_with_accents_are_fine(name: str) -> None:
    assert label_fault(clean_line(name)) is None
