"""Kernels to machine code, by numba: an object file for some modules of them, which needs nothing from outside.

Each kernel gets an entry that takes addresses and sizes, a `cfunc`, and what numba makes of all of them is optimised as
a whole. There it comes out that no kernel raises or allocates anything, and what numba has for that goes: so the
object file is loaded without numba.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import count
from types import FunctionType, ModuleType
from typing import Any

import llvmlite.binding as llvm
import numba as nb
from llvmlite import ir
from numba import types
from numba.core.compiler_lock import global_compiler_lock
from numba.extending import intrinsic
from numba.np import arrayobj

from dedupe.kernels import bits, library
from dedupe.kernels.declaring import ADDRESS, BOOL, INT64, SIZE, UINT64, Kernel, Parameter
from dedupe.pythons import streams

TYPES = {ADDRESS: types.voidptr, SIZE: types.intp, INT64: types.int64, UINT64: types.uint64, BOOL: types.boolean}
RETURNS = {int: types.int64, bool: types.boolean, type(None): types.void}
# Nothing is divided by 0, and nothing is called from Python but the entries.
OPTIONS = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
# What numba calls for each index of an array.
FIX_INDEX = "fix_integer_index"
# Of LLVM's levels the one that puts functions into those that call them, where counting of references is seen to come
# to nothing, and the one that makes fast code of what is left; where it has not seen through all, it runs again.
INLINING, FULL = 1, 3
MOST_ROUNDS = 3
# What the C library has, and LLVM makes of loops that fill or copy.
PROVIDED = {"memcpy", "memmove", "memset"}


class BuildError(Exception):
    """A kernel needs something from outside: it raises, allocates, or calls what is no kernel."""


def main() -> None:
    """Answer with the object file of the kernels of the modules that are named, in a process of its own."""
    _, answers = streams()
    # A numba that is built in another way than those that are known compiles as usual.
    with suppress(ImportError, AttributeError):
        from dedupe.kernels.linking import only_link

        only_link()
    with answers:
        answers.write(build(sys.argv[1:]))


def build(modules: Iterable[str]) -> bytes:
    """Return the object file with the kernels of some modules of this package, each under its name."""
    every = [import_module(f"{__package__}.{module}") for module in library.KERNELS]
    return build_from(every, {f"{__package__}.{module}" for module in modules}, library.target_machine())


def build_from(modules: Iterable[ModuleType], wanted: Container[str], machine: llvm.TargetMachine) -> bytes:
    """Return the object file with the kernels of those modules that are wanted; they may call all others.

    Raises `BuildError` if one of them needs what is in none of the modules.
    """
    compiled, whole = Compiled(modules), llvm.parse_assembly("")
    kernels = [kernel for kernel in compiled.kernels if kernel.__module__ in wanted]
    with indices_from_the_start():
        for kernel in kernels:
            entry = nb.cfunc(entry_signature(kernel), **OPTIONS)(make_entry(kernel, compiled.of(kernel.function)))
            part = llvm.parse_assembly(entry.inspect_llvm())
            part.get_function(entry.native_name).name = kernel.name
            whole.link_in(part)
    optimise(whole, {kernel.name for kernel in kernels}, machine)
    return bytes(machine.emit_object(whole))


@contextmanager
def indices_from_the_start() -> Iterator[None]:
    """Have numba take every index as it is, while nothing else is compiled: none of a kernel counts from the end.

    It would look at each for whether it is negative: a fourth of the machine code, a tenth of the time. A numba that
    does so elsewhere still does, and all comes out the same.
    """
    with global_compiler_lock:
        usual = getattr(arrayobj, FIX_INDEX, None)
        setattr(arrayobj, FIX_INDEX, take_index)
        try:
            yield
        finally:
            setattr(arrayobj, FIX_INDEX, usual)


def take_index(context: Any, builder: Any, kind: Any, index: Any, *_: Any) -> Any:
    """Return an index as wide as addresses are."""
    return context.cast(builder, index, kind, types.intp if kind.signed else types.uintp)


class Compiled:
    """The functions of some modules as numba compiles them, each where the others call it by its name."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self._spaces = {module.__name__: dict(vars(module)) for module in modules}
        self._found: dict[Callable[..., Any], Any] = {bits.popcount: popcount, bits.prefetch: prefetch}
        self.kernels: list[Kernel] = []
        for module, space in self._spaces.items():
            for name, value in space.items():
                if isinstance(value, Kernel) and value.__module__ == module:
                    self.kernels.append(value)
                function = value.function if isinstance(value, Kernel) else value
                if isinstance(function, FunctionType) and function.__module__ in self._spaces:
                    space[name] = self.of(function)

    def of(self, function: Callable[..., Any]) -> Any:
        """Return a function for numba."""
        if function not in self._found:
            there = FunctionType(function.__code__, self._spaces[function.__module__], function.__name__)
            self._found[function] = nb.njit(there, **OPTIONS)
        return self._found[function]


