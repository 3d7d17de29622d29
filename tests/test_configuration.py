"""Options from a file: which file, what it may say, and what becomes of mistakes; and the hooks for pre-commit."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from commands import Run, Said, running

from dedupe.cli.configuration import COMMANDS, REFUSED, options_of, processed
from dedupe.cli.option_files import is_part_of
from dedupe.cli.program import program
from dedupe.errors import OptionError

ROOT = Path(__file__).parents[1]
# Each paragraph has five words, and the second stands right behind its equal.
PAGE = "Nobody came to the market.\nThe ferry leaves at noon.\nThe ferry leaves at noon.\n"
FOUND = "page.txt: 1 of 3 paragraphs would go, split into lines\n"
not_on_windows = pytest.mark.skipif(os.name == "nt", reason="files are those of POSIX")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in a repository, with a page that says one thing twice; it is the current one."""
    (tmp_path / ".git").mkdir()
    place = tmp_path / "site" / "pages"
    place.mkdir(parents=True)
    (place / "page.txt").write_text(PAGE)
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def dedupe(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in the current folder."""
    return running(capfd)


def command_named(name: str) -> click.Command:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    return command


def options() -> dict[str, click.Option]:
    """The options that a file may set, by key."""
    return {key: option for name in COMMANDS for key, option in options_of(command_named(name)).items()}


# What a file does


@pytest.mark.parametrize("key", ["min-words", "min_words"])
def test_a_file_sets_options_of_collapse_and_find(folder: Path, dedupe: Run, key: str) -> None:
    assert dedupe("collapse", "--check", "page.txt") == (FOUND, "", 1)
    (folder / "dedupe.toml").write_text(f"{key} = 6\n")
    assert dedupe("collapse", "--check", "page.txt") == ("", "", 0)
    assert dedupe("find", "page.txt") == ("", "", 0)


def test_a_table_of_pyproject_does_the_same(folder: Path, dedupe: Run) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.dedupe]\nmin-words = 6\n')
    assert dedupe("collapse", "--check", "page.txt") == ("", "", 0)


def test_the_command_line_comes_first(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text("min-words = 6\n")
    assert dedupe("collapse", "--check", "--min-words", "5", "page.txt") == (FOUND, "", 1)


def test_a_list_on_the_command_line_takes_the_place_of_that_in_the_file(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text('protect = ["ferry", "market"]\n')
    assert dedupe("collapse", "--check", "page.txt") == ("", "", 0)
    assert dedupe("collapse", "--check", "--protect", "market", "page.txt") == (FOUND, "", 1)


def test_a_key_that_only_another_command_has_is_good(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text('color = "always"\n')
    assert dedupe("collapse", "--check", "page.txt") == (FOUND, "", 1)
    assert "\x1b[" in dedupe("find", "page.txt", "--threshold", "0.1", "--all").out


@pytest.mark.parametrize("key", ['keep-by = "date"', "boilerplate = 2"])
def test_an_option_of_a_file_that_has_no_effect_is_no_error(folder: Path, dedupe: Run, key: str) -> None:
    (folder / "dedupe.toml").write_text(f"{key}\n")
    assert dedupe("collapse", "--check", "page.txt") == (FOUND, "", 1)
    assert dedupe("collapse", "--check", "-v", "page.txt").err == "options from dedupe.toml: none\n"


def test_verbose_says_which_file_was_read_and_for_what(folder: Path, dedupe: Run) -> None:
    (folder.parent / "dedupe.toml").write_text('min-words = 6\nthreads = 1\ncolor = "never"\n')
    note = f"options from {os.path.join(os.pardir, 'dedupe.toml')}: "  # noqa: PTH118 - as it is made
    rest = (
        "page.txt: 0 of 3 paragraphs would go, split into lines\n1 line is equal to an earlier one; see --min-words\n"
    )
    assert dedupe("collapse", "--check", "-v", "page.txt").err == f"{note}min-words, threads\n{rest}"
    assert dedupe("collapse", "--check", "-v", "--min-words", "6", "page.txt").err == f"{note}threads\n{rest}"
    (folder.parent / "dedupe.toml").write_text("")
    assert dedupe("collapse", "--check", "-v", "page.txt").err.startswith(f"{note}none\n")
    assert dedupe("collapse", "--check", "-q", "page.txt").err == ""


@pytest.mark.parametrize("key", sorted(options()))
def test_every_option_takes_its_default_from_a_file(folder: Path, dedupe: Run, key: str) -> None:
    option = options()[key]
    name = next(name for name in COMMANDS if key in options_of(command_named(name)))
    value = () if option.multiple else option.get_default(click.Context(command_named(name)))
    if not isinstance(value, str | int | float | tuple):
        pytest.skip("it has none")
    (folder / "dedupe.toml").write_text(f"{key} = {json.dumps(value)}\n")
    said = dedupe(name, "-v", "page.txt")
    assert said.status == 0
    assert said.err.startswith(f"options from dedupe.toml: {key}\n")


# Which file


def test_the_nearest_file_is_read(folder: Path, dedupe: Run) -> None:
    (folder.parent.parent / "dedupe.toml").write_text("min-words = 6\n")
    assert dedupe("collapse", "--check", "page.txt").status == 0
    (folder.parent / "pyproject.toml").write_text("[tool.dedupe]\n")
    assert dedupe("collapse", "--check", "page.txt").status == 1
    (folder.parent / "dedupe.toml").write_text("min-words = 6\n")
    assert dedupe("collapse", "--check", "page.txt").status == 0
    (folder / "dedupe.toml").write_text("")
    assert dedupe("collapse", "--check", "page.txt").status == 1


@pytest.mark.parametrize(
    "content", ["", "broken", "[tool.dedupes]\n", "[tool.dedupe-x]\nkeep = 1\n", "# [tool.dedupe]\n", '"[tool.dedupe]']
)
def test_a_pyproject_without_the_table_is_passed_over(folder: Path, dedupe: Run, content: str) -> None:
    (folder / "pyproject.toml").write_text(content)
    (folder.parent / "dedupe.toml").write_text("min-words = 6\n")
    assert dedupe("collapse", "--check", "page.txt") == ("", "", 0)


@pytest.mark.parametrize("header", ["[tool.dedupe]", " [ tool . dedupe ] # ours"])
def test_a_table_may_be_written_in_every_way_of_a_table(folder: Path, dedupe: Run, header: str) -> None:
    (folder / "pyproject.toml").write_text(f"{header}\nmin-words = 6\n")
    assert dedupe("collapse", "--check", "page.txt") == ("", "", 0)


def test_no_file_above_the_repository_is_read(folder: Path, dedupe: Run) -> None:
    (folder.parent / "dedupe.toml").write_text("min-words = 6\n")
    (folder / ".git").write_text("gitdir: elsewhere\n")
    assert dedupe("collapse", "--check", "page.txt") == (FOUND, "", 1)
    (folder / "dedupe.toml").write_text("min-words = 6\n")
    assert dedupe("collapse", "--check", "page.txt") == ("", "", 0)


@pytest.mark.usefixtures("folder")
def test_a_folder_of_that_name_is_no_file(dedupe: Run) -> None:
    Path("dedupe.toml").mkdir()
    assert dedupe("collapse", "--check", "page.txt") == (FOUND, "", 1)


@not_on_windows
def test_a_folder_that_is_gone_has_no_file(folder: Path, dedupe: Run) -> None:
    page = folder.parent / "page.txt"
    (folder / "page.txt").rename(page)
    folder.rmdir()
    assert dedupe("collapse", "--check", str(page)).status == 1


def test_no_config_reads_no_file(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text("broken")
    assert dedupe("--no-config", "collapse", "--check", "page.txt") == (FOUND, "", 1)


@pytest.mark.parametrize("name", ["other.toml", "more/pyproject.toml"])
def test_config_names_the_only_file_that_is_read(folder: Path, dedupe: Run, name: str) -> None:
    (folder / "dedupe.toml").write_text("broken")
    (folder / "more").mkdir()
    (folder / name).write_text("[tool.dedupe]\n" * ("pyproject" in name) + "min-words = 6\n")
    assert dedupe("--config", name, "collapse", "--check", "page.txt") == ("", "", 0)


@pytest.mark.parametrize("arguments", ["compare page.txt page.txt", "restore page.txt", "completion zsh"])
def test_other_commands_read_no_file(folder: Path, dedupe: Run, arguments: str) -> None:
    without = dedupe(*arguments.split())
    (folder / "dedupe.toml").write_text("broken")
    assert dedupe(*arguments.split()) == without


@pytest.mark.parametrize("arguments", ["--help", "--version", "collapse --help", "collapse page.txt -h", "find -h"])
def test_help_needs_no_good_file(folder: Path, dedupe: Run, arguments: str) -> None:
    without = dedupe(*arguments.split())
    (folder / "dedupe.toml").write_text("broken")
    assert dedupe(*arguments.split()) == without
    assert without.status == 0


def test_an_operand_that_looks_like_help_is_none(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text("min-words = 6\n")
    (folder / "--help").write_text(PAGE)
    assert dedupe("collapse", "--check", "--", "--help") == ("", "", 0)


@pytest.mark.parametrize("module", ["tomllib", "pathlib", "difflib"])
def test_without_a_file_nothing_is_imported_for_it(folder: Path, module: str) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "dedupe"\n')
    code = (
        "import sys\nknown = set(sys.modules)\nfrom dedupe.cli.option_files import find_files\n"
        f"sys.exit(list(find_files()) != [] or {module!r} in set(sys.modules) - known)"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=False)
    assert process.returncode == 0, process.stderr


# A file inside an input


INSIDE = pytest.mark.hostile(
    "a configuration file inside an input", "it is not used unless `--config` names it, and that is said on stderr"
)


def not_used(path: str) -> str:
    what = f"{path}: lies in an input, so its options are not used"
    return f"dedupe: warning: {what}; pass dedupe --config {path} to use them\n"


@INSIDE
@pytest.mark.parametrize("name", ["dedupe.toml", "pyproject.toml"])
@pytest.mark.parametrize("paths", [".", "../pages", "page.txt NAME", "page.txt inner ../../site"])
def test_a_file_in_an_input_is_not_used(folder: Path, dedupe: Run, name: str, paths: str) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "page.txt").write_text(PAGE)
    (folder / name).write_text("[tool.dedupe]\n" * (name == "pyproject.toml") + "min-words = 6\n")
    said = dedupe("find", *paths.replace("NAME", name).split())
    no_prose = f"dedupe: warning: {name}: not prose by its name (.toml), left as it is; pass --format text to read it\n"
    named = no_prose if "NAME" in paths else ""
    assert said.err == not_used(name) + named
    assert "page.txt:3: copy of line 2" in said.out
    assert dedupe("find", "-q", *paths.replace("NAME", name).split()).err == ""
    assert "page.txt:3: copy" not in dedupe("--config", name, "find", *paths.replace("NAME", name).split()).out
    assert dedupe("--no-config", "find", *paths.replace("NAME", name).split()) == (said.out, named, 0)


@INSIDE
@not_on_windows
def test_a_link_to_an_input_is_that_input(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text("broken")
    (folder.parent / "link").symlink_to(folder)
    assert dedupe("collapse", "--check", "../link").err == not_used("dedupe.toml")


@INSIDE
def test_the_nearest_file_outside_all_inputs_is_used(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text("keep = 'last'\n")
    above = Path(os.pardir, "dedupe.toml")
    above.write_text("min-words = 6\n")
    assert dedupe("collapse", "--check", ".", "-v").err.startswith(
        f"{not_used('dedupe.toml')}options from {above}: min-words\n"
    )


@pytest.mark.usefixtures("folder")
def test_a_file_beside_an_input_is_used() -> None:
    assert not is_part_of("dedupe.toml", ["page.txt", "dedupe"])
    assert is_part_of("dedupe.toml", ["/"])


@pytest.mark.parametrize("target", [["--in-place"], ["-o", "new.txt"]])
def test_the_file_that_is_used_is_named_when_files_are_written(folder: Path, dedupe: Run, target: list[str]) -> None:
    (folder / "dedupe.toml").write_text("min-words = 6\n")
    assert dedupe("collapse", "page.txt", *target) == ("", "options from dedupe.toml: min-words\n", 0)
    assert dedupe("collapse", "page.txt", *target, "-q") == ("", "", 0)
    assert dedupe("collapse", "page.txt", "-o", "-").err == ""
    (folder / "dedupe.toml").write_text('color = "always"\n')
    assert dedupe("collapse", "page.txt", *target) == ("", "", 0)


# Mistakes


def test_no_option_that_a_file_may_set_names_a_file() -> None:
    assert not [key for key, option in options().items() if "FILE" in (option.metavar or "")]


def test_what_is_refused_are_options() -> None:
    parameters = [parameter for name in COMMANDS for parameter in command_named(name).params]
    names = {name.removeprefix("--") for parameter in parameters for name in parameter.opts}
    assert names >= REFUSED


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("key", sorted(REFUSED))
def test_what_is_written_and_where_is_not_for_a_file(folder: Path, dedupe: Run, command: str, key: str) -> None:
    message = f"dedupe: dedupe.toml: {key!r} cannot be set in a file; give --{key} on the command line\n"
    (folder / "dedupe.toml").write_text(f'{key} = "new.txt"\n')
    assert dedupe(command, "page.txt") == ("", message, 2)
    (folder / "dedupe.toml").write_text(f"{key.replace('-', '_')} = true\n")
    assert dedupe(command, "page.txt").status == 2
    assert {path.name for path in folder.iterdir()} == {"dedupe.toml", "page.txt"}


def test_the_page_names_what_is_refused() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    (names,) = re.findall(r"^The same goes for (.*?)\.$", page, re.MULTILINE)
    assert {*re.findall(r"`([\w-]+)`", names), "in-place", "help"} == REFUSED


NUMBER = "write one, without quotation marks"
TEXT = "put it in quotation marks"
MISTAKES = [
    ("treshold = 0.8", "unknown key 'treshold'; did you mean 'threshold'?"),
    ("Min_Word = 6", "unknown key 'Min_Word'; did you mean 'min-words'?"),
    ("min-words = 6\nmin_words = 6", "'min-words' and 'min_words' are one key; leave one out"),
    ("[tool.dedupe]\nmin-words = 6", "'tool' is a table; write the keys at the top"),
    ("[protect]\nx = 1", "'protect' is a table; write the keys at the top"),
    ("min-words = '6'", f"min-words must be a whole number, got '6'; {NUMBER}"),
    ("min_words = 6.0", f"min_words must be a whole number, got 6.0; {NUMBER}"),
    ("min-words = true", f"min-words must be a whole number, got true; {NUMBER}"),
    ("min-words = [6]", f"min-words must be a whole number, got a list; {NUMBER}"),
    ("min-words = 2020-02-02", f"min-words must be a whole number, got 2020-02-02; {NUMBER}"),
    ("min-words = 0", "min_words must be a whole number of words, at least 1, got 0; give 1 or more"),
    (
        "min-words = 30_000",
        "max_words must be a whole number of words, at least 30000, got 20000; give 30000 or more",
    ),
    ("threads = 257", "threads must be 256 or less, got 257; leave it out for one for each processor"),
    ("threshold = '0.8'", f"threshold must be a number, got '0.8'; {NUMBER}"),
    ("threshold = false", f"threshold must be a number, got false; {NUMBER}"),
    ("threshold = 85", "threshold must be above 0 and at most 1, got 85; did you mean 0.85?"),
    ("threshold = nan", "threshold must be above 0 and at most 1, got nan; give a number such as 0.8"),
    ("keep = 'frist'", "keep must be one of first, last, longest, got 'frist'; did you mean 'first'?"),
    ("keep = 'both'", "keep must be one of first, last, longest, got 'both'"),
    ("keep = 1", f"keep must be one of first, last, longest, got 1; {TEXT}"),
    ("color = 'blue'", "color must be one of auto, always, never, got 'blue'"),
    ("encoding = 8", f"encoding must be text, got 8; {TEXT}"),
    ("encoding = 'utf-99'", "encoding must be one that Python knows, got 'utf-99'; try utf-8, latin-1 or cp1252"),
    ("protect = '^x'", "protect must be a list, got '^x'; put it in brackets"),
    ("protect = ['x', 1]", f"protect must be text, got 1; {TEXT}"),
    ("glob = [{}]", f"glob must be text, got a table; {TEXT}"),
    ("threads = 1\nkeep = ", "not TOML (Invalid value (at line 2, column 8)); correct it, or pass --no-config"),
]


@pytest.mark.parametrize(("content", "message"), MISTAKES, ids=[content for content, _ in MISTAKES])
def test_a_mistake_is_one_line_with_file_key_value_and_the_way_out(
    folder: Path, dedupe: Run, content: str, message: str
) -> None:
    (folder / "dedupe.toml").write_text(f"{content}\n")
    assert dedupe("collapse", "page.txt") == ("", f"dedupe: dedupe.toml: {message}\n", 2)


def refuse_seven(_: click.Context, parameter: click.Parameter, value: int) -> int:
    if value == 7:
        raise click.BadParameter("must not be 7; give 8", param=parameter)
    return value


OPTIONS = [
    (click.Option(["--size"], type=click.IntRange(1, 9)), 10, "size: 10 is not in the range 1<=x<=9"),
    (click.Option(["--size"], type=click.IntRange(1, 9)), "9", f"size must be a whole number, got '9'; {NUMBER}"),
    (click.Option(["--size"], type=int, callback=refuse_seven), 7, "size: must not be 7; give 8"),
    (click.Option(["--bar/--no-bar"]), "no", "size must be true or false, got 'no'; write it without quotation marks"),
    (click.Option(["--bar"], count=True), True, f"size must be a whole number, got true; {NUMBER}"),
]


@pytest.mark.parametrize(("option", "value", "message"), OPTIONS)
def test_each_sort_of_option_has_its_values(option: click.Option, value: object, message: str) -> None:
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        processed("size", value, option=option, line=click.Context(program))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        (click.Option(["--size"], type=click.IntRange(1, 9)), 9),
        (click.Option(["--share"], type=click.FloatRange(0, 1)), 1),
        (click.Option(["--bar/--no-bar"]), False),
        (click.Option(["--name"], multiple=True), []),
    ],
)
def test_good_values_are_taken(option: click.Option, value: object) -> None:
    processed("size", value, option=option, line=click.Context(program))


def test_an_unknown_key_that_is_like_none_gets_all_that_there_are(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text("xyzzy = 1\n")
    keys = ", ".join(sorted(options()))
    assert dedupe("find", "page.txt").err == f"dedupe: dedupe.toml: unknown key 'xyzzy'; the keys are {keys}\n"


def test_a_table_in_the_table_is_refused(folder: Path, dedupe: Run) -> None:
    (folder / "pyproject.toml").write_text("[tool.dedupe.collapse]\nmin-words = 6\n")
    message = "dedupe: pyproject.toml: 'collapse' is a table; write the keys right below [tool.dedupe]\n"
    assert dedupe("collapse", "page.txt") == ("", message, 2)


def test_bytes_that_are_no_text_are_an_error(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_bytes(b"# caf\xe9\n")
    assert dedupe("collapse", "page.txt").err == "dedupe: dedupe.toml: not UTF-8 at byte 5; save it as UTF-8\n"


def test_a_byte_order_mark_is_none(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_bytes(b"\xef\xbb\xbfmin-words = 6\n")
    assert dedupe("collapse", "--check", "page.txt") == ("", "", 0)


@pytest.mark.parametrize("content", ["threads = " + "9" * 5000, "protect = " + "[" * 5000])
def test_no_file_is_too_odd_for_an_error_of_its_own(folder: Path, dedupe: Run, content: str) -> None:
    (folder / "dedupe.toml").write_text(content)
    said = dedupe("collapse", "page.txt")
    assert said.err.startswith("dedupe: dedupe.toml: not TOML (")
    assert said.status == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--config no.toml", "no.toml: no such file; check the path"),
        ("--config pyproject.toml", "pyproject.toml: no table [tool.dedupe]; add it, or give a file like dedupe.toml"),
        ("--config x.toml --no-config", "--config and --no-config exclude each other; give one of them"),
        pytest.param(
            "--config .", ".: cannot be read (Is a directory); check it, or pass --no-config", marks=not_on_windows
        ),
    ],
)
def test_a_file_that_is_named_must_be_one(folder: Path, dedupe: Run, arguments: str, message: str) -> None:
    (folder / "pyproject.toml").write_text("tool = 1\n")
    assert dedupe(*arguments.split(), "collapse", "page.txt") == ("", f"dedupe: {message}\n", 2)


def test_the_command_line_can_make_good_what_a_file_says(folder: Path, dedupe: Run) -> None:
    (folder / "dedupe.toml").write_text("min-words = 30_000\n")
    assert dedupe("collapse", "--check", "--max-words", "40000", "page.txt") == ("", "", 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--threshold 85", "--threshold must be above 0 and at most 1, got 85; did you mean 0.85?"),
        ("--threshold x", "Invalid value for '--threshold': 'x' is not a valid float; see dedupe collapse --help"),
        ("--xyzzy", "No such option '--xyzzy'; see dedupe collapse --help"),
    ],
)
def test_a_mistake_on_the_command_line_is_not_that_of_a_file(
    folder: Path, dedupe: Run, arguments: str, message: str
) -> None:
    (folder / "dedupe.toml").write_text("threshold = 0.7\nmin-words = 6\n")
    assert dedupe("collapse", "page.txt", *arguments.split()) == ("", f"dedupe: {message}\n", 2)


# Hooks for pre-commit

HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")


def value_of(hook: str, key: str) -> str:
    """What stands behind a key of a hook."""
    _, _, rest = HOOKS.partition(f"- id: {hook}\n")
    found = re.search(rf"^  {key}: (.*)$", rest.partition("\n- id: ")[0], re.MULTILINE)
    assert found
    return found[1]


def call_hook(hook: str, dedupe: Run, *files: str) -> Said:
    """Call a hook as pre-commit does: the entry, its arguments, the files."""
    name, *arguments = shlex.split(value_of(hook, "entry")) + json.loads(value_of(hook, "args"))
    assert name == "dedupe"
    return dedupe(*arguments, *files)


def test_one_hook_says_what_is_there_twice(folder: Path, dedupe: Run) -> None:
    (folder / "-v.md").write_text("Nothing is said twice here.\n")
    assert call_hook("dedupe-check", dedupe, "page.txt", "-v.md") == (FOUND, "", 1)
    assert (folder / "page.txt").read_text() == PAGE


def test_the_other_hook_takes_it_out_and_leaves_nothing_beside(folder: Path, dedupe: Run) -> None:
    assert call_hook("dedupe", dedupe, "page.txt") == ("", "", 0)
    assert call_hook("dedupe-check", dedupe, "page.txt") == ("", "", 0)
    assert [path.name for path in folder.iterdir()] == ["page.txt"]


def test_the_hooks_read_the_options_of_the_repository(folder: Path, dedupe: Run) -> None:
    (folder.parent / "dedupe.toml").write_text("min-words = 6\n")
    assert call_hook("dedupe-check", dedupe, "page.txt") == ("", "", 0)


@pytest.mark.parametrize("hook", ["dedupe-check", "dedupe"])
def test_the_hooks_leave_alone_what_is_no_prose(hook: str) -> None:
    assert value_of(hook, "types_or") == "[plain-text, markdown]"
    excluded = re.compile(value_of(hook, "exclude"))
    left = ["LICENSE", "docs/licence.txt", "NOTICE.md", "src/CMakeLists.txt", "requirements-dev.txt", "robots.txt"]
    assert all(excluded.search(path) for path in left)
    assert not any(excluded.search(path) for path in ["README.md", "pages/notes.txt", "robots.txt.md"])
