"""Files in other places than the file system, by fsspec: `s3://...`, `gs://...`, `https://...`."""

from __future__ import annotations

from typing import BinaryIO, cast

from dedupe.errors import InputError, MissingExtraError, OutputError


def is_remote(path: str) -> bool:
    """Return whether a path is one for fsspec.

    >>> is_remote("s3://crawl/page.txt"), is_remote("page.txt")
    (True, False)
    """
    return "://" in path


def open_remote(path: str, mode: str) -> BinaryIO:
    """Return an open file; `mode` is `rb` or `wb`. Raises `InputError`, `OutputError` or `MissingExtraError`."""
    try:
        import fsspec
    except ImportError:
        raise MissingExtraError(f"{path}: needs fsspec; pip install 'dedupe-paragraphs[remote]'") from None
    try:
        return cast("BinaryIO", fsspec.open(path, mode).open())
    except ImportError as error:
        raise MissingExtraError(f"{path}: {error}") from error
    except (OSError, ValueError) as error:
        what = "cannot be read" if mode == "rb" else "cannot be written"
        kind = InputError if mode == "rb" else OutputError
        raise kind(
            f"{path}: {what} ({error or type(error).__name__}); check the place and your access to it"
        ) from error