def entry_signature(kernel: Kernel) -> Any:
    """Return the types of an entry."""
    kinds = [kind for parameter in kernel.parameters for kind in parameter.machine_types]
    return RETURNS[kernel.returns](*(TYPES[kind] for kind in kinds))


def make_entry(kernel: Kernel, function: Any) -> Callable[..., Any]:
    """Return a function that takes addresses and sizes, and calls another one with the arrays that they are."""
    names = map("a{}".format, count())
    space: dict[str, Any] = {"carray": nb.carray, "function": function}
    taken: list[str] = []

    def take(parameter: Parameter) -> str:
        own = [next(names) for _ in parameter.machine_types] if not parameter.fields else []
        taken.extend(own)
        if parameter.fields:
            space[parameter.kind.__name__] = parameter.kind
            return f"{parameter.kind.__name__}({', '.join(map(take, parameter.fields))})"
        if parameter.dtype is None:
            return own[0]
        space[parameter.dtype.name] = parameter.dtype.type
        return f"carray({own[0]}, ({', '.join(own[1:])},), {parameter.dtype.name})"

    call = f"function({', '.join(map(take, kernel.parameters))})"
    exec(f"def entry({', '.join(taken)}):\n    return {call}", space)  # noqa: S102 - all of it is written here
    made: Callable[..., Any] = space["entry"]
    return made


def optimise(whole: llvm.ModuleRef, entries: set[str], machine: llvm.TargetMachine) -> None:
    """Compile a module as a whole, of which nothing is called from outside but its entries."""
    for value in (*whole.functions, *whole.global_variables):
        if not value.is_declaration and value.name not in entries:
            value.linkage = "internal"
    run_passes(whole, machine, INLINING)
    for _ in range(MOST_ROUNDS):
        run_passes(whole, machine, FULL)
        missing = missing_in(whole)
        if not missing:
            return
    raise BuildError(f"kernels need what is not in them: {', '.join(missing)}")


def run_passes(whole: llvm.ModuleRef, machine: llvm.TargetMachine, level: int) -> None:
    """Have a module optimised, and counting of references that comes to nothing taken out."""
    passes = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=level))
    manager = passes.getModulePassManager()
    manager.add_refprune_pass()
    manager.run(whole, passes)


def missing_in(whole: llvm.ModuleRef) -> list[str]:
    """Return the names of what a module needs from outside that is not there when its object file is loaded."""
    needed = {value.name for value in (*whole.functions, *whole.global_variables) if value.is_declaration}
    return sorted(name for name in needed - PROVIDED if not name.startswith("llvm."))


@intrinsic
def popcount(_typing_context: Any, value: Any) -> Any:
    """Return how many bits are set, by an instruction."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return value(value), generate


@intrinsic
def prefetch(_typing_context: Any, array: Any, index: Any) -> Any:
    """Have a place of an array brought into the cache, by an instruction."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        # To be read, often, and of data: the last three are what the instruction takes.
        builder.call(builder.module.declare_intrinsic("llvm.prefetch", [byte], kind), [place, *map(number, (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, index), generate
