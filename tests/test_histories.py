"""Any history of runs, restores, edits and torn ledgers: what was removed can be had back, or nothing is touched."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from ledgers import ids_out_of

from dedupe.cli.program import run

A = "The ferry leaves the outer harbour at noon."
SENTENCES = [
    A,
    A.upper(),
    "The ferry leaves the inner harbour at noon.",
    "Nobody came to the café on that day.",
    "Nobody came to the cafe on that day!",
    "Notice",
]
OPTIONS = [[], ["--remove", "similar"], ["--keep", "last"], ["--copies", "2"], ["--threshold", "0.9"]]
PAGES = st.lists(st.sampled_from(SENTENCES), max_size=6)


def text_of(pages: list[list[str]]) -> bytes:
    """The pages as one text."""
    return "\n".join("\n".join(page) for page in pages).encode()


def jsonl_of(pages: list[list[str]]) -> bytes:
    """The pages as records, some of them spelled with escapes."""
    lines = (json.dumps({"text": "\n".join(page)}, ensure_ascii=bool(number % 2)) for number, page in enumerate(pages))
    return "".join(f"{line}\n" for line in lines).encode()


FORMATS = {"page.txt": text_of, "page.jsonl": jsonl_of}


class History(RuleBasedStateMachine):
    """A file, its ledger, and what each content of it was made from."""

    @initialize(name=st.sampled_from(sorted(FORMATS)), pages=st.lists(PAGES, min_size=1, max_size=4))
    def begin(self, name: str, pages: list[list[str]]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.before = Path.cwd()
        os.chdir(self.folder)
        self.name = name
        self.content = FORMATS[name](pages)
        self.ledger = Path(f"{name}.dedupe.jsonl")
        self.made_from: dict[bytes, bytes] = {}
        self.inputs: set[bytes] = set()
        Path(name).write_bytes(self.content)

    def teardown(self) -> None:
        os.chdir(self.before)
        shutil.rmtree(self.folder)

    @rule(options=st.sampled_from(OPTIONS), scope=st.sampled_from(["document", "corpus"]))
    def collapse(self, options: list[str], scope: str) -> None:
        arguments = ["collapse", "--in-place", "--split", "lines", "--scope", scope, *options, self.name]
        assert run(arguments) == 0
        found = Path(self.name).read_bytes()
        if found != self.content:
            self.inputs.add(self.content)
            self.made_from[found] = self.content
            self.content = found
            assert run([*arguments, "--no-ledger"]) == 0, "a second run ends well"
            assert Path(self.name).read_bytes() == found, "and removes nothing"

    @precondition(lambda self: self.ledger.exists())
    @rule()
    def restore(self) -> None:
        known = self.content in self.made_from or self.content in self.inputs
        assert run(["restore", "--in-place", self.name]) == (0 if known else 2)
        self.content = self.made_from.get(self.content, self.content)

    @precondition(lambda self: self.content in self.made_from)
    @rule(choice=st.randoms(use_true_random=False))
    def restore_one(self, choice: object) -> None:
        ids = ids_out_of(self.ledger, self.content, self.name)
        if not ids:
            return
        assert run(["restore", "--in-place", "--only", choice.choice(ids), self.name]) == 0  # type: ignore[attr-defined]
        whole = self.made_from[self.content]
        self.content = Path(self.name).read_bytes()
        if self.content == whole:
            self.inputs.add(whole)
        else:
            self.made_from[self.content] = whole

    @rule(sentence=st.sampled_from(SENTENCES))
    def edit(self, sentence: str) -> None:
        line = f"\n{sentence}\n" if self.name == "page.txt" else json.dumps({"text": sentence}) + "\n"
        self.content += line.encode()
        Path(self.name).write_bytes(self.content)

    @precondition(lambda self: self.ledger.exists())
    @rule()
    def tear(self) -> None:
        with self.ledger.open("ab") as file:
            file.write(b'{"run":"torn","form')

    @invariant()
    def the_file_is_what_it_should_be(self) -> None:
        if hasattr(self, "content"):
            assert Path(self.name).read_bytes() == self.content

    @invariant()
    def nothing_is_left_behind(self) -> None:
        if hasattr(self, "content"):
            assert {path.name for path in Path().iterdir()} <= {self.name, self.ledger.name}


TestHistory = pytest.mark.filterwarnings("default")(History.TestCase)
TestHistory.settings = settings(max_examples=60, stateful_step_count=12)
