"""What kernels are and take: their annotations say it, and each call is checked against them.

The annotations of a kernel are arrays of one dtype, numbers, and named tuples of those, which are given packed: `pack`
makes of one what machine code takes, once for many calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Int32s = np.ndarray[tuple[int], np.dtype[np.int32]]
Int64s = np.ndarray[tuple[int], np.dtype[np.int64]]
UInt16s = np.ndarray[tuple[int], np.dtype[np.uint16]]
UInt32s = np.ndarray[tuple[int], np.dtype[np.uint32]]
UInt64s = np.ndarray[tuple[int], np.dtype[np.uint64]]
Int64Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
UInt32Table = np.ndarray[tuple[int, int], np.dtype[np.uint32]]

ADDRESS, SIZE, INT64, UINT64, BOOL = "address", "size", "int64", "uint64", "bool"
MACHINE_TYPES = {int: INT64, np.uint64: UINT64, bool: BOOL}

# What one parameter becomes in machine code: the address of an array and its shape, or a number.
Given = list[int]


class Packed(NamedTuple):
    """A named tuple as machine code takes it, and the tuple itself, which keeps the arrays where they are."""

    fields: Any
    given: tuple[int, ...]


class Parameter(NamedTuple):
    """A parameter of a kernel, or a field of one: an array, a number, or what has fields."""

    name: str
    kind: Any

    @property
    def fields(self) -> list[Parameter]:
        """The fields of a named tuple; others have none."""
        return parameters_of(self.kind) if hasattr(self.kind, "_fields") else []

    @property
    def dtype(self) -> np.dtype[Any] | None:
        """The dtype of an array; others have none."""
        arguments = get_args(self.kind)
        return np.dtype(get_args(arguments[1])[0]) if arguments else None

    @property
    def dimensions(self) -> int:
        """How many numbers the shape of an array has."""
        return len(get_args(get_args(self.kind)[0]))

    @property
    def machine_types(self) -> list[str]:
        """What it is in machine code: `ADDRESS` and a `SIZE` for each dimension, `INT64`, `UINT64` or `BOOL`."""
        if self.fields:
            return [kind for field in self.fields for kind in field.machine_types]
        return [MACHINE_TYPES[self.kind]] if self.dtype is None else [ADDRESS, *[SIZE] * self.dimensions]


class Kernel:
    """A function that is called as machine code, with arrays; other threads go on meanwhile."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__

    def __call__(self, *arguments: Any) -> Any:
        """Call the machine code, which is loaded the first time, and compiled if it never was.

        Raises `TypeError` for an array of another dtype or shape, or one that is not in one piece.
        """
        given: Given = []
        for take, argument in zip(self._takers, arguments, strict=True):
            take(argument, given)
        return self._compiled(*given)

    @property
    def parameters(self) -> list[Parameter]:
        """What it takes."""
        return parameters_of(self.function)

    @property
    def returns(self) -> Any:
        """The kind of number that it returns, or `NoneType`."""
        return get_type_hints(self.function)["return"]

    @cached_property
    def _takers(self) -> list[Callable[[Any, Given], None]]:
        return [taker_of(parameter, self.name) for parameter in self.parameters]

    @cached_property
    def _compiled(self) -> Callable[..., Any]:
        from dedupe.kernels.library import load

        return load(self)


def kernel(function: Callable[..., Any]) -> Kernel:
    """Make a function a kernel, which is called from outside."""
    return Kernel(function)


def pack(fields: Any) -> Packed:
    """Return a named tuple as kernels take it."""
    given: Given = []
    kind: Any = type(fields)
    for parameter, value in zip(parameters_of(kind), fields, strict=True):
        taker_of(parameter, kind.__name__)(value, given)
    return Packed(fields, tuple(given))


@cache
def parameters_of(annotated: Any) -> list[Parameter]:
    """Return the parameters of a function, or the fields of a named tuple."""
    hints = get_type_hints(annotated)
    return [Parameter(name, kind) for name, kind in hints.items() if name != "return"]


def taker_of(parameter: Parameter, owner: str) -> Callable[[Any, Given], None]:
    """Return what turns an argument into what machine code takes, after a look at what it is."""
    name, kind, dtype = parameter.name, parameter.kind, parameter.dtype
    if parameter.fields:

        def take_packed(argument: Any, given: Given) -> None:
            if type(argument) is not Packed or type(argument.fields) is not kind:
                raise TypeError(f"{owner}: {name} takes {kind.__name__}, packed")
            given.extend(argument.given)

        return take_packed
    if dtype is None:
        return lambda argument, given: given.append(int(argument))
    dimensions = parameter.dimensions

    def take_array(argument: Any, given: Given) -> None:
        if argument.dtype != dtype or argument.ndim != dimensions or not argument.flags.c_contiguous:
            raise TypeError(f"{owner}: {name} takes an array of {dtype} in one piece, of {dimensions} dimensions")
        given.append(argument.ctypes.data)
        given.extend(argument.shape)

    return take_array
