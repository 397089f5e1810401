"""The page's own modules in headless Chromium, served by themselves on loopback."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

MODULES = Path(__file__).parents[3] / "deploy" / "assets" / "js" / "agency"
CHROMIUM = "/usr/bin/chromium"


class Quiet(SimpleHTTPRequestHandler):
    """An empty page, and the modules beside it."""

    def do_GET(self) -> None:
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Empty</title>")
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def chromium_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def modules_at() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(MODULES)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def modules(chromium_browser: Browser, modules_at: str) -> Iterator[Page]:
    """A page on which `import("/sealing.js")` works."""
    page = chromium_browser.new_page()
    page.goto(modules_at + "/")
    yield page
    page.close()
