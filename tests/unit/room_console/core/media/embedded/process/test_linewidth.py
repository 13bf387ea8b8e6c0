"""When a line counts as thin: loss behind a queue, that less sound helps; back by trials further and further apart."""

from dataclasses import dataclass, field
from itertools import pairwise

from room_console.core.media.embedded.process.linewidth import (
    BAD_S,
    DEAF_S,
    FIRST_WAIT_S,
    JUDGED_S,
    LONGEST_WAIT_S,
    PROBATION_S,
    LineWidth,
)

REPORT_S = 2.5


@dataclass
class Line:
    """A listener who reports every 2.5 s; `loss` and `round_trip_s` may be changed as time goes on."""

    loss: float = 0.0
    round_trip_s: float = 0.03
    loss_if_thin: float = 0.0
    are_reports_heard: bool = True
    has_picture: bool = False
    width: LineWidth = field(default_factory=LineWidth)
    now_s: float = 100.0
    _reports: int = 0

    def run(self, seconds: float) -> list[float]:
        """Let time pass; return when the line began to count as thin, or ceased to."""
        changes = []
        for _ in range(round(seconds / 0.5)):
            self.now_s += 0.5
            before = self.width.is_thin
            if self.has_picture:
                self.width.on_picture(self.now_s)
            if self.now_s % REPORT_S == 0:
                self._reports += self.are_reports_heard
                loss = self.loss_if_thin if before else self.loss
                self.width.on_report(loss, self._reports, self.round_trip_s, self.now_s)
            if self.now_s % 1.0 == 0:
                self.width.choose(self.now_s)
            if self.width.is_thin is not before:
                changes.append(self.now_s)
        return changes


def full(line: Line) -> None:
    """Fill the line up."""
    line.loss, line.round_trip_s = 0.1, 0.23


def test_loss_behind_a_queue_is_a_thin_line_within_seconds() -> None:
    line = Line()
    line.run(10)
    full(line)
    changes = line.run(20)
    assert len(changes) == 1
    assert BAD_S <= changes[0] - 110.0 <= BAD_S + 2 * REPORT_S


def test_loss_at_random_is_not() -> None:
    line = Line()
    line.run(10)
    line.loss = 0.2
    assert line.run(120) == []


def test_a_burst_is_not() -> None:
    line = Line()
    line.run(10)
    for _ in range(10):
        full(line)
        line.run(REPORT_S)
        line.loss, line.round_trip_s = 0.0, 0.03
        assert line.run(REPORT_S) == []


def test_much_loss_told_at_once_has_to_last() -> None:
    width = LineWidth()
    width.on_report(0.0, 1, 0.03, 100.0)
    thin_s = [0.25 * number for number in range(20) if told(width, number, 0.25 * number)]
    assert thin_s[0] == 2.0


def told(width: LineWidth, number: int, at_s: float) -> bool:
    """Report much loss behind a queue; tell whether the line counts as thin."""
    width.on_report(0.3, 2 + number, 0.23, 101.0 + at_s)
    return width.is_thin


def test_where_no_report_gets_through_the_queue_is_full() -> None:
    line = Line()
    line.run(10)
    line.loss, line.are_reports_heard = 0.1, False
    changes = line.run(20)
    assert len(changes) == 1
    assert changes[0] - 110.0 >= DEAF_S


def test_a_line_that_was_full_from_the_first_is_found_out() -> None:
    line = Line()
    full(line)
    assert len(line.run(20)) == 1


def test_pictures_give_way_first() -> None:
    line = Line(has_picture=True)
    full(line)
    assert line.run(30) == []
    line.has_picture = False
    assert len(line.run(20)) == 1
    assert line.width.holds_pictures(line.now_s)


def test_it_is_tried_again_and_each_failure_doubles_the_wait() -> None:
    line = Line()
    line.run(10)
    full(line)
    changes = line.run(400)
    thin_s = [end - begin for begin, end in zip(changes[::2], changes[1::2], strict=False)]
    assert thin_s[0] < FIRST_WAIT_S + 3
    assert all(later > 1.7 * earlier for earlier, later in pairwise(thin_s))
    tried_s = [begin - end for end, begin in zip(changes[1::2], changes[2::2], strict=False)]
    assert max(tried_s) <= REPORT_S + 0.5, "what is known to be thin is known again by one report"


def test_a_line_that_has_widened_has_the_usual_sound_again() -> None:
    line = Line()
    line.run(10)
    full(line)
    line.run(10)
    assert line.width.is_thin
    line.loss, line.round_trip_s = 0.0, 0.03
    assert len(line.run(FIRST_WAIT_S + 5)) == 1
    assert line.width.holds_pictures(line.now_s)
    assert line.run(PROBATION_S) == []
    assert not line.width.holds_pictures(line.now_s)


def test_what_does_not_help_is_given_up_for_long() -> None:
    line = Line(loss_if_thin=0.1, round_trip_s=0.25)
    line.run(10)
    line.loss = 0.1
    changes = line.run(LONGEST_WAIT_S)
    assert len(changes) == 2
    assert changes[1] - changes[0] <= JUDGED_S + 2 * REPORT_S


def test_a_line_that_is_thinner_still_keeps_the_least() -> None:
    line = Line(loss_if_thin=0.1)
    line.run(10)
    full(line)
    assert len(line.run(300)) == 1
