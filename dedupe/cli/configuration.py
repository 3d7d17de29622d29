"""Options from a file: what it may say, and what it sets. What reads TOML is imported for a file that was found."""

# pathlib takes longer to import than a page to collapse.
# ruff: noqa: PTH119

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from dedupe.cli.option_files import OWN, SHARED, File, find_files, is_part_of, read_file
from dedupe.cli.talking import Talk
from dedupe.errors import InputError, OptionError
from dedupe.options import Options, without_effect

COMMANDS = ("collapse", "find")
# A file may be there by chance: it does not decide whether anything is written, nor where, nor what a run is for. The
# last two the command line could not take back.
REFUSED = frozenset(
    {
        "output",
        "in-place",
        "ledger",
        "no-ledger",
        "index",
        "stats",
        "check",
        "diff",
        "all",
        "json",
        "help",
        "quiet",
        "verbose",
    }
)


class Rule(NamedTuple):
    """What the values of an option are in TOML, and what to do about another one."""

    text: str
    kinds: tuple[type, ...]
    way_out: str


YES_OR_NO = Rule("true or false", (bool,), "write it without quotation marks")
WHOLE = Rule("a whole number", (int,), "write one, without quotation marks")
NUMBER = Rule("a number", (int, float), "write one, without quotation marks")
TEXT = Rule("text", (str,), "put it in quotation marks")


def configure(program: click.Group, *, ctx: click.Context, name: str | None, arguments: Sequence[str]) -> None:
    """Let a file set the options of a command that its command line leaves open, if it is one of those with such.

    Raises `InputError` if something is wrong with the file, and `OptionError` if with what it says.
    """
    command = program.get_command(ctx, name) if name in COMMANDS else None
    paths = list(paths_of(ctx.params["config"], no_config=ctx.params["no_config"])) if command else []
    if name is None or command is None or not paths:
        return
    # Parsed without the file first, for what the command line says itself.
    line = command.make_context(name, [*arguments], parent=ctx, resilient_parsing=True)
    if is_given(line, "help"):
        return
    talk = Talk(quiet=line.params["quiet"], verbose=line.params["verbose"])
    file = chosen_file(paths, line, talk) if ctx.params["config"] is None else read_file(paths[0])
    if file is None:
        return
    others = (program.get_command(ctx, other) for other in COMMANDS if other != name)
    settings = list(read_settings(file, line, filter(None, others)))
    defaults = {str(option.name): value for _, option, value in settings}
    given = {name: value for name, value in line.params.items() if is_given(line, name) and value is not None}
    check_together(defaults, given, file)
    # A file is for several commands: not all that it says is about each.
    for idle, _ in without_effect({**defaults, **given}):
        defaults.pop(idle, None)
    ctx.default_map = {name: defaults}
    used = [key for key, option, _ in settings if option in command.params and option.name in {*defaults} - {*given}]
    tell = talk.inform if used and writes_files(line) else talk.note
    tell(f"options from {file.path}: {', '.join(used) or 'none'}")


def paths_of(config: str | None, *, no_config: bool) -> Iterator[str]:
    """Yield the path of the file that the command line names, or else of those that there are, the nearest first."""
    if config is not None and no_config:
        raise OptionError("--config and --no-config exclude each other; give one of them")
    if config is not None:
        yield config
    elif not no_config:
        yield from find_files()


def chosen_file(paths: Iterable[str], line: click.Context, talk: Talk) -> File | None:
    """Return the first of some files that is not part of an input; None if there is none.

    Whoever made the pages of a crawl could otherwise decide what is done with them.
    """
    for path in paths:
        if not is_part_of(path, line.params["paths"]):
            return read_file(path)
        talk.warn(f"{path}: lies in an input, so its options are not used; pass dedupe --config {path} to use them")
    return None


def writes_files(line: click.Context) -> bool:
    """Return whether a command line has files written."""
    from dedupe.formats.reading import STDIN

    return line.params.get("suffix") is not None or line.params.get("output") not in (None, STDIN)


def is_given(line: click.Context, name: str) -> bool:
    """Return whether a parameter is on the command line."""
    return line.get_parameter_source(name) is ParameterSource.COMMANDLINE


# What it says


