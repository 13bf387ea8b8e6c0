"""Keys in their order, whatever way they came into it."""

import pytest

from common.model.ids import ParticipantId
from room_console.ui.tables.order import Order, SortKey


def key(number: int) -> SortKey:
    return number % 7, ("Kenya", f"{number:04}", ParticipantId(f"p-{number}"))


@pytest.mark.parametrize("changed", [3, 90])
def test_few_and_many_changes_leave_what_filling_it_anew_would(changed: int) -> None:
    order, expected = Order(), Order()
    order.fill(key(n) for n in range(100))
    order.change([key(n) for n in range(changed)], [key(n) for n in range(200, 200 + changed)])
    expected.fill(key(n) for n in [*range(changed, 100), *range(200, 200 + changed)])
    assert order.everyone() == expected.everyone()
