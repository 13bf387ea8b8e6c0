"""The rules of the floor do what docs/rules-of-the-floor.md says, row by row."""

import pytest

from tests.helpers.spokenrules import Row, check_row, rows


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"rule {row.number}")
def test_a_rule_does_what_is_written(row: Row) -> None:
    check_row(row)


def test_the_rules_are_numbered_from_1() -> None:
    assert [row.number for row in rows()] == list(range(1, len(rows()) + 1))
    assert len(rows()) > 40


@pytest.mark.parametrize(
    "row",
    [
        Row(1, "Anna asks for the floor", "Boris asks for the floor", "waiting: Boris, Anna"),
        Row(2, "", "Peter asks for the floor", "refused: list closed"),
        Row(3, "Peter asks for the floor", "Anna asks for the floor", "waiting: Anna"),
        Row(4, "", "Anna sings", "waiting: nobody"),
    ],
    ids=["order", "refusal", "given", "phrase"],
)
def test_a_row_that_is_wrong_is_found(row: Row) -> None:
    with pytest.raises(AssertionError):
        check_row(row)
