"""The compiled kernels: made once for this machine, kept in a file, and loaded from there."""

from __future__ import annotations

import ctypes
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import get_data
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import llvmlite
import llvmlite.binding as llvm
import numpy as np

from dedupe.kernels.declaring import ADDRESS, BOOL, INT64, SIZE, UINT64, Kernel

if TYPE_CHECKING:
    from dedupe.pythons import Python

# The modules of kernels, in parts that take about as long to compile.
PARTS = (("search",), ("texts", "words", "index", "terms"))
KERNELS = ("bits", "sorting", "lcs", "candidates", *(module for part in PARTS for module in part))
# What else decides what becomes of them.
BUILT_BY = ("building", "declaring", "linking")
# numba optimises less, as all that comes of it is optimised once more.
SETTINGS = {"NUMBA_OPT": "1", "NUMBA_DISABLE_JIT": "0"}
BUILD = "from dedupe.kernels.building import main; main()"
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
# In seconds: a process that compiles for longer is done without. It takes ten.
PATIENCE = 600.0

logger = logging.getLogger(__name__)
loading = Lock()
# Some modules of kernels.
Part = tuple[str, ...]


class ObjectFile(NamedTuple):
    """The kernels of a part as machine code, and whether that was compiled now."""

    part: Part
    content: bytes
    is_new: bool


def load(kernel: Kernel) -> Callable[..., Any]:
    """Return the machine code of a kernel, as a function of addresses, sizes and numbers."""
    with loading:
        address = engine().get_function_address(kernel.name)
    kinds = [TYPES[kind] for parameter in kernel.parameters for kind in parameter.machine_types]
    return ctypes.CFUNCTYPE(RETURNS[kernel.returns], *kinds)(address)


def get_ready() -> None:
    """Load the kernels, so that they are there when the first is called."""
    with loading:
        engine()


@cache
def engine() -> llvm.ExecutionEngine:
    """Return all kernels in memory, ready to be called.

    Those that were compiled for it are stored after that: one that cannot be loaded may end the process, and would end
    all later ones, too.
    """
    made = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())
    files = object_files()
    for file in files:
        made.add_object_file(llvm.ObjectFileRef.from_data(file.content))
    made.finalize_object()
    store_new(files)
    return made


def object_files() -> list[ObjectFile]:
    """Return the kernels as object files, the stored ones if there are any; else they are compiled."""
    known = {part: stored(file_name(part)) for part in PARTS}
    if None in known.values():
        logger.info("compiling the engine's kernels; this takes about ten seconds, the first time only")
    started = {part: start_build(part) for part, content in known.items() if content is None}
    return [
        ObjectFile(part, content, is_new=False)
        if content
        else ObjectFile(part, finish_build(started.get(part)) or build_here(part), is_new=True)
        for part, content in known.items()
    ]


def store_new(files: Sequence[ObjectFile]) -> None:
    """Store the object files that were compiled now."""
    for file in files:
        if file.is_new:
            store(file_name(file.part), file.content)


def start_build(part: Part) -> Python | None:
    """Start to compile some kernels in a process of its own, beside others, so that numba takes no room in this one."""
    # Where they are stored, nothing is started.
    from dedupe.pythons import start_python

    try:
        return start_python(BUILD, *part, **SETTINGS)
    except OSError:
        return None


def finish_build(python: Python | None) -> bytes:
    """Return what a process has compiled, nothing if it could not, or does not end."""
    from dedupe.pythons import ended_after

    if python is None:
        return b""
    with ended_after(python.process, PATIENCE):
        content = python.answers.read()
        failed = python.process.wait()
    python.close()
    return b"" if failed else content


def build_here(part: Part) -> bytes:
    """Return some kernels, compiled in this process; where Python is part of another program it can start no other."""
    from dedupe.kernels.building import build

    return build(part)


def target_machine() -> llvm.TargetMachine:
    """Return what LLVM is to compile for: the processor that this runs on, with all that it can do."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, jit=True
    )


def file_name(part: Part) -> str:
    """Return the name of the file for some kernels as they are now, the compiler and the processor."""
    return f"{part[0]}-{fingerprint()}.o"


@cache
def fingerprint() -> str:
    """Return what differs where kernels would be compiled to something else."""
    seen = blake2b(digest_size=16)
    for module in (*KERNELS, *BUILT_BY):
        seen.update(get_data(__package__, f"{module}.py") or b"")
    for module in KERNELS:
        # Constants from elsewhere are compiled in.
        values = vars(import_module(f"{__package__}.{module}")).items()
        numbers = sorted((name, int(value)) for name, value in values if isinstance(value, (int, np.integer)))
        seen.update(repr(numbers).encode())
    features = llvm.get_host_cpu_features().flatten()
    seen.update(repr((release_of("numba"), llvmlite.__version__, llvm.get_host_cpu_name(), features)).encode())
    return seen.hexdigest()


def release_of(package: str) -> list[str]:
    """Return what says which release of a package is there; `importlib.metadata` takes 0.02 seconds."""
    spec = find_spec(package)
    site = Path(spec.origin).parents[1] if spec and spec.origin else Path()
    return sorted(path.name for path in site.glob(f"{package}-*.dist-info"))


def stored(name: str) -> bytes | None:
    """Return what is stored under a name, if it is there, whole, and of this user."""
    for folder in folders():
        with suppress(OSError), (folder / name).open("rb") as file:
            if is_of_another(os.fstat(file.fileno())):
                continue
            content = file.read()
            if blake2b(content[CHECK:], digest_size=CHECK).digest() == content[:CHECK]:
                return content[CHECK:]
    return None


def store(name: str, content: bytes) -> None:
    """Store something under a name where that can be done; else it is compiled again the next time."""
    for folder in folders():
        unfinished = folder / f"{name}.{os.getpid()}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if is_of_another(folder.stat()):
                continue
            folder.chmod(0o700)
            unfinished.write_bytes(blake2b(content, digest_size=CHECK).digest() + content)
            unfinished.replace(folder / name)
        except OSError:
            with suppress(OSError):
                unfinished.unlink()
        else:
            return


def is_of_another(status: os.stat_result) -> bool:
    """Return whether something belongs to another user, where there are such."""
    return hasattr(os, "geteuid") and status.st_uid != os.geteuid()


def folders() -> Iterator[Path]:
    """Yield where files can be: with what Python compiles of this package, else in the user's cache."""
    yield FOLDER / "__pycache__" / "compiled"
    from platformdirs import user_cache_path

    yield user_cache_path("dedupe", appauthor=False) / "compiled"
