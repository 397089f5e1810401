"""The cell on the wire: bytes of a first page with all that its terminal keeps, and of a page when that is kept.

A prison under gunicorn with the hashed and compressed assets, Chromium, and a line between them that counts every
byte in both directions, headers too. Cold: a browser that has nothing but its cookies. Warm: the same page again.
"""

import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from deploy.benches import ROUNDS, Figure
from deploy.demonstration import cohort
from deploy.demonstration.members import PIN
from deploy.demonstration.processes import Instance, running
from deploy.demonstration.walkers import browser

COLD_BAR = 60_000  # bytes
WARM_BAR = 8_000  # bytes
QUIET = 1.5  # seconds without a byte: nothing more comes
INSTALLED = "navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')"
CODE = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from accounts.acts.terminals import register_terminal
from accounts.models import User
admin = User.objects.get(username="admin@mdi.example")
print(register_terminal(kind="CELL", location="2-3-030", by=admin, at=timezone.now())[1])
"""


def measure() -> list[Figure]:
    """Bytes, medians of five."""
    with tempfile.TemporaryDirectory() as folder, running() as processes, browser() as chromium:
        prison = processes.add(Instance("prison", Path(folder), node=str(cohort.PRISON["prisonId"])))
        number, code = _people(prison)
        prison.web.start()
        with _counted(prison.port) as line:
            cookies = _signed_in(chromium, line, number, code)
            rounds = [_round(chromium, line, cookies) for _ in range(ROUNDS)]
    cold, warm, without = (statistics.median(column) for column in zip(*rounds, strict=True))
    return [
        Figure(
            "home in the cell, cold, with everything kept for the time without Wi-Fi",
            cold,
            "bytes",
            None,
            COLD_BAR,
            True,
        ),
        Figure("home in the cell, warm", warm, "bytes", None, WARM_BAR, True),
        Figure("home in the cell, cold, without a service worker", without, "bytes"),
    ]


def _people(prison: Instance) -> tuple[str, str]:
    """The demo's people; a number that signs in with PIN, and the code of a new terminal."""

    prison.prepare()
    roll = prison.folder / "roll.json"
    roll.write_text(json.dumps(cohort.roll(datetime.now(UTC).date())))
    prison.manage("import_roll", str(roll), "--prison", prison.node)
    prison.manage("load_questions")
    prison.manage("load_requests")
    members: dict[str, dict[str, str]] = json.loads(prison.python("-m", "deploy.demonstration.members", "prison"))
    number = next(who for who, how in members.items() if "pin" in how)
    return number, prison.python("-c", CODE).strip()


class _Line:
    """Passes bytes on to the server and counts them."""

    def __init__(self, port: int) -> None:
        self.to, self.bytes, self.last = port, 0, time.monotonic()
        self.heard = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.heard.getsockname()[1]}"
        self.lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self.heard.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.to))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while piece := one.recv(65_536):
                with self.lock:
                    self.bytes, self.last = self.bytes + len(piece), time.monotonic()
                other.sendall(piece)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            one.close()
            other.close()

    def counted(self, page: Page, path: str) -> int:
        """Bytes from asking for a page until nothing more comes."""
        before = self.bytes
        page.goto(self.url + path, wait_until="networkidle")
        while time.monotonic() - self.last < QUIET:
            page.wait_for_timeout(100)
        return self.bytes - before


@contextmanager
def _counted(port: int) -> Iterator[_Line]:
    line = _Line(port)
    try:
        yield line
    finally:
        line.heard.close()


def _signed_in(chromium: Browser, line: _Line, number: str, code: str) -> list[Any]:
    """The cookies of a terminal with somebody signed in."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{line.url}/terminal/")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Set up").click()
    page.get_by_label("Prison number").fill(number)
    page.get_by_label("PIN").fill(PIN)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


def _round(chromium: Browser, line: _Line, cookies: list[Any]) -> tuple[int, int, int]:
    """Bytes cold and warm with a worker, and cold without."""
    with _fresh(chromium, cookies) as context:
        page = context.new_page()
        cold = line.counted(page, "/me/")
        if not page.evaluate(INSTALLED):
            raise RuntimeError("the service worker did not start")
        warm = line.counted(page, "/me/")
    with _fresh(chromium, cookies, service_workers="block") as context:
        return cold, warm, line.counted(context.new_page(), "/me/")


@contextmanager
def _fresh(chromium: Browser, cookies: list[Any], **options: Any) -> Iterator[BrowserContext]:
    context = chromium.new_context(**options)
    context.add_cookies(cookies)
    yield context
    context.close()