def read_table(file: File) -> dict[str, Any]:
    """Return the keys and values of a file; raises `InputError` if it is not TOML, or has no place for them."""
    import tomllib

    try:
        document = tomllib.loads(file.content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{file.path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file.path}: not TOML ({error}); correct it, or pass --no-config") from None
    if os.path.basename(file.path) != SHARED:
        return document
    tools = document.get("tool")
    table = tools.get("dedupe") if isinstance(tools, dict) else None
    if not isinstance(table, dict):
        raise InputError(f"{file.path}: no table [tool.dedupe]; add it, or give a file like {OWN}")
    return table


def read_settings(
    file: File, line: click.Context, others: Iterable[click.Command]
) -> Iterator[tuple[str, click.Option, Any]]:
    """Yield each key with its option and value, checked; a key that only one of the others has is good, too."""
    options = options_of(line.command)
    table = read_table(file)
    if any(key.replace("_", "-") not in options for key in table):
        # Only now, as it takes time to load them.
        for other in others:
            options = options_of(other) | options
    seen: dict[str, str] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if isinstance(value, dict):
            place = "at the top" if os.path.basename(file.path) != SHARED else "right below [tool.dedupe]"
            raise OptionError(f"{file.path}: {key!r} is a table; write the keys {place}")
        if name in REFUSED:
            raise OptionError(f"{file.path}: {key!r} cannot be set in a file; give --{name} on the command line")
        if name not in options:
            known = f"; the keys are {', '.join(sorted(options))}"
            raise OptionError(f"{file.path}: unknown key {key!r}{meant(name, options) or known}")
        if name in seen:
            raise OptionError(f"{file.path}: {seen[name]!r} and {key!r} are one key; leave one out")
        seen[name] = key
        yield name, options[name], processed(f"{file.path}: {key}", value, option=options[name], line=line)


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Return the options of a command that a file may set, by their long names without the dashes."""
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    names = {name.removeprefix("--"): option for option in options for name in option.opts if name.startswith("--")}
    return {name: option for name, option in names.items() if name not in REFUSED}


def meant(word: str, known: Iterable[str]) -> str:
    """Return a question for a known word, if one is near; nothing if none is."""
    import difflib

    near = difflib.get_close_matches(word.lower(), known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


# Values


def processed(subject: str, value: object, *, option: click.Option, line: click.Context) -> object:
    """Return a value as the command will have it; raises `OptionError` unless the option takes it."""
    if option.multiple and not isinstance(value, list):
        raise OptionError(f"{subject} must be a list, got {shown(value)}; put it in brackets")
    for each in value if isinstance(value, list) and option.multiple else [value]:
        check_kind(subject, each, option=option)
    try:
        return option.process_value(line, value)
    except click.BadParameter as error:
        raise OptionError(f"{subject}: {error.message.rstrip('.')}") from None


def check_kind(subject: str, value: object, *, option: click.Option) -> None:
    """Raise `OptionError` unless a value is of the kind that the option takes."""
    rule = rule_of(option)
    # `type`, as True is an int to `isinstance`.
    if type(value) not in rule.kinds:
        raise OptionError(f"{subject} must be {rule.text}, got {shown(value)}; {rule.way_out}")
    if isinstance(option.type, click.Choice) and value not in option.type.choices:
        raise OptionError(f"{subject} must be {rule.text}, got {shown(value)}{meant(str(value), option.type.choices)}")


def rule_of(option: click.Option) -> Rule:
    """Return what the values of an option are."""
    if option.is_flag:
        return YES_OR_NO
    if isinstance(option.type, type(click.INT)):
        return WHOLE
    if isinstance(option.type, click.Choice):
        return Rule(f"one of {', '.join(option.type.choices)}", (str,), TEXT.way_out)
    return NUMBER if isinstance(option.type, type(click.FLOAT)) else TEXT


def shown(value: object) -> str:
    """Return a value as TOML has it, long ones by their kind."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return repr(value) if isinstance(value, str) else str(value)


def check_together(defaults: Mapping[str, Any], given: Mapping[str, Any], file: File) -> None:
    """Raise `OptionError` if the options of the run are wrong, and those of the command line alone are not."""
    try:
        check_options({**defaults, **given})
    except OptionError as error:
        try:
            check_options(given)
        except OptionError:
            return  # the command will say it
        raise OptionError(f"{file.path}: {error}") from None


def check_options(values: Mapping[str, Any]) -> None:
    """Raise `OptionError` if there is a rule against these values."""
    from dedupe.formats.text import find_codec

    if values.get("encoding", "auto") != "auto":
        find_codec(values["encoding"])
    idle = dict(without_effect(values))
    Options.of({name: values[name] for name in Options.names() if name in values and name not in idle})  # type: ignore[arg-type]  # named so
