"""Let atheris look for bytes that a target fails on.

python fuzz/fuzz.py TARGET [-runs=100000] [more options of libFuzzer]
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["dedupe"]):
    from targets import TARGETS


def main() -> None:
    """Run one target."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
