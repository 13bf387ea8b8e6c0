"""What an import would do or has done, as it is told: to the office by messages, to other systems as JSON."""

from collections.abc import Iterator
from typing import Any, Final

from common.protocol.people import FieldChange, ImportEntries, ImportEntry, ImportFault, ImportPreview
from room_console.core.people.applying import ImportResult
from room_console.core.people.faults import WARNINGS, RowFault
from room_console.core.people.planning import ImportPlan, Planned
from room_console.core.people.reading import Table

PAGE_SIZE: Final = 200
"""Lines in one message: about 1 ms to encode."""


def entries(plan: ImportPlan) -> Iterator[ImportEntries]:
    """Yield the lines of a plan, some at a time, faults first."""
    missing = [ImportEntry(0, p.name, p.delegation, participant=p.participant) for p in plan.missing]
    for name, lines in (
        ("faults", [_fault(fault) for fault in (*plan.faults, *plan.warnings)]),
        ("webcast", [_entry(line, found) for line, found in plan.webcast]),
        ("changed", [_entry(line) for line in plan.changed]),
        ("new", [_entry(line) for line in plan.new]),
        ("missing", missing),
    ):
        for start in range(0, len(lines), PAGE_SIZE):
            page: dict[str, Any] = {name: tuple(lines[start : start + PAGE_SIZE])}
            yield ImportEntries(**page)


def preview(ref: int, number: int, table: Table, plan: ImportPlan) -> ImportPreview:
    """Count a plan."""
    return ImportPreview(
        ref,
        number,
        new=len(plan.new),
        changed=len(plan.changed),
        same=plan.same,
        missing=len(plan.missing),
        webcast=len(plan.webcast),
        faults=len(plan.faults),
        warnings=len(plan.warnings),
        encoding=table.encoding,
        delimiter=table.delimiter,
    )


def as_json(plan: ImportPlan, result: ImportResult | None, webcast_url: str) -> dict[str, Any]:
    """Write a plan, and what was done of it, for another system. Thread: a worker."""
    refused = result.refused if result is not None else ()
    return {
        "applied": result is not None,
        "new": [{"line": p.line, "id": p.after.participant, "name": p.after.name} for p in plan.new],
        "changed": [_changed(p) for p in plan.changed],
        "same": plan.same,
        "missing": [{"id": p.participant, "key": p.key, "name": p.name} for p in plan.missing],
        "removed": result.removed if result is not None else 0,
        "webcast": [
            {"line": p.line, "name": p.after.name, "reason": found, "url": webcast_url} for p, found in plan.webcast
        ],
        "faults": [_as_dict(fault) for fault in (*plan.faults, *refused)],
        "warnings": [_as_dict(warning) for warning in plan.warnings],
    }


def _changed(planned: Planned) -> dict[str, Any]:
    changes = [{"field": name, "before": old, "after": new} for name, old, new in planned.changes()]
    return {"line": planned.line, "id": planned.after.participant, "name": planned.after.name, "changes": changes}


def _entry(planned: Planned, found: Any = None) -> ImportEntry:
    changes = tuple(FieldChange(*change) for change in planned.changes())
    who = planned.after.participant if planned.before is not None else None
    return ImportEntry(planned.line, planned.after.name, planned.after.delegation, changes, found, who)


def _fault(fault: RowFault) -> ImportFault:
    is_warning = fault.kind in WARNINGS
    return ImportFault(fault.line, fault.column, fault.value, fault.kind, fault.words, is_warning)


def _as_dict(fault: RowFault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "column": fault.column,
        "value": fault.value,
        "kind": fault.kind,
        "words": fault.words,
    }
