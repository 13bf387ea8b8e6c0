"""A file of people: every way to write it, and every way to get it wrong."""

import json
from typing import Any

import pytest

from common.model.people import Attendance, Category
from room_console.core.people.columns import HEADERS
from room_console.core.people.decoding import MAX_FILE_BYTES
from room_console.core.people.faults import FaultKind
from room_console.core.people.reading import MAX_ROWS, Table, read_csv, read_json

HEADER = "key,name,e-mail,mobile,attendance,active,role,category,order,language,booth"


def read(*lines: str, header: str = HEADER) -> Table:
    """Read lines behind a header."""
    return read_csv("\r\n".join((header, *lines)).encode())


def test_a_line_is_one_person() -> None:
    (row,) = read("K1,Anna  Keller,anna@example.org,+41 79 123-45-67,On-site,active,,NGO,12,fr,").rows
    assert row.line == 2
    assert row.values == {
        "key": "K1",
        "name": "Anna Keller",
        "email": "anna@example.org",
        "mobile": "+41791234567",
        "attendance": Attendance.ON_SITE,
        "active": True,
        "category": Category.NGO,
        "order": 12,
        "language": "fr",
        "booth": "",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_delimiter_is_found_by_itself(delimiter: str) -> None:
    text = f'E-Mail{delimiter}Full Name\na@b.org{delimiter}"Keller, Anna; Ms."\n'
    table = read_csv(text.encode())
    assert table.delimiter == delimiter
    assert [row.values for row in table.rows] == [{"email": "a@b.org", "name": "Keller, Anna; Ms."}]


@pytest.mark.parametrize(("encoding", "is_guessed"), [("cp1252", True), ("utf-8", False), ("utf-16", False)])
def test_a_guessed_encoding_is_worth_a_look(encoding: str, is_guessed: bool) -> None:
    table = read_csv("key,name\nK1,Anna\nK2,Zoë\n".encode(encoding))
    assert [(w.line, w.kind) for w in table.warnings] == ([(3, FaultKind.ENCODING)] if is_guessed else [])
    assert len(table.rows) == 2


def test_what_is_ascii_is_no_guess() -> None:
    assert read_csv(b"key,name\nK1,Anna\n").warnings == []


@pytest.mark.parametrize("header", [name for names in HEADERS.values() for name in names])
def test_each_header_is_known_whatever_its_case(header: str) -> None:
    own = "" if header in (*HEADERS["email"], *HEADERS["key"]) else "key,"
    for text in (header.upper(), header.replace(" ", "_"), f" {header.replace(' ', '-').title()} "):
        table = read_csv(f"{own}{text}\n".encode())
        assert (table.faults, table.warnings) == ([], [])


def test_quotes_delimiters_and_line_ends_within_a_cell() -> None:
    table = read(
        'K1,"Anna ""Annie"" Keller",a@b.org,,,,,,,,', 'K2,"Omar\r\nHaddad",o@b.org,,,,,,,,', "K3,Li,l@b.org" + "," * 8
    )
    assert [(row.line, row.values["name"]) for row in table.rows] == [(2, 'Anna "Annie" Keller'), (5, "Li")]
    (fault,) = table.faults
    assert (fault.line, fault.column, fault.kind) == (3, "name", FaultKind.CHARACTERS)
    assert fault.value == "Omar\\u000aHaddad"


def test_given_and_family_name_make_one() -> None:
    table = read("K1,Anna Maria,Keller", header="key,First Name,Last name")
    assert table.rows[0].values == {"key": "K1", "name": "Anna Maria Keller"}


def test_blank_lines_count_and_say_nothing() -> None:
    table = read("", "K1,A,a@b.org" + "," * 8, ",,,,,,,,,,", "K2,B,b@b.org" + "," * 8, "", header=HEADER)
    assert [row.line for row in table.rows] == [3, 5]


def test_what_was_guarded_against_formulas_is_read_as_it_was() -> None:
    assert read("K1,'=Anna,a@b.org" + "," * 8).rows[0].values["name"] == "=Anna"


@pytest.mark.parametrize(
    ("line", "column", "kind"),
    [
        ('K1,"Anna,a@b.org', "*", FaultKind.QUOTES),
        ('K1,"Anna" Keller,a@b.org,,,,,,,,', "*", FaultKind.QUOTES),
        ("K1,Anna,a@b.org,,,,,,,,,too,many", "*", FaultKind.CELLS_MORE),
        ("K1,Anna,a@b.org", "*", FaultKind.CELLS_FEWER),
        ("K1," + "A" * 121 + ",a@b.org" + "," * 8, "name", FaultKind.TOO_LONG),
        ("K1,\u202eannA,a@b.org" + "," * 8, "name", FaultKind.CHARACTERS),
        ("K1,An\x01na,a@b.org" + "," * 8, "name", FaultKind.CHARACTERS),
        ("K" * 65 + ",Anna,a@b.org" + "," * 8, "key", FaultKind.TOO_LONG),
        ("K1,Anna,anna.example.org" + "," * 8, "e-mail", FaultKind.EMAIL),
        ("K1,Anna,anna@exa mple.org" + "," * 8, "e-mail", FaultKind.EMAIL),
        ("K1,Anna,a@b.org,0791234567,,,,,,,", "mobile", FaultKind.MOBILE),
        ("K1,Anna,a@b.org,,by car,,,,,,", "attendance", FaultKind.ATTENDANCE),
        ("K1,Anna,a@b.org,,,perhaps,,,,,", "active", FaultKind.ACTIVE),
        ("K1,Anna,a@b.org,,,,boss,,,,", "role", FaultKind.ROLE),
        ("K1,Anna,a@b.org,,,yes,observer,,,,", "active", FaultKind.ACTIVE),
        ("K1,Anna,a@b.org,,,,operator,,,,", "role", FaultKind.ROLE_NOT_GIVEN),
        ("K1,Anna,a@b.org,,,,,press,,,", "category", FaultKind.CATEGORY),
        ("K1,Anna,a@b.org,,,,,,first,,", "order", FaultKind.ORDER),
        ("K1,Anna,a@b.org,,,,,,100000,,", "order", FaultKind.ORDER),
        ("K1,Anna,a@b.org,,,,,,,french,", "language", FaultKind.LANGUAGE),
        ("K1,Anna,a@b.org,,,,,,,,two words", "booth", FaultKind.BOOTH),
    ],
)
def test_a_broken_row_is_named_by_line_and_column_and_breaks_no_other(line: str, column: str, kind: FaultKind) -> None:
    table = read("K0,Zoe,z@b.org" + "," * 8, line, "K9,Otto,o@b.org" + "," * 8)
    (fault,) = table.faults
    assert (fault.line, fault.column, fault.kind) == (3, column, kind)
    assert fault.words
    assert [row.line for row in table.rows] == [2, 4]


@pytest.mark.parametrize(
    ("data", "kind", "column"),
    [
        (b"", FaultKind.EMPTY, "*"),
        (b"\r\n\r\n", FaultKind.EMPTY, "*"),
        (b"PK\x03\x04\x00\x00", FaultKind.NOT_TEXT, "*"),
        (b"x" * (MAX_FILE_BYTES + 1), FaultKind.TOO_LARGE, "*"),
        (b"name,delegation\nAnna,Norland\n", FaultKind.COLUMN_MISSING, "*"),
        (b"Anna Keller;Norland;anna@example.org\n", FaultKind.COLUMN_MISSING, "*"),
        (b"name,email,E-Mail\nAnna,a@b.org,a@b.org\n", FaultKind.COLUMN_TWICE, "email"),
        (b'name,"email\nAnna,a@b.org\n', FaultKind.QUOTES, "*"),
        (b"key\n" + b"k\n" * (MAX_ROWS + 1), FaultKind.TOO_LARGE, "*"),
    ],
)
def test_a_file_that_can_t_be_taken_is_refused_as_a_whole(data: bytes, kind: FaultKind, column: str) -> None:
    table = read_csv(data)
    assert not table.is_whole
    assert (table.rows, [(fault.kind, fault.column) for fault in table.faults]) == ([], [(kind, column)])


def test_a_column_that_is_not_known_is_passed_over_and_said() -> None:
    table = read("K1,vegetarian", header="key,Meal")
    assert table.rows[0].values == {"key": "K1"}
    assert [(w.line, w.column, w.kind) for w in table.warnings] == [(1, "Meal", FaultKind.COLUMN_UNKNOWN)]


def test_json_says_the_same() -> None:
    people: list[dict[str, Any]] = [
        {"key": "K1", "name": "Anna", "email": "a@b.org", "active": True, "order": 3},
        {"key": "K2", "name": "Omar", "email": "none", "meal": "fish"},
    ]
    table = read_json(json.dumps({"people": people}).encode())
    assert [row.values for row in table.rows] == [
        {"key": "K1", "name": "Anna", "email": "a@b.org", "active": True, "order": 3}
    ]
    assert [(f.line, f.column, f.kind) for f in table.faults] == [(2, "email", FaultKind.EMAIL)]
    assert [(w.line, w.column) for w in table.warnings] == [(2, "meal")]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"people": {}}', b'{"people": [{"name": [1]}]}', b'{"others": []}', b"[" * 100_000]
)
def test_json_of_another_shape_is_refused_as_a_whole(data: bytes) -> None:
    table = read_json(data)
    assert [fault.kind for fault in table.faults] == [FaultKind.NOT_TEXT]
    assert not table.is_whole
