"""A real browser for tests and benchmarks: headless Chromium, driven by Playwright. Where either is missing: a reason."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


class NoBrowser(Exception):
    """What is missing, and how to get it."""


@contextmanager
def chromium() -> Iterator[Any]:
    """Chromium of the system, or the one that `playwright install chromium` fetched. Raises NoBrowser."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise NoBrowser("no Playwright: pip install 'cleaner-zh[browser]'") from None
    with sync_playwright() as driver:
        found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        root = hasattr(os, "geteuid") and os.geteuid() == 0  # its sandbox wants another user
        try:
            browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"] if root else [])
        except Error as error:
            hint = "apt-get install chromium, or playwright install chromium"
            raise NoBrowser(f"no Chromium ({str(error).splitlines()[0]}): {hint}") from None
        yield browser
        browser.close()


def until(page, condition: str) -> None:
    """Wait for something to be so: the page's own policy does not let Playwright do it."""
    for _ in range(1200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)
