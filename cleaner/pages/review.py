"""A file under review: the page, served to this machine alone, and what comes of the decisions that are taken on it.

The server listens on 127.0.0.1 on a port that the system chooses, and answers only under a token of 128 bits, only to its own
name (a page of another name that was bent to this address is not heard), and saves only for its own page. Saving writes
the decisions and then the result, each in one step. The decisions are a report as `fix --report` writes it (so that
`cleaner undo` takes it), with each decision and both texts: a pair of damaged and clean text to learn from.
"""

from __future__ import annotations

import json
import secrets
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Lock
from typing import Any

from cleaner.core import Change, Held
from cleaner.files import Refused, Source, load, put, same, write
from cleaner.messages import Language, message
from cleaner.pages.html import Page, policy
from cleaner.patch import facts, patch
from cleaner.report import Report, plain, plain_text

VERDICTS = ("accept", "reject")
OWN = ("none", "same-origin")  # what a browser says of a request from its user, or from the page itself
ROOM = 1000, 40  # bytes of what the page may send: at least, and for each item


class Review:
    """What is proposed for one file, what was decided, and where that goes."""

    def __init__(
        self,
        source: Source,
        report: Report,
        language: Language,
        result: str | None = None,
        decisions: str | None = None,
        in_place: bool = False,
    ) -> None:
        """Goes on from the decisions of an earlier review of the same bytes. Raises Refused where a file is in the way."""
        self.source, self.report, self.language = source, report, language
        self.items: list[Change | Held] = [*report.changes, *report.held]
        self.book = Path(decisions or f"{source.name}.decisions.json")
        self.in_place = in_place
        self.result = Path(source.name if in_place else result or _beside(source.name))
        self.decided: dict[int, str] = {}
        self.saved = False
        self.lock = Lock()
        if not in_place and same(source.name, str(self.result)):
            raise Refused("the result is not written over the file itself, unless --write says so")
        if self.book.resolve() in (self.result.resolve(), Path(source.name).resolve()):
            raise Refused("--decisions is a file of its own")
        self._resume(not in_place and result is None)
        self._page = Page(language)
        self._page.add(source.name, report)

    def page(self) -> str:
        """The page, with what is decided so far."""
        known = {"save": "save", "decided": sorted(self.decided.items())}
        return self._page.html(known)

    def save(self, decisions: Iterable[tuple[int, str]]) -> tuple[str, str]:
        """Write decisions and result, and give their names. Raises ValueError if these are no decisions, Refused, OSError."""
        decided = dict(_checked(decisions, len(self.items)))
        picked = {verdict: [self.items[i] for i, one in decided.items() if one == verdict] for verdict in VERDICTS}
        chosen = self.report.choose(
            [item for item in picked["accept"] if isinstance(item, Held)],
            [item for item in picked["reject"] if isinstance(item, Change)],
        )
        patched = patch(self.source, chosen)
        told = [{**_told(self.items[i]), "decision": decided[i]} for i in sorted(decided)]
        texts = {"original": plain_text(patched.report.original), "text": plain_text(patched.report.text)}
        line = patched.report.to_json(**facts(self.source, patched), decisions=told, texts=texts)
        with self.lock:
            put(self.book, line.encode("utf-8") + b"\n")
            if self.in_place:
                write(self.source, patched.data)
                self.source = self.source._replace(stamp=load(self.source.name)[1])
            else:
                put(self.result, patched.data)
            self.decided, self.saved = decided, True
        return str(self.result), str(self.book)

    def _resume(self, default: bool) -> None:
        """Take up what an earlier review decided, and see that nothing is lost that is not of such a review."""
        written = None
        if self.book.exists():
            try:
                earlier = json.loads(self.book.read_bytes())
                original, written = (earlier["bytes"][key] for key in ("original", "text"))
                self.decided = dict(_checked(self._numbered(earlier["decisions"]), len(self.items)))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise Refused(f"{self.book} holds no decisions: name another file with --decisions") from None
            if original != _digest(self.source.data):
                raise Refused(f"{self.book} is about another text: name another file with --decisions")
        if default and self.result.exists() and written != _digest(self.result.read_bytes()):
            raise Refused(f"{self.result} is not of a review: name the file for the result with --output")

    def _numbered(self, told: Any) -> Iterator[tuple[int, str]]:
        """The decisions of an earlier review on what is proposed again."""
        numbers = {_name(_told(item)): i for i, item in enumerate(self.items)}
        for one in told:
            if (i := numbers.get(_name(one))) is not None:
                yield i, one["decision"]


