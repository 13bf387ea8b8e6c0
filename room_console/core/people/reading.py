"""A file of people, or the same as JSON, read into rows whose every cell was checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from common.model.people import Role
from room_console.core.people.columns import FIELD_OF, HEADERS, plain, value_of
from room_console.core.people.decoding import GUESSED, MAX_FILE_BYTES, decode
from room_console.core.people.faults import FaultKind, RowFault, UnfitError, shown
from room_console.core.people.table import DELIMITERS, Line, split

MAX_ROWS: Final = 10_000
FREED: Final = 50
"""Rows let go of at once: 0.2 ms."""
WHOLE: Final = "*"
"""In the place of a column: the whole line, or the file."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One person as the file has them: checked values by field, and each cell as it stood there, by field."""

    line: int
    values: dict[str, Any]
    cells: dict[str, tuple[str, str]]

    def fault(self, name: str, kind: FaultKind, words: str) -> RowFault:
        """Say what is wrong with a field of this row."""
        column, cell = self.cells.get(name, (name, ""))
        return RowFault(self.line, column, shown(cell), kind, words)


@dataclass(slots=True)
class Table:
    """What was read."""

    rows: list[ImportRow] = field(default_factory=list)
    faulty: list[ImportRow] = field(default_factory=list)
    """Rows with faults: only who they are about is of use."""
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)
    known: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Of each cell what it says: most stand there many times."""
    encoding: str = "UTF-8"
    delimiter: str = ""
    is_whole: bool = True
    """Whether every line was read; else the file is refused as a whole."""

    def refuse(self, kind: FaultKind, words: str, line: int = 1, column: str = WHOLE, value: str = "") -> "Table":
        """Refuse the whole file."""
        self.faults.append(RowFault(line, column, shown(value), kind, words))
        self.is_whole = False
        self.rows.clear()
        return self

    def free(self) -> None:
        """Let go of the rows, which nobody reads any more. Thread: a worker."""
        free(self.rows, self.faulty)


def free(*lists: list[Any]) -> None:
    """Empty lists in pieces: thousands of rows at once would keep every thread waiting for 10 ms. Thread: a worker."""
    for each in lists:
        while each:
            del each[-FREED:]


def read_csv(data: bytes) -> Table:
    """Read a CSV file. Thread: a worker."""
    table = Table()
    try:
        text, table.encoding = decode(data)
    except UnfitError as unfit:
        return table.refuse(unfit.kind, unfit.words)
    lines, table.delimiter = _best_split(text)
    if not lines:
        return table.refuse(FaultKind.EMPTY, "the file is empty")
    fields = _fields(table, lines[0])
    if not table.is_whole:
        return table
    if len(lines) - 1 > MAX_ROWS:
        return table.refuse(FaultKind.TOO_LARGE, f"there are more than {MAX_ROWS} people")
    header = lines[0].cells or ()
    for line in lines[1:]:
        _read_line(table, line, header, fields)
    if table.encoding in GUESSED:
        _warn_of_encoding(table, text)
    return table


def read_json(data: bytes) -> Table:
    """Read `{"people": [{"name": ...}, ...]}`, whose members are called as the fields are. Thread: a worker."""
    table = Table()
    if len(data) > MAX_FILE_BYTES:
        return table.refuse(FaultKind.TOO_LARGE, f"the body is larger than {MAX_FILE_BYTES} bytes")
    try:
        found = msgspec.json.decode(data, type=_People)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return table.refuse(FaultKind.NOT_TEXT, str(error)[:200])
    if len(found.people) > MAX_ROWS:
        return table.refuse(FaultKind.TOO_LARGE, f"there are more than {MAX_ROWS} people")
    for number, person in enumerate(found.people, start=1):
        cells = {}
        for name, value in person.items():
            if name in HEADERS:
                cells[name] = (name, _as_cell(value))
            else:
                table.warnings.append(_unknown(number, name))
        _read_cells(table, number, cells)
    return table


class _People(msgspec.Struct, forbid_unknown_fields=True):
    people: list[dict[str, str | int | bool | None]]


def _as_cell(value: str | int | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _best_split(text: str) -> tuple[list[Line], str]:
    """Split at the delimiter by which most of the header's names are known."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    best = max(DELIMITERS, key=lambda delimiter: (_known(head, delimiter), head.count(delimiter)))
    return list(split(text, best)), best


