"""What an import would do: each row held against who is registered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from common.model.ids import ParticipantId
from common.model.people import Attendance, Person, Role
from common.model.registration import NO_PLACE, Obstacle, Overflow, RegistrationRules, Source
from room_console.core.meeting.headcount import COUNTED, Headcount, takes_place
from room_console.core.meeting.permissions import AT_BOOTHS
from room_console.core.meeting.registering import FROM_OUTSIDE, obstacle, words_for
from room_console.core.people.faults import FaultKind, RowFault
from room_console.core.people.lookalikes import Lookalikes
from room_console.core.people.reading import ImportRow, Table, free
from room_console.core.settings.people import free_id

FIELDS: Final = tuple(f.name for f in fields(Person) if f.name != "participant")
_KINDS: Final = {
    Obstacle.DEADLINE: ("*", FaultKind.DEADLINE),
    Obstacle.PAGE_CLOSED: ("*", FaultKind.DEADLINE),
    Obstacle.FULL: ("*", FaultKind.FULL),
    Obstacle.ACTIVE_FULL: ("active", FaultKind.ACTIVE_FULL),
    Obstacle.QUOTA: ("attendance", FaultKind.QUOTA),
    Obstacle.EMAIL_TAKEN: ("email", FaultKind.EMAIL_TAKEN),
    Obstacle.KEY_TAKEN: ("key", FaultKind.KEY_TAKEN),
    Obstacle.ROLE: ("role", FaultKind.ROLE_NOT_GIVEN),
    Obstacle.INVALID: ("*", FaultKind.CHARACTERS),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """Who is registered at an instant, and on what terms."""

    people: Mapping[ParticipantId, Person]
    former: frozenset[ParticipantId]
    joined: frozenset[ParticipantId]
    booths: frozenset[str]
    rules: RegistrationRules
    headcount: Headcount
    now_ms: int
    swapped: frozenset[ParticipantId] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """One line that would be taken; `before` is None for somebody new."""

    line: int
    before: Person | None
    after: Person

    def changes(self) -> list[tuple[str, str, str]]:
        """List field, old and new value of what changes."""
        if self.before is None:
            return []
        pairs = ((name, getattr(self.before, name), getattr(self.after, name)) for name in FIELDS)
        return [(name, str(old), str(new)) for name, old, new in pairs if old != new]


@dataclass(slots=True)
class ImportPlan:
    """What would be done, line by line. `missing` are those registered whom the file does not have."""

    new: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    same: int = 0
    missing: list[Person] = field(default_factory=list)
    webcast: list[tuple[Planned, Obstacle]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)

    def free(self) -> None:
        """Let go of the lines, which nobody reads any more. Thread: a worker."""
        free(self.new, self.changed, self.missing, self.webcast, self.faults, self.warnings)


def plan_import(table: Table, now: Registered, source: Source) -> ImportPlan:
    """Compare a table with who is registered. Thread: a worker; `now.headcount` is used up."""
    return _Planner(now, source).plan(table)


class _Planner:
    def __init__(self, now: Registered, source: Source) -> None:
        self._now = now
        self._source = source
        self._plan = ImportPlan()
        self._count = now.headcount
        self._by_email = dict(now.headcount.by_email)
        self._by_key = dict(now.headcount.by_key)
        self._taken = {*now.people, *now.former}
        self._line_of: dict[tuple[str, str], int] = {}
        """Of each key, e-mail address and person in the file, the line that they stood in first."""
        self._alike = Lookalikes(now.people.values())

    def plan(self, table: Table) -> ImportPlan:
        self._plan.faults += table.faults
        self._plan.warnings += table.warnings
        for row in table.rows:
            self._take(row)
        for row in table.faulty:
            self._match(row)
        if table.is_whole:
            self._plan.missing = [p for p in self._now.people.values() if self._is_missing(p)]
        self._plan.faults.sort(key=lambda fault: fault.line)
        return self._plan

    def _is_missing(self, person: Person) -> bool:
        return person.role in FROM_OUTSIDE and ("person", person.participant) not in self._line_of

    def _take(self, row: ImportRow) -> None:
        before, fault = self._match(row)
        if fault is None and before is not None and before.role is Role.OPERATOR:
            fault = row.fault("email", FaultKind.ROLE_NOT_GIVEN, "operators are not altered by a file")
        if fault is not None:
            self._plan.faults.append(fault)
            return
        after = self._where_swapped(row, before) if before else self._newcomer(row.values)
        if before == after:
            self._plan.same += 1
            return
        planned = Planned(row.line, before, after)
        if (fault := self._fault_of(row, before, after)) is not None:
            self._plan.faults.append(fault)
            return
        rules = self._now.rules
        found = obstacle(rules, self._count, before, after, self._source, self._now.now_ms)
        if found in NO_PLACE and before is None and rules.overflow is Overflow.WEBCAST:
            self._plan.webcast.append((planned, found))
        elif found is not None:
            name, kind = _KINDS[found]
            self._plan.faults.append(row.fault(name, kind, words_for(found)))
        else:
            self._keep(row, planned)

    def _where_swapped(self, row: ImportRow, before: Person) -> Person:
        """Put what a row says into the place of what is known, but for where somebody is who said so since."""
        after = _merged(row.values, before)
        if after.attendance is before.attendance or before.participant not in self._now.swapped:
            return after
        words = f"was swapped to {before.attendance} by hand, and stays so: a file does not undo that"
        self._plan.warnings.append(row.fault("attendance", FaultKind.SWAPPED, words))
        return replace(after, attendance=before.attendance)

    def _keep(self, row: ImportRow, planned: Planned) -> None:
        (self._plan.new if planned.before is None else self._plan.changed).append(planned)
        self._count.move(planned.before, planned.after)
        self._taken.add(planned.after.participant)
        before, after = planned.before, planned.after
        if before is None or (before.name, before.delegation) != (after.name, after.delegation):
            for name, kind, words in self._alike.warnings(after):
                self._plan.warnings.append(row.fault(name, kind, words))

    def _match(self, row: ImportRow) -> tuple[Person | None, RowFault | None]:
        """Find whom a row is about: by the key, else by the e-mail address."""
        key, email = row.values.get("key", ""), row.values.get("email", "").casefold()
        if not key and not email:
            words = "has neither key nor e-mail address: the person could not be known again"
            return None, row.fault("email", FaultKind.UNIDENTIFIED, words)
        for name, text, kind in (("key", key, FaultKind.KEY_TWICE), ("email", email, FaultKind.EMAIL_TWICE)):
            first = self._line_of.setdefault((name, text), row.line) if text else row.line
            if first != row.line:
                return None, row.fault(name, kind, f"stands in line {first} already")
        who = self._by_key.get(key) if key else None
        name, kind = ("key", FaultKind.KEY_TWICE) if who is not None else ("email", FaultKind.EMAIL_TWICE)
        who = who or self._by_email.get(email)
        before = self._now.people.get(who) if who is not None else None
        if before is None:
            return None, None
        if key and before.key not in ("", key):
            words = f"belongs to the person with the key {before.key}"
            return None, row.fault("email", FaultKind.EMAIL_TAKEN, words)
        first = self._line_of.setdefault(("person", before.participant), row.line)
        return before, None if first == row.line else row.fault(name, kind, f"is the person of line {first}")

    def _newcomer(self, values: Mapping[str, Any]) -> Person:
        who = free_id(values.get("email", ""), values.get("name", ""), self._taken)
        return _merged(values, Person(ParticipantId(who), "", "", Role.OBSERVER))

    def _fault_of(self, row: ImportRow, before: Person | None, after: Person) -> RowFault | None:
        if not after.name:
            return row.fault("name", FaultKind.NAME_EMPTY, "is empty")
        if after.attendance is Attendance.REMOTE and takes_place(after) and not after.email:
            return row.fault("email", FaultKind.EMAIL_MISSING, "is empty: the code for a remote person goes there")
        if after.role is Role.INTERPRETER and after.booth not in self._now.booths:
            return row.fault("booth", FaultKind.BOOTH, f"is none of {', '.join(sorted(self._now.booths))}")
        if after.role is not Role.INTERPRETER and after.booth:
            return row.fault("booth", FaultKind.BOOTH, "is for interpreters only")
        is_change = before is not None and before.role is not after.role
        if is_change and after.participant in self._now.joined and {before.role, after.role} & AT_BOOTHS:  # type: ignore[union-attr]
            words = "nobody becomes or ceases to be staff or interpreter while joined"
            return row.fault("role", FaultKind.WHILE_JOINED, words)
        return None


def _merged(values: Mapping[str, Any], before: Person) -> Person:
    """Put what a row says into the place of what is known; what it does not say stays."""
    said = {name: value for name, value in values.items() if name != "active"}
    if "role" not in said and "active" in values and before.role in COUNTED:
        said["role"] = Role.DELEGATE if values["active"] else Role.OBSERVER
    return replace(before, **said)
