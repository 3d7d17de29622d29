"""Kernels: what they refuse, how they are kept, and that numba is needed only to make them."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="kernels need the extra [fast]")

import llvmlite.binding as llvm
import numpy as np

from dedupe.kernels import building, library
from dedupe.kernels.building import BuildError, build_from
from dedupe.kernels.candidates import first_from
from dedupe.kernels.declaring import Int64s, Kernel, kernel, pack
from dedupe.kernels.index import WORD_BITS, Keys, count_keys
from dedupe.kernels.lcs import lcs, set_pattern
from dedupe.kernels.sorting import COUNTERS, FEW, sort
from dedupe.kernels.terms import write_parities
from dedupe.kernels.texts import count_code_points, hash_texts
from dedupe.pythons import start_python
from dedupe.similarity import longest_common_subsequence

TEXT = np.frombuffer("één".encode(), np.uint8)
PLACES = np.array([0, 2, 5], np.int64)


def test_a_kernel_is_called_like_a_function() -> None:
    counts = np.zeros(3, np.int64)
    assert count_code_points(TEXT, PLACES, counts) is None
    assert counts.tolist() == [0, 1, 3]
    assert count_code_points.__doc__


@pytest.mark.parametrize(
    "places",
    [PLACES.astype(np.int32), PLACES.reshape(1, 3), np.arange(6)[::2]],
    ids=["of another dtype", "of two dimensions", "not in one piece"],
)
def test_an_array_that_machine_code_would_misread_is_refused(places: np.ndarray) -> None:
    with pytest.raises(TypeError, match=r"texts\.count_code_points: places takes an array of int64 in one piece"):
        count_code_points(TEXT, places, np.zeros(3, np.int64))


def test_so_is_a_number_too_few_and_a_tuple_that_is_not_packed() -> None:
    with pytest.raises(ValueError, match="shorter"):
        hash_texts(TEXT, PLACES, PLACES, 0, 1, np.uint64(1))
    one = np.zeros(1, np.int64)
    keys = Keys(one.view(np.uint64), one, one, one.reshape(1, 1), one, np.uint64(0), np.uint64(1))
    rooms = np.zeros(1, np.uint32), one, np.zeros(1, np.int32)
    with pytest.raises(TypeError, match=r"index\.count_keys: keys takes Keys, packed"):
        count_keys(0, 0, keys, *rooms)
    with pytest.raises(TypeError, match=r"keys takes Keys, packed"):
        count_keys(0, 0, pack(of_another_kind()), *rooms)
    count_keys(0, 0, pack(keys), *rooms)
    with pytest.raises(TypeError, match=r"Keys: sizes takes an array of int64"):
        pack(keys._replace(sizes=one.astype(np.int32)))


def of_another_kind() -> object:
    from dedupe.kernels.terms import Order

    return Order(np.zeros(1, np.int32), np.zeros(1, np.uint64), np.zeros(1, np.int64))


@given(st.lists(st.integers(0, 2**31 - 1) | st.integers(0, 300), max_size=3 * FEW))
def test_any_number_of_values_is_sorted(values: list[int]) -> None:
    array, room = np.array([*values, -9], np.int32), np.empty(len(values), np.int32)
    sort(array, len(values), room, np.empty(COUNTERS, np.int32))
    assert array.tolist() == [*sorted(values), -9]


@given(st.lists(st.integers(0, 20)), st.integers(0, 20))
def test_where_enough_begins_is_found(values: list[int], least: int) -> None:
    array = np.array(sorted(values), np.int64)
    assert first_from(array, 0, array.size, least) == np.searchsorted(array, least)


@pytest.mark.parametrize("letters", [3, 40])
@given(st.randoms(use_true_random=False), st.integers(65, 200), st.integers(-3, 3))
@settings(max_examples=15)
def test_what_two_texts_share_is_found_where_it_is_enough(
    letters: int, rng: random.Random, size: int, more: int
) -> None:
    one = [rng.randrange(letters) for _ in range(size)]
    # A stretch from the middle of the one, and something else at one end or both: matches lie aside of the diagonal.
    begin, end = sorted(rng.choices(range(size), k=2))
    others = [[rng.randrange(letters) for _ in range(rng.choice([0, 10, 90]))] for _ in range(2)]
    other = [*others[0], *(word for word in one[begin:end] if rng.random() < 0.9), *others[1]]
    expected = longest_common_subsequence(one, other)
    numbers, slots = np.array(one + other, np.int32), np.zeros(letters, np.int32)
    blocks = -(-size // WORD_BITS)
    room = np.empty(blocks * (size + 1), np.uint64), np.empty(len(other), np.int32), np.empty(blocks, np.uint64)
    set_pattern(numbers, 0, size, slots, room[0])
    least = max(0, expected + more)
    with np.errstate(over="ignore"):
        found = lcs(numbers, size, numbers.size, slots, room[0], blocks, size, *room[1:], least)
    assert found == expected if least <= expected else found < least


MODULE = "module_of_kernels"


def module_with(function: Callable[..., object]) -> ModuleType:
    module = ModuleType(MODULE)
    function.__module__ = module.__name__
    vars(module).update(np=np, made=kernel(function))
    return module


def test_a_kernel_that_needs_something_from_outside_cannot_be_built() -> None:
    def allocates(size: int, sums: Int64s) -> None:
        sums[0] = np.ones(size).sum()

    def divides(numbers: Int64s) -> int:
        return numbers[0] // numbers[1]  # type: ignore[no-any-return]

    with pytest.raises(BuildError, match="NRT_"):
        build_from([module_with(allocates)], {MODULE}, library.target_machine())
    assert MODULE.encode() in build_from([module_with(divides)], {MODULE}, library.target_machine())


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("", id="that is known"),
        pytest.param("from numba.core import codegen; del codegen.JITCodeLibrary", id="without what is replaced"),
        pytest.param("from dedupe.kernels import linking; linking.MAKER = '_other'", id="that keeps it elsewhere"),
    ],
)
def test_they_are_made_with_a_numba(other: str) -> None:
    made = library.finish_build(start_python(f"{other}\n{library.BUILD}", "terms"))
    loaded = llvm.create_mcjit_compiler(llvm.parse_assembly(""), library.target_machine())
    loaded.add_object_file(llvm.ObjectFileRef.from_data(made))
    loaded.finalize_object()
    assert loaded.get_function_address(write_parities.name)


SAYS = "import sys; from dedupe.pythons import streams; answers = streams()[1]; answers.write({}); answers.close()"


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Have kernels kept in two folders of the test, the first of which is none, and made at once."""
    (tmp_path / "blocked").write_text("no folder")
    folders = [tmp_path / "blocked", tmp_path / "kept" / "here"]
    monkeypatch.setattr(library, "folders", lambda: folders)
    monkeypatch.setattr(library, "BUILD", SAYS.format("' '.join(sys.argv[1:]).encode()"))
    return folders


