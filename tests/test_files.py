"""Files are old or new, never half-written, and what cannot be written is said."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dedupe.errors import InputError, OutputError
from dedupe.formats.atomic import copy_file, write_file
from dedupe.formats.files import make_folder, read_file
from dedupe.formats.reading import Input, Reading, read_all
from dedupe.ledger.appending import append_lines

ROOT = Path(__file__).parent.parent
# So a line of a ledger begins.
LINE = b'{"type": "run"}\n'
WAY_OUT = "choose another place or check its permissions"

posix = pytest.mark.skipif(os.name != "posix", reason="modes, pipes and devices are those of POSIX")
linux = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
not_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write and read what is forbidden"
)


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(path: Path, content: bytes = b"new") -> str:
    with pytest.raises(OutputError) as raised:
        write_file(path, content)
    return str(raised.value)


def limited(code: str, *arguments: Path) -> str:
    """What Python code prints in a process whose files may have 1000 bytes."""
    start = (
        "import resource, sys; from pathlib import Path; from dedupe.errors import OutputError;"
        " from dedupe.ledger.appending import append_lines; from dedupe.formats.atomic import write_file;"
        " path = Path(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    )
    command = [sys.executable, "-c", start + code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, text=True, cwd=ROOT).stdout


def through_pipe(path: Path) -> tuple[threading.Thread, list[bytes]]:
    """A thread that reads a named pipe to its end, and the list that what it read is put in."""
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(path.read_bytes()), daemon=True)
    reader.start()
    return reader, found


@pytest.mark.parametrize("content", [b"", b"new\n", b"\r\n\0\xff" * 100_000])
@pytest.mark.parametrize("old", [None, b"", b"old" * 1000])
def test_a_file_is_written_as_a_whole(tmp_path: Path, old: bytes | None, content: bytes) -> None:
    path = tmp_path / "page.txt"
    if old is not None:
        path.write_bytes(old)
    write_file(path, content)
    assert read_file(path) == content
    assert names(tmp_path) == ["page.txt"]


@posix
@pytest.mark.parametrize("kept", [0o600, 0o644, 0o755, 0o444 | 0o200, 0o4755])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"old")
    path.chmod(kept)
    write_file(path, b"new")
    assert mode(path) == kept


@posix
@pytest.mark.usefixtures("umask")
def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    write_file(tmp_path / "page.txt", b"new")
    append_lines(tmp_path / "ledger", [b"{}\n"])
    assert mode(tmp_path / "page.txt") == mode(tmp_path / "ledger") == 0o640
    assert os.umask(0o027) == 0o027


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root may give files away")
def test_a_replaced_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"old")
    os.chown(path, 12345, 23456)
    path.chmod(0o640)
    write_file(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid, mode(path)) == (12345, 23456, 0o640)


@posix
def test_replacing_a_file_leaves_the_old_one_to_those_who_read_it(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        write_file(path, b"new")
        assert reader.read() == b"old"


@posix
@pytest.mark.parametrize("absolute", [True, False])
def test_a_symbolic_link_stays_one_and_its_file_is_replaced(tmp_path: Path, absolute: bool) -> None:  # noqa: FBT001
    folder = tmp_path / "folder"
    folder.mkdir()
    link, file = tmp_path / "link", folder / "page.txt"
    file.write_bytes(b"old")
    link.symlink_to(file if absolute else "folder/page.txt")
    write_file(link, b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert names(folder) == ["page.txt"]


@posix
def test_a_link_that_leads_nowhere_yet_makes_its_file(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("page.txt")
    write_file(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "page.txt").read_bytes() == b"new"


@posix
def test_links_in_a_circle_are_refused_and_stay(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.symlink_to(two)
    two.symlink_to(one)
    assert refusal(one) == f"{one}: cannot be written (its links go round in a circle); {WAY_OUT}"
    assert one.is_symlink()
    assert two.is_symlink()


@pytest.mark.parametrize("name", ["x" * 255, "é" * 127, "重" * 85, "🙂" * 63, ".hidden", "a b", "-"])
def test_a_name_of_any_length_that_the_system_allows_can_be_replaced(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    try:
        path.write_bytes(b"old")
    except OSError:
        pytest.skip("the system does not allow this name")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert len(names(tmp_path)) == 1


def test_a_path_whose_folder_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    path = tmp_path / "file" / "page.txt"
    message = refusal(path)
    if os.name == "posix":
        assert message == f"{path}: cannot be written (Not a directory); {WAY_OUT}"
    assert (tmp_path / "file").read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_a_path_in_no_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none" / "page.txt"
    assert refusal(path) == f"{path}: cannot be written (No such file or directory); {WAY_OUT}"
    assert names(tmp_path) == []


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert refusal(folder) == f"{folder}: cannot be written (it is a folder); {WAY_OUT}"
    assert names(tmp_path) == ["folder"]


@not_root
def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"old")
    path.chmod(0o444)
    assert refusal(path) == f"{path}: cannot be written (it is read-only); {WAY_OUT}"
    path.chmod(0o644)
    assert path.read_bytes() == b"old"


@not_root
@posix
def test_a_folder_without_permission_to_write_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o555)
    message = refusal(folder / "page.txt")
    folder.chmod(0o755)
    assert message == f"{folder / 'page.txt'}: cannot be written (Permission denied); {WAY_OUT}"


@posix
@pytest.mark.parametrize("size", [1001, 50_000_000])
@pytest.mark.hostile("a file over the limit on the size of files", "an error, the old file, and nothing half-written")
def test_a_file_that_does_not_fit_leaves_the_old_one_and_no_part(tmp_path: Path, size: int) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"old")
    said = limited(f"try: write_file(path, bytes({size}))\nexcept OutputError as error: print(error)", path)
    assert said == f"{path}: cannot be written (File too large); {WAY_OUT}\n"
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["page.txt"]


@linux
def test_a_full_device_is_an_error() -> None:
    assert refusal(Path("/dev/full")) == f"/dev/full: cannot be written (No space left on device); {WAY_OUT}"
    with pytest.raises(OutputError) as raised:
        append_lines(Path("/dev/full"), [b"{}\n"])
    assert str(raised.value) == (
        "/dev/full: the ledger cannot be written (No space left on device), so nothing was changed;"
        " choose another place for it"
    )


@posix
def test_the_null_device_takes_anything_and_stays() -> None:
    write_file(Path("/dev/null"), b"new")
    append_lines(Path("/dev/null"), [b"{}\n"])
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@posix
def test_a_named_pipe_is_written_to_directly_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader, found = through_pipe(pipe)
    write_file(pipe, b"new" * 100_000)
    reader.join(10)
    assert found == [b"new" * 100_000]
    assert pipe.is_fifo()
    assert names(tmp_path) == ["pipe"]


@posix
def test_a_ledger_can_be_a_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader, found = through_pipe(pipe)
    append_lines(pipe, [b"{}\n"])
    reader.join(10)
    assert found == [b"{}\n"]


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="there is no /dev/fd here")
def test_the_pipe_of_a_shell_substitution_is_written_to() -> None:
    read_end, write_end = os.pipe()
    try:
        write_file(Path(f"/dev/fd/{write_end}"), b"new")
        append_lines(Path(f"/dev/fd/{write_end}"), [b"{}\n"])
        assert os.read(read_end, 100) == b"new{}\n"
    finally:
        os.close(read_end)
        os.close(write_end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, LINE),
        (b"", LINE),
        (LINE, LINE * 2),
        (b'{"ty', b'{"ty\n' + LINE),
        (LINE[:-1] + b"\r", LINE[:-1] + b"\r\n" + LINE),
    ],
)
def test_lines_are_appended_and_a_torn_one_is_closed_first(tmp_path: Path, before: bytes | None, after: bytes) -> None:
    ledger = tmp_path / "ledger"
    if before is not None:
        ledger.write_bytes(before)
    append_lines(ledger, [LINE])
    assert ledger.read_bytes() == after
    append_lines(ledger, [b"2\n3\n"])
    assert ledger.read_bytes() == after + b"2\n3\n"
    assert names(tmp_path) == ["ledger"]


@pytest.mark.parametrize("before", [b"\n", b"[1]\n", b"text", b'{"torn', b'{\n"a": 1}'])
def test_nothing_is_appended_to_what_is_no_ledger(tmp_path: Path, before: bytes) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(before)
    with pytest.raises(OutputError) as raised:
        append_lines(ledger, [LINE])
    assert (
        str(raised.value) == f"{ledger}: there is a file that is no ledger, so nothing was changed; choose another name"
    )
    assert ledger.read_bytes() == before


@posix
def test_appending_follows_a_link_that_is_named_and_keeps_the_mode(tmp_path: Path) -> None:
    ledger, link = tmp_path / "ledger", tmp_path / "link"
    ledger.write_bytes(LINE)
    ledger.chmod(0o600)
    link.symlink_to("ledger")
    append_lines(link, [b"2\n"])
    assert link.is_symlink()
    assert (ledger.read_bytes(), mode(ledger)) == (LINE + b"2\n", 0o600)


@posix
def test_an_append_that_does_not_fit_keeps_what_was_there_and_is_closed_by_the_next(tmp_path: Path) -> None:
    ledger, before = tmp_path / "ledger", LINE[:-1].ljust(990, b" ") + b"\n"
    ledger.write_bytes(before)
    said = limited("try: append_lines(path, [b'y' * 99 + b'\\n'])\nexcept OutputError as error: print(error)", ledger)
    assert said == (
        f"{ledger}: the ledger cannot be written (File too large), so nothing was changed;"
        " choose another place for it\n"
    )
    assert ledger.read_bytes().startswith(before)
    append_lines(ledger, [LINE])
    assert ledger.read_bytes().endswith(b"\n" + LINE)


@pytest.mark.parametrize("place", [".", "file/ledger", "none/ledger"])
def test_a_ledger_that_cannot_be_written_is_named_and_nothing_changes(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"old")
    path = tmp_path / place
    with pytest.raises(OutputError) as raised:
        append_lines(path, [b"{}\n"])
    assert str(raised.value).startswith(f"{path}: the ledger cannot be written (")
    assert str(raised.value).endswith("), so nothing was changed; choose another place for it")
    assert names(tmp_path) == ["file"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_file(tmp_path / "none")
    assert str(raised.value) == f"{tmp_path / 'none'}: no such file; check the path"


@posix
def test_a_path_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_file(tmp_path)
    assert str(raised.value) == f"{tmp_path}: cannot be read (Is a directory); check its permissions"


def test_folders_are_made_with_those_around_them(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


@posix
def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(OutputError) as raised:
        make_folder(tmp_path / "file")
    assert str(raised.value) == f"{tmp_path / 'file'}: cannot be made a folder (File exists); choose another place"
    with pytest.raises(OutputError, match="cannot be made a folder"):
        make_folder(tmp_path / "file" / "inner")
    assert (tmp_path / "file").read_bytes() == b"old"


@pytest.mark.parametrize("links", [True, False])
def test_a_copy_is_a_new_file_and_replaces_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:  # noqa: FBT001
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    page, backup = tmp_path / "page.txt", tmp_path / "page.txt.old"
    page.write_bytes(b"old")
    copy_file(page, backup)
    page.write_bytes(b"new")
    with pytest.raises(FileExistsError):
        copy_file(page, backup)
    assert backup.read_bytes() == b"old"
    assert names(tmp_path) == ["page.txt", "page.txt.old"]


@posix
@pytest.mark.parametrize("size", [100, 100_000])
@pytest.mark.hostile("several processes that append to one ledger", "pages stand side by side")
def test_pages_that_several_processes_append_stand_side_by_side(tmp_path: Path, size: int) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(LINE)
    code = (
        "import sys; from pathlib import Path; from dedupe.ledger.appending import append_lines\n"
        "for _ in range(20): append_lines(Path(sys.argv[1]), [sys.argv[2].encode() * int(sys.argv[3]) + b'\\n'] * 3)"
    )
    commands = [[sys.executable, "-c", code, str(ledger), sign, str(size)] for sign in "abc"]
    processes = [subprocess.Popen(command, cwd=ROOT) for command in commands]
    assert [process.wait() for process in processes] == [0, 0, 0]
    lines = ledger.read_bytes().splitlines()[1:]
    assert {line[:1] * size for line in lines} == set(lines)
    assert all(len({*lines[place : place + 3]}) == 1 for place in range(0, len(lines), 3))
    assert len(lines) == 180


def test_the_rest_of_a_file_is_read_whatever_is_buffered(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(bytes(range(1, 256)) * 1000)
    with path.open("rb") as file:
        start = file.read(300)
        assert start + read_all(file) == path.read_bytes()


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="there is no /proc here")
def test_what_the_system_makes_up_is_read_as_well() -> None:
    [record] = Input("/proc/version", Reading()).records()
    assert record.to_bytes() == Path("/proc/version").read_bytes()
