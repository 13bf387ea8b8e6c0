"""How much an object holds, all that it refers to included: to see that nothing grows."""

from collections import deque
from collections.abc import Iterator, Mapping
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

_CODE = (type, ModuleType, FunctionType, MethodType, BuiltinFunctionType)
_LEAVES = (str, bytes, bytearray, int, float, complex, type(None), Enum, np.ndarray, *_CODE)


def footprint(*roots: Any) -> int:
    """Count the elements of all containers, and the bytes of all byte strings and arrays, within reach."""
    seen: set[int] = set()
    waiting, total = list(roots), 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        total += _own_size(one)
        waiting += _parts(one)
    return total


def _own_size(one: Any) -> int:
    if isinstance(one, np.ndarray):
        return int(one.nbytes)
    if isinstance(one, bytes | bytearray | str | Mapping | list | tuple | set | frozenset | deque):
        return len(one)
    return 0


def _parts(one: Any) -> Iterator[Any]:
    if isinstance(one, MethodType):
        yield one.__self__
    if isinstance(one, _LEAVES):
        return
    if isinstance(one, Mapping):
        yield from one.keys()
        yield from one.values()
    elif isinstance(one, list | tuple | set | frozenset | deque):
        yield from one
    else:
        yield from vars(one).values() if hasattr(one, "__dict__") else ()
        for kind in type(one).__mro__:
            slots = kind.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if hasattr(one, name):
                    yield getattr(one, name)
