"""The targets of the fuzzer hold on bytes that are made of what their formats are made of."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[1] / "fuzz"
sys.path.insert(0, str(FUZZ))

from targets import TARGETS  # noqa: E402 - it is found only now

PIECES = [
    b'{"text": "',
    b'"}',
    b"[",
    b"]",
    b'{"page": {"text": "a b c d e\\n',
    b"\\u00e9",
    b"\\ud83d\\ude00",
    b'""',
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"\\",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xff",
    "é\u2028ß".encode(),
    "\N{GRINNING FACE}".encode(),
    b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 5\r\n\r\nHello\r\n\r\n",
    b"Content-Length: 99999\r\n",
    b'{"type": "run", "format": 1, "run": "a", "document": "b"}',
    b'{"type": "removal", "id": "a-1", "cut": "x", "cut_start": "y"}',
    b"\x1f\x8b\x08",
    b"BZh91AY&SY",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"```\n",
    b"# ",
    b"| a | b |\n|---|---|\n",
    b"The ferry leaves the outer harbour at noon. ",
    b"the FERRY leaves the outer harbour at noon! ",
]


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds(name: str) -> None:
    if name == "wet":
        pytest.importorskip("fastwarc", reason="needs the extra [warc]")
    if name == "compressed":
        pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
    chance = random.Random(name)
    for _ in range(400):
        pieces = chance.choices([*PIECES, chance.randbytes(chance.randrange(6))], k=chance.randrange(12))
        TARGETS[name](b"".join(pieces))
