"""Print docs/cli.md: every command with its options and the exit statuses, from the commands themselves.

    python tools/make_cli_reference.py > docs/cli.md

The pages are made from click's parameters, not from `--help`: that looks different in each release of click and at each
width of the terminal.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module

import click

from dedupe.cli.program import COMMANDS, program
from dedupe.cli.statuses import CLOSED_PIPE, DONE, FAILED, FOUND, INTERRUPTED, SKIPPED

WIDTH = 110
INTRODUCTION = """\
# The command line

Made by `make docs` from the commands themselves; do not edit.

Data goes to stdout. Errors and warnings go to stderr, one line each; so does a summary where stderr is a
terminal, or with `-v`.
"""
PLACES = """\
## Files, folders and stdin

A PATH is a file, a folder, or `-` for stdin. Without any PATH, `collapse` and `find` read stdin if it is piped.

Of a folder, and of the folders in it, the text files are taken, sorted by name. These are passed over: hidden files;
inside a Git repository, what `.gitignore` and `.ignore` name; binary files, in which there is a NUL byte;
[files whose names say that they are no prose](records.md#formats), such as source code; ledgers, `*.dedupe.jsonl`;
symbolic links; and the folder that `-o` names. The summary counts the files and folders that ignore files name, the
binary files, those that are no prose, and the links; `-v` lists them. `--glob` decides over ignore files, and the last
GLOB that matches wins. A file that is named on the command line must be text. One that is no prose by its name comes
out as it went in, with a warning; `--format text` reads it.
"""
CODE = r"--?[a-z][a-z-]*(?: -)?|\[-\.\.\.-\]|\{\+\.\.\.\+\}|(?:PATH|OUTPUT)\.dedupe\.jsonl|NO_COLOR"
STATUSES = f"""\
## Exit status

| status | meaning |
| --- | --- |
| {DONE} | everything was done; `find` exits with it whether or not something was found |
| {FOUND} | `collapse --check` found something that would go, or `index check` something wrong |
| {FAILED} | an error: in the command line, in an input, in a ledger, while writing, or in dedupe itself |
| {SKIPPED} | with `--on-error skip`, some records or files could not be read; the others are done |
| {INTERRUPTED} | interrupted, by Ctrl-C |
| {CLOSED_PIPE} | the reader of stdout has gone, as `head` goes |
| 143, 129 | ended by SIGTERM or SIGHUP, after it was cleaned up |

If one of several inputs cannot be read, the others are done, and the status is {FAILED}. With `--scope corpus` the run
stops: what is a copy depends on all of them.
"""


def reference() -> str:
    """Return the page."""
    context = click.Context(program, info_name="dedupe")
    names = "\n".join(summary(name) for name in COMMANDS)
    pages = [INTRODUCTION, "\n".join(section(program, context, "COMMAND [ARGS]...")) + f"\nThe commands:\n\n{names}\n"]
    for name in COMMANDS:
        command = command_named(name)
        own = click.Context(command, context, name)
        if isinstance(command, click.Group):
            pages.append("\n".join(section(command, own, "COMMAND [ARGS]...")))
            pages += [
                "\n".join(section(sub, click.Context(sub, own, name), arguments(sub), level=3))
                for name, sub in command.commands.items()
            ]
        else:
            pages.append("\n".join(section(command, own, arguments(command))))
    return "\n".join([*pages, PLACES, STATUSES])


def command_named(name: str) -> click.Command:
    """Return a command of the program."""
    command: click.Command = import_module(f"dedupe.cli.{name}").command
    return command


def summary(name: str) -> str:
    """Return the line for a command in the list of commands."""
    return f"- [`dedupe {name}`](#dedupe-{name}): {command_named(name).get_short_help_str(WIDTH)}"


def section(command: click.Command, context: click.Context, operands: str, *, level: int = 2) -> Iterator[str]:
    """Yield the lines on one command: heading, usage, text, options."""
    yield f"{'#' * level} {context.command_path}\n"
    yield f"```\n{context.command_path} [OPTIONS] {operands}\n```\n"
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        yield textwrap.fill(as_markdown(paragraph), WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield item(synopsis(parameter), meaning(parameter))
    yield ""


def arguments(command: click.Command) -> str:
    """Return the arguments of a command as its usage names them."""
    return " ".join(
        parameter.metavar or str(parameter.name).upper()
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    )


def synopsis(option: click.Option) -> str:
    """Return an option's names and what they take: `-o, --output FILE|DIR`."""
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=len))
    taken = value_of(option)
    return names + (taken if taken.startswith("[=") else f" {taken}" if taken else "")


def value_of(option: click.Option) -> str:
    """Return what an option takes; nothing for a flag."""
    if option.is_flag:
        return ""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    return option.type.name.upper()


def meaning(option: click.Option) -> str:
    """Return the help of an option, with its default if the option shows it."""
    text = as_markdown(" ".join((option.help or "").split()))
    if isinstance(option.show_default, str):
        return f"{text} Default: {option.show_default}."
    return f"{text} Default: `{option.default}`." if option.show_default else text


def as_markdown(text: str) -> str:
    """Return a help text with the options, signs and file names in it as code."""
    return re.sub(rf"(?<![\w`-])({CODE})", r"`\1`", text)


def item(names: str, text: str) -> str:
    """Return the entry of a list."""
    return textwrap.fill(
        f"- `{names}`: {text}", WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


if __name__ == "__main__":
    print(reference(), end="")
