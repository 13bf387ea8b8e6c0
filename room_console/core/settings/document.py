"""The sample file and the settings page, both made from the declarations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta
from msgspec.structs import FieldInfo

from room_console.core.settings.declared import Settings
from room_console.core.settings.section import Section

META_FIELDS = ("ge", "le", "max_length", "description", "extra")
EXAMPLES: dict[str, Any] = {
    "meeting.id": "assembly",
    "meeting.title": "A meeting of the assembly",
    "participants.name": "Anna Keller",
    "participants.delegation": "Switzerland",
    "participants.email": "anna.keller@example.org",
    "hall.patch.booth_inputs": {"en": 2, "fr": 3},
    "hall.patch.floor_input": 1,
    "hall.patch.loudspeakers_output": 1,
    "hall.patch.interpreters_output": 2,
    "hall.patch.prelisten_output": 11,
    "hall.patch.talkback_input": 8,
    "hall.patch.slots.send_output": 3,
    "hall.patch.slots.return_output": 4,
    "hall.patch.slots.return_input": 7,
}
"""What the sample shows where a setting has no default, or an empty one that would say nothing."""

INTRODUCTION = """# Configuration

The core reads one TOML file: `python -m room_console core --config FILE`. A key that does not stand here, or a value
out of bounds, is refused with file, key and reason. `resources/samples/console.toml` is a file to start from.

This page is made by `python -m room_console.core.settings`, the sample by the same with the word `sample` behind it.
"""
SAMPLE_INTRODUCTION = """# Configuration of a room console's core; docs/configuration.md says the same as a page.
# A line that begins with "# name =" shows the default (or an example): take the "# " away to change it.
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as declared; `key` is dotted, without indices."""

    key: str
    kind: str
    default: Any
    sentence: str

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.key.rpartition(".")[2]

    @property
    def is_required(self) -> bool:
        """Tell whether the file must set it."""
        return self.default is NODEFAULT


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file with its settings; `is_list` for one written `[[...]]`."""

    key: str
    sentence: str
    is_list: bool
    settings: tuple[Setting, ...]


def tables() -> list[Table]:
    """List every table in the order of the declarations, the file's top first."""
    return list(_tables(Settings, "", False))


def sentence_about(key: str) -> str:
    """Say what a key takes, and what it is; empty for a key that is none."""
    plain = re.sub(r"\[[^]]*\]", "", key)
    for table in tables():
        for setting in table.settings:
            if setting.key == plain:
                return f"It takes {setting.kind}: {setting.sentence}"
    return ""


def sample() -> str:
    """Write the sample file, which can be used as it is."""
    parts = [SAMPLE_INTRODUCTION]
    for table in tables():
        parts.append("\n".join(_sample_lines(table)) + "\n")
    return "\n".join(parts)


def markdown() -> str:
    """Write the page of all settings."""
    parts = [INTRODUCTION]
    for table in tables():
        rows = [f"| `{s.name}` | {s.kind} | {_default_text(s)} | {s.sentence} |" for s in table.settings]
        head = ["| setting | takes | default | what it is |", "|---|---|---|---|"]
        parts.append("\n".join([f"## {_heading(table)}", "", table.sentence, "", *head, *rows]) + "\n")
    return "\n".join(parts)


def _tables(section: type[Section], key: str, is_list: bool) -> Iterator[Table]:
    inner = []
    settings = []
    for field in msgspec.structs.fields(section):
        path = f"{key}.{field.name}" if key else field.name
        base, meta = _unwrap(field.type)
        below = _section_in(base)
        if (below is not None and meta.description is None) or path == "hall.patch.slots":
            assert below is not None
            inner.append((below, path, get_origin(base) is tuple))
        else:
            settings.append(Setting(path, _kind(base, meta), _default(field), meta.description or ""))
    yield Table(key, " ".join((section.__doc__ or "").split()), is_list, tuple(settings))
    for below, path, is_many in inner:
        yield from _tables(below, path, is_many)


def _default_text(setting: Setting) -> str:
    if setting.is_required:
        return "must be set"
    return "none" if setting.default is None else f"`{_toml(setting.default)}`"


def _heading(table: Table) -> str:
    if not table.key:
        return "The top of the file"
    return f"`[[{table.key}]]`" if table.is_list else f"`[{table.key}]`"


def _sample_lines(table: Table) -> Iterator[str]:
    is_optional = table.key.startswith("hall.patch")
    if table.key:
        yield f"# {table.sentence}"
        yield ("# " if is_optional else "") + _heading(table).strip("`")
    for setting in table.settings:
        yield f"# {setting.sentence} Takes {setting.kind}."
        value = EXAMPLES.get(setting.key, setting.default)
        is_set = setting.key in EXAMPLES and not is_optional
        yield f"{'' if is_set else '# '}{setting.name} = {_toml(value)}"


def _unwrap(annotation: Any) -> tuple[Any, Meta]:
    """Take a type apart: what it is without `Annotated` and `None`, and all that its Metas say."""
    merged: dict[str, Any] = {}
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *metas = get_args(annotation)
            for meta in metas:
                merged = {name: v for name in META_FIELDS if (v := getattr(meta, name)) is not None} | merged
        elif get_origin(annotation) in {Union, UnionType}:
            annotation = next(a for a in get_args(annotation) if a is not type(None))
        else:
            return annotation, Meta(**merged)


def _section_in(base: Any) -> type[Section] | None:
    inner = get_args(base)[0] if get_origin(base) is tuple else base
    return inner if isinstance(inner, type) and issubclass(inner, Section) else None


def _kind(base: Any, meta: Meta) -> str:
    if get_origin(base) is dict:
        return str((meta.extra or {}).get("kind", "a table of language to port"))
    if get_origin(base) is tuple:
        return _kind_of_list(base, meta)
    if issubclass(base, Enum):
        return "one of " + ", ".join(f"`{member.value}`" for member in base)
    if base is bool:
        return "`true` or `false`"
    if base is int:
        unit = (meta.extra or {}).get("unit", "")
        return f"a whole number from {meta.ge} to {meta.le} {unit}".rstrip()
    return f"text of at most {meta.max_length} characters" if meta.max_length else "text"


def _kind_of_list(base: Any, meta: Meta) -> str:
    inner = get_args(base)[0]
    if isinstance(inner, type) and issubclass(inner, Enum):
        return "a list of " + ", ".join(f"`{member.value}`" for member in inner)
    return f"a list of at most {meta.max_length} {'tables' if _section_in(base) is not None else 'values'}"


def _default(field: FieldInfo) -> Any:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return field.default


def _toml(value: Any) -> str:
    """Write a value as TOML: text and numbers as JSON does, tables on one line."""
    if isinstance(value, Section):
        value = msgspec.structs.asdict(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(item)}" for name, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return msgspec.json.encode(value).decode()
