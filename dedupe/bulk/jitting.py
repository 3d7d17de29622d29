"""How all kernels are compiled, and what they hash with."""

from __future__ import annotations

import numba as nb
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

jit = nb.njit(cache=True, nogil=True)
inlined = nb.njit(cache=True, nogil=True, inline="always")

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
FINISHER = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)
# The halves of a number, where two are held in one; in a hash table the upper one is a tag.
LOWER = np.uint64(0xFFFFFFFF)
TAG = np.uint64(0xFFFFFFFF00000000)


@intrinsic
def popcount(_typing_context, value):
    """Return how many bits are set."""

    def generate(_context, builder, _signature, arguments):
        return builder.ctpop(arguments[0])

    return value(value), generate


@intrinsic
def prefetch(_typing_context, array, index):
    """Have a place of an array brought into the cache, while other work goes on."""

    def generate(context, builder, signature, arguments):
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        # To be read, often, and of data: the last three are what the instruction takes.
        builder.call(builder.module.declare_intrinsic("llvm.prefetch", [byte], kind), [place, *map(number, (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, index), generate
