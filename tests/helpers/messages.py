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
}


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
        return st.lists(strategy_for(get_args(kind)[0]), max_size=3).map(tuple)
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


def _bounded(kind: Any, meta: msgspec.Meta) -> st.SearchStrategy[Any]:
    if kind is int:
        return st.integers(int(meta.ge or 0), 2**63 - 1)
    if kind is float:
        return st.floats(meta.ge or 0.0, allow_nan=False, allow_infinity=False)
    return st.text(max_size=meta.max_length)


def _built(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    names = [f.name for f in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else kind.__struct_fields__
    return st.builds(kind, **{name: strategy_for(hints[name]) for name in names})