def _beside(name: str) -> str:
    path = Path(name)
    return str(path.with_name(f"{path.stem}.reviewed{path.suffix}"))


def _checked(decisions: Any, count: int) -> Iterable[tuple[int, str]]:
    for i, verdict in decisions:
        if type(i) is not int or not 0 <= i < count or verdict not in VERDICTS:
            raise ValueError(f"no decision: {i!r} {verdict!r}")
        yield i, verdict


def _told(item: Change | Held) -> dict[str, Any]:
    return {"kind": type(item).__name__.lower(), **plain(item)}


def _name(told: dict[str, Any]) -> tuple[str, ...]:
    """What tells an item from the others."""
    return told["kind"], told["why"][-1]["code"], *(json.dumps(told[key]) for key in ("start", "end", "old", "new"))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


# -- served ------------------------------------------------------------------------------------------------------------


class Server(ThreadingHTTPServer):
    """Serves one review under one token."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, review: Review) -> None:
        self.review = review
        self.token = secrets.token_urlsafe(16)
        super().__init__(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.origin = f"http://{self.host}"
        self.address = f"{self.origin}/{self.token}/"

    def server_bind(self) -> None:
        """Without asking the network for the name of this machine, as the class above does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class Handler(BaseHTTPRequestHandler):
    """Answers what is asked rightly; everything else gets a number and no word."""

    server: Server
    timeout = 30
    server_version, sys_version = "cleaner", ""

    def do_GET(self) -> None:
        if self._heard("/", (None, self.server.origin)):
            self._answer(200, "text/html; charset=utf-8", self.server.review.page().encode("utf-8"))

    def do_POST(self) -> None:
        if self._heard("/save", (self.server.origin,)):
            review, length = self.server.review, self.headers.get("Content-Length", "")
            if self.headers.get_content_type() != "application/json" or not (length.isascii() and length.isdigit()):
                self._refuse(415)
            elif int(length) > ROOM[0] + ROOM[1] * len(review.items):
                self._refuse(413)
            else:
                self._answer(*_saved(review, self.rfile.read(int(length))))

    def _heard(self, place: str, origins: Iterable[str | None]) -> bool:
        """Whether the request is for this place, in the server's own name, and from its own page."""
        if not compare_digest(self.path.encode("utf-8", "replace"), f"/{self.server.token}{place}".encode()):
            self._refuse(404)
        elif self.headers.get_all("Host") != [self.server.host]:
            self._refuse(421)
        elif self.headers.get("Origin") not in origins or self.headers.get("Sec-Fetch-Site", "none") not in OWN:
            self._refuse(403)
        else:
            return True
        return False

    def _refuse(self, status: int) -> None:
        self._answer(status, "text/plain", b"")

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", f"{policy(True)}; frame-ancestors 'none'")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: the address holds the token."""


def _saved(review: Review, told: bytes) -> tuple[int, str, bytes]:
    """Save, and what to answer."""
    answer: dict[str, Any]
    try:
        status, answer = 200, {"saved": review.save(json.loads(told)["decisions"])}
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        status, answer = 409, {"error": str(error) or type(error).__name__}
    return status, "application/json", json.dumps(answer).encode()


def serve(review: Review, browser: bool = False) -> None:
    """Serve the page until ^C, and say where."""
    for name in (signal.SIGINT, signal.SIGTERM):  # a shell may have had them ignored
        signal.signal(name, signal.default_int_handler)
    with Server(review) as server, suppress(KeyboardInterrupt):
        print(message("review-at", {"address": server.address}, review.language), flush=True)
        print(message("review-end", {}, review.language), file=sys.stderr, flush=True)
        if browser:
            import webbrowser

            webbrowser.open(server.address)
        server.serve_forever()
    review.lock.acquire()  # what is being saved is saved, and nothing after it
    code = "page-saved" if review.saved else "review-unsaved"
    said = message(code, {"result": review.result, "decisions": review.book}, review.language)
    print(f"\ncleaner: {said}", file=sys.stderr)
