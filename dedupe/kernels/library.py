"""The compiled kernels: made once for this machine, kept in a file, and loaded from there."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from dedupe.kernels.declaring import ADDRESS, BOOL, INT64, SIZE, UINT64, Kernel

KERNELS = ("bits", "texts", "words", "index", "search", "terms")
# What else decides what becomes of them.
BUILT_BY = ("building", "declaring")
TYPES = {
    ADDRESS: ctypes.c_void_p,
    SIZE: ctypes.c_ssize_t,
    INT64: ctypes.c_int64,
    UINT64: ctypes.c_uint64,
    BOOL: ctypes.c_bool,
}
RETURNS = {int: ctypes.c_int64, bool: ctypes.c_bool, type(None): None}
FOLDER = Path(__file__).parent
# Before the object file in its file stands a hash of it, of so many bytes.
CHECK = 32

loading = Lock()


def load(kernel: Kernel) -> Callable[..., Any]:
    """Return the machine code of a kernel, as a function of addresses, sizes and numbers."""
    with loading:
        address = engine().get_function_address(kernel.name)
    kinds = [TYPES[kind] for parameter in kernel.parameters for kind in parameter.machine_types]
    return ctypes.CFUNCTYPE(RETURNS[kernel.returns], *kinds)(address)


def is_built() -> bool:
    """Return whether the kernels were compiled before, for this machine and as they are now."""
    return stored(file_name()) is not None


@cache
def engine() -> llvm.ExecutionEngine:
    """Return all kernels in memory, ready to be called."""
    machine = target_machine()
    made = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    made.add_object_file(llvm.ObjectFileRef.from_data(object_file()))
    made.finalize_object()
    return made


def object_file() -> bytes:
    """Return the kernels as an object file, the stored one if there is one; else they are compiled, and stored."""
    name = file_name()
    content = stored(name)
    if content is None:
        from dedupe.kernels.building import build

        content = build([import_module(f"{__package__}.{module}") for module in KERNELS], target_machine())
        store(name, content)
    return content


def target_machine() -> llvm.TargetMachine:
    """Return what LLVM is to compile for: the processor that this runs on, with all that it can do."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, jit=True
    )


@cache
def file_name() -> str:
    """Return the name of the file for the kernels as they are now, the compiler and the processor."""
    seen = blake2b(digest_size=16)
    for module in (*KERNELS, *BUILT_BY):
        seen.update(source_of(module))
    for module in KERNELS:
        # Constants from elsewhere are compiled in.
        values = vars(import_module(f"{__package__}.{module}")).items()
        numbers = sorted((name, int(value)) for name, value in values if isinstance(value, (int, np.integer)))
        seen.update(repr(numbers).encode())
    features = llvm.get_host_cpu_features().flatten()
    seen.update(repr((version("numba"), version("llvmlite"), llvm.get_host_cpu_name(), features)).encode())
    return f"kernels-{seen.hexdigest()}.o"


def source_of(module: str) -> bytes:
    """Return the source of a module of this package."""
    found = import_module(__package__).__spec__
    loader: Any = found.loader if found else None
    content: bytes = loader.get_data(str(FOLDER / f"{module}.py"))
    return content


def stored(name: str) -> bytes | None:
    """Return what is stored under a name, if it is there and whole."""
    for folder in folders():
        with suppress(OSError):
            content = (folder / name).read_bytes()
            if blake2b(content[CHECK:], digest_size=CHECK).digest() == content[:CHECK]:
                return content[CHECK:]
    return None


def store(name: str, content: bytes) -> None:
    """Store something under a name where that can be done; else it is compiled again the next time."""
    for folder in folders():
        unfinished = folder / f"{name}.{os.getpid()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(blake2b(content, digest_size=CHECK).digest() + content)
            unfinished.replace(folder / name)
        except OSError:
            with suppress(OSError):
                unfinished.unlink()
        else:
            return


def folders() -> Iterator[Path]:
    """Yield where files can be: with what Python compiles of this package, else in the user's cache."""
    yield FOLDER / "__pycache__"
    from platformdirs import user_cache_path

    yield user_cache_path("dedupe", appauthor=False)
