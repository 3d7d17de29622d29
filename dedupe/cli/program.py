"""The program: its commands, loaded when they are called, and what becomes of their errors."""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

import click
from click.exceptions import NoArgsIsHelpError

from dedupe.cli.configuration import configure
from dedupe.cli.statuses import CLOSED_PIPE, DONE, FAILED, INTERRUPTED, SIGNALLED
from dedupe.cli.talking import say, stderr, told
from dedupe.errors import DedupeError

COMMANDS = ("collapse", "find", "compare", "restore", "index", "completion")
COLLECTED = 100_000  # objects after which cycles are searched for
COMPLETE = "_DEDUPE_COMPLETE"  # shells that ask for what may come next set it


class Commands(click.Group):
    """The commands by name; each module is imported when its command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order in which a user meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"dedupe.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return a command's name, the command and its arguments, after a file has set what it may set."""
        name, command, arguments = super().resolve_command(ctx, args)
        if not ctx.resilient_parsing:
            configure(self, ctx=ctx, name=name, arguments=arguments)
        return name, command, arguments


def print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version, which is looked up only now: that takes longer than collapsing a page."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        from dedupe.cli.printing import print_line

        print_line(f"dedupe {version('dedupe-paragraphs')}")
        ctx.exit()


def print_help(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the help of the command."""
    if value and not ctx.resilient_parsing:
        from dedupe.cli.printing import print_line

        print_line(ctx.get_help())
        ctx.exit()


# Click's own help option looks for translations of its text, and so loads the locale: 1.5 ms for each start.
help_option = click.option(
    "-h",
    "--help",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_help,
    help="Show this message and exit.",
)


@click.group(cls=Commands, add_help_option=False)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help="Show the version and exit.",
)
@click.option("--config", metavar="FILE", help="Take options from this file, not from a dedupe.toml or pyproject.toml.")
@click.option("--no-config", is_flag=True, help="Take options from no file.")
@help_option
def program(**_: object) -> None:
    """Find and collapse near-duplicate paragraphs in scraped documents.

    Copies are removed. Siblings stay: they differ in a name, a number or a "not". Every removal can be put back, byte
    for byte.
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the program and exit with one of the `statuses`."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # Hardly anything here makes cycles; to look for them less often saves a tenth of the start with a large text.
    gc.set_threshold(COLLECTED)
    open_streams()
    catch_signals()
    # numpy would start threads for products of matrices, of which there are none here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    status = flush(run(arguments))
    # What is left goes with the process, and is not to be searched for cycles: 0.05 seconds after a large text.
    gc.freeze()
    sys.exit(status)


def open_streams() -> None:
    """Put something in the place of streams that the caller closed: nothing to read, and no one who hears errors."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for the whole run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the same
    if sys.stdout is None:
        # Reading where one should write: what is printed fails, and is an error like any other.
        sys.stdout = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - the same


class Ended(KeyboardInterrupt):
    """Another process wants this one to end; it is to clean up first, as for an interrupt."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def catch_signals() -> None:
    """Turn the signals that end a process into `Ended`, where they do and are not ignored."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


def end(number: int, frame: object) -> NoReturn:
    """Raise `Ended`."""
    del frame
    raise Ended(number)


def run(arguments: list[str]) -> int:
    """Run the program and return its exit status; every error has become one line on stderr."""
    try:
        if instruction := os.environ.get(COMPLETE):
            from dedupe.cli.completion import complete

            complete(instruction)
            return DONE
        # Not `program.main`: that turns a closed pipe into status 1, which here reads as "duplicates found".
        with program.make_context("dedupe", list(arguments)) as context:
            return program.invoke(context) or DONE
    except click.exceptions.Exit as done:
        return done.exit_code
    except NoArgsIsHelpError as error:
        click.echo(error.format_message(), file=stderr())
        return FAILED
    except click.ClickException as error:
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "dedupe"
        say(f"dedupe: {error.format_message().rstrip('.')}; see {where} --help")
        return FAILED
    except Ended as error:
        say("dedupe: ended by a signal; nothing is half-written")
        return SIGNALLED + error.number
    except (click.Abort, KeyboardInterrupt):
        say("dedupe: interrupted; nothing is half-written")
        return INTERRUPTED
    except BrokenPipeError:
        return CLOSED_PIPE
    except DedupeError as error:
        say(f"dedupe: {told(error)}")
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last resort, so that no bug reads as "duplicates found"
        report(error, verbose=asks_for_detail(arguments))
        return FAILED


def asks_for_detail(arguments: list[str]) -> bool:
    """Return whether -v is among the arguments."""
    return any(argument in ("-v", "--verbose") for argument in arguments)


def report(error: Exception, *, verbose: bool) -> None:
    """Print what a user can do about an unexpected error: the system refuses a file, or it is a bug."""
    if isinstance(error, OSError) and error.filename is not None:
        say(f"dedupe: {os.fsdecode(error.filename)}: {error.strerror}; check the path, and its permissions")
        return
    if verbose:
        import traceback

        from dedupe.report.terminal import escape_line

        click.echo(escape_line("".join(traceback.format_exception(error))), file=stderr(), nl=False)
    hint = "please report it" if verbose else "run again with -v for the trace, and please report it"
    say(f"dedupe: internal error, {type(error).__name__}: {error}; {hint}")


def flush(status: int) -> int:
    """Write out what is left on stdout and return the status; a pipe that is closed by now is one too."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = CLOSED_PIPE
    except OSError as error:
        if status != FAILED:
            say(f"dedupe: stdout: cannot be written ({error.strerror}), the output is not complete")
        status = FAILED
    if status in (CLOSED_PIPE, FAILED):
        # The interpreter flushes once more on exit, and would complain of the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status