def contents() -> list[bytes]:
    """Return the object files, after they were stored."""
    files = library.object_files()
    library.store_new(files)
    return [file.content for file in files]


def is_built() -> bool:
    return all(library.stored(library.file_name(part)) for part in library.PARTS)


MADE = [" ".join(part).encode() for part in library.PARTS]


def test_they_are_kept_where_that_can_be_done(kept_in: list[Path]) -> None:
    assert not is_built()
    assert contents() == MADE
    assert is_built()
    assert {path.name for path in kept_in[1].iterdir()} == {library.file_name(part) for part in library.PARTS}


def test_a_file_that_was_cut_off_or_changed_is_made_again(kept_in: list[Path]) -> None:
    contents()
    path = kept_in[1] / library.file_name(library.PARTS[1])
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:10], b"", bytes([whole[0] ^ 1]) + whole[1:], whole[:-1] + b"!"):
        path.write_bytes(damaged)
        assert not is_built()
        assert contents() == MADE
        assert path.read_bytes() == whole


def test_where_nothing_can_be_kept_they_are_made_each_time(kept_in: list[Path]) -> None:
    kept_in.pop()
    assert contents() == MADE
    assert not is_built()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")
@pytest.mark.hostile(
    "compiled code that another user put into the cache, or that cannot be loaded",
    "it is not taken, and not kept",
)
def test_only_this_user_reads_what_is_kept_and_what_another_put_there_is_not_taken(
    kept_in: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_in[1].mkdir(parents=True)
    kept_in[1].chmod(0o777)
    assert contents() == MADE
    assert stat.S_IMODE(kept_in[1].stat().st_mode) == 0o700
    assert is_built()
    monkeypatch.setattr(os, "geteuid", lambda: kept_in[1].stat().st_uid + 1)
    assert not is_built()
    kept_in[1].joinpath(library.file_name(library.PARTS[0])).unlink()
    contents()
    assert len(list(kept_in[1].iterdir())) == len(library.PARTS) - 1


@pytest.mark.hostile(
    "compiled code that another user put into the cache, or that cannot be loaded",
    "it is not taken, and not kept",
)
def test_what_cannot_be_loaded_is_not_kept(kept_in: list[Path]) -> None:
    # LLVM raises an error for some, and ends the process for others.
    code = "import pathlib; from dedupe.kernels import library"
    code += f"; library.folders = lambda: [pathlib.Path({str(kept_in[1])!r})]"
    code += f"; library.BUILD = {library.BUILD!r}; library.engine()"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode
    assert not kept_in[1].exists()


ALL_KERNELS = "from dedupe.kernels import library; library.folders = lambda: []; library.engine(); print('done')"


@pytest.mark.hostile(
    "a start of Python that prints, settings of the compiler in the environment or the current folder",
    "other processes have pipes of their own, so all is done as without",
)
def test_what_else_the_process_that_makes_them_prints_or_reads_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os; os.write(1, b'Hello!\\n'); print('Hello!', flush=True)")
    (tmp_path / ".numba_config.yaml").write_text("dump_assembly: 1\n")
    variables = {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]), "NUMBA_DUMP_ASSEMBLY": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ALL_KERNELS],
        env={**os.environ, **variables},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hello!\nHello!\ndone\n", "")


