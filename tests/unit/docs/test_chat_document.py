"""docs/chat.md against the code: every limit."""

import re
from pathlib import Path

from common.model.chat import MAX_TEXT, ChatKind
from room_console.core.chat import book, brakes, desk, noticeboard, text, waiting

TEXT = (Path(__file__).parents[3] / "docs" / "chat.md").read_text()


def test_the_limits_are_those_of_the_code() -> None:
    table = TEXT.split("## Limits")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", table, re.MULTILINE))
    lines = book.MOST_LINES
    assert rows == {
        "limit": "figure",
        "lines of one person in one chat": f"{brakes.LINES_PER_S * 60:g} a minute, {brakes.LINES_BURST} at once",
        "lines of one person in all chats but the technicians'": f"{brakes.PERSON_PER_S * 60:g} a minute, "
        f"{brakes.PERSON_BURST} at once",
        "lines of all in the event chat": f"{brakes.EVENT_PER_S:g} a second, {brakes.EVENT_BURST} at once",
        "histories that one person reads": f"{brakes.READS_PER_S:g} a second, {brakes.READS_BURST} at once",
        "lines kept of the event chat, of the staff's": f"{lines[ChatKind.EVENT]}",
        "lines kept of a private chat, of one with technicians": f"{lines[ChatKind.PRIVATE]}",
        "private lines in all, lines with technicians in all": f"{book.MOST_IN_ALL:,}",
        "private lines of one person": f"{book.MOST_OF_ONE:,}",
        "private chats of one person": f"{book.MOST_CHATS}",
        "lines that wait for a moderator, in all / of one person": f"{waiting.MOST_WAITING} / {waiting.MOST_OF_ONE}",
        "notices": f"{noticeboard.PER_S * 60:g} a minute, {noticeboard.BURST} at once; "
        f"{noticeboard.MOST_NOTICES} are kept",
    }
    assert lines[ChatKind.EVENT] == lines[ChatKind.STAFF]
    assert lines[ChatKind.PRIVATE] == lines[ChatKind.HELP]


def test_so_are_the_figures_in_the_text() -> None:
    assert f"of {MAX_TEXT} characters and {text.MOST_ROWS} rows" in TEXT
    assert f"the newest {desk.MOST_CAUGHT_UP} lines" in TEXT
