"""Try every adapter with its real framework, and write the versions into docs/integrations.md: `make integrations`.

    python tools/run_integrations.py [NAME]...

Each framework has an environment of its own under .integrations/, which goes when its tests are done: they need
different things, and some are large. Without a NAME all are tried, the newest release and an older one each.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "integrations.md"
PLACE = ROOT / ".integrations"
TABLE = re.compile(r"(?<=<!-- made by make integrations -->\n).*?(?=<!-- end -->)", re.DOTALL)
HEAD = "| framework | version | Python | tests |\n| --- | --- | --- | --- |\n"


class Framework(NamedTuple):
    """An adapter, what its table row is called, and what to install; `older` are the pins of an older release."""

    adapter: str
    title: str
    packages: tuple[str, ...]
    older: tuple[str, ...]
    # What its tests need besides.
    besides: tuple[str, ...] = ()


FRAMEWORKS = [
    Framework("langchain", "LangChain", ("langchain-core",), ("langchain-core==0.3.0",)),
    Framework("llamaindex", "LlamaIndex", ("llama-index-core",), ("llama-index-core==0.12.5",)),
    Framework("haystack", "Haystack", ("haystack-ai",), ("haystack-ai==2.9.0",)),
    Framework("scrapy", "Scrapy", ("scrapy",), ("scrapy==2.13.3", "twisted==24.11.0")),
    Framework("datatrove", "datatrove", ("datatrove",), ("datatrove==0.4.0",), ("orjson",)),
    Framework("datasets", "datasets", ("datasets",), ("datasets==3.0.0",)),
    Framework(
        "dataframes",
        "DataFrames",
        ("narwhals", "pandas", "polars"),
        ("narwhals==1.40.0", "pandas==2.2.3", "polars==1.0.0"),
        ("pyarrow",),
    ),
    Framework("ray", "Ray Data", ("ray[data]",), ("ray[data]==2.40.0",), ("tqdm",)),
]


class Row(NamedTuple):
    """A row of the table: what was tried, and how it went."""

    title: str
    versions: str
    python: str
    result: str

    def line(self) -> str:
        """Return the row in Markdown."""
        return f"| {' | '.join(self)} |\n"


def try_out(framework: Framework, packages: tuple[str, ...], folder: Path) -> Row:
    """Return how the tests of an adapter went in an environment of its own; raises `SystemExit` if they failed."""
    run(sys.executable, "-m", "venv", str(folder))
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    run(python, "-m", "pip", "install", "--quiet", str(ROOT), "pytest", "hypothesis", *packages, *framework.besides)
    names = [re.split(r"[\[=]", package)[0] for package in packages]
    shown = "import importlib.metadata as m, sys; [print(name, m.version(name)) for name in sys.argv[1:]]"
    versions = run(python, "-c", shown, *names).splitlines()
    tests = (f"test_{framework.adapter}.py", "test_adapter_options.py")
    paths = [*(f"tests/integrations/{name}" for name in tests), f"dedupe/integrations/{framework.adapter}.py"]
    said = run(python, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", *paths)
    result = re.search(r"^(\d+ passed.*?) in ", said, re.MULTILINE)
    if result is None:
        raise SystemExit(f"{framework.title}: no test was run\n{said}")
    return Row(framework.title, ", ".join(versions), sys.version.split()[0], result[1])


def run(*command: str) -> str:
    """Return what a command says; raises `SystemExit` with all of it if it fails."""
    environment = os.environ | {"PYTHONUTF8": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    process = subprocess.run(  # noqa: S603  # the commands of this file
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment,
        cwd=ROOT,
        check=False,
    )
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\n{process.stdout}")
    return process.stdout


def write(rows: list[Row]) -> None:
    """Write rows into the table of the page, in place of those of the same frameworks."""
    page = PAGE.read_text(encoding="utf-8")
    found = TABLE.search(page)
    if found is None:
        raise SystemExit(f"{PAGE}: the marks around the table are missing")
    tried = {row.title for row in rows}
    lines = [line for line in found[0].splitlines(keepends=True)[2:] if line.split(" | ")[0].lstrip("| ") not in tried]
    titles = [framework.title for framework in FRAMEWORKS]
    lines = sorted(
        [*lines, *(row.line() for row in rows)], key=lambda line: titles.index(line.split(" | ")[0].lstrip("| "))
    )
    PAGE.write_text(page[: found.start()] + HEAD + "".join(lines) + page[found.end() :], encoding="utf-8")


def results(framework: Framework) -> Iterator[Row]:
    """Yield how it went with each release of a framework."""
    PLACE.mkdir(exist_ok=True)
    for packages in (framework.packages, framework.older):
        with tempfile.TemporaryDirectory(dir=PLACE) as folder:
            row = try_out(framework, packages, Path(folder))
            print(row.line(), end="", flush=True)
            yield row


def main() -> None:
    """Try the frameworks that are named, print a row for each release, and write them into the table."""
    known = {framework.adapter: framework for framework in FRAMEWORKS}
    unknown = [name for name in sys.argv[1:] if name not in known]
    if unknown:
        raise SystemExit(f"there is no adapter {unknown[0]}; there are {', '.join(known)}")
    print(HEAD, end="", flush=True)
    for framework in [known[name] for name in sys.argv[1:]] or FRAMEWORKS:
        write(list(results(framework)))


if __name__ == "__main__":
    main()
