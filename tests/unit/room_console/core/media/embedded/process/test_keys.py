"""Key frames, asked for once for all."""

from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.wire import KEY_INTERVAL_S


def requests() -> tuple[KeyRequests, list[tuple[int, int]]]:
    asked: list[tuple[int, int]] = []
    return KeyRequests(lambda feed, layer: asked.append((feed, layer))), asked


def test_a_hundred_who_lost_the_picture_ask_once() -> None:
    keys, asked = requests()
    for listener in range(100):
        keys.want(100, 1, 10.0 + listener / 1_000)
    assert asked == [(100, 1)]


def test_who_asks_meanwhile_is_served_later() -> None:
    keys, asked = requests()
    keys.want(100, 1, 10.0)
    keys.want(100, 1, 10.1)
    keys.tick(10.0 + KEY_INTERVAL_S - 0.01)
    assert len(asked) == 1
    keys.tick(10.0 + KEY_INTERVAL_S)
    keys.tick(20.0)
    assert len(asked) == 2


def test_a_key_frame_serves_all_who_wait() -> None:
    keys, asked = requests()
    keys.want(100, 1, 10.0)
    keys.want(100, 1, 10.1)
    keys.on_key(100, 1)
    keys.tick(20.0)
    assert len(asked) == 1


def test_layers_are_asked_for_apart() -> None:
    keys, asked = requests()
    keys.want(100, 0, 10.0)
    keys.want(100, 1, 10.0)
    assert asked == [(100, 0), (100, 1)]
