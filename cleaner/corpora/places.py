"""Files on this machine, or at an address (s3://bucket/folder, hf://…, gs://…) by fsspec: where they are read, and where they are published.

Nothing is written at an address piece by piece: there a file that was left half written looks like one that is done. A unit is written on
this machine and sent in one step when it is finished; an upload that fails is discarded by the store, and what stood there stays.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import IO, Any, cast

from cleaner.config import ConfigError


def remote(name: str) -> bool:
    """Whether a name is an address.

    >>> remote("s3://bucket/a.jsonl"), remote("in/a.jsonl")
    (True, False)
    """
    return "://" in name


def place(name: str) -> Path:
    """The path of a name. At an address it is one that knows the methods of paths. Raises ValueError where a package is missing."""
    if not remote(name):
        return Path(name)
    try:
        from upath import UPath

        found = UPath(name, use_listings_cache=False)  # what other processes write has to be seen at once
        _ = found.fs
    except ImportError as error:
        raise ConfigError(
            f"{name}: another package is needed ({error}): pip install 'cleaner-zh[remote]', and the one of the store, such as s3fs"
        ) from None
    return cast("Path", found)


def absolute(name: str) -> str:
    """A name that means the same from any folder."""
    name = name.removeprefix("file://")
    return name.rstrip("/") if remote(name) else os.path.abspath(name)  # noqa: PTH100 - patterns are no paths


def stamp(name: str) -> tuple[int, int]:
    """The bytes of a file, and what changes when it is written anew."""
    path: Any = place(name)
    if not remote(name):
        status = path.stat()
        return status.st_size, status.st_mtime_ns
    told = path.fs.info(path.path)
    seen = next(
        (told[key] for key in ("ETag", "etag", "md5Hash", "LastModified", "mtime", "created") if key in told), ""
    )
    return told["size"], int(hashlib.sha256(str(seen).encode()).hexdigest()[:15], 16)


def opened(name: str) -> IO[bytes]:
    """A file at an address, to read from."""
    path: Any = place(name)
    found: IO[bytes] = path.fs.open(path.path, "rb")
    return found


def below(name: str) -> list[str]:
    """The addresses of all files in a folder, or that fit a pattern; of a file its own."""
    path: Any = place(name)
    if path.fs.isfile(path.path):
        return [name]
    hits = path.fs.glob(path.path) if any(sign in name for sign in "*?[") else path.fs.find(path.path)
    return [path.fs.unstrip_protocol(hit) for hit in sorted(hits)]


def send(file: Path, path: Any) -> None:
    """Put a file of this machine at an address in one step, and remove it here."""
    path.fs.put_file(str(file), path.path)
    file.unlink(missing_ok=True)
