"""Records of archives of crawls."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha1


def framed(kind: str, content: bytes, uri: str = "https://example.org/", **more: str) -> bytes:
    """Return a record of an archive."""
    digest = "sha1:" + b32encode(sha1(content, usedforsecurity=False).digest()).decode()
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Target-URI": uri,
        "WARC-Date": "2024-05-01T00:00:00Z",
        "WARC-Block-Digest": digest,
        "Content-Type": "text/plain",
        "Content-Length": str(len(content)),
    } | {key.replace("_", "-"): value for key, value in more.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + content + b"\r\n\r\n"


def response(content: bytes, *headers: str) -> bytes:
    """Return a record with a page as it came over the network."""
    head = "".join(
        f"{header}\r\n" for header in ("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", *headers)
    )
    return framed("response", f"{head}\r\n".encode() + content, Content_Type="application/http; msgtype=response")
