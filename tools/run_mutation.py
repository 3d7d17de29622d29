"""Change the code in small ways, one at a time, and see whether a test fails: `make mutation`.

The changes are those of mutmut; `docs/mutation.md` gets the table, and has a reason for each change that no test
notices. All of it is done to a copy in a temporary folder. Of the modules, only those named are done, or else all:

    python tools/run_mutation.py words ledger/restoring
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import ndiff
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import hypothesis
import libcst
import pytest
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- made by tools/run_mutation.py -->\n", "<!-- end -->\n"
HEAD = "| module | changes | noticed | not noticed | noticed, in % |\n| --- | --- | --- | --- | --- |\n"
LEAST_PERCENT = 90
# What is not needed of the project, or would carry something from one run to the next.
NOT_COPIED = (".git", ".venv", ".hypothesis", ".*_cache", "benchmarks", "build", "dist")
# Hypothesis is imported by then, so its assertions stay as they are.
OPTIONS = ("-xq", "-pno:cacheprovider", "--hypothesis-profile=mutation", "-Wignore::pytest.PytestAssertRewriteWarning")
# Tests with these words in their names are slow, and hold the engines.
SLOW = ("machine_word", "hundred_thousand", "many_thousand", "neither_keys", "any_text", "crowd")
# Imported once, not for each change.
SLOW_IMPORTS = ("click", "numba", "numpy", "pyarrow.parquet", "rapidfuzz.distance")
MOST_MEMORY = 8 << 30

# The tests that hold a module, in the order in which they are run: those that fail soonest first.
TESTS = {
    "paragraphs": ("paragraphs", "splitting", "cutting", "collapsing"),
    "splitting/splits": ("splitting", "cutting", "collapsing"),
    "splitting/blocks": ("splitting", "cutting", "collapsing"),
    "splitting/mail": ("splitting",),
    "splitting/detecting": ("layout", "splitting"),
    "lines": ("lines", "splitting", "cutting"),
    "words": ("words", "compiled"),
    "signatures": ("signatures", "matching"),
    "matching": ("fates", "collapsing", "streams", "bulk", "matching"),
    "collapsing/groups": ("collapsing", "fates", "streams"),
    "collapsing/fates": ("fates", "collapsing", "streams", "targets"),
    "collapsing/cutting": ("cutting", "collapsing", "restoring"),
    "collapsing/trials": ("cutting",),
    "ledger/restoring": ("restoring", "ledger", "histories"),
}


class Mutant(NamedTuple):
    """A changed module, and which lines of it are others."""

    code: str
    change: str


def main(names: Sequence[str]) -> int:
    """Run the tests on each changed module; returns 1 if too many go unnoticed, or one without a reason."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / ROOT.name
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        enter(copy)
        held = [is_held(copy, name) for name in names or TESTS]
    return 0 if all(held) else 1


def is_held(copy: Path, name: str) -> bool:
    """Run the tests on each way to change a module, write down and say what came of it, and return whether it is good.

    The reasons are read from the page as it is now.
    """
    mutants = list(make_mutants((copy / "dedupe" / f"{name}.py").read_text(encoding="utf-8")))
    survivors = [mutant.change for mutant in find_survivors(copy, name, mutants)]
    percent = 100 * (len(mutants) - len(survivors)) // len(mutants)
    row = f"| `{name}` | {len(mutants)} | {len(mutants) - len(survivors)} | {len(survivors)} | {percent} |"
    write_row(name, row)
    reasons = [change for module, change in explained_changes(PAGE.read_text(encoding="utf-8")) if module == name]
    unexplained = [change for change in survivors if change not in reasons]
    print(row)
    for change in unexplained:
        print(f"\nnot noticed, and no reason in {PAGE.name}:\n{change}")
    for change in reasons:
        if change not in survivors:
            print(f"\nnoticed, so {PAGE.name} needs no reason:\n{change}")
    print(flush=True)
    return percent >= LEAST_PERCENT and not unexplained


def enter(copy: Path) -> None:
    """Let this process, and those that tests start, find the package in the copy and nowhere else."""
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    # The same examples each time, and none kept; to find the smallest one that fails would take long.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutation", derandomize=True, database=None, deadline=None, phases=phases)
    sys.dont_write_bytecode = True
    for module in SLOW_IMPORTS:
        import_module(module)


def make_mutants(code: str) -> Iterator[Mutant]:
    """Yield each way to change a module, once."""
    visitor = MutationVisitor(mutation_operators, IgnoredCode(set(), set(), set()))
    module = MetadataWrapper(libcst.parse_module(code)).visit(visitor)
    known = {code}
    for mutation in visitor.mutations:
        changed = deep_replace(module, mutation.original_node, mutation.mutated_node)
        if isinstance(changed, libcst.Module) and changed.code not in known:
            known.add(changed.code)
            yield Mutant(changed.code, describe(code, changed.code))


def describe(before: str, after: str) -> str:
    """Return the lines that differ, the old ones after `-` and the new ones after `+`."""
    lines = ndiff(before.splitlines(), after.splitlines())
    return "\n".join(line[:2] + line[2:].strip() for line in lines if line[:1] in {"-", "+"})


def find_survivors(copy: Path, name: str, mutants: Sequence[Mutant]) -> Iterator[Mutant]:
    """Yield the mutants of a module that no test notices."""
    path = copy / "dedupe" / f"{name}.py"
    tests = [f"dedupe/{name}.py", *(f"tests/test_{test}.py" for test in TESTS[name])]
    arguments = [*OPTIONS, f"-k not ({' or '.join(SLOW)})", *tests]
    code = path.read_text(encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{name}.*.pyc"):
        compiled.unlink()
    begin = time.monotonic()
    if not tests_pass(arguments, 600):
        sys.exit(f"{name}: its tests fail without a change")
    limit = 3 * (time.monotonic() - begin) + 5
    for mutant in mutants:
        path.write_text(mutant.code, encoding="utf-8")
        if tests_pass(arguments, limit):
            yield mutant
    path.write_text(code, encoding="utf-8")


def tests_pass(arguments: Sequence[str], seconds: float) -> bool:
    """Run tests in a process of their own; one that takes too long fails."""
    process = os.fork()
    if not process:
        try:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            signal.setitimer(signal.ITIMER_REAL, seconds)
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nowhere, stream)
            os._exit(pytest.main(list(arguments)))
        finally:
            os._exit(1)
    try:
        _, status = os.waitpid(process, 0)
    finally:
        with suppress(ProcessLookupError):  # it, when interrupted, or what it started
            os.killpg(process, signal.SIGKILL)
    return status == 0


def explained_changes(page: str) -> Iterator[tuple[str, str]]:
    """Yield each change that has a reason on the page, with its module: that of the heading that it stands under."""
    for section in page.split("\n## `")[1:]:
        for block in re.findall(r"^```diff\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
            for change in block.strip().split("\n\n"):
                yield section.partition("`")[0], change


def write_row(name: str, row: str) -> None:
    """Put a row into the table, for that of the same module if there is one."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = {line.split("`")[1]: line for line in table.splitlines() if "`" in line} | {name: row}
    lines = "\n".join(rows[known] for known in TESTS if known in rows)
    PAGE.write_text(f"{before}{BEGIN}{HEAD}{lines}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
