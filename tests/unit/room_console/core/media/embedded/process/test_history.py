"""What was sent lately."""

from room_console.core.media.embedded.process.history import History, Sent


def test_the_newest_are_kept() -> None:
    history = History(3)
    for number in range(5):
        history.add(Sent(number, bytes([number]), 0, is_marked=False))
    assert [history.find(number) is not None for number in range(6)] == [False, False, True, True, True, False]
    found = history.find(4)
    assert found is not None
    assert found.payload == b"\4"