def _known(head: str, delimiter: str) -> int:
    cells = next(iter(split(head, delimiter)), Line(1, None)).cells or ()
    return sum(plain(cell) in FIELD_OF for cell in cells)


def _fields(table: Table, head: Line) -> list[str | None]:
    """Name the field of each column; None for one that is passed over."""
    if head.cells is None:
        table.refuse(FaultKind.QUOTES, "the quotes of the header are broken", head.number, value=head.text)
        return []
    fields = [FIELD_OF.get(plain(cell)) for cell in head.cells]
    for cell, name in zip(head.cells, fields, strict=True):
        if name is None and cell.strip():
            table.warnings.append(_unknown(head.number, cell))
        if name is not None and fields.count(name) > 1:
            words = f"is the second column for {name}"
            table.refuse(FaultKind.COLUMN_TWICE, words, head.number, cell.strip(), cell)
            break
    if not {"key", "email"}.intersection(fields):
        words = "there is no column key or email, by which people are known again; the first line names the columns"
        table.refuse(FaultKind.COLUMN_MISSING, words, head.number, value=head.text)
    return fields


def _unknown(line: int, column: str) -> RowFault:
    words = "is no column that is known: it is passed over"
    return RowFault(line, shown(column), "", FaultKind.COLUMN_UNKNOWN, words)


def _warn_of_encoding(table: Table, text: str) -> None:
    """Point at the first line that another encoding would have read otherwise."""
    number, line = next((n, line) for n, line in enumerate(text.splitlines(), start=1) if not line.isascii())
    words = f"was read as {table.encoding}, as the file is no UTF-8: look whether the names are right"
    table.warnings.append(RowFault(number, WHOLE, shown(line), FaultKind.ENCODING, words))


def _read_line(table: Table, line: Line, header: Sequence[str], fields: Sequence[str | None]) -> None:
    if line.cells is None:
        words = "a quote is not closed, or stands within a cell without being doubled"
        table.faults.append(RowFault(line.number, WHOLE, shown(line.text), FaultKind.QUOTES, words))
        return
    more = line.cells[len(fields) :]
    if any(cell.strip() for cell in more) or len(line.cells) < len(fields):
        kind = FaultKind.CELLS_MORE if more else FaultKind.CELLS_FEWER
        words = f"has {len(line.cells)} cells where the header has {len(fields)}"
        table.faults.append(RowFault(line.number, WHOLE, shown(line.text), kind, words))
        return
    cells = {
        name: (column.strip(), cell)
        for name, column, cell in zip(fields, header, line.cells, strict=False)
        if name is not None
    }
    _read_cells(table, line.number, cells)


def _read_cells(table: Table, number: int, cells: dict[str, tuple[str, str]]) -> None:
    row = ImportRow(number, {}, cells)
    faults = []
    for name, (_, cell) in cells.items():
        try:
            if (name, cell) not in table.known:
                table.known[name, cell] = value_of(name, cell)
            if (value := table.known[name, cell]) is not None:
                row.values[name] = value
        except UnfitError as unfit:
            faults.append(row.fault(name, unfit.kind, unfit.words))
    faults += _joined(row)
    if faults:
        table.faults += faults
        table.faulty.append(row)
    else:
        table.rows.append(row)


def _joined(row: ImportRow) -> list[RowFault]:
    """Make one name of its two parts; hold role and active against each other."""
    values = row.values
    parts = [values.pop(part) for part in ("given_name", "family_name") if part in values]
    if parts and not values.get("name"):
        values["name"] = " ".join(filter(None, parts))
        row.cells.setdefault("name", row.cells.get("family_name") or row.cells["given_name"])
    role, is_active = values.get("role"), values.get("active")
    if role is Role.OPERATOR:
        return [row.fault("role", FaultKind.ROLE_NOT_GIVEN, "operators are not brought in by a file")]
    if role is not None and is_active is not None and (role is Role.DELEGATE) != is_active:
        return [row.fault("active", FaultKind.ACTIVE, f"contradicts the role {role}")]
    return []
