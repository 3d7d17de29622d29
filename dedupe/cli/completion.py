"""`dedupe completion`: the script for a shell, and what it is told when it asks what may come next."""

from __future__ import annotations

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
)

from dedupe.cli.printing import print_line, print_text
from dedupe.cli.program import COMPLETE, help_option, program
from dedupe.errors import OptionError


class WithFiles(ShellComplete):
    """Leaves it to the shell to offer files where nothing else is known: for a PATH, and for most values."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return what may come next; what comes first is a command, and no file."""
        # bash parts `--keep=first` at the sign, and hands it over as a word.
        found = super().get_completions([word for word in args if word != "="], incomplete)
        return found if found or not args else [CompletionItem(incomplete, type="file")]


class Bash(WithFiles, BashComplete):
    """Speaks to bash."""


class Zsh(WithFiles, ZshComplete):
    """Speaks to zsh."""


class Fish(WithFiles, FishComplete):
    """Speaks to fish."""


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


@click.command(add_help_option=False, short_help="Print a completion script for a shell.")
@click.argument("shell", type=click.Choice(list(SHELLS)), metavar="bash|zsh|fish")
@help_option
def command(shell: str) -> None:
    """Print a script that makes a shell complete the commands, options and values of dedupe.

    For bash 4.4 or later, put `eval "$(dedupe completion bash)"` into ~/.bashrc; for zsh the same with zsh into
    ~/.zshrc. For fish, write it to ~/.config/fish/completions/dedupe.fish.
    """
    print_text(SHELLS[shell](program, {}, "dedupe", COMPLETE).source())


def complete(instruction: str) -> None:
    """Answer a shell: print what may come next, or the script; raises `OptionError` if it asks for something else."""
    shell, _, question = instruction.partition("_")
    if shell not in SHELLS or question not in ("complete", "source"):
        raise OptionError(f"{COMPLETE} must be that of a completion script, got {instruction!r}; unset it")
    answers = SHELLS[shell](program, {}, "dedupe", COMPLETE)
    print_line(answers.complete() if question == "complete" else answers.source())
