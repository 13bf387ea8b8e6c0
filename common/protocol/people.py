"""For those who prepare the meeting: everyone registered, the rules of registration, imports, keys of other systems."""

from typing import Annotated

import msgspec

from common.model.ids import ParticipantId
from common.model.people import Attendance, Person
from common.model.registration import Applicant, Obstacle, RegistrationRules
from common.protocol.envelope import Count, Message, Request, Title


class ListPeople(Request, frozen=True, tag="list_people"):
    """Staff: everyone as registered, and from now on what changes. Some `PeopleListed`, then `Done`."""


class PeopleListed(Message, frozen=True, tag="people_listed"):
    """Console to who asked with `ListPeople`: these are registered so now; those in `removed` are no more."""

    people: tuple[Person, ...] = ()
    removed: tuple[ParticipantId, ...] = ()


class RegisterPerson(Request, frozen=True, tag="register_person", kw_only=True):
    """Staff: register somebody. Answered by `PersonKept` or `Refused`."""

    applicant: Applicant


class AlterPerson(Request, frozen=True, tag="alter_person", kw_only=True):
    """Staff: correct what is known of somebody, all of it. Answered by `PersonKept` or `Refused`."""

    person: Person


class PersonKept(Message, frozen=True, tag="person_kept"):
    """Console to who asked: the person is registered so; or, with `webcast_url`, sent there for want of a place."""

    ref: int
    participant: ParticipantId | None
    webcast_url: str = ""


class RemovePerson(Request, frozen=True, tag="remove_person", kw_only=True):
    """Staff: take somebody off the list: link and legs close, the token is void. Answered by `Done` or `Refused`."""

    participant: ParticipantId


class SwapAttendance(Request, frozen=True, tag="swap_attendance", kw_only=True):
    """The person themselves, or staff: in the hall or elsewhere. Answered by `Done` or `Refused` (`no_place`)."""

    participant: ParticipantId
    attendance: Attendance


class SetRegistration(Request, frozen=True, tag="set_registration", kw_only=True):
    """Staff: deadline, limits, quotas, overflow. Answered by `Done` or `Refused` (`malformed`)."""

    registration: RegistrationRules


class Registration(Message, frozen=True, tag="registration"):
    """Console to those who prepare, at their entry and when it changes."""

    registration: RegistrationRules


class UploadPeople(Request, frozen=True, tag="upload_people", kw_only=True):
    """Staff: a piece of a CSV file, 44 kB at most, the first at `offset` 0, each where the last one ended.

    Answered by `Done`; the last one by some `ImportEntries` and then `ImportPreview`. A file is 2 MiB at most.
    """

    offset: Count
    data: bytes
    """In Base64 (RFC 4648, section 4)."""
    is_last: bool = False


class FieldChange(msgspec.Struct, frozen=True):
    """One field of a person, before and after."""

    field: str
    before: str
    after: str


class ImportEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a line of the file would do. `line` counts from 1, the header's; 0 for who is missing in the file."""

    line: int
    name: str
    delegation: str
    changes: tuple[FieldChange, ...] = ()
    obstacle: Obstacle | None = None
    """For who is sent to the webcast: why."""
    participant: ParticipantId | None = None


class ImportFault(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong with a line, or worth a look. `kind` is one of those that docs/registration.md lists."""

    line: int
    column: str
    value: str
    kind: str
    words: str
    is_warning: bool = False


class ImportEntries(Message, frozen=True, tag="import_entries"):
    """Console to who uploads, 200 at most of all kinds: what would be done."""

    new: tuple[ImportEntry, ...] = ()
    changed: tuple[ImportEntry, ...] = ()
    missing: tuple[ImportEntry, ...] = ()
    webcast: tuple[ImportEntry, ...] = ()
    faults: tuple[ImportFault, ...] = ()


class ImportPreview(Message, frozen=True, tag="import_preview"):
    """Console to who uploads: how many there are of each kind; nothing has changed yet. `plan` is asked for by."""

    ref: int
    plan: int
    new: int
    changed: int
    same: int
    missing: int
    webcast: int
    faults: int
    warnings: int
    encoding: str
    delimiter: str


class ApplyImport(Request, frozen=True, tag="apply_import", kw_only=True):
    """Staff: do what was shown. Answered by `ImportDone`, or `Refused` (`not_found`: too old; `malformed`: faults).

    With `is_partial` lines with faults are passed over; with `removes_missing` who is not in the file is taken off.
    """

    plan: int
    is_partial: bool = False
    removes_missing: bool = False


class ImportDone(Message, frozen=True, tag="import_done"):
    """Console to who asked: so many lines were carried out, people taken off, sent to the webcast, passed over."""

    ref: int
    done: int
    removed: int
    webcast: int
    refused: int
    same: int


class MakeApiKey(Request, frozen=True, tag="make_api_key", kw_only=True):
    """Staff: a key by which another system may import people over HTTP. Answered by `ApiKeyMade`."""

    label: Annotated[Title, msgspec.Meta(min_length=1)]


class ApiKeyMade(Message, frozen=True, tag="api_key_made"):
    """Console to who asked, once: the key is kept only as a hash."""

    ref: int
    key: str


class RevokeApiKey(Request, frozen=True, tag="revoke_api_key", kw_only=True):
    """Staff: this key opens nothing from now on. Answered by `Done`."""

    id: str


class ApiKeyInfo(msgspec.Struct, frozen=True):
    """What is known of a key. Instants since the Unix epoch, UTC; None was never used."""

    id: str
    label: str
    made_at_ms: int
    used_at_ms: int | None = None


class ApiKeys(Message, frozen=True, tag="api_keys"):
    """Console to those who prepare, at their entry and when it changes."""

    keys: tuple[ApiKeyInfo, ...]
