"""Hypothesis strategies for every message of the protocol, built from its types."""

import dataclasses
import enum
import types
from functools import cache
from typing import Annotated, Any, NewType, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from common.protocol.codec import ClientMessage, ConsoleMessage
from common.protocol.schema import message_classes

SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(max_size=20),
    bool: st.booleans(),
    type(None): st.none(),
    bytes: st.binary(max_size=64),
}


BOUNDS = ("ge", "le", "min_length", "max_length", "pattern")


@cache
def strategy_for(kind: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911
    """Return a strategy for the values of a type as the protocol uses it."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if isinstance(kind, NewType):
        return strategy_for(kind.__supertype__)
    if get_origin(kind) is Annotated:
        return _bounded(*get_args(kind))
    if get_origin(kind) in (Union, types.UnionType):
        return st.one_of([strategy_for(part) for part in get_args(kind)])
    if get_origin(kind) is tuple:
        return _tuples(get_args(kind))
    if get_origin(kind) is dict:
        keys, values = map(strategy_for, get_args(kind))
        return st.dictionaries(keys, values, max_size=3)
    if issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    return _built(kind)


def client_messages() -> st.SearchStrategy[Any]:
    """Return a strategy for what a client may send."""
    return st.one_of([strategy_for(c) for c in message_classes(ClientMessage)])


def console_messages() -> st.SearchStrategy[Any]:
    """Return a strategy for what the console may send."""
    return st.one_of([strategy_for(c) for c in message_classes(ConsoleMessage)])


def least(kind: Any) -> Any:  # noqa: PLR0911
    """Return a value of a type as the protocol uses it, with nothing in it that may be left out."""
    if kind in (int, float, str, bool, bytes):
        return kind()
    if isinstance(kind, NewType):
        return least(kind.__supertype__)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _least_within(*arguments)
    if origin in (Union, types.UnionType):
        return None if type(None) in arguments else least(arguments[0])
    if origin in (tuple, dict):
        return origin()
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    fields: Any = getattr(msgspec.inspect.type_info(kind), "fields", ())
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{f.name: least(hints[f.name]) for f in fields if f.required})


def _least_within(kind: Any, *metas: msgspec.Meta) -> Any:
    longest = max((meta.min_length or 0 for meta in metas), default=0)
    lowest = [meta.ge for meta in metas if meta.ge is not None]
    value = least(kind)
    if isinstance(value, str | bytes):
        return value.ljust(longest, b"x" if isinstance(value, bytes) else "x")  # type: ignore[arg-type]
    if isinstance(value, tuple):
        return tuple(least(get_args(kind)[0]) for _ in range(longest))
    return max([value, *lowest])


def _bounded(kind: Any, *metas: msgspec.Meta) -> st.SearchStrategy[Any]:
    """Return a strategy within the bounds; several, one round the other, hold together."""
    bounds = {name: v for meta in metas for name in BOUNDS if (v := getattr(meta, name)) is not None}
    if kind is int:
        return st.integers(int(bounds.get("ge", 0)), int(bounds.get("le", 2**63 - 1)))
    if kind is float:
        return st.floats(bounds.get("ge", 0.0), bounds.get("le"), allow_nan=False, allow_infinity=False)
    if (pattern := bounds.get("pattern")) is not None:
        return st.from_regex(pattern)
    least, most = bounds.get("min_length", 0), bounds.get("max_length")
    if kind in SIMPLE:
        return (st.binary if kind is bytes else st.text)(min_size=least, max_size=min(most or 64, 64))
    return strategy_for(kind).filter(lambda values: least <= len(values) <= (most or len(values)))


def _tuples(kinds: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    first, *others = kinds
    if others == [...]:
        return st.lists(strategy_for(first), max_size=3).map(tuple)
    return st.tuples(*map(strategy_for, kinds))


def _built(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    names = [f.name for f in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else kind.__struct_fields__
    return st.builds(kind, **{name: strategy_for(hints[name]) for name in names})
