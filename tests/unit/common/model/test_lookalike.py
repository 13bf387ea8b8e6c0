"""Names that look the same."""

import pytest

from common.model.lookalike import mixes_alphabets, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("China", "Сhina"),
        ("Anna Keller", "Аnnа Kеller"),
        ("Oman", "Οman"),
        ("PAUL", "Paul"),
        ("Paul 1", "Paul l"),
        ("Vernon", "Vemon"),
        ("Ｏｔｔｏ", "Otto"),
        ("O'Connor", "O’Connor"),
    ],
)
def test_they_have_one_skeleton(one: str, other: str) -> None:
    assert one != other
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Anna", "Hanna"), ("José", "Jose"), ("Iran", "Iraq"), ("李明", "李民")])
def test_others_have_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("name", "mixes"),
    [
        ("Сhina", True),
        ("Ольга Smith", False),
        ("Ольга", False),
        ("Αthens", True),
        ("Anna-Maria", False),
        ("李A", False),
    ],
)
def test_letters_of_two_alphabets_in_one_word(name: str, mixes: bool) -> None:
    assert mixes_alphabets(name) is mixes
