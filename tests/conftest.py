"""Profiles of hypothesis: `HYPOTHESIS_PROFILE=long pytest` searches a hundred times as long. And pages in a real browser."""

import os
import threading

import pytest
from hypothesis import HealthCheck, settings

import cleaner
from cleaner.files import read
from cleaner.pages.html import Page
from cleaner.pages.review import Review, Server
from cleaner.report import Report
from tests.browser import NoBrowser, chromium

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


# -- pages in a browser -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    try:
        with chromium() as found:
            yield found
    except NoBrowser as reason:
        pytest.skip(str(reason))


@pytest.fixture
def visit(browser):
    """Open an address: no error may come to the console, and nothing may be asked for but the page and what it saves."""
    contexts, said, asked = [], [], []

    def opened(address: str, **how):
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "http://127.0.0.1:", "data:"))] == []


@pytest.fixture
def made(tmp_path):
    """A report of texts, as an address."""

    def write(*texts: str, language="en") -> str:
        page = Page(language)
        for i, text in enumerate(texts):
            page.add(f"{i}.txt", cleaner.explain(text))
        path = tmp_path / "report.html"
        path.write_text(page.html(), "utf-8")
        return path.as_uri()

    return write


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A file under review, as an address."""
    servers = []
    monkeypatch.chdir(tmp_path)

    def serve(text: str, report: Report | None = None) -> str:
        (tmp_path / "page.txt").write_text(text, "utf-8")
        source = read("page.txt")
        server = Server(Review(source, report or cleaner.explain(source.text), "en"))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        servers.append((server, thread))
        return server.address

    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()