@pytest.mark.usefixtures("kept_in")
@pytest.mark.parametrize(
    ("name", "value"), [("dedupe.kernels.library.BUILD", "raise SystemExit(1)"), ("sys.executable", "/no/python")]
)
def test_where_no_other_process_can_make_them_this_one_does(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name, value)
    monkeypatch.setattr(building, "build", lambda part: b"here: " + " ".join(part).encode())
    assert contents() == [b"here: " + made for made in MADE]


@pytest.mark.parametrize(
    ("path", "said"), [([], b""), ([""], b"found")], ids=["not of this process", "of this process"]
)
def test_what_stands_in_the_current_folder_is_imported_only_if_it_is_on_the_path(
    path: list[str], said: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "of_somebody_else.py").write_text("SAID = b'found'")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*path, *filter(None, sys.path)])
    monkeypatch.setattr(library, "BUILD", SAYS.format("__import__('of_somebody_else').SAID"))
    assert library.finish_build(library.start_build(library.PARTS[0])) == said


def test_kernels_that_changed_or_that_another_compiler_makes_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    before = library.fingerprint()
    changes = (("release_of", lambda _: ["9"]), ("get_data", lambda *_: b""), ("KERNELS", library.KERNELS[:-1]))
    for change in changes:
        with monkeypatch.context() as patched:
            patched.setattr(library, *change)
            library.fingerprint.cache_clear()
            assert library.fingerprint() != before
    library.fingerprint.cache_clear()
    assert library.fingerprint() == before


def test_all_of_them_are_in_the_library() -> None:
    for module in library.KERNELS:
        for value in vars(sys.modules[f"dedupe.kernels.{module}"]).values():
            assert not isinstance(value, Kernel) or library.engine().get_function_address(value.name)


def test_once_they_are_made_numba_is_not_loaded() -> None:
    count_code_points(TEXT, PLACES, PLACES.copy())
    code = (
        "import sys, dedupe\n"
        "dedupe.collapse('One page of text.', engine='compiled')\n"
        "assert 'llvmlite' in sys.modules and 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
