"""Cells that a spreadsheet must not carry out."""

import pytest

from common.model.csvcells import guarded, unguarded

ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "\u00a0=1",
    "＝1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_what_begins_like_a_formula_becomes_a_text_and_comes_back(text: str) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize("text", ["=1+1", "+41791234567", "-x", "@you"])
def test_read_again_it_is_what_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Anna;=1+1", "Anna;'=1+1"), ("Anna|=1", "Anna|'=1"), ("a; @x", "a; '@x"), ("Anna\n=1", "Anna\n'=1")],
)
def test_nor_behind_what_another_country_takes_for_the_end_of_a_cell(text: str, kept: str) -> None:
    assert guarded(text) == kept


@pytest.mark.parametrize("text", ["", "Anna", "Jean-Luc", "a=b", "1-2", "x@example.org", "'quoted'", "O'Neil"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text
